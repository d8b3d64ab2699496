package golden_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/rehearsal"
)

const brownfield = "../examples/brownfield/"

// The export of examples/brownfield is what stands in the case existing-estate-one-spoke-more before anything is deployed.
func TestTheExampleOfAnExistingEstate(t *testing.T) {
	t.Parallel()
	e := compiled(t, "cases/existing-estate-one-spoke-more")
	require.NoError(t, e.err)
	s := rehearsal.New(rehearsal.Options{})
	require.NoError(t, migration.Stand(s, e.plan))
	requireGolden(t, brownfield+"estate.json", string(append(exported(t, s), '\n')))
	requireGolden(t, brownfield+"imported.yaml", importedFrom(t, brownfield+"estate.json"))
	require.Contains(t, saysOfDeploying(t, brownfield+"estate.json", brownfield+"imported.yaml", 0), "0 writes of the templates: 0 created, 0 changed")
	requireOneSpokeMore(t, importedFrom(t, brownfield+"estate.json"), brownfield+"intent.yaml")
	requireGolden(t, brownfield+"one-spoke-more.txt", saysOfDeploying(t, brownfield+"estate.json", brownfield+"intent.yaml", 0))
}

// importedFrom is the intent that import makes of an export.
func importedFrom(t *testing.T, export string, flags ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "imported.yaml")
	var stdout, stderr bytes.Buffer
	code := cli.Main(append([]string{"import", export, "--out", out, "--name", "grown"}, flags...), strings.NewReader(""), &stdout, &stderr)
	require.Zerof(t, code, "%s%s", stdout.String(), stderr.String())
	intent, err := os.ReadFile(out)
	require.NoError(t, err)
	return string(intent)
}

// requireOneSpokeMore holds an intent to an imported one: it has one network more, which is among the spokes, and what is behind the office.
func requireOneSpokeMore(t *testing.T, imported, file string) {
	t.Helper()
	intent, err := os.ReadFile(file)
	require.NoError(t, err)
	lines := func(text string) []string { return strings.Split(text[strings.Index(text, "\n")+1:], "\n") } // but for the comment
	var gone []string
	have := lines(string(intent))
	for _, line := range lines(imported) {
		i := slices.Index(have, line)
		if i < 0 {
			gone = append(gone, line)
			continue
		}
		have = slices.Delete(have, i, i+1)
	}
	require.Len(t, gone, 3, "the comment and the prefix of the office, and the list of spokes: %s", gone)
	require.Len(t, have, 8, "the same, the new network, and what has to be reached: %s", have)
	require.Equal(t, strings.Replace(gone[2], "spokes: [pay, shop]", "spokes: [pay, shop, stock]", 1), have[2])
}

// What was adopted as existing becomes the intent's own without a change: the networks, their tables and their peerings are as they were.
func TestFromExistingToCreatedNothingIsInterrupted(t *testing.T) {
	t.Parallel()
	said := saysOfDeploying(t, brownfield+"estate.json", brownfield+"adopted.yaml", 0)
	requireGolden(t, brownfield+"adopted.txt", said)
	requireOneSpokeMore(t, importedFrom(t, brownfield+"estate.json", "--created", "shop-prod,pay-prod"), brownfield+"adopted.yaml")
	require.Contains(t, said, "18 writes of the templates: 6 created, 0 changed")
	require.Contains(t, said, "6 of them joined by both networks")
	for _, word := range []string{"Interrupted", "Refused", "Removed", "Reset", "Left behind"} {
		require.NotContains(t, said, word)
	}
}

// saysOfDeploying is what the command says of deploying one network over another.
func saysOfDeploying(t *testing.T, deployed, intent string, exit int) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Main([]string{"rehearse", deployed, intent}, strings.NewReader(""), &stdout, &stderr)
	require.Equalf(t, exit, code, "%s%s", stdout.String(), stderr.String())
	return stdout.String()
}

