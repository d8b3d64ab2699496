package golden_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// A workflow is what a file of .github/workflows says, as far as the repositories of the examples use it. Anything else is refused.
type workflow struct {
	Name        string                  `yaml:"name"`
	On          yaml.Node               `yaml:"on"`
	Permissions map[string]string       `yaml:"permissions"`
	Concurrency yaml.Node               `yaml:"concurrency"`
	Jobs        map[string]*workflowJob `yaml:"jobs"`
}

type workflowJob struct {
	Needs       string            `yaml:"needs"`
	If          string            `yaml:"if"`
	RunsOn      string            `yaml:"runs-on"`
	Minutes     int               `yaml:"timeout-minutes"`
	Environment string            `yaml:"environment"`
	Permissions map[string]string `yaml:"permissions"`
	Defaults    struct {
		Run struct {
			Shell string `yaml:"shell"`
		} `yaml:"run"`
	} `yaml:"defaults"`
	Steps []workflowStep `yaml:"steps"`
}

type workflowStep struct {
	ID   string            `yaml:"id"`
	Name string            `yaml:"name"`
	If   string            `yaml:"if"`
	Uses string            `yaml:"uses"`
	With map[string]string `yaml:"with"`
	Run  string            `yaml:"run"`
	Env  map[string]string `yaml:"env"`
}

func readWorkflow(t *testing.T, file string) *workflow {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	w := &workflow{}
	require.NoError(t, d.Decode(w), file)
	return w
}

// An actionsRun is one run of a workflow, as GitHub's runner makes it: jobs behind those they need, each in a clean folder and with an
// environment of its own; steps in order, with the shell, the conditions, the files and the variables that the runner gives.
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
type actionsRun struct {
	t        *testing.T
	w        *workflow
	remote   string            // the repository on GitHub: a bare one
	ref      string            // what is checked out: refs/heads/main, refs/pull/7/merge
	context  map[string]string // github.event_name … , vars.…
	azure    string            // the address that az asks once it is signed in
	comments string            // the file of the pull request's comments, which gh reads and writes

	artifacts map[string]string            // folders by name
	outcomes  map[string]string            // of jobs: success, failure, skipped
	steps     map[string]map[string]string // outcomes of steps by job and name or id
	said      map[string]string            // by job
	summary   string
	sarif     []map[string]any // what is uploaded to code scanning
	jobs      string           // the folder with the folders of jobs
}

// run runs all jobs, and is the run's conclusion.
func (r *actionsRun) run() string {
	r.t.Helper()
	r.artifacts, r.outcomes, r.said, r.steps = map[string]string{}, map[string]string{}, map[string]string{}, map[string]map[string]string{}
	r.jobs = r.t.TempDir()
	require.Empty(r.t, r.w.Permissions, "rights are given to jobs one by one")
	conclusion := "success"
	for len(r.outcomes) < len(r.w.Jobs) {
		before := len(r.outcomes)
		for _, name := range slices.Sorted(maps.Keys(r.w.Jobs)) {
			j := r.w.Jobs[name]
			if r.outcomes[name] != "" || j.Needs != "" && r.outcomes[j.Needs] == "" {
				continue
			}
			r.outcomes[name] = r.job(name, j)
			if r.outcomes[name] == "failure" {
				conclusion = "failure"
			}
		}
		require.Greater(r.t, len(r.outcomes), before, "jobs that need each other")
	}
	return conclusion
}

// A runningJob is a job with what its steps have left.
type runningJob struct {
	*actionsRun
	name      string
	j         *workflowJob
	workspace string
	home      string
	failed    bool
	outcomes  map[string]string // of steps with an id
	signedIn  bool
}

func (r *actionsRun) job(name string, j *workflowJob) string {
	require.NotZero(r.t, j.Minutes, "%s: a job that hangs is ended", name)
	require.NotNil(r.t, j.Permissions, "%s says its rights", name)
	needed := j.Needs == "" || r.outcomes[j.Needs] == "success"
	if !r.holds(j.If, !needed, nil) {
		return "skipped"
	}
	job := &runningJob{actionsRun: r, name: name, j: j, workspace: filepath.Join(r.jobs, name, "work"), home: filepath.Join(r.jobs, name, "home"), outcomes: map[string]string{}}
	require.NoError(r.t, os.MkdirAll(job.workspace, 0o755))
	require.NoError(r.t, os.MkdirAll(filepath.Join(job.home, "temp"), 0o755))
	r.steps[name] = map[string]string{}
	for _, s := range j.Steps {
		if s.ID != "" {
			job.outcomes[s.ID] = "" // until it has run
		}
	}
	for i, s := range j.Steps {
		outcome := "skipped"
		if r.holds(s.If, job.failed, job.outcomes) {
			outcome = job.step(s)
			job.failed = job.failed || outcome == "failure"
		}
		if s.ID != "" {
			job.outcomes[s.ID] = outcome
		}
		r.steps[name][stepName(i, s)] = outcome
	}
	if summary, err := os.ReadFile(filepath.Join(job.home, "summary.md")); err == nil {
		r.summary += string(summary)
	}
	if job.failed {
		return "failure"
	}
	return "success"
}

func stepName(i int, s workflowStep) string {
	switch {
	case s.Name != "":
		return s.Name
	case s.Uses != "":
		name, _, _ := strings.Cut(s.Uses, "@")
		return name
	}
	return fmt.Sprint(i)
}

