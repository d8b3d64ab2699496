package golden_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

const repositoryExample = "../examples/repository"

// A sampleRepository is the sample repository on a server, and a clone of it in which somebody works.
type sampleRepository struct {
	t             *testing.T
	remote, clone string
}

// newSample puts the example where its users have theirs: the branch main of a repository. Its go.mod names the checkout in the place of a version.
func newSample(t *testing.T) *sampleRepository {
	t.Helper()
	for _, program := range []string{"bash", "git", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not on PATH; the runners have it")
		}
	}
	checkout, err := filepath.Abs("..")
	require.NoError(t, err)
	s := &sampleRepository{t: t, remote: filepath.Join(t.TempDir(), "network.git"), clone: filepath.Join(t.TempDir(), "network")}
	copyFolder(t, repositoryExample, s.clone)
	s.edit("go.mod", "=> ../..", "=> "+filepath.ToSlash(checkout))
	git(t, s.clone, "init", "--quiet", "--initial-branch=main")
	s.commit("the network of Contoso")
	require.NoError(t, os.MkdirAll(s.remote, 0o755))
	git(t, s.remote, "init", "--quiet", "--bare", "--initial-branch=main")
	git(t, s.clone, "remote", "add", "origin", "file://"+filepath.ToSlash(s.remote))
	git(t, s.clone, "push", "--quiet", "origin", "main")
	return s
}

func (s *sampleRepository) edit(file, old, with string) {
	s.t.Helper()
	path := filepath.Join(s.clone, file)
	content, err := os.ReadFile(path)
	require.NoError(s.t, err)
	require.Contains(s.t, string(content), old)
	require.NoError(s.t, os.WriteFile(path, []byte(strings.Replace(string(content), old, with, 1)), 0o644))
}

func (s *sampleRepository) commit(message string) {
	s.t.Helper()
	git(s.t, s.clone, "add", "--all")
	git(s.t, s.clone, "commit", "--quiet", "--no-verify", "--message", message)
}

// generate does what the README of the example says: go generate ./...
func (s *sampleRepository) generate() {
	s.t.Helper()
	c := exec.Command("go", "generate", "./...")
	c.Dir, c.Env = s.clone, runnerEnvironment(s.t, s.t.TempDir())
	out, err := c.CombinedOutput()
	require.NoErrorf(s.t, err, "%s\nafter a change of the root's go.mod: (cd examples/repository && go mod tidy)", out)
}

// propose pushes what is changed as a pull request: its branch, and what would come of a merge, which is what GitHub checks out.
func (s *sampleRepository) propose(message string) {
	s.t.Helper()
	git(s.t, s.clone, "checkout", "--quiet", "-B", "change")
	s.commit(message)
	git(s.t, s.clone, "push", "--quiet", "--force", "origin", "change:refs/heads/change", "change:refs/pull/7/merge")
}

// pullRequest runs a workflow for the pull request.
func (s *sampleRepository) pullRequest(w *workflow, from, comments string) *actionsRun {
	return &actionsRun{t: s.t, w: w, remote: s.remote, ref: "refs/pull/7/merge", comments: comments, context: map[string]string{
		"github.event_name": "pull_request", "github.repository": "contoso/network", "github.base_ref": "main", "github.event.pull_request.number": "7",
		"github.event.pull_request.head.repo.full_name": from, "github.token": tokenWith(w.Jobs["comment"].Permissions)}}
}

// comments is the file of a pull request's comments: one of a person, who has copied the mark of ours, and one of another bot.
func commentsFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "comments.json")
	require.NoError(t, os.WriteFile(file, []byte(`[
		{"id": 11, "body": "<!-- vnetloom: change --> is what the bot writes", "user": {"login": "mallory"}},
		{"id": 12, "body": "42 tests passed", "user": {"login": "github-actions[bot]"}}]`), 0o600))
	return file
}

// ours are the comments that are not those that were there.
func ours(t *testing.T, file string) []string {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var all []comment
	require.NoError(t, json.Unmarshal(content, &all))
	require.Equal(t, "42 tests passed", all[1].Body, "the comment of another workflow is as it was")
	var out []string
	for _, c := range all[2:] {
		out = append(out, c.Body)
	}
	return out
}

const (
	stepCheck    = "Check the intent"
	stepMark     = "Mark the lines that are wrong"
	stepCompare  = "Compare with the base branch"
	stepGenerate = "The committed output is that of the intent"
	stepVerify   = "Verify the network in the output"
)

func networkWorkflow(t *testing.T) *workflow {
	t.Helper()
	return readWorkflow(t, repositoryExample+"/.github/workflows/network.yml")
}

