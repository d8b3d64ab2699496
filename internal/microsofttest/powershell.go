package microsofttest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// PowerShell runs a script file with arguments, in a process without profile. What the script calls of Az it has to be given: a
// function of the same name, in the script or in a file that it loads.
func PowerShell(t testing.TB, script string, args ...string) Run {
	t.Helper()
	return run(t, "", "pwsh", append([]string{"-NoProfile", "-NonInteractive", "-File", script}, args...)...)
}

// parser parses the files that are named on standard input, a line each. It prints a line for each thing that is wrong.
const parser = `
$ErrorActionPreference = 'Stop'
foreach ($path in [Console]::In.ReadToEnd().Split([char]10, [StringSplitOptions]::RemoveEmptyEntries)) {
    $tokens = $null
    $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref]$tokens, [ref]$errors)
    foreach ($e in $errors) {
        '{0}({1},{2}): {3}' -f $path, $e.Extent.StartLineNumber, $e.Extent.StartColumnNumber, $e.Message.Replace([string][char]10, ' ')
    }
    if ($path.EndsWith('.psd1') -and $errors.Count -eq 0) {
        try { $null = $tree.Find({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $false).SafeGetValue() }
        catch { '{0}: no data: {1}' -f $path, $_.Exception.Message.Replace([string][char]10, ' ') }
    }
}
`

// Parse is what PowerShell's own parser says of scripts and data files, in one run: a line for each thing that is wrong. A data
// file, .psd1, has to be data too.
func Parse(t testing.TB, files []string) []string {
	t.Helper()
	script := filepath.Join(t.TempDir(), "parse.ps1")
	if err := os.WriteFile(script, []byte(parser), 0o600); err != nil {
		t.Fatal(err)
	}
	var in strings.Builder
	for _, f := range files {
		whole, err := filepath.Abs(f)
		if err != nil {
			t.Fatal(err)
		}
		in.WriteString(whole + "\n")
	}
	r := run(t, in.String(), "pwsh", "-NoProfile", "-NonInteractive", "-File", script)
	if r.Code != 0 || r.Err != "" {
		t.Fatalf("the parser ends with exit code %d: %s", r.Code, r.Err)
	}
	return strings.FieldsFunc(r.Out, func(c rune) bool { return c == '\n' || c == '\r' })
}