// closedEstate is the export with a policy that lets the networks of the export through, and no other.
func closedEstate(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(brownfield + "estate.json")
	require.NoError(t, err)
	old := regexp.MustCompile(`"(source|destination)Addresses": \[\s*"\*"\s*\]`)
	require.Len(t, old.FindAll(content, -1), 2, "the export has one rule, which lets everything through")
	closed := filepath.Join(t.TempDir(), "closed.json")
	require.NoError(t, os.WriteFile(closed, old.ReplaceAll(content, []byte(`"${1}Addresses": ["10.1.0.0/24", "10.2.0.0-10.2.0.255", "192.168.0.0/16"]`)), 0o600))
	return closed
}

// The new spoke is behind a firewall whose policy is another owner's. Where the policy does not allow the spoke, or is not in the export, the rehearsal
// says so, and so does what import writes of the policy.
func TestWhatThePolicyOfAnotherOwnerLetsThroughIsAskedOfTheExport(t *testing.T) {
	t.Parallel()
	closed := closedEstate(t)
	said := saysOfDeploying(t, closed, brownfield+"intent.yaml", 4)
	require.Contains(t, said, `expect.new-to-old: "stock/web" does not reach "shop/web"`)
	require.Contains(t, said, "6 promises of NEW at the end: 2 hold, 4 not kept, 0 not known")
	require.NotContains(t, said, "clean:")
	require.Contains(t, importedFrom(t, closed), `- {from: [10.1.0.0/24, 10.2.0.0/24, 192.168.0.0/16], to: [10.1.0.0/24, 10.2.0.0/24, 192.168.0.0/16]}`)

	imported := importedFrom(t, brownfield+"estate.json")
	file := filepath.Join(t.TempDir(), "imported.yaml")
	require.NoError(t, os.WriteFile(file, []byte(imported), 0o600))
	var stdout, stderr bytes.Buffer
	require.Zero(t, cli.Main([]string{"check", "--strict", file}, strings.NewReader(""), &stdout, &stderr), stderr.String())
	require.NoError(t, os.WriteFile(file, []byte(regexp.MustCompile(`(?m)^ *rules:\n.*from: any.*\n`).ReplaceAllString(imported, "")), 0o600))
	require.Equal(t, 3, cli.Main([]string{"check", "--strict", file}, strings.NewReader(""), &stdout, &stderr))
	require.Contains(t, stderr.String(), "VL608")
}

// What `check` warns of and accepts, such as what a hand-written route drops, is said of the rehearsal's end, and is no reason for its exit code.
func TestWhatTheCheckAcceptsIsNoReasonForTheExitCode(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(brownfield + "intent.yaml")
	require.NoError(t, err)
	intent, _, ok := strings.Cut(string(content), "expect:\n")
	require.True(t, ok)
	byHand := strings.Replace(intent, "{web: 10.3.0.0/26}", "{web: {prefix: 10.3.0.0/26, routes: {none: {prefix: 10.1.0.0/24, via: none}}}}", 1)
	require.NotEqual(t, intent, byHand)
	file := filepath.Join(t.TempDir(), "intent.yaml")
	require.NoError(t, os.WriteFile(file, []byte(byHand), 0o600))
	said := saysOfDeploying(t, brownfield+"estate.json", file, 0)
	require.Contains(t, said, `connections.HubVnet: "shop/web" reaches "stock/web", but replies do not return`)
	require.Contains(t, said, "drops it (`check` warns of it too)")
	require.Contains(t, said, "2 promises of NEW at the end: 1 hold, 1 not kept, 0 not known")
}

// What is new in an intent and is not kept over what is deployed, a comparison says as well; of promises that are kept it says nothing: an export promises
// nothing, and is equal to the intent that it was deployed from.
func TestAComparisonSaysWhichPromisesAreNotKeptOverAnExport(t *testing.T) {
	t.Parallel()
	difference := func(export string) string {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 4, cli.Main([]string{"diff", export, brownfield + "intent.yaml"}, strings.NewReader(""), &stdout, &stderr), stderr.String())
		return stdout.String()
	}
	require.NotContains(t, difference(brownfield+"estate.json"), "new-to-old")
	said := difference(closedEstate(t))
	require.Contains(t, said, "2 promises fail")
	require.Contains(t, said, `failing  expect new-to-old: "stock/web" does not reach "shop/web"`)
}
