package cli

import (
	"bytes"
	"errors"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/bug"
)

func TestCheckIsSilentOnSuccess(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "fine"})
	require.Equal(t, result{}, vnetloom("check"))
}

func TestCheckReportsEveryStageAndWritesNothing(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "odd\nfine\nbicep/main.bicep"})
	require.Equal(t, result{stderr: "warning[VL301]: it is odd\n --> intent.yaml:1:1\n  |\n1 | odd\n  | ^^^\n\n1 warning\n"}, vnetloom("check"))
	require.NoDirExists(t, "out")

	got := vnetloom("check", "-v", "intent.yaml")
	require.Contains(t, got.stderr, "note[VL401]: it is fine")
	require.Contains(t, got.stderr, "1 warning, 1 note\n")

	require.Equal(t, exitIntent, vnetloom("check", "--strict").code)
}

func TestAnErrorOfTheIntentEndsTheRun(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "bad\nodd\nbicep/main.bicep"})
	for _, command := range []string{"check", "generate"} {
		got := vnetloom(command)
		require.Equal(t, exitIntent, got.code)
		require.Contains(t, got.stderr, "error[VL101]: it is bad")
		require.NotContains(t, got.stderr, "VL301", "later stages do not run")
	}
	require.NoDirExists(t, "out")
}

func TestErrorFormats(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "odd"})
	require.Equal(t, `{"severity":"warning","code":"VL301","title":"the intent is odd","summary":"it is odd",`+
		`"range":{"file":"intent.yaml","start":{"line":1,"column":1},"end":{"line":1,"column":4}}}`+"\n", vnetloom("check", "--error-format=json").stderr)
	require.Equal(t, "::warning file=intent.yaml,line=1,col=1,endLine=1,endColumn=4,title=VL301::it is odd\n", vnetloom("check", "--error-format=github").stderr)
	require.Equal(t, "::error::none.yaml does not exist%0Ahelp: PATH is a file, a folder, or - for standard input\n",
		vnetloom("check", "none.yaml", "--error-format=github").stderr)
}

func TestColorIsUsedWhenItIsAskedFor(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "odd"})
	require.Contains(t, vnetloom("check", "--color=always").stderr, "\x1b[")
	require.NotContains(t, vnetloom("check").stderr, "\x1b[", "a buffer is no terminal")
	a := &app{color: "auto", env: environment([]string{"NO_COLOR=1"})}
	require.False(t, a.colored())
	a.color = "always"
	require.True(t, a.colored(), "the flag is nearer than the environment")
}

func TestWrongUsageSaysWhatWouldBeRight(t *testing.T) {
	in(t, map[string]string{"empty/x.txt": "", "intent.yaml": ""})
	for args, want := range map[string]string{
		"genrate":                  "error: unknown command \"genrate\"\n  = help: did you mean \"generate\"?\n",
		"generate --chekc":         "error: unknown flag: --chekc\n  = help: `vnetloom generate --help` lists the flags\n",
		"generate --target bicpe":  "error: unknown target \"bicpe\"\n  = help: did you mean \"bicep\"?\n",
		"generate --target=":       "error: no target\n  = help: targets are bicep, arm, powershell\n",
		"generate --out=":          "error: --out is empty\n  = help: `--out DIR` is the folder to write to\n",
		"check --error-format xml": "error: unknown --error-format \"xml\"\n  = help: text, json, github or sarif\n",
		"check --color sometimes":  "error: unknown --color \"sometimes\"\n  = help: auto, always or never\n",
		"check none.yaml":          "error: none.yaml does not exist\n  = help: PATH is a file, a folder, or - for standard input\n",
		"check empty":              "error: no intent in empty: no *.yaml, *.yml, *.json or *.cue file\n  = help: name a file, a folder, or - for standard input\n",
		"explain VL102":            "error: unknown diagnostic \"VL102\"\n  = help: did you mean \"VL101\"?\n",
		"explain": "error: explain needs a CODE, a FIELD or a RESOURCE\n" +
			"  = help: write a code such as VL201, a field such as connections.mesh.members, or a resource and its intent\n",
		"help chekc":     "error: unknown command \"chekc\"\n  = help: did you mean \"check\"?\n",
		"completion bsh": "error: unknown shell \"bsh\"\n  = help: did you mean \"bash\"?\n",
	} {
		require.Equal(t, result{code: exitUsage, stderr: want}, vnetloom(strings.Fields(args)...), args)
	}
}

