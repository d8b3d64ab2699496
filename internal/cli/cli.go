// Package cli owns the command line: it opens files, has them compiled or read, prints what was found and writes what was made.
//
// It decides nothing about networks and nothing about how they are written down. It is the only room that prints, and with
// fsatomic the only one that touches the file system. Only the command enters.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/bug"
)

// The exit codes.
const (
	exitOK      = 0
	exitFailure = 1 // the tool could not do its work: input, output, a bug
	exitUsage   = 2 // it was asked wrongly
	exitIntent  = 3 // the intent has errors
	exitDiffers = 4 // generate --check: the output is not what the intent says; fmt --check: a layout differs; diff: different; rehearse: something is interrupted, reset, removed or left behind
	exitRefused = 5 // migrate, rehearse: Azure would refuse it; migrate: or it would do damage
)

// Main runs the command with its arguments (without the command's name) and environment (KEY=value), and returns the exit
// code. Data goes to stdout, diagnostics go to stderr.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, env ...string) int {
	return run(production(), args, stdin, stdout, stderr, env)
}

func run(r rooms, args []string, stdin io.Reader, stdout, stderr io.Writer, env []string) (code int) {
	out := &tracked{Writer: stdout}
	a := &app{rooms: r, stdin: stdin, stdout: screen{w: out}, terminal: terminalOf(stderr), stderr: stderr, env: environment(env), interactive: isTerminal(stdin) && isTerminal(stdout)}
	defer func() {
		if v := recover(); v != nil {
			place, _ := bug.Place()
			code = a.report(bugIn(place))
		}
		if a.errorFormat == "sarif" {
			version, _ := thisVersion()
			if err := diag.WriteSARIF(a.stderr, a.reported, sarifTool(version)); err != nil && code == exitOK {
				code = exitFailure
			}
		}
	}()
	root := a.command()
	root.SetArgs(twoPaths(args))
	root.SetIn(stdin)
	root.SetErr(stderr)
	code = a.report(root.ExecuteContext(context.Background()))
	if out.err != nil && code == exitOK {
		code = a.report(failure(diag.Diagnostic{Summary: "cannot write to standard output: " + out.err.Error()}))
	}
	return code
}

// sarifTool is what a log of SARIF says of the command.
func sarifTool(version string) diag.Tool {
	const address = "https://" + bug.Module
	return diag.Tool{Name: "vnetloom", Version: version, URI: address, Docs: address + "/blob/main/docs/diagnostics.md"}
}

// An app is one run of the command.
type app struct {
	rooms
	stdin  io.Reader
	stdout screen
	stderr io.Writer
	env    map[string]string

	interactive bool    // somebody may be asked
	terminal    *screen // standard error where somebody looks at it, for what is being done; else nil

	errorFormat, color string
	verbose            bool
	reported           diag.List // of a format that is one document
}

// An exit ends the run with a code, after what it has to say.
type exit struct {
	code int
	say  *diag.Diagnostic // nil where everything is said
}

func (e *exit) Error() string {
	if e.say == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.say.Summary
}

// failure is an error of the tool's own.
func failure(d diag.Diagnostic) error { return &exit{exitFailure, &d} }

// usageError is an error of who called the tool.
func usageError(hint, format string, args ...any) error {
	return &exit{exitUsage, &diag.Diagnostic{Summary: fmt.Sprintf(format, args...), Hint: hint}}
}

// report prints an error of the run and returns its exit code. What is not one of ours is cobra's: wrong usage.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	var e *exit
	if !errors.As(err, &e) {
		e = &exit{exitUsage, &diag.Diagnostic{Summary: err.Error(), Hint: "`vnetloom --help` shows how it is used"}}
	}
	if e.say != nil {
		_ = a.print(diag.List{*e.say}) // there is nowhere left to say that it could not be said
	}
	return e.code
}

// bugIn is the failure for a panic, by its place.
func bugIn(place string) error {
	return failure(diag.Diagnostic{
		Summary: "this is a bug in vnetloom, nothing was written: it panicked in " + place,
		Hint:    "please report it, with this line and if you can the intent: https://" + bug.Module + "/issues",
	})
}

// tracked remembers the first error of a writer: who prints need not look at it, and a full disk is not taken for success.
type tracked struct {
	io.Writer
	err error
}

func (t *tracked) Write(p []byte) (int, error) {
	n, err := t.Writer.Write(p)
	if err != nil && t.err == nil {
		t.err = err
	}
	return n, err
}

func environment(env []string) map[string]string {
	out := make(map[string]string, len(env))
	for _, pair := range env {
		if key, value, ok := strings.Cut(pair, "="); ok {
			out[key] = value
		}
	}
	return out
}
