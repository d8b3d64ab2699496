package golden_test

import (
	"fmt"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// designs/ holds public network designs, written again as hand-written templates are: main.json, templates that it links to,
// parameter files (each is a deployment of its own), ask (what to ask) and want.txt (what the second opinion says).

// A design is a folder of designs/.
type design struct {
	name, dir  string
	options    template.Options
	parameters []string   // names of parameter files; one of "" where there are none
	questions  [][]string // lines of ask: routes SUBNET, trace FROM TO [PROTOCOL [PORT]]
}

func readDesign(t *testing.T, name string) design {
	t.Helper()
	d := design{name: name, dir: filepath.Join("designs", name)}
	found, err := filepath.Glob(filepath.Join(d.dir, "*.parameters.json"))
	require.NoError(t, err)
	for _, f := range found {
		d.parameters = append(d.parameters, filepath.Base(f))
	}
	if len(found) == 0 {
		d.parameters = []string{""}
	}
	d.options.Open = func(relative string) (*source.File, error) {
		content, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(relative)))
		return source.New(relative, content), err
	}
	ask, err := os.ReadFile(filepath.Join(d.dir, "ask"))
	require.NoError(t, err, "a design has a file ask")
	for line := range strings.Lines(string(ask)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "deploy":
			d.deploy(t, words[1:])
		default:
			d.questions = append(d.questions, words)
		}
	}
	return d
}

// deploy reads what is known of the deployment: subscription, group and location, each with its value.
func (d *design) deploy(t *testing.T, words []string) {
	t.Helper()
	to := map[string]*string{"subscription": &d.options.Subscription, "group": &d.options.ResourceGroup, "location": &d.options.Location}
	for ; len(words) > 1; words = words[2:] {
		require.Contains(t, to, words[0], "ask: deploy takes subscription, group and location")
		*to[words[0]] = words[1]
	}
}

// read reads the templates with one of the parameter files.
func (d *design) read(t *testing.T, parameters string) (*template.Result, diag.List) {
	t.Helper()
	file := func(name string) *source.File {
		f, err := d.options.Open(name)
		require.NoError(t, err)
		return f
	}
	options := d.options
	if parameters != "" {
		options.Parameters = []*source.File{file(parameters)}
	}
	return template.Read([]*source.File{file("main.json")}, options)
}

func designNames(t *testing.T) []string {
	t.Helper()
	folders, err := os.ReadDir("designs")
	require.NoError(t, err)
	var out []string
	for _, f := range folders {
		out = append(out, f.Name())
	}
	require.GreaterOrEqual(t, len(out), 12)
	return out
}

func TestEveryDesignSaysWhereItIsFrom(t *testing.T) {
	for _, name := range designNames(t) {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("designs", name, "design.md"))
			require.NoError(t, err)
			lines := strings.Split(strings.TrimSpace(string(text)), "\n")
			require.True(t, strings.HasPrefix(lines[0], "# "), "design.md begins with its title")
			require.GreaterOrEqual(t, len(lines), 5, "and has at least three lines of text")
			for _, part := range []string{"Re-creates ", "Shape: ", "erifier"} {
				require.Contains(t, string(text), part, "design.md says its source, its shape and what a verifier should find")
			}
		})
	}
}

func TestEveryDesignIsReadWithoutErrors(t *testing.T) {
	for _, name := range designNames(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := readDesign(t, name)
			for _, parameters := range d.parameters {
				result, found := d.read(t, parameters)
				require.Falsef(t, found.HasErrors(), "with %q the reader finds errors in a template that Azure takes: %v", parameters, found)
				require.NotEmpty(t, result.Resources)
			}
		})
	}
}

// decidesNothing are the types of Microsoft.Network that are in designs and decide nothing about paths inside of the estate.
var decidesNothing = []string{"publicIPAddresses", "bastionHosts", "networkWatchers"}

