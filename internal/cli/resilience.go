package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/markdown"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/resilience"
)

const resilienceHelp = `Say what depends on each single thing: circuits, connections, gateways, firewalls, appliances, and regions where there are
several. Each is taken out of what is emitted in turn, routes are computed again, and the pairs of the matrix are compared:

  lost         there is no way any more
  uninspected  the way passes fewer firewalls and appliances
  opened       a pair that did not reach each other does now
  asymmetric   answers return another way, which a stateful device drops
  unknown      the templates do not say
  moved        another way carries it: the backup

PATH is an intent, ARM JSON templates, or an export of what is deployed, as for matrix. A firewall or a gateway with several instances
fails with all of them; of a region that fails, pairs with an end in it are counted apart.

With --format json it prints {"pairs", "outages": [{"id", "kind", "name", "location", "lost", "uninspected", "opened", "asymmetric", "unknown",
"moved", "inside", "changes": [{"effect", "from", "to", "network", "was", "is", "why", "pairs"}]}]}; was and is are names of what is passed.

--fail-on lost,uninspected ends with exit code 4 where an outage has one of these effects.`

var resilienceFormats = []string{"text", "json", "markdown"}

func (a *app) resilienceCommand() *cobra.Command {
	var format string
	var forwarding, failOn []string
	cmd := &cobra.Command{
		Use:   "resilience [PATH...]",
		Short: "Say what is lost when a circuit, a gateway, a firewall or a region fails",
		Long:  resilienceHelp,
		Example: `  vnetloom resilience estate.yaml
  vnetloom resilience estate.yaml --fail-on lost --format markdown`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(resilienceFormats, format) {
				return usageError(diag.DidYouMean(format, resilienceFormats, "text, json or markdown"), "unknown --format %q", format)
			}
			for _, effect := range failOn {
				if !slices.Contains(resilience.Effects, resilience.Effect(effect)) {
					return usageError(diag.DidYouMean(effect, effectNames(), strings.Join(effectNames(), ", ")), "unknown --fail-on %q", effect)
				}
			}
			network, err := a.analysisOf(cmd.Context(), orHere(args))
			if err != nil {
				return err
			}
			appliances, err := appliancesOf(network, forwarding)
			if err != nil {
				return err
			}
			done := a.doing("taking one thing after another out of service")
			report := resilience.Of(network.Estate, append(network.Promises.Appliances, appliances...))
			done()
			if err := a.printResilience(network, report, format); err != nil {
				return err
			}
			if slices.ContainsFunc(report.Outages, func(o resilience.Outage) bool {
				return slices.ContainsFunc(failOn, func(effect string) bool { return o.Counts[resilience.Effect(effect)] > 0 })
			}) {
				return &exit{code: exitDiffers}
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "text", "text, json or markdown")
	flags.StringSliceVar(&failOn, "fail-on", nil, "exit with code 4 where an outage has one of these effects: lost, uninspected, opened, asymmetric, unknown, moved")
	flags.StringArrayVar(&forwarding, "appliance", nil, applianceUsage)
	fixed(cmd, "format", resilienceFormats...)
	fixed(cmd, "fail-on", effectNames()...)
	return cmd
}

func effectNames() []string {
	var out []string
	for _, e := range resilience.Effects {
		out = append(out, string(e))
	}
	return out
}

// An outageLine is changes of an outage that are printed together: both directions, of ways that differ by the connection alone, between any of
// the classes of one side and any of the other.
type outageLine struct {
	resilience.Change // the first of them
	from, to          []int
	both              bool
}

// linesOf puts changes together that a reader takes for one.
func linesOf(r *resilience.Report, o *resilience.Outage) []outageLine {
	connections := map[string]bool{}
	for i := range r.Outages {
		if p := r.Outages[i].Part; p.Kind == reachability.PartConnection {
			connections[p.ID] = true
		}
	}
	key := func(c *resilience.Change, both bool) string {
		plain := func(way []string) []string {
			return slices.DeleteFunc(slices.Clone(way), func(id string) bool { return connections[id] })
		}
		return fmt.Sprint(c.Effect, c.Within, both, plain(c.Was), plain(c.Is), c.Why)
	}
	var single []outageLine
	for _, c := range o.Changes {
		back := slices.IndexFunc(single, func(x outageLine) bool {
			return !x.both && x.From == c.To && x.To == c.From && x.From != x.To && x.Effect == c.Effect && x.Within == c.Within
		})
		if back >= 0 {
			single[back].both = true
			single[back].Pairs += c.Pairs
			continue
		}
		single = append(single, outageLine{Change: c, from: []int{c.From}, to: []int{c.To}})
	}
	byFrom := merged(single, func(x *outageLine) string { return fmt.Sprint(key(&x.Change, x.both), x.from) })
	return merged(byFrom, func(x *outageLine) string { return fmt.Sprint(key(&x.Change, x.both), x.to) })
}

// merged puts lines of one key together, in the order of the first of each.
func merged(lines []outageLine, key func(*outageLine) string) []outageLine {
	var out []outageLine
	at := map[string]int{}
	for i := range lines {
		x := lines[i]
		k, ok := at[key(&x)]
		if !ok {
			at[key(&x)] = len(out)
			out = append(out, x)
			continue
		}
		y := &out[k]
		y.Pairs += x.Pairs
		for _, n := range x.from {
			if !slices.Contains(y.from, n) {
				y.from = append(y.from, n)
			}
		}
		for _, n := range x.to {
			if !slices.Contains(y.to, n) {
				y.to = append(y.to, n)
			}
		}
	}
	return out
}

// outageWords say what an outage does: 12 lost, 3 moved.
func outageWords(o *resilience.Outage) string {
	var words []string
	for _, e := range resilience.Effects {
		if n := o.Counts[e]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, e))
		}
	}
	if o.Inside > 0 {
		words = append(words, fmt.Sprintf("%d in the region itself", o.Inside))
	}
	return strings.Join(words, ", ")
}

