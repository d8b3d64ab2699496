package golden_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// A pipeline is what a file of Azure Pipelines says, as far as the repositories of the examples use it. Anything else is refused.
type pipeline struct {
	Trigger   yaml.Node      `yaml:"trigger"`
	PR        yaml.Node      `yaml:"pr"`
	Schedules yaml.Node      `yaml:"schedules"`
	Pool      yaml.Node      `yaml:"pool"`
	Jobs      []pipelineJob  `yaml:"jobs"`
	Steps     []pipelineStep `yaml:"steps"`
}

type pipelineJob struct {
	Job       string         `yaml:"job"`
	DependsOn string         `yaml:"dependsOn"`
	Condition string         `yaml:"condition"`
	Minutes   int            `yaml:"timeoutInMinutes"`
	Steps     []pipelineStep `yaml:"steps"`
}

type pipelineStep struct {
	Checkout           string            `yaml:"checkout"`
	FetchDepth         *int              `yaml:"fetchDepth"`
	PersistCredentials bool              `yaml:"persistCredentials"`
	Task               string            `yaml:"task"`
	Inputs             map[string]string `yaml:"inputs"`
	Bash               string            `yaml:"bash"`
	Publish            string            `yaml:"publish"`
	Download           string            `yaml:"download"`
	Artifact           string            `yaml:"artifact"`
	Name               string            `yaml:"name"`
	DisplayName        string            `yaml:"displayName"`
	Condition          string            `yaml:"condition"`
	Env                map[string]string `yaml:"env"`
}

func readPipeline(t *testing.T, file string) *pipeline {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	p := &pipeline{}
	require.NoError(t, d.Decode(p), file)
	if p.Steps != nil {
		p.Jobs = append(p.Jobs, pipelineJob{Job: "job", Steps: p.Steps})
	}
	return p
}

// A pipelineRun is one run of a pipeline, as an agent makes it. A script is run by bash without any option: it says itself when it fails.
// https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps-bash
type pipelineRun struct {
	t         *testing.T
	p         *pipeline
	remote    string
	ref       string
	reason    string            // Build.Reason
	variables map[string]string // by the names of the environment
	token     string            // System.AccessToken, which a step has where it asks for it
	azure     string            // the address that az asks in a task that is signed in

	outcomes  map[string]string // of jobs
	steps     map[string]string // of steps by their names
	said      string
	artifacts map[string]string
}

func (r *pipelineRun) run() string {
	r.t.Helper()
	r.outcomes, r.steps, r.artifacts = map[string]string{}, map[string]string{}, map[string]string{}
	conclusion := "Succeeded"
	for _, j := range r.p.Jobs {
		failed := j.DependsOn != "" && r.outcomes[j.DependsOn] != "Succeeded"
		if !r.holds(j.Condition, failed) {
			r.outcomes[j.Job] = "Skipped"
			continue
		}
		r.outcomes[j.Job] = r.job(j)
		if r.outcomes[j.Job] == "Failed" {
			conclusion = "Failed"
		}
	}
	return conclusion
}

func (r *pipelineRun) job(j pipelineJob) string {
	r.t.Helper()
	home := r.t.TempDir()
	work, temp, sources := filepath.Join(home, "work"), filepath.Join(home, "temp"), filepath.Join(home, "work", "s")
	for _, dir := range []string{temp, sources} {
		require.NoError(r.t, os.MkdirAll(dir, 0o755))
	}
	failed := false
	for _, s := range j.Steps {
		outcome := "Skipped"
		if r.holds(s.Condition, failed) {
			outcome = "Succeeded"
			if !r.step(s, home, work, sources) {
				outcome, failed = "Failed", true
			}
		}
		if s.DisplayName != "" {
			r.steps[s.DisplayName] = outcome
		}
	}
	if failed {
		return "Failed"
	}
	return "Succeeded"
}

func (r *pipelineRun) step(s pipelineStep, home, work, sources string) bool {
	r.t.Helper()
	env := append(runnerEnvironment(r.t, home), "TF_BUILD=True", "AGENT_TEMPDIRECTORY="+filepath.Join(home, "temp"), "PIPELINE_WORKSPACE="+work, "BUILD_REASON="+r.reason)
	for _, k := range slices.Sorted(maps.Keys(r.variables)) {
		env = append(env, k+"="+r.variables[k])
	}
	for _, k := range slices.Sorted(maps.Keys(s.Env)) {
		require.Equal(r.t, "$(System.AccessToken)", s.Env[k])
		env = append(env, k+"="+r.token)
	}
	script := func(text string) bool {
		require.NotRegexp(r.t, `\$\([A-Z]\w+\.\w+\)`, text, "a variable in a script is code of whoever sets it")
		said, ok := bash(r.t, sources, text, []string{"--noprofile", "--norc"}, env)
		r.said += said
		return ok
	}
	switch {
	case s.Checkout == "self":
		require.False(r.t, s.PersistCredentials)
		r.checkout(sources, s.FetchDepth != nil && *s.FetchDepth == 0)
	case s.Checkout == "none":
	case s.Task == "GoTool@0":
		require.NotEmpty(r.t, s.Inputs["version"])
	case s.Task == "AzureCLI@2":
		require.NotEmpty(r.t, s.Inputs["azureSubscription"])
		require.Equal(r.t, "bash inlineScript", s.Inputs["scriptType"]+" "+s.Inputs["scriptLocation"])
		env = append(env, "VNETLOOM_REHEARSAL="+r.azure, "VNETLOOM_SUBSCRIPTION="+sampleSubscription)
		return script(s.Inputs["inlineScript"])
	case s.Publish != "":
		dir := filepath.Join(sources, s.Publish)
		if _, err := os.Stat(dir); err != nil {
			return false
		}
		r.artifacts[s.Artifact] = dir
	case s.Download == "current":
		if r.artifacts[s.Artifact] == "" {
			return false
		}
		copyFolder(r.t, r.artifacts[s.Artifact], filepath.Join(work, s.Artifact))
	case s.Bash != "":
		return script(s.Bash)
	default:
		require.Fail(r.t, "a step that is not known")
	}
	return true
}

func (r *pipelineRun) checkout(dir string, whole bool) {
	git(r.t, dir, "init", "--quiet")
	git(r.t, dir, "remote", "add", "origin", "file://"+filepath.ToSlash(r.remote))
	if whole {
		git(r.t, dir, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", "+"+r.ref+":refs/remotes/checked/out")
	} else {
		git(r.t, dir, "fetch", "--quiet", "--depth=1", "origin", "+"+r.ref+":refs/remotes/checked/out")
	}
	git(r.t, dir, "checkout", "--quiet", "--detach", "refs/remotes/checked/out")
}

var pipelineCondition = regexp.MustCompile(`^(?:and\((\w+)\(\), eq\(variables\['Build\.Reason'\], '(\w+)'\)\)|(\w+)\(\))$`)

// holds tells whether a condition holds: those of the examples are a function of the state, alone or with a reason of the run.
func (r *pipelineRun) holds(condition string, failed bool) bool {
	r.t.Helper()
	if condition == "" {
		return !failed
	}
	m := pipelineCondition.FindStringSubmatch(condition)
	require.NotNil(r.t, m, "a condition that is not read: %s", condition)
	state, known := map[string]bool{"succeeded": !failed, "succeededOrFailed": true, "failed": failed, "always": true}[strings.Join([]string{m[1], m[3]}, "")]
	require.True(r.t, known, condition)
	return state && (m[2] == "" || m[2] == r.reason)
}
