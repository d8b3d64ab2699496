package vnetloom_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// This file has the pages, and parts of pages, that are made of the code. UPDATE_GOLDEN=1 go test . -run TestDocs rewrites
// them.

// The committed output of an example is what its intent compiles to. UPDATE_GOLDEN=1 makes it so; it
// runs before the tests that count and quote the output.
func TestDocsExamplesAreUpToDate(t *testing.T) {
	for _, example := range []struct{ dir, out, targets string }{{"examples/contoso", "out", "bicep,arm,powershell"}, {"examples/go-generate", "deploy", "bicep,arm,powershell"},
		{"examples/repository", "deploy", "bicep,arm"}} {
		t.Run(example.dir, func(t *testing.T) {
			t.Chdir(example.dir)
			args := []string{"generate", "--check", "--target", example.targets, "--out", example.out, "intent.yaml"}
			if update() {
				args[1] = "--prune"
			}
			var said bytes.Buffer
			code := cli.Main(args, strings.NewReader(""), &said, &said)
			require.Zerof(t, code, "%s\nto accept: UPDATE_GOLDEN=1 go test . -run TestDocs", said.String())
		})
	}
}

func TestDocsReference(t *testing.T) {
	checkFile(t, "docs/intent-reference.md", schema.Reference())
}

// The JSON Schema stands in the repository too, for editors that read it from there.
func TestDocsSchema(t *testing.T) {
	checkFile(t, "docs/intent.schema.json", string(schema.JSONSchema()))
}

func TestDocsDiagnostics(t *testing.T) {
	checkFile(t, "docs/diagnostics.md", diagnosticsPage(t))
}

// stages are the parts of the page of diagnostics, by the codes' first digit.
var stages = []struct{ digit, title, text string }{
	{"1", "Reading the intent", "Files, the language, names."},
	{"2", "Addresses", "How an address is written, what it must fit, and what it overlaps."},
	{"3", "Networks and connections", "What networks and connections name, and what Azure accepts."},
	{"4", "Routing", "Packets that would be lost, loop, or pass a firewall in one direction only."},
	{"5", "Limits and targets", "Limits of Azure, and of its templates."},
	{"6", "Policy and paths", "Promises of the intent that the emitted templates do not keep, and errors of a network by itself."},
	{"7", "Templates", "Errors in ARM JSON templates, and parts that are not read."},
	{"8", "Migrations", "What a way from one network to another does, and why it is refused."},
}

// codes are the codes of every room, and as many as the command explains.
func codes(t *testing.T) *diag.Registry {
	t.Helper()
	registry, err := diag.NewRegistry(compile.Codes())
	require.NoError(t, err)
	var explained bytes.Buffer
	require.Zero(t, cli.Main([]string{"__complete", "explain", ""}, strings.NewReader(""), &explained, io.Discard))
	ids := codeName.FindAllString(explained.String(), -1)
	require.Len(t, registry.Codes(), len(ids), "the rooms whose codes are listed here are those of the command")
	return registry
}

// diagnosticsPage is the page of diagnostics, made of the registry.
func diagnosticsPage(t *testing.T) string {
	t.Helper()
	registry := codes(t)
	var b strings.Builder
	b.WriteString("# Diagnostics\n\nGenerated from the pages in `codes/` of each package: edit those.\n" +
		"`vnetloom explain CODE` prints the same entry. An error stops the run before anything is written; a warning and a note do not.\n" +
		"`vnetloom check --strict` also fails for warnings, and `-v` shows notes. IDs are never reused.\n\n## Contents\n")
	written := 0
	for _, s := range stages {
		if len(codesOf(registry, s.digit)) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n**%s**\n\n| code | severity | |\n|---|---|---|\n", s.title)
		for _, code := range codesOf(registry, s.digit) {
			fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", code.ID, strings.ToLower(code.ID), code.Severity, code.Title())
			written++
		}
	}
	require.Len(t, registry.Codes(), written, "every code belongs to a stage of the page")
	for _, s := range stages {
		if len(codesOf(registry, s.digit)) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", s.title, s.text)
		for _, code := range codesOf(registry, s.digit) {
			writeCode(&b, code)
		}
	}
	return b.String()
}

func codesOf(registry *diag.Registry, digit string) []*diag.Code {
	return slices.DeleteFunc(slices.Clone(registry.Codes()), func(c *diag.Code) bool { return !strings.HasPrefix(c.ID, "VL"+digit) })
}

