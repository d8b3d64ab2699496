package golden_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each example, in a fresh clone of what is in the checkout, with the two commands that examples/README.md has for it. To build the clone takes
// half a minute, and the checkout is built already: the clone has all files that a build of the checkout has, `go run` of the command is asked of
// the command under test, and the modules of the examples are built with the checkout in the place of the clone.
func TestTheExamplesFromAFreshClone(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not on PATH")
		}
	}
	clone := freshClone(t)
	env := runnerEnvironment(t, t.TempDir())
	page, err := os.ReadFile(filepath.Join(clone, "examples", "README.md"))
	require.NoError(t, err)
	requireSameBuild(t, clone, env)
	env = append(env, "VNETLOOM_MODULES="+modulesOfExamples(t))
	var shown []string
	for _, part := range strings.Split(string(page), "\n## ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		shown = append(shown, name)
		found := pageBlock.FindAllStringSubmatch(text, -1)
		require.Len(t, found, 1, name)
		commands := strings.Split(strings.TrimSpace(found[0][2]), "\n")
		require.Len(t, commands, 2, "%s: two commands", name)
		for _, command := range commands {
			want := "0"
			if m := exitCode.FindStringSubmatch(command); m != nil {
				command, want = m[1], m[2]
			}
			said, ok := bash(t, clone, goOfTheClone+command+"\ncode=$?\nexit $((code == "+want+" ? 0 : 1))\n", []string{"--noprofile", "--norc"}, env)
			require.Truef(t, ok, "%s: %s\n%s", name, command, said)
		}
	}
	require.Empty(t, git(t, clone, "status", "--porcelain"), "no command changes what is committed, and what is made is ignored")
	entries, err := os.ReadDir(filepath.Join(clone, "examples"))
	require.NoError(t, err)
	for _, e := range entries {
		require.True(t, !e.IsDir() || slices.Contains(shown, e.Name()), "examples/README.md has no commands for %s", e.Name())
	}
}

// goOfTheClone is what `go` does in a clone.
const goOfTheClone = `go() {
  case "$1 $2" in
    "run ./cmd/vnetloom") shift 2; vnetloom "$@" ;;
    -C\ *) GOFLAGS="$GOFLAGS -modfile=$VNETLOOM_MODULES/$(basename "$2").mod" command go "$@" ;;
    *) echo "go $*: not known"; return 99 ;;
  esac
}
`

// requireSameBuild requires that the command is built of the same files in the clone and in the checkout.
func requireSameBuild(t *testing.T, clone string, env []string) {
	t.Helper()
	files := func(dir string) string {
		c := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{if .Main}}{{$.ImportPath}} {{$.GoFiles}} {{$.EmbedFiles}}{{end}}{{end}}`, "./cmd/vnetloom")
		c.Dir, c.Env = dir, env
		out, err := c.CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	require.Equal(t, files(".."), files(clone), "a file that the build needs is ignored by .gitignore")
}

// modulesOfExamples is a folder with go.mod and go.sum of each example, by its name. They name the checkout in the place of ../...
func modulesOfExamples(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	checkout, err := filepath.Abs("..")
	require.NoError(t, err)
	modules, err := filepath.Glob("../examples/*/go.mod")
	require.NoError(t, err)
	require.NotEmpty(t, modules)
	for _, module := range modules {
		for _, extension := range []string{".mod", ".sum"} {
			content, err := os.ReadFile(strings.TrimSuffix(module, ".mod") + extension)
			require.NoError(t, err)
			moved := strings.Replace(string(content), "=> ../..", "=> "+filepath.ToSlash(checkout), 1)
			require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(filepath.Dir(module))+extension), []byte(moved), 0o600))
		}
	}
	return dir
}

// freshClone is a clone of the checkout as it is, with what is not committed yet, and without what is ignored.
func freshClone(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat("../.git"); err != nil {
		t.Skip("the sources are not in a repository")
	}
	c := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	c.Dir = ".."
	out, err := c.Output()
	require.NoError(t, err)
	origin := t.TempDir()
	for _, name := range strings.Split(strings.TrimRight(string(out), "\x00"), "\x00") {
		if strings.HasPrefix(name, "golden/cases/") || strings.Contains(name, "/testdata/") { // most of the bytes, and nothing of an example
			continue
		}
		info, err := os.Lstat(filepath.Join("..", name))
		if os.IsNotExist(err) || err == nil && !info.Mode().IsRegular() { // removed, and not committed yet
			continue
		}
		require.NoError(t, err)
		content, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		to := filepath.Join(origin, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o755))
		require.NoError(t, os.WriteFile(to, content, info.Mode().Perm()))
	}
	git(t, origin, "init", "--quiet", "--initial-branch=main")
	git(t, origin, "add", "--all")
	git(t, origin, "commit", "--quiet", "--message", "all")
	clone := filepath.Join(t.TempDir(), "vnetloom")
	git(t, origin, "clone", "--quiet", "file://"+filepath.ToSlash(origin), clone)
	return clone
}
