package golden_test

import (
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// helpEstate is the intent that the examples of --help are about.
const helpEstate = `vnetloom: v1
name: contoso
defaults: {location: westeurope, resourceGroup: rg-contoso-net}
profiles:
  app: {labels: {env: prod}, subnets: {web: +0/26, data: +64/26}}
networks:
  hub:
    addressSpace: 10.0.0.0/22
    subnets: {GatewaySubnet: 10.0.0.0/26, AzureFirewallSubnet: 10.0.0.64/26}
    gateways: {vpn: {asn: 65010}}
    firewall: {tier: Standard}
  shop: {profile: app, addressSpace: 10.0.4.0/24}
  pay: {profile: app, addressSpace: 10.0.5.0/24}
sites:
  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}}
connections:
  office: {kind: vpn, between: [hub, dc1]}
  estate: {kind: hubAndSpoke, hub: hub, spokes: {env: prod}, inspect: hub/firewall}
`

// circuitOf makes an estate be reached by a circuit, and by the VPN as its backup.
var circuitOf = strings.NewReplacer("{vpn: {asn: 65010}}", "{vpn: {asn: 65515, activeActive: true}, expressRoute: {sku: ErGw2AZ}}",
	"connections:\n", "circuits:\n  er-ams: {site: dc1, provider: Equinix, peeringLocation: Amsterdam, bandwidthMbps: 1000}\n"+
		"connections:\n  er: {kind: expressRoute, circuit: er-ams, members: hub, backupBy: office}\n")

// helpExits are the exit codes of the examples that find something: the networks that they compare differ.
var helpExits = map[string]string{
	"vnetloom diff main:intent.yaml intent.yaml":                       "4",
	"vnetloom rehearse deployed.yaml estate.yaml":                      "4", // lab is left behind
	"vnetloom resilience estate.yaml --fail-on lost --format markdown": "4",
	"vnetloom diff old.yaml new.yaml --format markdown":                "4",
}

var (
	helpCommands = regexp.MustCompile(`(?m)^  ([a-z][a-z-]*) +[A-Z]`)
	helpExamples = regexp.MustCompile(`(?ms)^Examples:\n(.*?)(?:^\S|\z)`)
)

// Each command of the tool, and each that is below one, has an example in its --help, which runs: in a folder that has what the examples name,
// the network of its intent being deployed.
func TestEveryExampleOfAHelpRuns(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not on PATH")
		}
	}
	folder := helpFolder(t)
	for name, examples := range examplesOfHelp(t, nil) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder.run(t, name, examples)
		})
	}
}

// examplesOfHelp are the examples of a command and of those below it, by their names.
func examplesOfHelp(t *testing.T, command []string) map[string][]string {
	t.Helper()
	said, err := exec.Command("vnetloom", append(slices.Clone(command), "--help")...).Output()
	require.NoError(t, err)
	name := strings.Join(append([]string{"vnetloom"}, command...), " ")
	found := helpExamples.FindStringSubmatch(string(said))
	require.NotNil(t, found, "`%s --help` has no example", name)
	out := map[string][]string{name: strings.Split(strings.TrimSpace(found[1]), "\n")}
	if _, list, ok := strings.Cut(string(said), "\nAvailable Commands:\n"); ok {
		list, _, _ = strings.Cut(list, "\n\n")
		for _, m := range helpCommands.FindAllStringSubmatch(list, -1) {
			maps.Copy(out, examplesOfHelp(t, append(slices.Clone(command), m[1])))
		}
	}
	return out
}

// An exampleFolder is where examples run: each in a copy.
type exampleFolder struct{ dir, azure string }

// run runs the examples of a command.
func (f exampleFolder) run(t *testing.T, name string, examples []string) {
	t.Helper()
	env := append(runnerEnvironment(t, t.TempDir()), "VNETLOOM_REHEARSAL="+f.azure, "VNETLOOM_SUBSCRIPTION="+sampleSubscription)
	about := false
	for _, example := range examples {
		example = strings.TrimSpace(example)
		about = about || strings.Contains(example+" ", name+" ")
		if compilesBicep(example) {
			continue // TestMicrosoftBicepOfExamplesOfAHelp runs it
		}
		f.example(t, example, env)
	}
	require.True(t, about, "no example of %s is of it", name)
}