// A resilienceNames calls things by their names.
type resilienceNames struct {
	*proof.Analysis
	classes []string
}

func namesFor(network *proof.Analysis, r *resilience.Report) resilienceNames {
	out := resilienceNames{Analysis: network}
	for _, c := range network.Named(reachability.Matrix{Classes: r.Classes}).Classes {
		name := c.Name
		if n := len(c.Subnets); n > 1 {
			name = fmt.Sprintf("%s and %d like it", name, n-1)
		}
		out.classes = append(out.classes, name)
	}
	return out
}

func (n resilienceNames) way(ids []string) string {
	if len(ids) == 0 {
		return "directly"
	}
	return "through " + strings.Join(n.all(ids), ", ")
}

func (n resilienceNames) all(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		out = append(out, n.Name(id))
	}
	return out
}

// becomes says what becomes of pairs.
func (n resilienceNames) becomes(c *resilience.Change) string {
	switch c.Effect {
	case resilience.Lost, resilience.Unknown:
		return fmt.Sprintf("%s -> %s: %s", n.way(c.Was), c.Effect, c.Why)
	case resilience.Opened:
		return "no way -> " + n.way(c.Is)
	}
	return fmt.Sprintf("%s -> %s", n.way(c.Was), n.way(c.Is))
}

func (n resilienceNames) ends(x *outageLine) string {
	arrow := " -> "
	if x.both {
		arrow = " <-> "
	}
	return n.few(x.from) + arrow + n.few(x.to)
}

// few are the names of classes: of many the first.
func (n resilienceNames) few(classes []int) string {
	var out []string
	for i, c := range classes {
		if i == 3 && len(classes) > 4 {
			return fmt.Sprintf("%s and %d more", strings.Join(out, ", "), len(classes)-i)
		}
		out = append(out, n.classes[c])
	}
	return strings.Join(out, ", ")
}

// fewOutageLines are what the text shows of an outage.
const fewOutageLines = 8

func (a *app) printResilience(network *proof.Analysis, r *resilience.Report, format string) error {
	names := namesFor(network, r)
	switch format {
	case "json":
		return a.stdout.json(resilienceJSONOf(names, r))
	case "markdown":
		a.markdownResilience(names, r)
		return nil
	}
	a.stdout.line("%s of subnets and sites reach each other. When one thing is down:", plural(r.Pairs, "pair"))
	var nothing []string
	for i := range r.Outages {
		o := &r.Outages[i]
		name := diag.EscapeLine(network.PartName(o.Part))
		if len(o.Changes) == 0 && o.Inside == 0 {
			nothing = append(nothing, fmt.Sprintf("%s %s", o.Part.Kind, name))
			continue
		}
		a.stdout.line("")
		a.stdout.line("%s %s: %s", o.Part.Kind, name, outageWords(o))
		lines := linesOf(r, o)
		for k := range lines {
			if k == fewOutageLines {
				a.stdout.line("  and %s of pairs more: --format json has all", plural(len(lines)-k, "kind"))
				break
			}
			a.stdout.line("  %s: %s", diag.EscapeLine(names.ends(&lines[k])), diag.EscapeLine(names.becomes(&lines[k].Change)))
		}
	}
	if len(nothing) > 0 {
		a.stdout.line("")
		a.stdout.line("no pair notices: %s", strings.Join(nothing, ", "))
	}
	return nil
}

