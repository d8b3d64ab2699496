package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
)

const listHelp = `Print the networks and sites of an intent with their labels, and what each statement takes in: by name, or by which selector.

--selector prints those that a selector selects. It is written as in an intent, 'tier: app, env: [dev, test]', or tier=app,env=dev,env=test. The
location and the subscription of a network are labels too.

With --format json it prints {"networks": [...], "sites": [...], "statements": [...]}. Networks have "name", "kind", "subscription",
"location", "ownership", "addressSpace", "labels", and "in": [{"statement", "role", "subnet", "selector"}], where a member by name has no
selector; sites have "name", "kind", "addressSpace", "labels" and "in". Statements have "statement", "role", "selector" and "members".`

func (a *app) listCommand() *cobra.Command {
	var format, selector string
	cmd := &cobra.Command{
		Use:   "list [PATH...]",
		Short: "Print networks and sites, their labels, and which selectors match",
		Long:  listHelp,
		Example: `  vnetloom list estate.yaml
  vnetloom list estate.yaml --selector location=westeurope
  vnetloom list estate.yaml --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format); err != nil {
				return err
			}
			result, err := a.compiledWith(cmd.Context(), args, compile.Options{Targets: []string{}, SkipProof: true}, false)
			if err != nil {
				return err
			}
			out := &listing{memberships: result.Topology.Memberships, candidates: result.Topology.Candidates}
			if cmd.Flags().Changed("selector") {
				hint := ""
				if out.candidates, hint, err = result.Selected(selector); err != nil {
					return usageError("write it as in an intent, --selector 'tier: app, env: [dev, test]', or as --selector tier=app", "cannot read --selector %q: %s", selector, err)
				}
				if len(out.candidates) == 0 {
					return usageError(hint, "--selector %q matches nothing", selector)
				}
				out.memberships = slices.DeleteFunc(slices.Clone(out.memberships), func(m compile.Membership) bool {
					name, _ := m.Of()
					return out.find(name) == nil
				})
			}
			if format == "json" {
				return a.printJSON(out.json())
			}
			a.printListing(out)
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().StringVar(&selector, "selector", "", "print only what this `SELECTOR` selects")
	fixed(cmd, "format", formats...)
	a.namedFlag(cmd, "selector", 0, labelNames)
	return cmd
}

// A listing is what is printed: candidates, and what statements take in of them.
type listing struct {
	candidates  []compile.Candidate
	memberships []compile.Membership
	byName      map[string]*compile.Candidate
}

func (l *listing) find(name string) *compile.Candidate {
	if l.byName == nil {
		l.byName = map[string]*compile.Candidate{}
		for i := range l.candidates {
			l.byName[l.candidates[i].Name] = &l.candidates[i]
		}
	}
	return l.byName[name]
}

type listingJSON struct {
	Networks   []networkJSON   `json:"networks"`
	Sites      []siteJSON      `json:"sites"`
	Statements []statementJSON `json:"statements"`
}

type networkJSON struct {
	Name         string            `json:"name"`
	Kind         string            `json:"kind"`
	Subscription string            `json:"subscription,omitempty"`
	Location     string            `json:"location,omitempty"`
	Ownership    string            `json:"ownership"`
	AddressSpace []string          `json:"addressSpace"`
	Labels       map[string]string `json:"labels"`
	In           []membershipJSON  `json:"in"`
}

type siteJSON struct {
	Name         string            `json:"name"`
	Kind         string            `json:"kind"`
	AddressSpace []string          `json:"addressSpace"`
	Labels       map[string]string `json:"labels"`
	In           []membershipJSON  `json:"in"`
}

type membershipJSON struct {
	Statement string `json:"statement"`
	Role      string `json:"role"`
	Subnet    string `json:"subnet,omitempty"`
	Selector  string `json:"selector,omitempty"`
}

type statementJSON struct {
	Statement string   `json:"statement"`
	Role      string   `json:"role"`
	Selector  string   `json:"selector,omitempty"`
	Members   []string `json:"members"`
}

func (l *listing) json() listingJSON {
	out := listingJSON{Networks: []networkJSON{}, Sites: []siteJSON{}, Statements: l.statements()}
	in := l.in()
	for i := range l.candidates {
		c := &l.candidates[i]
		space, labels := prefixTexts(c), c.Labels
		if labels == nil {
			labels = map[string]string{}
		}
		if c.IsSite() {
			out.Sites = append(out.Sites, siteJSON{c.Name, string(c.Kind), space, labels, in[c.Name]})
			continue
		}
		out.Networks = append(out.Networks, networkJSON{c.Name, string(c.Kind), c.Subscription, c.Location, c.Ownership.Words(), space, labels, in[c.Name]})
	}
	return out
}

// in are the statements that take each candidate in.
func (l *listing) in() map[string][]membershipJSON {
	out := map[string][]membershipJSON{}
	for i := range l.candidates {
		out[l.candidates[i].Name] = []membershipJSON{}
	}
	for _, m := range l.memberships {
		name, subnet := m.Of()
		if l.find(name) != nil {
			out[name] = append(out[name], membershipJSON{m.Statement, string(m.Role), subnet, m.Selector})
		}
	}
	return out
}

// statements are what each statement takes in by a role, by its selectors and by name.
func (l *listing) statements() []statementJSON {
	out := []statementJSON{}
	at := map[[3]string]int{}
	for _, m := range l.memberships {
		key := [3]string{m.Statement, string(m.Role), m.Selector}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, statementJSON{Statement: m.Statement, Role: string(m.Role), Selector: m.Selector})
		}
		out[i].Members = append(out[i].Members, m.Member)
	}
	return out
}

func prefixTexts(c *compile.Candidate) []string {
	out := []string{}
	for _, p := range c.AddressSpace {
		out = append(out, p.String())
	}
	return out
}

// mostNamed is how many members of a statement are named one by one.
const mostNamed = 12

func (a *app) printListing(l *listing) {
	orDash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	in := l.in()
	rows := [][]string{{"Name", "Kind", "Subscription", "Location", "Ownership", "Address space", "Labels", "In"}}
	for i := range l.candidates {
		c := &l.candidates[i]
		var labels, statements []string
		for _, k := range slices.Sorted(maps.Keys(c.Labels)) {
			labels = append(labels, k+": "+c.Labels[k])
		}
		for _, m := range in[c.Name] {
			if text := compile.StatementName(m.Statement) + " " + m.Role; !slices.Contains(statements, text) {
				statements = append(statements, text)
			}
		}
		ownership := c.Ownership.Words()
		if c.IsSite() {
			ownership = ""
		}
		rows = append(rows, []string{c.Name, string(c.Kind), orDash(c.Subscription), orDash(c.Location), orDash(ownership), strings.Join(prefixTexts(c), ", "),
			orDash(strings.Join(labels, ", ")), orDash(strings.Join(statements, ", "))})
	}
	a.stdout.table(rows)
	if len(l.memberships) == 0 {
		return
	}
	a.stdout.line("")
	rows = [][]string{{"Statement", "Role", "By", "Members"}}
	for _, s := range l.statements() {
		by := "name"
		if s.Selector != "" {
			by = s.Selector
		}
		members := s.Members
		more := ""
		if len(members) > mostNamed {
			members, more = members[:mostNamed], fmt.Sprintf(" and %d more", len(members)-mostNamed)
		}
		rows = append(rows, []string{compile.StatementName(s.Statement), s.Role, by, strings.Join(members, ", ") + more})
	}
	a.stdout.table(rows)
}