// writeCode writes the entry of a code. Its example shows the finding, so it is no intent that compiles.
func writeCode(b *strings.Builder, code *diag.Code) {
	fmt.Fprintf(b, "\n### %s\n\n**%s: %s.** %s\n", code.ID, code.Severity, code.Title(), code.Text())
	if fix := code.Fix(); fix != "" {
		fmt.Fprintf(b, "\n**Fix.** %s\n", fix)
	}
	if example := strings.Trim(code.Example(), "\n"); example != "" {
		language := "yaml fragment"
		if strings.HasPrefix(example, "//") {
			language = "cue"
		}
		if strings.HasPrefix(example, "{") {
			language = "text"
		}
		fmt.Fprintf(b, "\n```%s\n%s\n```\n", language, example)
	}
	if code.Source() != "" {
		fmt.Fprintf(b, "\nSource: %s\n", code.Source())
	}
}

// A derived block stands behind an intent of the guide and says what comes of it.
func TestDocsDerivedIsWhatIsDerived(t *testing.T) {
	const guide = "docs/guide.md"
	content, err := os.ReadFile(guide)
	require.NoError(t, err)
	list := blocks(t, guide)
	page, after, count := &strings.Builder{}, 0, 0
	for i, b := range list {
		if b.info != "derived" {
			continue
		}
		require.Truef(t, i > 0 && list[i-1].info == "yaml", "%s stands behind no intent", b)
		page.Write(content[after:b.start])
		page.WriteString(derived(compileIntent(t, list[i-1].String(), list[i-1].text)))
		after, count = b.end, count+1
	}
	page.Write(content[after:])
	require.GreaterOrEqual(t, count, 10, "derived blocks")
	checkFile(t, guide, page.String())
}

// derived says what a topology has beside its networks: peerings with their flags, tables with their routes, rules, and what network
// managers build.
func derived(topo *topology.Topology) string {
	var b strings.Builder
	for _, p := range topo.Peerings {
		fmt.Fprintf(&b, "peering  %s -> %s%s\n", p.Local, p.Remote, flags(p))
	}
	on := map[topology.RouteTableID][]string{}
	for _, s := range topo.Subnets {
		on[s.RouteTable] = append(on[s.RouteTable], string(s.ID))
	}
	for _, table := range topo.RouteTables {
		propagation := "gateway routes off"
		if table.PropagateGatewayRoutes {
			propagation = "gateway routes on"
		}
		fmt.Fprintf(&b, "table    %s on %s, %s\n", table.Name, strings.Join(on[table.ID], ", "), propagation)
		for _, r := range topo.Routes {
			if r.Table == table.ID {
				fmt.Fprintf(&b, "           %-18s -> %s\n", r.Prefix, nextHop(r))
			}
		}
	}
	for _, r := range topo.FirewallRules {
		fmt.Fprintf(&b, "rule     %s allows %s -> %s\n", r.Firewall, groupNames(r.Sources), groupNames(r.Destinations))
	}
	for _, g := range topo.NetworkGroups {
		how := "each by name"
		if g.ByPolicy {
			how = "by policy"
		}
		fmt.Fprintf(&b, "group    %s: %s, %s\n", g.ID, plainNames(g.Members), how)
	}
	for _, c := range topo.Configurations {
		b.WriteString("builds   " + string(c.Group) + configured(c) + "\n")
	}
	return b.String()
}

func plainNames(ids []topology.NetworkID) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return strings.Join(out, ", ")
}

func configured(c topology.ConnectivityConfiguration) string {
	var out []string
	if c.Hub != "" {
		out = append(out, "peered with "+string(c.Hub))
	}
	if c.UseHubGateway {
		out = append(out, "using its gateway")
	}
	if c.Direct {
		out = append(out, "connected with each other")
	}
	return ": " + strings.Join(out, ", ")
}

func flags(p topology.Peering) string {
	var out []string
	for _, f := range []struct {
		on   bool
		says string
	}{
		{p.AllowForwardedTraffic, "allowForwardedTraffic"}, {p.AllowGatewayTransit, "allowGatewayTransit"}, {p.UseRemoteGateways, "useRemoteGateways"},
		{p.LocalSubnets != nil, "by subnets " + strings.Join(p.LocalSubnets, ", ")},
	} {
		if f.on {
			out = append(out, f.says)
		}
	}
	if out == nil {
		return ""
	}
	return ": " + strings.Join(out, ", ")
}

func nextHop(r topology.Route) string {
	if r.Address.IsValid() {
		return fmt.Sprintf("%s %s", r.Through, r.Address)
	}
	return string(r.NextHop)
}

