package diag

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

func TestJSONIsOneObjectALineWithStableNames(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteJSON(&b, List{sample(), {Severity: Warning, Summary: "a <b> & c"}}))
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	require.Len(t, lines, 2)
	require.JSONEq(t, `{
		"severity": "error", "code": "VL201", "title": "address spaces overlap",
		"summary": "spoke \"pay\" overlaps spoke \"web\", and both are peered with \"hub-weu\"",
		"range": {"file": "estate.yaml", "start": {"line": 14, "column": 17}, "end": {"line": 14, "column": 28}},
		"label": "contains 10.1.0.0/16",
		"related": [{"range": {"file": "estate.yaml", "start": {"line": 9, "column": 10}, "end": {"line": 9, "column": 21}}, "message": "\"web\" has 10.1.0.0/16"}],
		"why": "Azure refuses the second peering\n(VnetAddressSpaceOverlapsWithAlreadyPeeredVnet)",
		"help": "the next free /16 is 10.4.0.0/16"
	}`, lines[0])
	require.Equal(t, `{"severity":"warning","summary":"a <b> & c"}`, lines[1])
}

func TestJSONOfAPointEndsWhereItStarts(t *testing.T) {
	f := source.New("f", []byte("a"))
	var b bytes.Buffer
	require.NoError(t, WriteJSON(&b, List{{Summary: "s", Subject: source.Range{File: f, Start: source.Position{Line: 1, Column: 1}}}}))
	var got struct {
		Range struct{ Start, End struct{ Line, Column int } }
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Equal(t, got.Range.Start, got.Range.End)
	b.Reset()
	require.NoError(t, WriteJSON(&b, List{{Summary: "s", Subject: source.Range{File: f}}}))
	require.Equal(t, `{"severity":"error","summary":"s","range":{"file":"f"}}`+"\n", b.String())
}

func TestGitHubCommandsAreEscaped(t *testing.T) {
	f := source.New("a,b:c%.yaml", []byte("one\ntwo\n"))
	for want, d := range map[string]Diagnostic{
		"::error file=a%2Cb%3Ac%25.yaml,line=2,col=1,endLine=2,endColumn=4,title=VL201::100%25: a%0Awhy: b%0Ahelp: c": {
			Code: overlap, Summary: "100%: a", Subject: at(f, "two"), Why: "b", Hint: "c",
		},
		"::warning file=a%2Cb%3Ac%25.yaml,line=1,endLine=2::s": {
			Severity: Warning, Summary: "s", Subject: source.Range{File: f, Start: f.Position(0), End: f.Position(5)},
		},
		"::notice::s%0Anote: a%252Cb%0Anote: m": {Severity: Note, Summary: "s", Related: []Related{{source.Range{},
			"a%2Cb"}, {source.Range{}, "m"}}},
		`::error::\x1b\n::set-env name=x::y`:                   {Summary: "\x1b\n::set-env name=x::y"},
		"::error file=a%2Cb%3Ac%25.yaml::s%0Alabel":            {Summary: "s", Label: "label", Subject: source.Range{File: f}},
		"::error::s%0Anote: a,b:c%25.yaml:1:1: over there":     {Summary: "s", Related: []Related{{at(f, "one"), "over there"}}},
		"::error title=VL201::" + strings.Repeat("long ", 100): {Code: overlap, Summary: strings.Repeat("long ", 100)},
	} {
		var b bytes.Buffer
		require.NoError(t, WriteGitHub(&b, List{d}))
		require.Equal(t, want+"\n", b.String())
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken") }

func TestWritersReportThatTheyCouldNotWrite(t *testing.T) {
	l := List{sample()}
	require.Error(t, WriteText(brokenWriter{}, l, false))
	require.Error(t, WriteJSON(brokenWriter{}, l))
	require.Error(t, WriteGitHub(brokenWriter{}, l))
}

func TestRegistryFindsCodesAndRefusesDuplicates(t *testing.T) {
	other := &Code{ID: "VL101"}
	r, err := NewRegistry([]*Code{overlap}, nil, []*Code{other})
	require.NoError(t, err)
	require.Equal(t, []*Code{other, overlap}, r.Codes())
	require.Same(t, overlap, r.ByID("vl201"))
	require.Nil(t, r.ByID("VL999"))

	r, err = NewRegistry([]*Code{overlap, other}, []*Code{{ID: "VL201"}})
	require.EqualError(t, err, "diagnostic codes declared twice: VL201")
	require.Same(t, overlap, r.ByID("VL201"))
}

func TestSummaryCounts(t *testing.T) {
	require.Equal(t, "", List(nil).Summary())
	require.Equal(t, "2 errors, 1 warning, 3 notes", List{{}, {}, {Severity: Warning}, {Severity: Note}, {Severity: Note}, {Severity: Note}}.Summary())
}
