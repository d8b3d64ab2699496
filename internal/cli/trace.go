package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
)

const traceHelp = `Print the path from one subnet to another, to a site or to the internet, and the return path, hop by hop, with the
deciding route of each hop.

FROM is a network, network/subnet, a site of the intent, or an address in one. TO is the same, or the word internet. A
network stands for its first subnet. PATH is an intent or ARM JSON templates, as for routes.

What passes an appliance, or rules that are not known, is delivered if these allow it, which the first line says.

With --format json it prints {"from", "to", "there", "back", "symmetric"}; a direction is {"outcome", "open", "why", "at",
"inspectors", "hops": [{"at", "kind", "address", "inspector", "route"}]}, a route as the routes command prints it. Open
says that unknown rules decide whether it is delivered.`

func (a *app) traceCommand() *cobra.Command {
	var format, flow string
	var appliances, down []string
	cmd := &cobra.Command{
		Use:   "trace FROM TO [PATH...]",
		Short: "Print a path and its return path, hop by hop",
		Long:  traceHelp,
		Example: `  vnetloom trace shop/web pay/data estate.yaml
  vnetloom trace vnet-shop internet --flow tcp/443 out/arm`,
		Args:              cobra.MinimumNArgs(2),
		ValidArgsFunction: a.named(2, endNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format); err != nil {
				return err
			}
			packet, err := parseFlow(flow)
			if err != nil {
				return err
			}
			network, err := a.analysisWithout(cmd.Context(), orHere(args[2:]), down)
			if err != nil {
				return err
			}
			more, err := appliancesOf(network, appliances)
			if err != nil {
				return err
			}
			network.Promises.Appliances = append(network.Promises.Appliances, more...)
			return a.trace(network, args[0], args[1], packet, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().StringVar(&flow, "flow", "", "the packet: tcp/443, udp/53 or icmp (default any)")
	cmd.Flags().StringArrayVar(&appliances, "appliance", nil, applianceUsage)
	cmd.Flags().StringArrayVar(&down, "down", nil, downUsage)
	fixed(cmd, "format", formats...)
	a.namedFlag(cmd, "down", 2, downNames)
	return cmd
}

func parseFlow(s string) (reachability.Flow, error) {
	if s == "" {
		return reachability.Flow{}, nil
	}
	protocol, port, both := strings.Cut(s, "/")
	n, err := strconv.Atoi(port)
	switch {
	case s == "icmp":
		return reachability.Flow{Protocol: s}, nil
	case both && err == nil && n > 0 && n < 65536 && (protocol == "tcp" || protocol == "udp"):
		return reachability.Flow{Protocol: protocol, Port: n}, nil
	}
	return reachability.Flow{}, usageError("tcp/443, udp/53 or icmp", "unknown --flow %q", s)
}

// endOf is what a user's word stands for as an end of a trace.
func endOf(network *proof.Analysis, word string, internet bool) (reachability.Endpoint, string, error) {
	if internet && strings.EqualFold(word, "internet") {
		return reachability.Endpoint{Internet: true}, "internet", nil
	}
	end, name, err := network.Endpoint(word)
	return end, name, ofName(err)
}

type traceJSON struct {
	From      string   `json:"from"`
	To        string   `json:"to"`
	There     pathJSON `json:"there"`
	Back      pathJSON `json:"back"`
	Symmetric bool     `json:"symmetric"`
}

type pathJSON struct {
	Outcome    string    `json:"outcome"`
	Open       bool      `json:"open,omitempty"`
	Why        string    `json:"why,omitempty"`
	At         string    `json:"at,omitempty"`
	Inspectors []string  `json:"inspectors"`
	Hops       []hopJSON `json:"hops"`

	contested bool
}

type hopJSON struct {
	At        string     `json:"at"`
	Kind      string     `json:"kind"`
	Address   string     `json:"address,omitempty"`
	Inspector bool       `json:"inspector,omitempty"`
	Route     *routeJSON `json:"route,omitempty"`
}

func pathOf(network *proof.Analysis, p *reachability.Path) pathJSON {
	out := pathJSON{Outcome: string(p.Outcome), Why: p.Why, Inspectors: []string{}, Hops: []hopJSON{}}
	if p.Outcome != reachability.Delivered {
		out.At = p.At.String()
	} else {
		out.Open, out.contested = p.Open, p.Contested()
	}
	for _, id := range p.Inspectors() {
		out.Inspectors = append(out.Inspectors, network.Name(id))
	}
	for _, h := range p.Hops {
		hop := hopJSON{At: network.Name(h.At), Kind: h.Kind, Inspector: h.Inspector}
		if h.Address.IsValid() {
			hop.Address = h.Address.String()
		}
		if h.Route != nil {
			r := routeOf(network, h.Route)
			hop.Route = &r
		}
		out.Hops = append(out.Hops, hop)
	}
	return out
}

func (a *app) trace(network *proof.Analysis, from, to string, flow reachability.Flow, format string) error {
	start, fromName, err := endOf(network, from, false)
	if err != nil {
		return err
	}
	end, toName, err := endOf(network, to, true)
	if err != nil {
		return err
	}
	t := network.Trace(start, end, flow, network.Promises.Appliances)
	out := traceJSON{From: fromName, To: toName, There: pathOf(network, &t.There), Back: pathOf(network, &t.Back),
		Symmetric: mirrored(t.There.Inspectors(), t.Back.Inspectors())}
	if format == "json" {
		return a.printJSON(out)
	}
	a.stdout.line("%s -> %s: %s", fromName, toName, verdict(out.There))
	a.printPath(out.There)
	a.stdout.line("%s -> %s: %s", toName, fromName, verdict(out.Back))
	a.printPath(out.Back)
	if !out.Symmetric && !end.Internet && out.There.Outcome == "delivered" && out.Back.Outcome == "delivered" {
		a.stdout.line("asymmetric: the return path passes other inspectors")
	}
	return nil
}

// verdict is how a path ends, and through what it leads: all that `via` of an expectation counts.
func verdict(p pathJSON) string {
	s := p.Outcome
	var through []string
	for _, h := range p.Hops {
		if h.Inspector || h.Kind == "gateway" {
			through = append(through, h.At)
		}
	}
	if len(through) > 0 && p.Outcome == string(reachability.Delivered) {
		s += " through " + joined(through)
	}
	switch {
	case p.contested:
		s += ", if its peering takes what was forwarded, which is contested"
	case p.Open:
		s += ", if unknown rules allow it"
	}
	if p.Why != "" {
		s += ": " + p.Why
	}
	if p.At != "" {
		s += " (" + p.At + ")"
	}
	return s
}

func (a *app) printPath(p pathJSON) {
	for _, h := range p.Hops {
		line := "  " + h.At
		if h.Kind != "subnet" && h.Kind != h.At {
			line += " (" + h.Kind + ")"
		}
		if r := h.Route; r != nil {
			line += fmt.Sprintf("  by %s %s -> %s", r.Source, r.Prefix, r.NextHopType)
			if r.NextHopAddress != "" {
				line += " " + r.NextHopAddress
			}
		}
		a.stdout.line("%s", line)
	}
}

// mirrored tells whether one list is the other from its end.
func mirrored(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[len(b)-1-i] {
			return false
		}
	}
	return true
}
