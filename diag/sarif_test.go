package diag

import (
	"bytes"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

func sarifOf(t *testing.T, l List) sarifRun {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, WriteSARIF(&b, l, Tool{Name: "tool", Version: "v1", URI: "https://example.com", Docs: "https://example.com/codes.md"}))
	requireSARIF(t, b.Bytes())
	var log sarifLog
	decoder := json.NewDecoder(&b)
	require.NoError(t, decoder.Decode(&log))
	require.False(t, decoder.More(), "one document")
	require.Equal(t, "2.1.0", log.Version)
	require.Len(t, log.Runs, 1)
	return log.Runs[0]
}

func TestSARIFHasARuleForEachCode(t *testing.T) {
	run := sarifOf(t, List{sample(), {Severity: Warning, Summary: "the disk is full"}, sample()})
	require.Len(t, run.Tool.Driver.Rules, 1)
	require.Equal(t, "VL201", run.Tool.Driver.Rules[0].ID)
	require.Equal(t, "https://example.com/codes.md#vl201", run.Tool.Driver.Rules[0].HelpURI)
	require.NotEmpty(t, run.Tool.Driver.Rules[0].Short.Text)
	require.Len(t, run.Results, 2)
	r := run.Results[1]
	require.Equal(t, "error", r.Level)
	require.Equal(t, run.Tool.Driver.Rules[r.RuleIndex].ID, r.RuleID)
	require.Contains(t, r.Message.Text, "\nWhy: Azure refuses the second peering")
	require.Contains(t, r.Message.Text, "\nFix: the next free /16 is 10.4.0.0/16")
	require.Equal(t, &sarifRegion{14, 17, 14, 28}, r.Locations[0].Physical.Region)
	require.Equal(t, "estate.yaml", r.Locations[0].Physical.Artifact.URI)
	require.Equal(t, 9, r.Related[0].Physical.Region.StartLine)
	require.True(t, run.Invocations[0].Successful, "a warning of the tool's own")
	require.Equal(t, "the disk is full", run.Invocations[0].Notifications[0].Message.Text)
}

func TestSARIFOfNothingIsALog(t *testing.T) {
	run := sarifOf(t, nil)
	require.NotNil(t, run.Results)
	require.NotNil(t, run.Tool.Driver.Rules)
	require.True(t, run.Invocations[0].Successful)
	require.False(t, sarifOf(t, List{{Summary: "cannot read"}}).Invocations[0].Successful)
}

func TestSARIFNamesFilesAsURIs(t *testing.T) {
	for name, want := range map[string]string{
		"a b/é#?.yaml": "a%20b/%C3%A9%23%3F.yaml", "/net/a.yaml": "file:///net/a.yaml", "c:/net/a.yaml": "file:///c:/net/a.yaml", "a:b.yaml": "./a:b.yaml", "../a.yaml": "../a.yaml",
	} {
		require.Equal(t, want, fileURI(name))
	}
}

func TestSARIFHasNoLinksOfAnyone(t *testing.T) {
	d := sample()
	d.Summary, d.Label, d.Related = "network \"[click](http://evil.example)\" is odd", "[a](1)", []Related{{Range: d.Subject, Message: "[b](https://evil.example)"}}
	run := sarifOf(t, List{d, {Summary: "cannot read [c](file:///d)"}})
	for _, text := range []string{run.Results[0].Message.Text, run.Results[0].Related[0].Message.Text, run.Invocations[0].Notifications[0].Message.Text} {
		require.NotContains(t, text, "](")
	}
	require.Contains(t, run.Results[0].Message.Text, `[click]\(http://evil.example)`)
}

func TestSARIFOfAFileWithoutAPlaceHasNoRegion(t *testing.T) {
	run := sarifOf(t, List{{Code: overlap, Summary: "s", Subject: source.Range{File: source.New("f", []byte("a"))}}})
	require.Nil(t, run.Results[0].Locations[0].Physical.Region)
}

func TestSARIFReportsThatItCouldNotWrite(t *testing.T) {
	require.Error(t, WriteSARIF(brokenWriter{}, nil, Tool{}))
}