// isRead are the types that Build reads.
var isRead = []string{
	"virtualNetworks", "virtualNetworks/subnets", "virtualNetworks/virtualNetworkPeerings", "routeTables", "routeTables/routes",
	"networkSecurityGroups", "networkSecurityGroups/securityRules", "azureFirewalls", "firewallPolicies",
	"firewallPolicies/ruleCollectionGroups", "ipGroups", "loadBalancers", "networkInterfaces", "virtualNetworkGateways",
	"localNetworkGateways", "connections", "virtualWans", "virtualHubs", "virtualHubs/hubRouteTables", "virtualHubs/routingIntent",
	"virtualHubs/hubVirtualNetworkConnections", "vpnGateways", "expressRouteGateways",
	"localNetworkGateways", "connections", "networkManagers", "networkManagers/networkGroups", "networkManagers/networkGroups/staticMembers",
	"networkManagers/connectivityConfigurations",
}

func TestNothingOfADesignIsPassedInSilence(t *testing.T) {
	for _, name := range designNames(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := readDesign(t, name)
			for _, parameters := range d.parameters {
				result, found := d.read(t, parameters)
				_, more := reachability.Build(result.Resources)
				said := listFound(append(found, more...))
				for _, r := range result.Resources {
					kind, ours := strings.CutPrefix(r.Type, "Microsoft.Network/")
					root, _, _ := strings.Cut(kind, "/")
					if !ours || slices.Contains(isRead, kind) || slices.Contains(decidesNothing, root) {
						continue
					}
					require.Containsf(t, said, "Microsoft.Network/"+root, "%s %q is neither read nor reported", r.Type, r.Name)
				}
				if len(found.Without(diag.Note)) == 0 && strings.Contains(designFile(t, d, "main.json"), `"uri": "`) {
					t.Error("a template that is linked by its address is not reported")
				}
			}
		})
	}
}

func designFile(t *testing.T, d design, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(d.dir, name))
	require.NoError(t, err)
	return string(content)
}

func TestEveryDesignIsSaidAsBefore(t *testing.T) {
	for _, name := range designNames(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := readDesign(t, name)
			var out strings.Builder
			for i, parameters := range d.parameters {
				if i > 0 {
					out.WriteString("\n")
				}
				d.render(t, &out, parameters)
			}
			want := filepath.Join(d.dir, "want.txt")
			if update() {
				require.NoError(t, os.WriteFile(want, []byte(out.String()), 0o644))
				return
			}
			content, err := os.ReadFile(want)
			require.NoError(t, err)
			require.Equalf(t, string(content), out.String(), "%s moved; to accept: UPDATE_GOLDEN=1 go test ./golden -run 'TestEveryDesignIsSaidAsBefore/^%s$'", want,
				name)
		})
	}
}

// render writes what the second opinion says of a deployment.
func (d *design) render(t *testing.T, out *strings.Builder, parameters string) {
	t.Helper()
	title := "main.json"
	if parameters != "" {
		title += " with " + parameters
	}
	result, found := d.read(t, parameters)
	estate, more := reachability.Build(result.Resources)
	found = slices.Concat(found, more, estate.Check())
	fmt.Fprintf(out, "== %s\n%s\nsays:%s\n", title, countResources(result), orNothing(listFound(found)))
	out.WriteString("networks:\n" + listNetworks(estate))
	for _, q := range d.questions {
		switch q[0] {
		case "routes":
			fmt.Fprintf(out, "routes of %s:\n%s", q[1], listRoutes(t, estate, q[1]))
		case "trace":
			out.WriteString(listTrace(t, estate, q[1:]))
		default:
			require.Fail(t, "ask: what is "+q[0]+"?")
		}
	}
	out.WriteString("matrix:" + orNothing(listMatrix(estate)) + "\n")
}

// countResources counts the resources by type, in the order in which the types come first.
func countResources(result *template.Result) string {
	count := map[string]int{}
	var kinds []string
	for _, r := range result.Resources {
		kind := strings.TrimPrefix(r.Type, "Microsoft.Network/")
		if r.Existing {
			kind += " (existing)"
		}
		if count[kind]++; count[kind] == 1 {
			kinds = append(kinds, kind)
		}
	}
	for i, kind := range kinds {
		kinds[i] = strconv.Itoa(count[kind]) + " " + kind
	}
	return "makes: " + strings.Join(kinds, ", ")
}