// A pull request that adds a spoke and its output passes; its comment says what it does, and is brought up to date by the next push.
func TestTheRepositoryTakesAGoodPullRequest(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	s.edit("intent.yaml", "  pay: {profile: app, addressSpace: 10.1.1.0/24}\n", "  pay: {profile: app, addressSpace: 10.1.1.0/24}\n  news: {profile: app, addressSpace: 10.1.2.0/24}\n")
	s.generate()
	s.propose("a spoke more")
	comments := commentsFile(t)
	r := s.pullRequest(networkWorkflow(t), "contoso/network", comments)
	require.Equal(t, "success", r.run(), r.said)
	require.Equal(t, map[string]string{"check": "success", "comment": "success", "code-scanning": "success"}, r.outcomes)
	require.Equal(t, "skipped", r.steps["check"][stepMark])
	require.Len(t, r.sarif, 1)
	require.Empty(t, resultsOf(r.sarif[0]))
	said := ours(t, comments)
	require.Len(t, said, 1)
	require.True(t, strings.HasPrefix(said[0], "<!-- vnetloom: change -->\n"))
	require.Contains(t, said[0], "news")
	require.Contains(t, r.summary, "news")

	s.edit("intent.yaml", "10.1.2.0/24}\n", "10.1.2.0/24}\n  ads:  {profile: app, addressSpace: 10.1.3.0/24}\n")
	s.generate()
	s.propose("two spokes more")
	r = s.pullRequest(networkWorkflow(t), "contoso/network", comments)
	require.Equal(t, "success", r.run(), r.said)
	said = ours(t, comments)
	require.Len(t, said, 1, "the comment of the first push is brought up to date")
	require.Contains(t, said[0], "ads")
}

// The address space of a spoke grows: the comment says that no path changes, which halves of peerings somebody must synchronize, since no template does,
// and whether a way without an interruption exists.
func TestTheCommentOfTheRepositorySaysWhatASpokeThatGrowsNeeds(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	s.edit("intent.yaml", "pay: {profile: app, addressSpace: 10.1.1.0/24}", "pay: {profile: app, addressSpace: [10.1.1.0/24, 10.1.8.0/24]}")
	s.generate()
	s.propose("more addresses for pay")
	comments := commentsFile(t)
	r := s.pullRequest(networkWorkflow(t), "contoso/network", comments)
	require.Equal(t, "success", r.run(), r.said)
	said := ours(t, comments)
	require.Len(t, said, 1)
	for _, part := range []string{"no path changes; deploying it interrupts nothing; 1 step beside the templates", "**synchronize** 2 halves of peerings", "`vnet-hub/peer-hub-to-pay`", "`vnet-pay/peer-pay-to-hub`", "deploying it interrupts nothing"} {
		require.Contains(t, said[0], part)
	}
}

// A pull request whose intent is wrong fails: its lines are marked, its findings go to code scanning, and the comment says so.
func TestTheRepositoryRefusesAWrongIntent(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	s.edit("intent.yaml", "pay: {profile: app, addressSpace: 10.1.1.0/24}", "pay: {profile: app, addressSpace: 10.1.0.0/23}")
	s.propose("more addresses for pay")
	comments := commentsFile(t)
	r := s.pullRequest(networkWorkflow(t), "contoso/network", comments)
	require.Equal(t, "failure", r.run())
	require.Equal(t, "failure", r.steps["check"][stepCheck])
	require.Equal(t, "failure", r.steps["check"][stepMark])
	require.Equal(t, "skipped", r.steps["check"][stepGenerate])
	require.Contains(t, r.said["check"], "::error file=intent.yaml,line=14,")
	require.Len(t, r.sarif, 1)
	require.Contains(t, resultsOf(r.sarif[0]), "VL221")
	said := ours(t, comments)
	require.Len(t, said, 1)
	require.Contains(t, said[0], "has errors")
}

// A warning is enough: --strict.
func TestTheRepositoryRefusesAWarning(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	s.edit("intent.yaml", "\nconnections:\n", "\n  lab: {addressSpace: 10.9.0.0/24, labels: {env: dev}}\n  qa:  {addressSpace: 10.9.1.0/24, labels: {env: test}}\nconnections:\n"+
		"  odd: {kind: mesh, members: [lab, qa]}\n")
	s.generate()
	s.propose("two environments in one mesh")
	r := s.pullRequest(networkWorkflow(t), "contoso/network", commentsFile(t))
	require.Equal(t, "failure", r.run())
	require.Equal(t, "failure", r.steps["check"][stepCheck])
	require.Contains(t, r.said["check"], "::warning file=intent.yaml")
	require.Contains(t, r.said["check"], "VL319")
}

