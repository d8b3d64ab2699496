package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/source"
)

// The shape of a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as far as it is written.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string    `json:"id"`
		HelpURI string    `json:"helpUri,omitempty"`
		Short   sarifText `json:"shortDescription"`
		Full    sarifText `json:"fullDescription"`
		Help    sarifText `json:"help"`
		Default sarifRank `json:"defaultConfiguration"`
	}
	sarifRank struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`

		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical *sarifPlace `json:"physicalLocation,omitempty"`
		Message  *sarifText  `json:"message,omitempty"`
	}
	sarifPlace struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
)

// Tool is what a log says of the program that wrote it. Docs is the address of a page with a heading for each code; "" for none.
type Tool struct{ Name, Version, URI, Docs string }

// fingerprint is the key of what a result is known again by when lines are added above it: its code, its file and its summary. A second one of these
// has its number behind it.
const fingerprint = "codeFileSummary/v1"

// WriteSARIF prints the list as one log of SARIF 2.1.0, with a rule for each code in it: one document, also of an empty list. Columns count
// characters. What has no code is the tool speaking of itself: a notification of the run, which was then not successful. Names of files are relative
// references as URIs have them. The summary comes first in a message, then the label, the reason and the fix.
func WriteSARIF(w io.Writer, l List, tool Tool) error {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: tool.Name, Version: tool.Version, URI: tool.URI, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	ran := sarifInvocation{Successful: true}
	rules, seen := map[string]int{}, map[string]int{}
	for _, d := range l.entries() {
		if d.Code == nil {
			ran.Successful = ran.Successful && d.Severity != Error
			ran.Notifications = append(ran.Notifications, sarifNotification{sarifLevel(d.Severity), sarifMessage(d.Diagnostic)})
			continue
		}
		result := sarifResult{Level: sarifLevel(d.Severity), Message: sarifMessage(d.Diagnostic)}
		index, known := rules[d.Code.ID]
		if !known {
			index = len(run.Tool.Driver.Rules)
			rules[d.Code.ID] = index
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(d.Code, tool))
		}
		result.RuleID, result.RuleIndex = d.Code.ID, index
		result.Fingerprints = map[string]string{fingerprint: fingerprintOf(d.Diagnostic, seen)}
		if place := sarifPlaceOf(d.Subject); place != nil {
			result.Locations = []sarifLocation{{Physical: place}}
		}
		for _, r := range d.Related {
			result.Related = append(result.Related, sarifLocation{Physical: sarifPlaceOf(r.Range), Message: &sarifText{Text: withoutLinks(r.Message)}})
		}
		run.Results = append(run.Results, result)
	}
	run.Invocations = []sarifInvocation{ran}
	content, err := EncodeJSON(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}, "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

func sarifLevel(s Severity) string { return s.String() } // error, warning and note are SARIF's words too

func fingerprintOf(d Diagnostic, seen map[string]int) string {
	file := ""
	if !d.Subject.IsZero() {
		file = d.Subject.File.Name
	}
	sum := sha256.Sum256([]byte(d.Code.ID + "\x00" + file + "\x00" + d.Summary))
	out := hex.EncodeToString(sum[:16])
	seen[out]++
	return out + ":" + strconv.Itoa(seen[out]) // as GitHub writes those of its own
}

func sarifRuleOf(c *Code, tool Tool) sarifRule {
	help := c.Text()
	markdown := help
	if fix := c.Fix(); fix != "" {
		help += "\n\nFix: " + fix
		markdown += "\n\n**Fix.** " + fix
	}
	address := ""
	if tool.Docs != "" {
		address = tool.Docs + "#" + strings.ToLower(c.ID)
	}
	return sarifRule{ID: c.ID, HelpURI: address, Short: sarifText{Text: c.Title()}, Full: sarifText{Text: c.Text()}, Help: sarifText{Text: help, Markdown: markdown},
		Default: sarifRank{sarifLevel(c.Severity)}}
}

func sarifMessage(d Diagnostic) sarifText {
	lines := []string{d.Summary}
	if d.Label != "" {
		lines = append(lines, d.Label)
	}
	if d.Why != "" {
		lines = append(lines, "Why: "+d.Why)
	}
	if d.Hint != "" {
		lines = append(lines, "Fix: "+d.Hint)
	}
	return sarifText{Text: withoutLinks(strings.Join(lines, "\n"))}
}

// withoutLinks is a message in which nothing is a link: a plain text of SARIF has them as Markdown does (3.11.6), and names of anyone's stand in it.
func withoutLinks(text string) string { return strings.ReplaceAll(text, "](", `]\(`) }

func sarifPlaceOf(r source.Range) *sarifPlace {
	if r.IsZero() {
		return nil
	}
	out := &sarifPlace{Artifact: sarifArtifact{fileURI(r.File.Name)}}
	if r.Start.Line > 0 {
		end := endOf(r)
		out.Region = &sarifRegion{r.Start.Line, r.Start.Column, end.Line, end.Column}
	}
	return out
}

// fileURI is a name with slashes as a URI, relative where the name is. A drive has a slash before it.
func fileURI(name string) string {
	if len(name) > 1 && name[1] == ':' && !slices.Contains([]string{"", "."}, path.Dir(name)) {
		name = "/" + name
	}
	if strings.HasPrefix(name, "/") {
		return (&url.URL{Scheme: "file", Path: name}).String()
	}
	return (&url.URL{Path: name}).String()
}