func orNothing(s string) string {
	if s == "" {
		return " nothing"
	}
	return "\n" + strings.TrimSuffix(s, "\n")
}

// listFound is a list of diagnostics: each on a line, with what is related and why below it.
func listFound(list diag.List) string {
	var out strings.Builder
	for _, d := range list {
		out.WriteString("  " + d.Error() + "\n")
		for _, r := range d.Related {
			place := r.Range.String()
			if place != "" {
				place += ": "
			}
			fmt.Fprintf(&out, "    note: %s%s\n", place, r.Message)
		}
		if d.Why != "" {
			out.WriteString("    why: " + d.Why + "\n")
		}
	}
	return out.String()
}

// shortID is the last name of an id, with that of its network before a subnet's.
func shortID(id string) string {
	parts := strings.Split(id, "/")
	if n := len(parts); n > 3 && parts[n-2] == "subnets" {
		return parts[n-3] + "/" + parts[n-1]
	}
	return path.Base(id)
}

func listNetworks(e *reachability.Estate) string {
	subnets := map[string]reachability.Subnet{}
	for _, s := range e.Subnets() {
		subnets[s.ID] = s
	}
	var out strings.Builder
	for _, n := range e.Networks() {
		fmt.Fprintf(&out, "  %s (%s) %s\n", n.Name, n.Location, listPrefixes(n.Prefixes))
		for _, id := range n.Subnets {
			s := subnets[id]
			table := ""
			if s.RouteTable != "" {
				table = " table " + shortID(s.RouteTable)
			}
			fmt.Fprintf(&out, "    %s %s%s\n", s.Name, listPrefixes(s.Prefixes), table)
		}
	}
	return out.String()
}

func listPrefixes(list []netip.Prefix) string {
	var out []string
	for _, p := range list {
		out = append(out, p.String())
	}
	if len(out) == 0 {
		return "no known prefix"
	}
	return strings.Join(out, " ")
}

func listRoutes(t *testing.T, e *reachability.Estate, word string) string {
	t.Helper()
	rows := e.EffectiveRoutes(askedSubnet(t, e, word))
	table := make([][]string, 0, len(rows))
	for _, r := range rows {
		address := "-"
		if r.NextHopAddress.IsValid() {
			address = r.NextHopAddress.String()
		}
		through := ""
		if r.Through != "" {
			through = "(" + shortID(r.Through) + ")"
		}
		table = append(table, []string{r.Source, r.State, r.Prefix.String(), r.NextHopType, address, strings.TrimSpace(r.Name + " " + through)})
	}
	return inColumns(table)
}

// inColumns writes rows with aligned columns.
func inColumns(rows [][]string) string {
	var width []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], len(cell))
		}
	}
	var out strings.Builder
	for _, row := range rows {
		line := " "
		for i, cell := range row {
			line += " " + cell + strings.Repeat(" ", width[i]-len(cell))
		}
		out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return out.String()
}

func askedSubnet(t *testing.T, e *reachability.Estate, word string) string {
	t.Helper()
	found := e.Find(word)
	require.Lenf(t, found, 1, "ask: %s is no subnet, or several", word)
	require.Truef(t, found[0].Subnet, "ask: %s is no subnet", word)
	return found[0].ID
}

func listTrace(t *testing.T, e *reachability.Estate, words []string) string {
	t.Helper()
	require.GreaterOrEqual(t, len(words), 2, "ask: trace FROM TO [PROTOCOL [PORT]]")
	var flow reachability.Flow
	if len(words) > 2 {
		flow.Protocol = words[2]
	}
	if len(words) > 3 {
		port, err := strconv.Atoi(words[3])
		require.NoError(t, err)
		flow.Port = port
	}
	tr := e.Trace(askedEnd(t, e, words[0]), askedEnd(t, e, words[1]), flow, nil)
	out := fmt.Sprintf("trace %s:\n  there: %s\n", strings.Join(words, " "), listPath(tr.There))
	if tr.There.Outcome == reachability.Delivered {
		out += "  back:  " + listPath(tr.Back) + "\n"
	}
	return out
}