// markdownResilience prints a table of outages, and below it what becomes of the pairs of each.
func (a *app) markdownResilience(names resilienceNames, r *resilience.Report) {
	rows := [][]string{append([]string{"Down", "Kind"}, effectNames()...)}
	for i := range r.Outages {
		o := &r.Outages[i]
		row := []string{names.PartName(o.Part), string(o.Part.Kind)}
		for _, e := range resilience.Effects {
			row = append(row, fmt.Sprint(o.Counts[e]))
		}
		rows = append(rows, row)
	}
	a.stdout.line("%s of subnets and sites reach each other. Pairs of which something becomes when one thing is down:", plural(r.Pairs, "pair"))
	a.stdout.line("")
	a.markdownTable(rows, []int{0})
	for i := range r.Outages {
		o := &r.Outages[i]
		lines := linesOf(r, o)
		if len(lines) == 0 {
			continue
		}
		a.stdout.line("")
		a.stdout.line("**%s %s**", o.Part.Kind, markdown.Code(names.PartName(o.Part)))
		a.stdout.line("")
		for k := range lines {
			if k == fewOutageLines {
				a.stdout.line("* and %s of pairs more", plural(len(lines)-k, "kind"))
				break
			}
			a.stdout.line("* %s: %s", markdown.Code(names.ends(&lines[k])), markdown.Code(names.becomes(&lines[k].Change)))
		}
	}
}

type resilienceJSON struct {
	Pairs   int          `json:"pairs"`
	Outages []outageJSON `json:"outages"`
}

type outageJSON struct {
	ID          string              `json:"id"`
	Kind        string              `json:"kind"`
	Name        string              `json:"name"`
	Location    string              `json:"location,omitempty"`
	Lost        int                 `json:"lost"`
	Uninspected int                 `json:"uninspected"`
	Opened      int                 `json:"opened"`
	Asymmetric  int                 `json:"asymmetric"`
	Unknown     int                 `json:"unknown"`
	Moved       int                 `json:"moved"`
	Inside      int                 `json:"inside"`
	Changes     []outageChangesJSON `json:"changes"`
}

type outageChangesJSON struct {
	Effect  string   `json:"effect"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Network string   `json:"network,omitempty"`
	Was     []string `json:"was"`
	Is      []string `json:"is"`
	Why     string   `json:"why,omitempty"`
	Pairs   int      `json:"pairs"`
}

func resilienceJSONOf(names resilienceNames, r *resilience.Report) resilienceJSON {
	classes := names.Named(reachability.Matrix{Classes: r.Classes}).Classes
	out := resilienceJSON{Pairs: r.Pairs, Outages: []outageJSON{}}
	for i := range r.Outages {
		o := &r.Outages[i]
		x := outageJSON{ID: o.Part.ID, Kind: string(o.Part.Kind), Name: names.PartName(o.Part), Location: o.Part.Location, Lost: o.Counts[resilience.Lost],
			Uninspected: o.Counts[resilience.Uninspected], Opened: o.Counts[resilience.Opened], Asymmetric: o.Counts[resilience.Asymmetric],
			Unknown: o.Counts[resilience.Unknown], Moved: o.Counts[resilience.Moved], Inside: o.Inside, Changes: []outageChangesJSON{}}
		for k := range o.Changes {
			c := &o.Changes[k]
			row := outageChangesJSON{Effect: string(c.Effect), From: classes[c.From].Name, To: classes[c.To].Name, Was: names.all(c.Was), Is: names.all(c.Is),
				Pairs: c.Pairs}
			if len(r.Classes[c.From].Subnets) > 0 && len(r.Classes[c.To].Subnets) > 0 {
				row.Network = proof.OtherNetwork
				if c.Within {
					row.Network = proof.SameNetwork
				}
			}
			if c.Effect == resilience.Lost || c.Effect == resilience.Unknown {
				row.Why, row.Is = c.Why, []string{}
			}
			x.Changes = append(x.Changes, row)
		}
		out.Outages = append(out.Outages, x)
	}
	return out
}
