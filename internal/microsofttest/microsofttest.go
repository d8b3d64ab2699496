// Package microsofttest asks Microsoft's own programs what they say of emitted code: the Bicep compiler with its linter and the
// deployment engine inside of it, and PowerShell.
//
// It owns starting them and reading their answers, and judges nothing. Only tests enter. What they ask needs no network and no
// subscription. A test that asks is called TestMicrosoft…: it is skipped where a program is not on PATH, and fails there where
// VNETLOOM_MICROSOFT is "required", which is how continuous integration knows that nothing was left out.
package microsofttest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Required is the environment variable that, with the value "required", makes it a failure that a program is not on PATH.
const Required = "VNETLOOM_MICROSOFT"

// longest is how long one run of a program may take: a third of the migrations at once takes up to five minutes on two busy processors.
const longest = 10 * time.Minute

// Needs is asked first by a test that prepares much: where one of the programs, by their names, is not on PATH, the test is skipped, or
// fails, before it does anything.
func Needs(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		program(t, name)
	}
}

// program is the path of a program. Where there is none the test is skipped, or fails.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv(Required) == "required" {
			t.Fatalf("%s is required and not on PATH: %v", name, err)
		}
		t.Skipf("SKIPPED: %s is not on PATH", name)
	}
	return path
}

// A Run is what a program said before it ended.
type Run struct {
	Out, Err string
	Code     int           // exit code
	CPU      time.Duration // of the program and what it started
}

// run runs a program to its end, with something on its standard input.
func run(t testing.TB, in, name string, args ...string) Run {
	t.Helper()
	path := program(t, name)
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	var out, errors strings.Builder
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in), &out, &errors
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("%s %s did not end within %v", name, strings.Join(args, " "), longest)
	}
	if cmd.ProcessState == nil || !cmd.ProcessState.Exited() {
		t.Fatalf("%s %s did not run: %v\n%s", name, strings.Join(args, " "), err, errors.String())
	}
	return Run{Out: out.String(), Err: errors.String(), Code: cmd.ProcessState.ExitCode(),
		CPU: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
}
