package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
)

// completion is what a shell is told of a word: what there is, and whether files are meant too.
type completion = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// named completes the first words of a command by names of the intent, and the others as paths.
func (a *app) named(words int, names func(*compile.Result) []string) completion {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= words {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return a.namesOf(cmd.Context(), nil, typed, names), cobra.ShellCompDirectiveNoFileComp
	}
}

// namedFlag completes a flag by names of the intent that the command is given, from the word at that place on.
func (a *app) namedFlag(cmd *cobra.Command, flag string, paths int, names func(*compile.Result) []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		return a.namesOf(cmd.Context(), args[min(paths, len(args)):], typed, names), cobra.ShellCompDirectiveNoFileComp
	})
}

// namesOf are the names of an intent that begin with what is typed: of the paths, or of the current folder. Of what does not compile there are none,
// and nothing is said of it: who types a command asks for no errors.
func (a *app) namesOf(ctx context.Context, paths []string, typed string, names func(*compile.Result) []string) []string {
	paths = orHere(paths)
	if ctx == nil || slices.Contains(paths, "-") || !namesIntent(paths) {
		return nil
	}
	in, err := readInputs(paths, strings.NewReader(""))
	if err != nil || in.refuseExports() != nil {
		return nil
	}
	result, _ := a.compile(ctx, in, in.names(), compile.Options{Targets: []string{}, SkipProof: true})
	if result == nil || result.Topology == nil {
		return nil
	}
	out := slices.DeleteFunc(names(result), func(name string) bool { return !strings.HasPrefix(name, typed) })
	slices.Sort(out)
	return slices.Compact(out)
}

// networkNames are the networks of an intent, and their subnets.
func networkNames(r *compile.Result) []string {
	var out []string
	for i := range r.Topology.Networks {
		out = append(out, string(r.Topology.Networks[i].ID))
	}
	for i := range r.Topology.Subnets {
		out = append(out, string(r.Topology.Subnets[i].Network)+"/"+r.Topology.Subnets[i].Name)
	}
	for i := range r.Topology.VirtualHubs {
		out = append(out, string(r.Topology.VirtualHubs[i].ID))
	}
	return out
}

// endNames are what a path may begin and end at.
func endNames(r *compile.Result) []string {
	out := append(networkNames(r), "internet")
	for i := range r.Topology.Sites {
		out = append(out, string(r.Topology.Sites[i].ID))
	}
	return out
}

// downNames are what may be out of service.
func downNames(r *compile.Result) []string {
	var out []string
	for i := range r.Topology.Networks {
		out = append(out, r.Topology.Networks[i].Location)
	}
	for i := range r.Topology.Sites {
		out = append(out, string(r.Topology.Sites[i].ID))
	}
	for i := range r.Topology.Circuits {
		out = append(out, string(r.Topology.Circuits[i].ID))
	}
	for i := range r.Topology.Gateways {
		part := "/vpnGateway"
		if r.Topology.Gateways[i].ExpressRoute {
			part = "/expressRouteGateway"
		}
		out = append(out, string(r.Topology.Gateways[i].Network)+part)
	}
	for i := range r.Topology.Firewalls {
		out = append(out, string(r.Topology.Firewalls[i].Network)+"/firewall")
	}
	for i := range r.Topology.Appliances {
		out = append(out, string(r.Topology.Appliances[i].ID))
	}
	return slices.DeleteFunc(out, func(name string) bool { return name == "" })
}

// labelNames are the labels of networks and sites, as a selector has one: env=prod.
func labelNames(r *compile.Result) []string {
	var out []string
	for i := range r.Topology.Candidates {
		c := &r.Topology.Candidates[i]
		for label, value := range c.Labels {
			out = append(out, label+"="+value)
		}
		if c.Location != "" {
			out = append(out, "location="+c.Location)
		}
	}
	return out
}
