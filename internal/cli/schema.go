package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
)

// schemaFormats are the forms in which the language is printed.
var schemaFormats = []string{"json", "cue"}

const schemaHelp = `Print the schema of the intent language.

--format json   a JSON Schema (draft 2020-12), for editors: fields and words are completed and explained while you type
--format cue    one file of CUE: in cue.mod/pkg/github.com/vnetloom/vnetloom/schema/ your own packages import it without a registry

An editor with the YAML language server reads the JSON Schema that the first line of an intent names:

  # yaml-language-server: $schema=intent.schema.json`

func (a *app) schemaCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "schema",
		Short:   "Print the schema of the intent language",
		Long:    schemaHelp,
		Example: `  vnetloom schema --format json > intent.schema.json`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "json":
				a.stdout.text(string(compile.JSONSchema()))
			case "cue":
				a.stdout.text(string(compile.CUESchema()))
			default:
				return usageError(diag.DidYouMean(format, schemaFormats, "write "+strings.Join(schemaFormats, " or ")), "unknown format %q", format)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "json", "json (JSON Schema) or cue")
	fixed(cmd, "format", schemaFormats...)
	return cmd
}
