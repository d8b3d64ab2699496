package microsofttest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BuildAll compiles the main.bicep of each folder in a folder in one run, to main.json beside it, and tells how much time of processors it took.
func BuildAll(t testing.TB, dir string) time.Duration {
	t.Helper()
	whole, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, "", "bicep", "build", "--no-restore", "--pattern", filepath.ToSlash(whole)+"/*/main.bicep")
	if r.Code != 0 {
		t.Fatalf("bicep build ends with exit code %d\n%s%s", r.Code, r.Out, r.Err)
	}
	return r.CPU
}

// Lint is what the Bicep compiler and its linter say of every .bicep file below a folder, in one run: a line for each diagnostic,
// sorted, such as FILE(LINE,COLUMN) : Warning RULE: text.
func Lint(t testing.TB, dir string) []string {
	t.Helper()
	whole, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, "", "bicep", "lint", "--no-restore", "--pattern", filepath.ToSlash(whole)+"/**/*.bicep")
	var out []string
	for line := range strings.Lines(r.Out + "\n" + r.Err) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	if r.Code != 0 && len(out) == 0 {
		t.Fatalf("bicep lint ends with exit code %d and says nothing", r.Code)
	}
	slices.Sort(out)
	return slices.Compact(out) // of a module, once for each file that uses it
}
