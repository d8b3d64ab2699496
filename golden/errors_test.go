package golden_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	answered "github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// onlyByABug are codes that no intent and no template shows. But for the first they guard against the compiler itself:
// TestWhatOnlyABugShows of package reachability shows them.
var onlyByABug = map[string]string{
	"VL107": "no word of the language is kept for a later version; TestWordsOfLaterVersionsAreRefused of package schema shows it",
	"VL609": "the templates of an intent make every network that it promises something of",
	"VL610": "the peerings of an intent offer and use the gateways that it says",
	"VL611": "the tables of an intent have the routes that it writes by hand",
	"VL850": "the rehearsal deploys every intent into nothing without a refusal",
	"VL852": "what Azure refuses to delete is used by what the intents name, and that is removed earlier",
	"VL853": "TestAWayThatOpensAPairIsRefused shows it: worlds are made so that no pair is open that neither intent joins",
	"VL854": "the last step is the new network",
	"VL855": "each interruption is forced by a refusal, or by the order of two writes",
	"VL875": "the templates of others show it: scripts/rehearse_templates.txtar",
	"VL876": "an estate that shows it takes minutes; TestWhatIsBeyondTheBoundsIsSaid of package judge shows it",
	"VL877": "the list of --expected shows it: TestDriftIsToldFromWhatPolicyAdds",
	"VL878": "the list of --expected shows it: TestDriftIsToldFromWhatPolicyAdds",
	"VL861": "each bypass is forced by a refusal, by the order of two writes, or by a pair that would be interrupted",
	"VL866": "an estate that shows it takes minutes; TestTheSearchForAnOrderOfStepsIsBounded shows it",
	"VL612": "the gateways of an intent have the connections that it says",
}

const errorName = `^(vl\d{3})_[a-z0-9]+(-[a-z0-9]+)*\.txtar$`

// TestEveryErrorIsSaidAsBefore runs errors/<code>_<slug>.txtar: the files of an intent, "want" with everything that is said
// of it, and if need be "paths", the paths to load where they are not just the files. Of old.yaml and new.yaml the migration is made, of deployed.yaml
// and new.yaml the rehearsal.
func TestEveryErrorIsSaidAsBefore(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("errors/*")
	require.NoError(t, err)
	registry, err := diag.NewRegistry(compiler.Codes())
	require.NoError(t, err, "no ID is used twice")
	shown := map[string]bool{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			m := regexp.MustCompile(errorName).FindStringSubmatch(filepath.Base(file))
			require.NotNil(t, m, "the name is <code>_<slug>.txtar in lower case, with - between words")
			got := runError(t, file)
			require.Contains(t, got, strings.ToUpper(m[1]), "the code that the file is named for is not among those that are found")
			for _, id := range got {
				shown[id] = true
				require.NotNil(t, registry.ByID(id), "%s is found and not in the registry", id)
			}
		})
	}
	t.Run("every code has a file", func(t *testing.T) {
		for _, code := range registry.Codes() {
			if reason, ok := onlyByABug[code.ID]; ok {
				require.Falsef(t, shown[code.ID], "%s has a file and needs no excuse: %s", code.ID, reason)
				continue
			}
			if !shown[code.ID] {
				t.Errorf("%s (%s) is shown by no file in errors/", code.ID, code.Title())
			}
		}
	})
}

// runError holds what is said of an archive's intent against its "want", and returns the codes that are found.
func runError(t *testing.T, file string) []string {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	in := intent{files: fstest.MapFS{}}
	want := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	if want < 0 {
		want = len(archive.Files)
		archive.Files = append(archive.Files, txtar.File{Name: "want"})
	}
	var paths []string
	for _, f := range archive.Files {
		switch f.Name {
		case "want":
		case "paths":
			paths = strings.Fields(string(f.Data))
		default:
			in.files[f.Name] = &fstest.MapFile{Data: f.Data}
			in.names = append(in.names, f.Name)
		}
	}
	if paths != nil {
		in.names = paths
	}
	e := compileOrVerify(in)
	if in.files["old.yaml"] != nil && in.files["new.yaml"] != nil {
		e = &emission{found: migrationBetween(t, string(in.files["old.yaml"].Data), string(in.files["new.yaml"].Data)).Migration.Findings}
		e.found.Sort()
	}
	if in.files["deployed.yaml"] != nil {
		e = &emission{found: rehearsedOver(t, string(in.files["deployed.yaml"].Data), string(in.files["new.yaml"].Data)).Notes}
	}
	require.NoError(t, e.err)
	got := e.text()
	if got != string(archive.Files[want].Data) {
		if update() {
			archive.Files[want].Data = []byte(got)
			require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
		} else {
			t.Errorf("%s\nto accept: UPDATE_GOLDEN=1 go test ./golden -run TestEveryError",
				diff.Diff(file+" want", archive.Files[want].Data, "said", []byte(got)))
		}
	}
	return e.codes()
}

// compileOrVerify compiles an intent; where the files are ARM templates it verifies them.
func compileOrVerify(in intent) *emission {
	var templates, parameters, answers []*source.File
	for _, name := range in.names {
		f, ok := in.files[name]
		switch {
		case !ok:
		case bytes.Contains(f.Data, []byte("eploymentParameters.json")):
			parameters = append(parameters, source.New(name, f.Data))
		case strings.HasSuffix(name, ".json") && answered.Holds(f.Data):
			answers = append(answers, source.New(name, f.Data))
		case strings.HasSuffix(name, ".json") && !bytes.Contains(f.Data, []byte("vnetloom")):
			templates = append(templates, source.New(name, f.Data))
		}
	}
	if len(templates) == 0 && len(answers) == 0 {
		return compile(in)
	}
	read, found := template.Read(templates, template.Options{Parameters: parameters})
	there, more := answered.Read(answers)
	found = append(found, more...)
	estate, more := reachability.Build(append(there.Resources, read.Resources...))
	e := &emission{found: append(append(found, more...), estate.Check()...)}
	e.found.Sort()
	return e
}

// TestExamplesOfPagesShowTheirCodes compiles the examples of what is found behind the topology. Those of schema, topology and
// reachability/template are shown by tests of these rooms; a part of a template shows nothing by itself.
func TestExamplesOfPagesShowTheirCodes(t *testing.T) {
	shown := 0
	for _, code := range slices.Concat(plan.Codes(), reachability.Codes(), proof.Codes()) {
		if !strings.HasPrefix(code.Example(), "vnetloom: v1\n") {
			continue
		}
		t.Run(code.ID, func(t *testing.T) {
			e := compile(intent{files: fstest.MapFS{"intent.yaml": {Data: []byte(code.Example())}}, names: []string{"intent.yaml"}})
			require.NoError(t, e.err)
			if _, ok := onlyByABug[code.ID]; ok {
				require.False(t, e.found.HasErrors(), "%s: %v", code.ID, e.found)
				return
			}
			require.Contains(t, e.codes(), code.ID, "%v", e.found)
		})
		shown++
	}
	require.GreaterOrEqual(t, shown, 15)
}

func TestEveryCodeIsExplained(t *testing.T) {
	require.Empty(t, compiler.CheckCodes())
	registry, err := diag.NewRegistry(compiler.Codes())
	require.NoError(t, err)
	for _, code := range registry.Codes() {
		require.Regexp(t, `^VL\d{3}$`, code.ID)
	}
}
