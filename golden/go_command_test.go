package golden_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// The goCommand of steps and hooks is `go`, but for `go tool vnetloom`: Go takes half a second to find that nothing is to be built, and there are a
// hundred of these. The first is run by Go, which builds it and says what it lacks; the others are the command under test.
var goCommand = sync.OnceValues(func() (dir string, err error) {
	real, err := exec.LookPath("go")
	if err != nil {
		return "", err
	}
	under, err := exec.LookPath("vnetloom") // testscript puts it there
	if err != nil {
		return "", err
	}
	if dir, err = os.MkdirTemp("", "vnetloom-go"); err != nil {
		return "", err
	}
	goCommandDir = dir
	script := fmt.Sprintf("#!/usr/bin/env bash\n"+
		"if [ \"$1 $2\" = 'tool vnetloom' ] && ! mkdir '%s/asked' 2>/dev/null; then shift 2; exec '%s' \"$@\"; fi\nexec '%s' \"$@\"\n", dir, under, real)
	return dir, os.WriteFile(filepath.Join(dir, "go"), []byte(script), 0o755) //nolint:gosec // it is run
})

// goCommandDir is where it is, "" where no test has asked for it.
var goCommandDir string

// A suite is all tests, and what they have in common is removed behind them.
type suite struct{ *testing.M }

func (s suite) Run() int {
	debug.SetGCPercent(400) // estates are compiled by the thousand, and a third of the time would go into finding what is left of them
	code := s.M.Run()
	if goCommandDir != "" {
		_ = os.RemoveAll(goCommandDir)
	}
	return code
}

// runnerEnvironment is what every step has: nothing of whoever runs the tests, but for where Go is and keeps what it has built.
func runnerEnvironment(t *testing.T, home string) []string {
	t.Helper()
	dir, err := goCommand()
	require.NoError(t, err)
	return append(goEnvironment(t), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+home, "LANG=C.UTF-8",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com", "GIT_CONFIG_NOSYSTEM=1")
}

// goCaches are where Go keeps what it has built and downloaded.
var goCaches = sync.OnceValues(func() ([]string, error) {
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	return strings.Fields(string(out)), err
})

func goEnvironment(t *testing.T) []string {
	t.Helper()
	paths, err := goCaches()
	require.NoError(t, err)
	require.Len(t, paths, 2)
	return []string{"GOCACHE=" + paths[0], "GOMODCACHE=" + paths[1], "GOPROXY=off", "GOTOOLCHAIN=local", "GOWORK=off",
		"GOFLAGS=" + strings.TrimSpace(os.Getenv("GOFLAGS")+" -mod=readonly")}
}