// example runs one, and requires its exit code.
func (f exampleFolder) example(t *testing.T, example string, env []string) {
	t.Helper()
	want := "0"
	if code, ok := helpExits[example]; ok {
		want = code
	}
	said, ok := bash(t, f.copyFor(t, example), example+"\ncode=$?\n[ $code = "+want+" ] || { echo exit $code; exit 1; }\n", []string{"--noprofile", "--norc"}, env)
	require.Truef(t, ok, "%s\n%s", example, said)
}

// compilesBicep tells whether an example asks Microsoft's compiler.
func compilesBicep(example string) bool {
	return strings.Contains(example, "main.bicep ") || strings.Contains(example, "templates check")
}

// fileName is a file or a folder that an example names.
var fileName = regexp.MustCompile(`[A-Za-z0-9_.-]+`)

// copyFor is a copy of what an example reads. What it writes is not there, and an intent is where it names none.
func (f exampleFolder) copyFor(t *testing.T, example string) string {
	t.Helper()
	dir := t.TempDir()
	copyFolder(t, f.dir, dir)
	read := example
	for _, before := range []string{"--out ", "> "} {
		if i := strings.Index(read, before); i >= 0 {
			read = read[:i]
		}
	}
	switch {
	case strings.Contains(read, "main.bicep "): // and what it includes
		read += " estate.bicep modules"
	case strings.Contains(read, "--check"):
		read += " out"
	}
	names := append(fileName.FindAllString(read, -1), ".git")
	if !strings.Contains(example, "init") && !strings.Contains(example, "import") {
		names = append(names, "intent.yaml")
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		if !slices.Contains(names, e.Name()) {
			require.NoError(t, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	if strings.Contains(example, "er-ams") {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "estate.yaml"), []byte(circuitOf.Replace(helpEstate)), 0o644))
	}
	return dir
}

// helpFolder is a folder, and what is deployed of its intent.
func helpFolder(t *testing.T) exampleFolder {
	t.Helper()
	dir := t.TempDir()
	env := runnerEnvironment(t, t.TempDir())
	write := func(content string, names ...string) {
		for _, name := range names {
			require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644))
		}
	}
	shell := func(script string, env ...string) {
		said, ok := bash(t, dir, script, []string{"--noprofile", "--norc", "-e"}, env)
		require.Truef(t, ok, "%s\n%s", script, said)
	}
	before := strings.Replace(helpEstate, "  pay: {profile: app, addressSpace: 10.0.5.0/24}\n", "", 1)
	lab := "  lab:  {addressSpace: 10.9.0.0/24, subnets: {vm: 10.9.0.0/26}}\n"
	write(before, "intent.yaml", "old.yaml")
	networks, connections, ok := strings.Cut(helpEstate, "connections:\n")
	require.True(t, ok)
	write(networks, "networks/networks.yaml")
	write("vnetloom: v1\nconnections:\n"+connections, "connections.yaml")
	git(t, dir, "init", "--quiet", "--initial-branch=main")
	git(t, dir, "add", "intent.yaml")
	git(t, dir, "commit", "--quiet", "--message", "the network")
	write(helpEstate, "intent.yaml", "estate.yaml", "new.yaml", "new/intent.yaml", "intents/intent.yaml")
	write(strings.Replace(helpEstate, "sites:\n", lab+"sites:\n", 1), "deployed.yaml", "old/intent.yaml")
	copyFolder(t, "../examples/templates/inventory", filepath.Join(dir, "pack"))
	shell("vnetloom generate estate.yaml\ncp -r out/bicep/main/. .\n", env...)

	read := func(name string) *source.File {
		content, err := os.ReadFile(filepath.Join(dir, "out", "arm", "main", name))
		require.NoError(t, err)
		return source.New("arm/main/"+name, content)
	}
	store := rehearsal.New(rehearsal.Options{})
	deployedCleanly(t, store, []rehearsal.Deployment{{Name: "main", Template: read("main.json"), Parameters: []*source.File{read("main.parameters.json")},
		Subscription: sampleSubscription, Location: "westeurope"}}, rehearsal.Declared)
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	shell("vnetloom export-script > export.sh\nsh export.sh > export.json\ncp export.json estate.json\n",
		append(env, "VNETLOOM_REHEARSAL="+server.URL, "VNETLOOM_SUBSCRIPTION="+sampleSubscription)...)
	return exampleFolder{dir: dir, azure: server.URL}
}
