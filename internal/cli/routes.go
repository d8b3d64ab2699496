package cli

import (
	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
)

const routesHelp = `Print the effective routes of a subnet, or of every subnet of a network, as Azure would show them.

PATH is an intent, which is compiled in memory, or ARM JSON templates: files, or a folder with all that is below it.

With --format json it prints a list of subnets: {"subnet", "prefixes", "routes": [{"source", "state", "prefix",
"nextHopType", "nextHopAddress", "name", "through", "at"}], "notKnown"}, where notKnown says why there may be other routes.`

var formats = []string{"text", "json"}

func (a *app) routesCommand() *cobra.Command {
	var format string
	var down []string
	cmd := &cobra.Command{
		Use:   "routes NETWORK[/SUBNET] [PATH...]",
		Short: "Print effective routes as Azure would show them",
		Long:  routesHelp,
		Example: `  vnetloom routes shop/web estate.yaml
  vnetloom routes vnet-hub out/arm`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: a.named(1, networkNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format); err != nil {
				return err
			}
			network, err := a.analysisWithout(cmd.Context(), orHere(args[1:]), down)
			if err != nil {
				return err
			}
			subnets, err := network.SubnetsOf(args[0])
			if err != nil {
				return ofName(err)
			}
			return a.printRoutes(network, subnets, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().StringArrayVar(&down, "down", nil, downUsage)
	fixed(cmd, "format", formats...)
	a.namedFlag(cmd, "down", 1, downNames)
	return cmd
}

func checkFormat(format string) error {
	if format != "text" && format != "json" {
		return usageError("text or json", "unknown --format %q", format)
	}
	return nil
}

func orHere(paths []string) []string {
	if len(paths) == 0 {
		return []string{"."}
	}
	return paths
}

type routesJSON struct {
	Subnet   string      `json:"subnet"`
	Prefixes []string    `json:"prefixes"`
	Routes   []routeJSON `json:"routes"`
	NotKnown []string    `json:"notKnown,omitempty"` // why there may be others
}

type routeJSON struct {
	Source         string `json:"source"`
	State          string `json:"state"`
	Prefix         string `json:"prefix"`
	NextHopType    string `json:"nextHopType"`
	NextHopAddress string `json:"nextHopAddress,omitempty"`
	Name           string `json:"name,omitempty"`
	Through        string `json:"through,omitempty"`
	At             string `json:"at,omitempty"`
}

func routeOf(network *proof.Analysis, r *reachability.EffectiveRoute) routeJSON {
	out := routeJSON{Source: r.Source, State: r.State, Prefix: r.Prefix.String(), NextHopType: r.NextHopType, Name: r.Name, At: r.At.String()}
	if r.NextHopAddress.IsValid() {
		out.NextHopAddress = r.NextHopAddress.String()
	}
	if r.Through != "" {
		out.Through = network.Name(r.Through)
	}
	return out
}

func (a *app) printRoutes(network *proof.Analysis, subnets []reachability.Subnet, format string) error {
	all := []routesJSON{}
	for _, s := range subnets {
		entry := routesJSON{Subnet: network.SubnetName(s), Prefixes: []string{}, Routes: []routeJSON{}, NotKnown: network.RoutesUnknown(s.ID)}
		for _, p := range s.Prefixes {
			entry.Prefixes = append(entry.Prefixes, p.String())
		}
		for _, r := range network.EffectiveRoutes(s.ID) {
			entry.Routes = append(entry.Routes, routeOf(network, &r))
		}
		all = append(all, entry)
	}
	if format == "json" {
		return a.printJSON(all)
	}
	for i, e := range all {
		if i > 0 {
			a.stdout.line("")
		}
		a.stdout.line("%s %s", e.Subnet, joined(e.Prefixes))
		rows := [][]string{{"Source", "State", "Address Prefix", "Next Hop Type", "Next Hop IP", "Through"}}
		for _, r := range e.Routes {
			rows = append(rows, []string{r.Source, r.State, r.Prefix, r.NextHopType, r.NextHopAddress, r.Through})
		}
		a.stdout.table(rows)
		for _, why := range e.NotKnown {
			a.stdout.line("There may be other routes: %s", why)
		}
	}
	return nil
}

func joined(list []string) string {
	out := ""
	for i, s := range list {
		if i > 0 {
			out += ", "
		}
		out += s
	}
	return out
}

func (a *app) printJSON(v any) error {
	if err := a.stdout.json(v); err != nil {
		return failure(cannot("print", err))
	}
	return nil
}
