package diag

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

func sarifOf(t *testing.T, l List) sarifRun {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, WriteSARIF(&b, l, Tool{Name: "tool", Version: "v1", URI: "https://example.com"}))
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