// groupNames are the sets of addresses without the firewall that they belong to.
func groupNames(ids []topology.IPGroupID) string {
	var out []string
	for _, id := range ids {
		_, set, _ := strings.Cut(string(id), "#")
		out = append(out, set)
	}
	return strings.Join(out, " + ")
}

// emittedFiles are the contents of the committed output of examples/contoso for a target.
func emittedFiles(t *testing.T, target string) []string {
	t.Helper()
	var out []string
	require.NoError(t, filepath.WalkDir(filepath.Join("examples", "contoso", "out", target), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		out = append(out, string(content))
		return err
	}))
	return out
}

// checkPart holds what stands between two marks of a file to its content.
func checkPart(t *testing.T, file, name, want string) {
	t.Helper()
	begin, end := "<!-- "+name+": made by go test -->\n", "<!-- /"+name+" -->"
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(content), begin)
	_, after, closed := strings.Cut(rest, end)
	require.Truef(t, ok && closed, "%s has the marks of %q", file, name)
	checkFile(t, file, before+begin+want+end+after)
}

func TestDocsReadmeCountsLinesRight(t *testing.T) { checkPart(t, "README.md", "lines", lineTable(t)) }

// TestDocsGuideListsPlaceholders lists which placeholders the patterns of naming may have; the default of each has no other.
func TestDocsGuideListsPlaceholders(t *testing.T) {
	in, found := schema.Load(fstest.MapFS{"intent.yaml": {Data: []byte("vnetloom: v1\nname: a\ndefaults: {location: westeurope}\nnetworks: {a: 10.0.0.0/24}\n")}},
		[]string{"intent.yaml"})
	require.Empty(t, found)
	var b strings.Builder
	b.WriteString("| kind | default | placeholders |\n|---|---|---|\n")
	fields := reflect.ValueOf(schema.NamingField)
	for i := range fields.NumField() {
		kind := fields.Field(i).Interface().(schema.Field[schema.Naming])
		words := topology.Placeholders(kind)
		for _, part := range placeholder.FindAllStringSubmatch(in.Naming.Pattern(kind), -1) {
			require.Containsf(t, words, part[1], "the default of %s", kind)
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | `{%s}` |\n", kind, in.Naming.Pattern(kind), strings.Join(words, "}` `{"))
	}
	checkPart(t, "docs/guide.md", "placeholders", b.String())
}

var placeholder = regexp.MustCompile(`\{([a-z]+)\}`)

func TestDocsReadmeSaysWhatIsRefused(t *testing.T) {
	checkPart(t, "README.md", "later", laterTable())
}

// laterTable lists the words that the language has and this version has not, by the map in which they would stand.
func laterTable() string {
	var b strings.Builder
	const head = "Not yet, and refused (VL107) rather than ignored, are these words:\n\n| in | refused |\n|---|---|\n"
	b.WriteString(head)
	for _, part := range strings.Split(schema.Reference(), "\n## ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		if _, words, ok := strings.Cut(text, "Not in this version: "); ok {
			words, _, _ = strings.Cut(words, ".\n")
			fmt.Fprintf(&b, "| %s | %s |\n", name, words)
		}
	}
	if b.String() == head {
		return "Every word of the language is in this version.\n"
	}
	return b.String()
}

func TestDocsReadmeNamesRoomsThatExist(t *testing.T) {
	content, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, house, _ := strings.Cut(string(content), "## The house")
	house, _, _ = strings.Cut(house, "\n## ")
	rooms := regexp.MustCompile("(?m)^\\| `([a-z/]+)/`").FindAllStringSubmatch(house, -1)
	require.GreaterOrEqual(t, len(rooms), 8)
	for _, m := range rooms {
		require.DirExists(t, m[1])
	}
}

// lineTable counts the lines of examples/contoso.
func lineTable(t *testing.T) string {
	t.Helper()
	intent, err := os.ReadFile("examples/contoso/intent.yaml")
	require.NoError(t, err)
	var b strings.Builder
	fmt.Fprintf(&b, "| | files | lines |\n|---|---:|---:|\n| [intent.yaml](examples/contoso/intent.yaml) | 1 | %d |\n", bytes.Count(intent, []byte("\n")))
	for _, target := range []struct{ folder, title string }{{"bicep", "Bicep"}, {"arm", "ARM JSON"}, {"powershell", "PowerShell"}} {
		files := emittedFiles(t, target.folder)
		fmt.Fprintf(&b, "| [%s](examples/contoso/out/%s/main) | %d | %d |\n", target.title, target.folder, len(files), strings.Count(strings.Join(files, ""), "\n"))
	}
	return b.String()
}