// requireSARIF holds a log to the rules of SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html) about what is written
// here; the sections are its.
func requireSARIF(t *testing.T, content []byte) {
	t.Helper()
	var log any
	require.NoError(t, json.Unmarshal(content, &log))
	top := log.(map[string]any)
	require.Equal(t, "2.1.0", top["version"], "3.13.2")
	for _, r := range top["runs"].([]any) { // 3.13.4
		run := r.(map[string]any)
		driver := run["tool"].(map[string]any)["driver"].(map[string]any) // 3.14.6, 3.18.2
		require.NotEmpty(t, driver["name"], "3.19.8")
		rules, ids := driver["rules"].([]any), map[string]bool{}
		for _, x := range rules {
			rule := x.(map[string]any)
			require.NotEmpty(t, rule["id"], "3.49.3")
			require.False(t, ids[rule["id"].(string)], "3.19.23: rules are unique")
			ids[rule["id"].(string)] = true
			help, err := url.Parse(rule["helpUri"].(string))
			require.NoError(t, err)
			require.True(t, help.IsAbs(), "3.49.12")
			for _, text := range []string{"shortDescription", "fullDescription", "help"} {
				require.Contains(t, rule[text], "text", "3.12.3")
			}
		}
		fingerprints := map[string]bool{}
		for _, x := range run["results"].([]any) {
			result := x.(map[string]any)
			index := result["ruleIndex"].(float64)
			require.Equal(t, result["ruleId"], rules[int(index)].(map[string]any)["id"], "3.27.6")
			require.NotEmpty(t, result["message"].(map[string]any)["text"], "3.11.8")
			for key, value := range result["partialFingerprints"].(map[string]any) { // 3.27.17: a versioned hierarchical string
				require.Regexp(t, `^[A-Za-z]+/v\d+$`, key)
				require.False(t, fingerprints[value.(string)], "two results are told apart")
				fingerprints[value.(string)] = true
			}
		}
	}
	requireParts(t, log)
}

// requireParts holds the levels, the addresses and the regions of a log to the rules, wherever they stand.
func requireParts(t *testing.T, part any) {
	t.Helper()
	switch part := part.(type) {
	case []any:
		for _, x := range part {
			requireParts(t, x)
		}
	case map[string]any:
		if level, ok := part["level"]; ok {
			require.Contains(t, []any{"none", "note", "warning", "error"}, level, "3.27.10, 3.50.3, 3.58.6")
		}
		if at, ok := part["artifactLocation"].(map[string]any); ok {
			uri := at["uri"].(string)
			require.Regexp(t, `^[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+$`, uri, "3.10.1: RFC 3986")
			address, err := url.Parse(uri)
			require.NoError(t, err)
			require.Contains(t, []string{"", "file"}, address.Scheme, "3.4.3: a relative reference, or absolute")
		}
		if region, ok := part["region"].(map[string]any); ok {
			line, column, endLine, endColumn := region["startLine"].(float64), region["startColumn"].(float64), region["endLine"].(float64), region["endColumn"].(float64)
			require.True(t, line >= 1 && column >= 1, "3.30.5, 3.30.6")
			require.True(t, endLine > line || endLine == line && endColumn >= column, "3.30.7, 3.30.8")
		}
		for _, x := range part {
			requireParts(t, x)
		}
	}
}

func TestSARIFKnowsAResultAgain(t *testing.T) {
	first := sarifOf(t, List{sample()}).Results[0]
	moved := sample()
	moved.Subject.Start.Line, moved.Subject.End.Line = moved.Subject.Start.Line+7, moved.Subject.End.Line+7
	again := sarifOf(t, List{moved, sample()})
	require.Equal(t, first.Fingerprints, again.Results[0].Fingerprints, "lines were added above it")
	require.NotEqual(t, first.Fingerprints, again.Results[1].Fingerprints, "it is there twice")
	other := sample()
	other.Summary += "!"
	require.NotEqual(t, first.Fingerprints, sarifOf(t, List{other}).Results[0].Fingerprints)
}

func TestSARIFOfAnyNameOfAFileIsValid(t *testing.T) {
	for _, name := range []string{"a b.yaml", "é/ü.yaml", "//host/share/a.yaml", "c:/net/a.yaml", "c:a.yaml", "a\\b.yaml",
		"%41.yaml", "a?b#c.yaml", "[1].yaml", "../../x.yaml", "x\ny", "\xff.yaml"} {
		d := sample()
		d.Subject.File = source.New(name, d.Subject.File.Content)
		sarifOf(t, List{d})
	}
}
