package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/picture"
	"github.com/vnetloom/vnetloom/report"
)

const reportHelp = `Write one HTML file about the network of an intent: its picture, networks, connections, who reaches whom, promises and whether they are
proved, effective routes, what depends on each thing that can fail, rules, the address plan, limits of Azure, and findings.

The file needs nothing from elsewhere and fetches nothing: it can be sent, kept beside the intent, and read without a network. It can be read
light and dark, printed, and without its script, which sorts and filters tables. Where a promise is not kept the page says which, and the command
exits 3.

With --down reachability and routes are those of the network with something out of service.`

func (a *app) reportCommand() *cobra.Command {
	var out string
	var force bool
	var down []string
	cmd := &cobra.Command{
		Use:     "report [PATH...]",
		Short:   "Write a page about the network: picture, reachability, routes, promises, limits",
		Long:    reportHelp,
		Example: `  vnetloom report estate.yaml --out estate.html`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := replaceable(out, force); err != nil {
				return err
			}
			result, verdict := a.networkOfIntent(cmd.Context(), args)
			if result == nil {
				return verdict
			}
			content, err := pageOf(result, down)
			if name := ofName(err); name != err {
				return name
			}
			if err != nil {
				return failure(cannot("make the report", err))
			}
			if out == "" {
				a.stdout.text(string(content))
				return verdict
			}
			if err := writeOne(cmd.Context(), out, content); err != nil {
				return failure(cannot("write the report", err))
			}
			return verdict
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&out, "out", "o", "", "file to write the page to (default standard output)")
	flags.StringArrayVar(&down, "down", nil, downUsage)
	flags.BoolVar(&force, "force", false, "replace a file that vnetloom has not written")
	a.namedFlag(cmd, "down", 0, downNames)
	return cmd
}

// networkOfIntent compiles an intent and prints what was found. Where what is emitted does not keep what the intent says, there is a result with the
// verdict: the page says which promise is not kept. Where nothing could be made of the intent there is none.
func (a *app) networkOfIntent(ctx context.Context, paths []string) (*compile.Result, error) {
	in, err := readInputs(paths, a.stdin)
	if err != nil {
		return nil, err
	}
	if err := in.refuseExports(); err != nil {
		return nil, err
	}
	done := a.doing("compiling the intent")
	result, failed := a.compile(ctx, in, in.names(), compile.Options{Targets: []string{}})
	done()
	if result == nil || failed != nil {
		return nil, compileFailure(failed)
	}
	verdict := a.printFound(result.Findings, false)
	if result.Proof == nil {
		return nil, verdict
	}
	return result, verdict
}

// pageOf is the page of what an intent is compiled to, with some of it out of service.
func pageOf(result *compile.Result, down []string) ([]byte, error) {
	network, found := result.Proof.Analysis()
	if found.HasErrors() {
		network = nil // of what is emitted nothing can be said
	}
	if network != nil {
		var err error
		if network, err = network.Without(down...); err != nil {
			return nil, err
		}
	}
	var templates []report.Use
	for _, u := range compile.TemplateUses(result.Plan) {
		if u.Count > 0 {
			templates = append(templates, report.Use{Name: u.Limit, Subject: u.Subject, Count: u.Count, Most: u.Most})
		}
	}
	return report.HTML(report.Input{
		Topology: result.Topology, Analysis: network, Down: down, Findings: result.Findings,
		Templates: templates,
		Picture:   picture.New(result.Topology, nil).SVG(),
		LimitDoc: func(name string) string {
			doc, _, _ := compile.ExplainField("limits." + name)
			return strings.TrimSpace(doc.Doc)
		},
	})
}