func TestDocsReadmeShowsTheExampleAsItIs(t *testing.T) {
	intent, err := os.ReadFile("examples/contoso/intent.yaml")
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(blocks(t, "README.md"), func(b block) bool { return b.info == "yaml" && b.text == string(intent) }),
		"README.md does not show examples/contoso/intent.yaml")
}

// The error that README.md shows is that of the example after the change that it speaks of.
func TestDocsReadmeShowsAnErrorAsItIs(t *testing.T) {
	intent, err := os.ReadFile("examples/contoso/intent.yaml")
	require.NoError(t, err)
	var shown []string
	for _, b := range blocks(t, "README.md") {
		if b.info == "text" {
			shown = append(shown, b.text)
		}
	}
	t.Chdir(t.TempDir())
	changed := strings.Replace(string(intent), "10.1.1.0/24", "10.1.0.0/23", 1)
	require.NoError(t, os.WriteFile("intent.yaml", []byte(changed), 0o644))
	var said bytes.Buffer
	require.Equal(t, 3, cli.Main([]string{"check"}, strings.NewReader(""), &said, &said))
	require.Equal(t, []string{said.String()}, shown)
}

// TestDocsDeployedListsWhatAnExportHas lists the types of an export, how each is asked for, and which Resource Graph lacks.
func TestDocsDeployedListsWhatAnExportHas(t *testing.T) {
	var b strings.Builder
	b.WriteString("| type | comes from | Resource Graph has it |\n|---|---|---|\n")
	for _, l := range deployed.Lists() {
		from := map[azure.Listing]string{
			azure.BySubscription: "the list of the subscription",
			azure.ByGroup:        "all resources of the subscription, then one by one",
			azure.ByParent:       "the list of the parent",
			azure.InParent:       "the body of " + strings.TrimPrefix(l.Inline, azure.Provider),
		}[l.How]
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.TrimPrefix(l.Type, azure.Provider), from, map[bool]string{true: "yes", false: "**no**"}[l.Graph])
	}
	checkPart(t, "docs/deployed.md", "lists", b.String())
}

// fewerAreRead are the types of which import reads fewer than 95 of 100 that the golden cases deploy, and why.
var fewerAreRead = map[string]string{}

// TestDocsVerifySaysHowItIsMeasured shows how the reader of templates compares with Microsoft's engine. The counts are made where the engine is at hand.
func TestDocsVerifySaysHowItIsMeasured(t *testing.T) {
	content, err := os.ReadFile("reachability/template/testdata/measure.txt")
	require.NoError(t, err)
	counts, _, ok := strings.Cut(string(content), "\n\nnot known\n")
	require.True(t, ok)
	var b strings.Builder
	b.WriteString("| | as the engine | not known | left for the deployment | refused by both | another value |\n|---|--:|--:|--:|--:|--:|\n")
	for line := range strings.Lines(counts) {
		what, numbers, ok := strings.Cut(strings.TrimSpace(line), ": ")
		require.True(t, ok, line)
		of := map[string]string{}
		for _, part := range strings.Split(numbers, ", ") {
			n, words, ok := strings.Cut(part, " ")
			require.True(t, ok, line)
			of[words] = n
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | 0 |\n", what, of["as the engine"], of["not known"], of["left for the deployment"], of["refused by both"])
	}
	checkPart(t, "docs/verify.md", "measure", b.String())
}

// TestDocsDeployedSaysWhatImportReads lists, by type, how much of what the golden cases deploy an imported intent has.
func TestDocsDeployedSaysWhatImportReads(t *testing.T) {
	content, err := os.ReadFile("golden/imports.txt")
	require.NoError(t, err)
	_, list, ok := strings.Cut(string(content), "\nby type\n")
	require.True(t, ok)
	var b strings.Builder
	b.WriteString("| type | deployed | in the intent | why not all |\n|---|--:|--:|---|\n")
	for line := range strings.Lines(list) {
		var kind string
		var read, deployed int
		_, err := fmt.Sscanf(line, "  %s %d of %d\n", &kind, &read, &deployed)
		require.NoError(t, err, line)
		why := fewerAreRead[kind]
		require.Equal(t, read*100 < deployed*95, why != "", "%s: %d of %d: a reason stands where fewer than 95 of 100 are read, and nowhere else", kind, read, deployed)
		fmt.Fprintf(&b, "| `%s` | %d | %d | %s |\n", kind, deployed, read, why)
	}
	checkPart(t, "docs/deployed.md", "imports", b.String())
}