// A pull request without its output, or with one that was changed by hand, fails where the output is compared; its change is compared all the same.
func TestTheRepositoryRefusesAStaleOutput(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	s.edit("intent.yaml", "addressSpace: 10.1.1.0/24}\n", "addressSpace: 10.1.1.0/24}\n  news: {profile: app, addressSpace: 10.1.2.0/24}\n")
	s.propose("a spoke more, without its output")
	comments := commentsFile(t)
	r := s.pullRequest(networkWorkflow(t), "contoso/network", comments)
	require.Equal(t, "failure", r.run())
	require.Equal(t, map[string]string{"check": "failure", "comment": "success", "code-scanning": "success"}, r.outcomes)
	require.Equal(t, "failure", r.steps["check"][stepGenerate])
	require.Contains(t, r.said["check"], "deploy/bicep/main/estate.bicep")
	require.Contains(t, r.said["check"], "::error title=The output is stale::")
	require.Contains(t, ours(t, comments)[0], "news")

	git(t, s.clone, "checkout", "--quiet", "main")
	s.edit("deploy/arm/main/main.json", `"allowForwardedTraffic": true`, `"allowForwardedTraffic": false`)
	s.propose("by hand")
	r = s.pullRequest(networkWorkflow(t), "contoso/network", comments)
	require.Equal(t, "failure", r.run())
	require.Equal(t, "failure", r.steps["check"][stepGenerate])
	require.Contains(t, r.said["check"], "deploy/arm/main/main.json")

	git(t, s.clone, "checkout", "--quiet", "main")
	require.NoError(t, os.Remove(filepath.Join(s.clone, "deploy", "bicep", "main", "main.bicep")))
	s.propose("a file less")
	r = s.pullRequest(networkWorkflow(t), "contoso/network", comments)
	require.Equal(t, "failure", r.run())
	require.Contains(t, r.said["check"], "deploy/bicep/main/main.bicep", "what is missing is a difference too")
}

// A pull request from a fork gets no token that may write: no comment, and no alert; the summary has the change.
func TestTheRepositoryGivesAForkNothing(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	s.edit("intent.yaml", "addressSpace: 10.1.1.0/24}\n", "addressSpace: 10.1.1.0/24}\n  news: {profile: app, addressSpace: 10.1.2.0/24}\n")
	s.generate()
	s.propose("from outside")
	comments := commentsFile(t)
	r := s.pullRequest(networkWorkflow(t), "mallory/network", comments)
	require.Equal(t, "success", r.run(), r.said)
	require.Equal(t, map[string]string{"check": "success", "comment": "skipped", "code-scanning": "skipped"}, r.outcomes)
	require.Empty(t, ours(t, comments))
	require.Contains(t, r.summary, "news")
}

// A push to main is checked, and its findings are those of the branch; there is nothing to comment.
func TestTheRepositoryChecksMain(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	w := networkWorkflow(t)
	r := &actionsRun{t: t, w: w, remote: s.remote, ref: "refs/heads/main", context: map[string]string{"github.event_name": "push", "github.repository": "contoso/network",
		"github.base_ref": "", "github.event.pull_request.head.repo.full_name": ""}}
	require.Equal(t, "success", r.run(), r.said)
	require.Equal(t, map[string]string{"check": "success", "comment": "skipped", "code-scanning": "success"}, r.outcomes)
	require.Equal(t, "skipped", r.steps["check"][stepCompare])
	require.Equal(t, "success", r.steps["check"][stepVerify])
}

// Only the jobs that run nothing of a pull request may write.
func TestTheWorkflowsOfTheRepositoryGiveTheLeastRights(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"network.yml", "drift.yml"} {
		w := readWorkflow(t, repositoryExample+"/.github/workflows/"+file)
		for name, j := range w.Jobs {
			runs, writes := false, false
			for _, s := range j.Steps {
				runs = runs || strings.Contains(s.Run, "go ")
			}
			for right, how := range j.Permissions {
				writes = writes || how == "write" && right != "id-token"
			}
			require.False(t, runs && writes, "%s: %s runs what a pull request holds, and may write", file, name)
		}
	}
}