func TestHelpAndCompletionAreData(t *testing.T) {
	for _, args := range []string{"", "--help", "help generate", "generate --help", "completion bash", "__complete generate --target b"} {
		got := vnetloom(strings.Fields(args)...)
		require.Equal(t, exitOK, got.code, args)
		require.NotEmpty(t, got.stdout, args)
	}
}

func TestVersionIsOneLine(t *testing.T) {
	got := vnetloom("version")
	require.Equal(t, exitOK, got.code)
	require.Equal(t, got.stdout, vnetloom("--version").stdout)
	require.Regexp(t, `^vnetloom \S+( \(commit [0-9a-f]{12} of \d{4}-\d\d-\d\d(, changed)?\))? go\S+\n$`, got.stdout)
	require.Equal(t, "v1.2.3", versionOf(&debug.BuildInfo{Main: debug.Module{Path: "example.com/infra", Version: "v9.9.9"},
		Deps: []*debug.Module{{Path: bug.Module, Version: "v1.2.3"}}}))
	require.Equal(t, "(devel)", versionOf(&debug.BuildInfo{}))
	require.Equal(t, "commit 0123456789ab of 2026-11-29, changed", commitOf([]debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef"},
		{Key: "vcs.time", Value: "2026-11-29T10:00:00Z"}, {Key: "vcs.modified", Value: "true"}}))
	require.Empty(t, commitOf([]debug.BuildSetting{{Key: "vcs.revision", Value: "0123"}}))
}

func TestExplainPrintsTheEntryOfTheRegistry(t *testing.T) {
	require.Equal(t, result{stdout: "error[VL101]: the intent is bad\n\nIt should be good.\n\nExample:\n\n    bad\n    worse\n\nSource: a book\n"},
		vnetloom("explain", "vl101"))
}

func TestAPanicIsAFailureThatQuotesNothing(t *testing.T) {
	for where, place := range map[string]string{"stage": "topology.joinPairs (pairs.go:40)", "here": "internal/cli.panicked (fake_test.go:"} {
		in(t, map[string]string{"intent.yaml": "panic " + where + "\narm/main.json"})
		got := vnetloom("generate")
		require.Equal(t, exitFailure, got.code)
		require.Contains(t, got.stderr, "error: this is a bug in vnetloom, nothing was written: it panicked in "+place)
		require.NotContains(t, got.stderr, "secret")
		require.NoDirExists(t, "out")
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestOutputThatCannotBeWrittenIsAFailure(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "bicep/main.bicep"})
	for _, args := range []string{"version", "explain VL101", "generate --diff", "generate -v"} {
		var stderr bytes.Buffer
		require.Equal(t, exitFailure, run(fakes(), strings.Fields(args), nil, brokenPipe{}, &stderr, nil), args)
		require.Contains(t, stderr.String(), "no space left", args)
	}
}

// What vnetloom fmt prints of standard input is the file, to the byte: a comment may hold what turns the direction of text.
func TestFormattedInputIsPrintedAsItIs(t *testing.T) {
	var out, said bytes.Buffer
	code := Main([]string{"fmt", "-"}, strings.NewReader("\ufeffname:   a  # \u00e9\u202e\r\n"), &out, &said)
	require.Zero(t, code, said.String())
	require.Equal(t, "\ufeffname: a  # \u00e9\u202e\r\n", out.String())
}
