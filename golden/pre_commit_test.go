package golden_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// A preCommitHook is what .pre-commit-hooks.yaml says of a hook; a repository that uses it says its own arguments.
// https://pre-commit.com/#creating-new-hooks
type preCommitHook struct {
	ID            string   `yaml:"id"`
	Name          string   `yaml:"name"`
	Description   string   `yaml:"description"`
	Entry         string   `yaml:"entry"`
	Args          []string `yaml:"args"`
	Language      string   `yaml:"language"`
	Files         string   `yaml:"files"`
	PassFilenames *bool    `yaml:"pass_filenames"`
	AlwaysRun     bool     `yaml:"always_run"`
}

// The hooks of pre-commit, as the sample repository uses them: pre-commit installs the programs of the repository that has the hooks by
// `go install ./...`, and runs the entry with the arguments of the user where a staged file has the name that the hook says.
func TestTheHooksForPreCommit(t *testing.T) {
	t.Parallel()
	hooks := map[string]preCommitHook{}
	var list []preCommitHook
	strictly(t, "../.pre-commit-hooks.yaml", &list)
	for _, h := range list {
		require.Equal(t, "golang", h.Language)
		require.False(t, *h.PassFilenames, "an intent is compiled whole")
		hooks[h.ID] = h
	}
	var config struct {
		Repos []struct {
			Repo  string          `yaml:"repo"`
			Rev   string          `yaml:"rev"`
			Hooks []preCommitHook `yaml:"hooks"`
		} `yaml:"repos"`
	}
	strictly(t, repositoryExample+"/.pre-commit-config.yaml", &config)
	require.Equal(t, "https://github.com/vnetloom/vnetloom", config.Repos[0].Repo)
	require.Len(t, config.Repos[0].Hooks, len(hooks))

	bin := t.TempDir()
	install := exec.Command("go", "install", "./...")
	install.Dir = ".."
	install.Env = append(runnerEnvironment(t, t.TempDir()), "GOBIN="+bin)
	out, err := install.CombinedOutput()
	require.NoError(t, err, string(out))
	installed, err := os.ReadDir(bin)
	require.NoError(t, err)
	require.Len(t, installed, 1, "programs that are installed")

	s := newSample(t)
	run := func(staged string) (said string, failed []string) {
		for _, used := range config.Repos[0].Hooks {
			h := hooks[used.ID]
			if !h.AlwaysRun && !regexp.MustCompile(h.Files).MatchString(staged) {
				continue
			}
			words := strings.Fields(h.Entry)
			c := exec.Command(filepath.Join(bin, words[0]), append(words[1:], used.Args...)...)
			c.Dir, c.Env = s.clone, []string{"PATH=" + bin}
			out, err := c.CombinedOutput()
			said += string(out)
			if err != nil {
				failed = append(failed, h.ID)
			}
		}
		return said, failed
	}
	said, failed := run("intent.yaml")
	require.Empty(t, failed, said)
	s.edit("intent.yaml", "10.1.1.0/24}\n", "10.1.0.0/23}\n")
	said, failed = run("intent.yaml")
	require.Equal(t, []string{"vnetloom-check", "vnetloom-generate"}, failed)
	require.Contains(t, said, "VL221")
	s.edit("intent.yaml", "10.1.0.0/23}\n", "10.1.1.0/24}\n  news: {profile: app, addressSpace: 10.1.2.0/24}\n")
	said, failed = run("README.md")
	require.Equal(t, []string{"vnetloom-generate"}, failed, "an output that is stale is found whatever is staged")
	require.Contains(t, said, "does not match the intent")
}

// strictly reads a file in YAML that has nothing but what is known.
func strictly(t *testing.T, file string, into any) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	require.NoError(t, d.Decode(into), file)
}
