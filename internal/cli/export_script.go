package cli

import (
	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/reachability/deployed"
)

const exportScriptHelp = `Print a shell script that reads with the Azure CLI what is deployed of networking, and prints it as one JSON document: an
export. It only reads; the role Reader is enough. Without arguments it reads the current subscription.

verify, trace and routes take the document in the place of templates. What Azure refuses is noted in it and counts as
not known. Keys and tags of the document are shown nowhere.`

func (a *app) exportScriptCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export-script",
		Short: "Print a script that exports what is deployed",
		Long:  exportScriptHelp,
		Example: `  vnetloom export-script > export.sh
  sh export.sh 00000000-0000-0000-0000-000000000001 > estate.json
  vnetloom verify estate.json --reach matrix`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			a.stdout.text(string(deployed.Script()))
			return nil
		},
	}
}