func askedEnd(t *testing.T, e *reachability.Estate, word string) reachability.Endpoint {
	t.Helper()
	if word == "internet" {
		return reachability.Endpoint{Internet: true}
	}
	if a, err := netip.ParseAddr(word); err == nil {
		return reachability.Endpoint{Address: a}
	}
	return reachability.Endpoint{Subnet: askedSubnet(t, e, word)}
}

// listPath is a path in one line: how it ends and the hops, inspectors in brackets.
func listPath(p reachability.Path) string {
	var hops []string
	for _, h := range p.Hops {
		hop := shortID(h.At)
		if h.Inspector {
			hop = "[" + hop + "]"
		}
		hops = append(hops, hop)
	}
	out := string(p.Outcome)
	if p.Open {
		out += " (open)"
	}
	if len(hops) > 0 {
		out += ": " + strings.Join(hops, " > ")
	}
	if p.Why != "" {
		out += ": " + p.Why
	}
	return out
}

// listMatrix has a line for each class of subnets and each class that packets of it get to, or may.
func listMatrix(e *reachability.Estate) string {
	m := e.Matrix(nil)
	var rows [][]string
	for _, c := range m.Cells {
		if c.Outcome != reachability.Delivered && c.Outcome != reachability.NotKnown {
			continue
		}
		said := string(c.Outcome)
		if c.Within {
			said += " within the network"
		}
		if len(c.Inspectors) > 0 {
			var names []string
			for _, id := range c.Inspectors {
				names = append(names, shortID(id))
			}
			said += " through " + strings.Join(names, ", ")
		}
		if c.Gateways {
			said += ", by gateway"
		}
		if c.Open {
			said += ", open"
		}
		if !c.Symmetric {
			said += ", the way back differs"
		}
		if c.Why != "" {
			said += ": " + c.Why
		}
		rows = append(rows, []string{className(m.Classes[c.From]), "> " + className(m.Classes[c.To]), said})
	}
	return inColumns(rows)
}

// className is the first subnet of a class, and how many more it stands for.
func className(c reachability.Class) string {
	if n := len(c.Subnets); n > 1 {
		return fmt.Sprintf("%s (and %d more)", c.Name, n-1)
	}
	return c.Name
}

// verifyPage is the page that shows what verify says of the designs.
const verifyPage = "../docs/verify.md"

// verifyBlock is a marker of the page, with the block that the test writes below it.
var verifyBlock = regexp.MustCompile("(?m)^<!-- verify: (\\S+) (.*) -->\n(?:\n```text\n(?:.*\n)*?```\n)?")

// The page has, below each marker <!-- verify: DESIGN ARG... -->, what the command says in the folder of the design.
func TestThePageOfVerifyShowsWhatItSays(t *testing.T) {
	page, err := os.ReadFile(verifyPage)
	require.NoError(t, err)
	here, err := os.Getwd()
	require.NoError(t, err)
	shown := map[string]bool{}
	want := verifyBlock.ReplaceAllStringFunc(string(page), func(block string) string {
		m := verifyBlock.FindStringSubmatch(block)
		shown[m[1]] = true
		t.Chdir(filepath.Join(here, "designs", m[1]))
		marker, _, _ := strings.Cut(block, "\n")
		return marker + "\n\n```text\n" + runVerify(m[2]) + "```\n"
	})
	t.Chdir(here)
	for _, name := range designNames(t) {
		require.Truef(t, shown[name], "docs/verify.md does not show design %s", name)
	}
	if update() {
		require.NoError(t, os.WriteFile(verifyPage, []byte(want), 0o644))
		return
	}
	require.Equal(t, string(page), want, "docs/verify.md is stale; to accept: UPDATE_GOLDEN=1 go test ./golden -run TestThePageOfVerify")
}

// runVerify is the command with its output, as a reader sees it on a terminal.
func runVerify(args string) string {
	var out strings.Builder
	code := cli.Main(append([]string{"verify"}, strings.Fields(args)...), strings.NewReader(""), &out, &out)
	line := "$ vnetloom verify " + args
	if code != 0 {
		line += "  # exit " + strconv.Itoa(code)
	}
	return line + "\n" + out.String()
}
