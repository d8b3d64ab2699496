package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/diag"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "explain CODE",
		Short:   "Explain a diagnostic and how to fix it",
		Example: `  vnetloom explain VL201`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("codes look like VL201, as in `error[VL201]`; docs/diagnostics.md lists them all", "explain takes one code, not %d", len(args))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return a.ids(len(args) == 0), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			registry, _ := diag.NewRegistry(a.codes)
			code := registry.ByID(args[0])
			if code == nil {
				return usageError(diag.DidYouMean(args[0], a.ids(true), "codes look like VL201, as in `error[VL201]`"), "unknown diagnostic %q", args[0])
			}
			a.stdout.text(explanation(code))
			return nil
		},
	}
}

// ids lists the codes where they are wanted.
func (a *app) ids(wanted bool) []string {
	if !wanted {
		return nil
	}
	registry, _ := diag.NewRegistry(a.codes)
	var ids []string
	for _, code := range registry.Codes() {
		ids = append(ids, code.ID)
	}
	return ids
}

// wrapped breaks a text into lines of at most 100 columns where there are spaces: a long address has its own line.
func wrapped(text string) string {
	var b strings.Builder
	column := len("Source: ")
	for i, word := range strings.Fields(text) {
		switch {
		case i > 0 && column+1+len(word) > 100:
			b.WriteByte('\n')
			column = 0
		case i > 0:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

func explanation(code *diag.Code) string {
	var b strings.Builder
	page := code.Page()
	fmt.Fprintf(&b, "%s[%s]: %s\n", code.Severity, code.ID, page.Title)
	if page.Text != "" {
		fmt.Fprintf(&b, "\n%s\n", page.Text)
	}
	if page.Fix != "" {
		fmt.Fprintf(&b, "\nFix: %s\n", page.Fix)
	}
	if example := strings.TrimSuffix(page.Example, "\n"); example != "" {
		fmt.Fprintf(&b, "\nExample:\n\n    %s\n", strings.ReplaceAll(example, "\n", "\n    "))
	}
	if page.Source != "" {
		fmt.Fprintf(&b, "\nSource: %s\n", wrapped(page.Source))
	}
	return b.String()
}
