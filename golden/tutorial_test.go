package golden_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	pageBlock  = regexp.MustCompile("(?ms)^```([^\n`]*)\n(.*?)^```$")
	exitCode   = regexp.MustCompile(`^(.*?)\s+# exit (\d)$`)
	deployedIn = regexp.MustCompile(`deploy/[A-Za-z0-9_./-]+`)
)

// The tutorial, from its first line to its last, in an empty folder: each intent is saved, each command is run by a shell, and says what the page
// says. Commands of Azure's own are not run; the files that they name are there.
func TestTheTutorial(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "git", "sed"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not on PATH")
		}
	}
	page, err := os.ReadFile("../docs/tutorial.md")
	require.NoError(t, err)
	dir, home := t.TempDir(), t.TempDir()
	tasks, commands := 0, 0
	for _, part := range strings.Split(string(page), "\n## ") {
		before := commands
		for _, b := range pageBlock.FindAllStringSubmatch(part, -1) {
			switch b[1] {
			case "yaml":
				require.NoError(t, os.WriteFile(filepath.Join(dir, "intent.yaml"), []byte(b[2]), 0o644))
			case "console":
				commands += runBlock(t, dir, home, b[2])
			case "sh":
				for _, name := range deployedIn.FindAllString(b[2], -1) {
					require.FileExists(t, filepath.Join(dir, filepath.FromSlash(name)))
				}
			default:
				require.Fail(t, "a block that is not run", b[1])
			}
		}
		if commands > before {
			tasks++
		}
	}
	require.Equal(t, 5, tasks)
	require.Greater(t, commands, 15)
}

// runBlock runs the commands of a block; what follows one is in what it says, in that order.
func runBlock(t *testing.T, dir, home, text string) (commands int) {
	t.Helper()
	said := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		command, is := strings.CutPrefix(line, "$ ")
		if !is {
			_, after, ok := strings.Cut(said, strings.TrimRight(line, " "))
			require.Truef(t, ok, "the command does not say %q, but:\n%s", line, said)
			said = after
			continue
		}
		want := "0"
		if m := exitCode.FindStringSubmatch(command); m != nil {
			command, want = m[1], m[2]
		}
		out, ok := bash(t, dir, command+"\ncode=$?\nexit $((code == "+want+" ? 0 : 1))\n", []string{"--noprofile", "--norc"}, runnerEnvironment(t, home))
		require.Truef(t, ok, "%s\n%s", command, out)
		said = out
		commands++
	}
	return commands
}
