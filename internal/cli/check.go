package cli

import "github.com/spf13/cobra"

const checkHelp = `Read the intent and report all errors, warnings and, with -v, notes. Nothing is written.

With --strict, warnings count as errors.`

func (a *app) checkCommand() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Report errors and warnings of the intent",
		Long:  checkHelp,
		Example: `  vnetloom check estate.yaml
  vnetloom check --strict --error-format github`,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := a.compiled(cmd.Context(), args, []string{}, strict)
			return err
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with code 3 for warnings too")
	return cmd
}