// The nightly run: nothing to say of what is deployed as the intent has it; a change by hand fails it, whether it breaks a promise or would only
// be written over.
func TestTheRepositoryFindsWhatWasChangedByHand(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	w := readWorkflow(t, repositoryExample+"/.github/workflows/drift.yml")
	store := deployedSample(t)
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	nightly := func() *actionsRun {
		return &actionsRun{t: t, w: w, remote: s.remote, ref: "refs/heads/main", azure: server.URL, context: map[string]string{"github.event_name": "schedule",
			"github.repository": "contoso/network", "github.base_ref": "", "vars.AZURE_CLIENT_ID": "c", "vars.AZURE_TENANT_ID": "t", "vars.AZURE_SUBSCRIPTION_ID": sampleSubscription}}
	}
	const promises, again = "What is deployed keeps what the intent promises", "Deploying again would change nothing"
	r := nightly()
	require.Equal(t, "success", r.run(), r.said)
	require.Contains(t, r.summary, "0 created, 0 changed")
	network := "/subscriptions/" + sampleSubscription + "/resourceGroups/rg-contoso-net/providers/Microsoft.Network/virtualNetworks/vnet-pay"
	require.NoError(t, store.Edit(network, func(body rehearsal.Body) { body["tags"] = map[string]any{"CostCenter": "4711"} }))
	r = nightly()
	require.Equal(t, "success", r.run(), "what expected.yaml names is no drift: %v", r.said)

	changeByHand(t, store, "virtualNetworks/vnet-shop/virtualNetworkPeerings/peer-shop-to-hub", "allowForwardedTraffic", false)
	r = nightly()
	require.Equal(t, "failure", r.run())
	require.Equal(t, "failure", r.steps["drift"][again], r.said)
	require.Contains(t, r.summary, "allowForwardedTraffic")

	changeByHand(t, store, "routeTables/rt-shop", "routes", []any{})
	r = nightly()
	require.Equal(t, "failure", r.run())
	require.Equal(t, "failure", r.steps["drift"][promises], r.said)
	require.Contains(t, r.said["drift"], "VL601")
}

const sampleSubscription = "00000000-0000-0000-0000-00000000c0de"

// deployedSample is the committed output of the example, deployed.
func deployedSample(t *testing.T) *rehearsal.Store {
	t.Helper()
	read := func(name string) *source.File {
		content, err := os.ReadFile(filepath.Join(repositoryExample, "deploy", "arm", "main", name))
		require.NoError(t, err)
		return source.New("arm/main/"+name, content)
	}
	s := rehearsal.New(rehearsal.Options{})
	deployedCleanly(t, s, []rehearsal.Deployment{{Name: "main", Template: read("main.json"), Parameters: []*source.File{read("main.parameters.json")},
		Subscription: sampleSubscription, Location: "westeurope"}}, rehearsal.Declared)
	return s
}

// resultsOf are the codes of a log of SARIF.
func resultsOf(log map[string]any) []string {
	var out []string
	for _, run := range log["runs"].([]any) {
		for _, result := range run.(map[string]any)["results"].([]any) {
			out = append(out, result.(map[string]any)["ruleId"].(string))
		}
	}
	return out
}

// The hook of git, set as the example says: it refuses what is staged and wrong, whatever the working tree has.
func TestTheHookOfTheRepositoryLooksAtWhatIsStaged(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	git(t, s.clone, "config", "core.hooksPath", "hooks")
	commit := func() (string, error) {
		c := exec.Command("git", "commit", "--message", "a change")
		c.Dir, c.Env = s.clone, runnerEnvironment(t, t.TempDir())
		out, err := c.CombinedOutput()
		return string(out), err
	}
	s.edit("intent.yaml", "10.1.1.0/24}\n", "10.1.0.0/23}\n")
	git(t, s.clone, "add", "--all")
	s.edit("intent.yaml", "10.1.0.0/23}\n", "10.1.1.0/24}\n  news: {profile: app, addressSpace: 10.1.2.0/24}\n") // in the working tree alone it is right
	said, err := commit()
	require.Error(t, err)
	require.Contains(t, said, "VL221")

	git(t, s.clone, "add", "--all")
	said, err = commit()
	require.Error(t, err, "the output is stale")
	require.Contains(t, said, "go generate ./...")

	s.generate()
	git(t, s.clone, "add", "--all")
	said, err = commit()
	require.NoError(t, err, said)
}

// changeByHand writes a property of a resource of the sample as somebody does in the portal: it is read, changed and written back.
func changeByHand(t *testing.T, s *rehearsal.Store, name, property string, value any) {
	t.Helper()
	id := "/subscriptions/" + sampleSubscription + "/resourceGroups/rg-contoso-net/providers/Microsoft.Network/" + name
	require.NoError(t, s.Edit(id, func(body rehearsal.Body) { body["properties"].(map[string]any)[property] = value }))
}