// step does a step: what an action does is done here, what is run is run.
func (j *runningJob) step(s workflowStep) string {
	j.t.Helper()
	with := map[string]string{}
	for k, v := range s.With {
		with[k] = j.filled(v, j.outcomes)
	}
	if s.Uses == "" {
		return j.shell(s)
	}
	action, version, _ := strings.Cut(s.Uses, "@")
	require.Regexp(j.t, `^[0-9a-f]{40}$`, version, "%s is pinned by its commit", s.Uses)
	switch action {
	case "actions/checkout":
		j.checkout(with["fetch-depth"] == "0")
		require.Equal(j.t, "false", with["persist-credentials"], "no step needs the token of the checkout")
	case "actions/setup-go":
		require.FileExists(j.t, filepath.Join(j.workspace, with["go-version-file"]))
	case "azure/login":
		require.Equal(j.t, "write", j.j.Permissions["id-token"], "it signs in by OpenID Connect")
		require.NotEmpty(j.t, with["client-id"])
		j.signedIn = true
	case "actions/upload-artifact":
		dir := filepath.Join(j.jobs, "artifacts", with["name"])
		require.NoError(j.t, os.MkdirAll(dir, 0o755))
		for _, name := range strings.Fields(with["path"]) {
			if content, err := os.ReadFile(filepath.Join(j.workspace, name)); err == nil {
				require.NoError(j.t, os.WriteFile(filepath.Join(dir, filepath.Base(name)), content, 0o600))
			}
		}
		j.artifacts[with["name"]] = dir
	case "actions/download-artifact":
		dir := j.artifacts[with["name"]]
		if dir == "" {
			return "failure"
		}
		copyFolder(j.t, dir, j.workspace)
	case "github/codeql-action/upload-sarif":
		return j.uploadSARIF(with)
	default:
		require.Fail(j.t, "an action that is not known", s.Uses)
	}
	return "success"
}

func (j *runningJob) uploadSARIF(with map[string]string) string {
	require.Equal(j.t, "write", j.j.Permissions["security-events"])
	content, err := os.ReadFile(filepath.Join(j.workspace, with["sarif_file"]))
	if err != nil {
		return "failure"
	}
	log := map[string]any{}
	require.NoError(j.t, json.Unmarshal(content, &log), "%s", content)
	require.Equal(j.t, "2.1.0", log["version"])
	j.sarif = append(j.sarif, log)
	return "success"
}

// checkout does what actions/checkout does: the commit alone, or with all branches and their history.
func (j *runningJob) checkout(whole bool) {
	require.Equal(j.t, "read", j.j.Permissions["contents"])
	git(j.t, j.workspace, "init", "--quiet")
	git(j.t, j.workspace, "remote", "add", "origin", "file://"+filepath.ToSlash(j.remote))
	if whole {
		git(j.t, j.workspace, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", "+"+j.ref+":refs/remotes/checked/out")
	} else {
		git(j.t, j.workspace, "fetch", "--quiet", "--depth=1", "origin", "+"+j.ref+":refs/remotes/checked/out")
	}
	git(j.t, j.workspace, "checkout", "--quiet", "--detach", "refs/remotes/checked/out")
}

// shell runs what a step runs: bash with -e, and with pipefail where bash is named.
func (j *runningJob) shell(s workflowStep) string {
	require.NotContains(j.t, s.Run, "${{", "a value of the event in a script is code of whoever made the event")
	options := []string{"-e"}
	if j.j.Defaults.Run.Shell == "bash" {
		options = []string{"--noprofile", "--norc", "-eo", "pipefail"}
	}
	env := append(runnerEnvironment(j.t, j.home), "CI=true", "GITHUB_ACTIONS=true", "RUNNER_TEMP="+filepath.Join(j.home, "temp"),
		"GITHUB_STEP_SUMMARY="+filepath.Join(j.home, "summary.md"), "GITHUB_WORKSPACE="+j.workspace, "GITHUB_REPOSITORY="+j.context["github.repository"],
		"GITHUB_EVENT_NAME="+j.context["github.event_name"], "GITHUB_BASE_REF="+j.context["github.base_ref"], "VNETLOOM_COMMENTS="+j.comments)
	if j.signedIn {
		env = append(env, "VNETLOOM_REHEARSAL="+j.azure)
	}
	for _, k := range slices.Sorted(maps.Keys(s.Env)) {
		env = append(env, k+"="+j.filled(s.Env[k], j.outcomes))
	}
	said, ok := bash(j.t, j.workspace, s.Run, options, env)
	j.said[j.name] += said
	if !ok {
		return "failure"
	}
	return "success"
}

// bash runs a script of a step from a file, as runners do.
func bash(t *testing.T, dir, script string, options, env []string) (said string, ok bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "step.sh")
	require.NoError(t, os.WriteFile(file, []byte(script), 0o600))
	c := exec.Command("bash", append(options, file)...)
	c.Dir, c.Env = dir, env
	out, err := c.CombinedOutput()
	var exited *exec.ExitError
	if err != nil {
		require.ErrorAs(t, err, &exited)
	}
	return string(out), err == nil
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := exec.Command("git", args...)
	c.Dir, c.Env = dir, runnerEnvironment(t, dir)
	out, err := c.CombinedOutput()
	require.NoErrorf(t, err, "git %s: %s", strings.Join(args, " "), out)
	return string(out)
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(from, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), content, info.Mode().Perm())
	}))
}
