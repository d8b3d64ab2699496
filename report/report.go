// Package report owns the page of a network: one file in HTML with its picture, its matrix, routes, rules, promises, limits, addresses and
// findings, which needs nothing from elsewhere and fetches nothing.
//
// It reads rows of a topology and asks an analysis; it derives and judges nothing. What is alike is shown once and counted, so that the page of a
// thousand networks can be read too. Names are anyone's: they come into the page by html/template alone. The command line enters.
package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page, its style and its script
	"encoding/base64"
	"html/template"
	"sync"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/topology"
)

// Input is what a page is made of.
type Input struct {
	Topology  *topology.Topology
	Analysis  *proof.Analysis // nil where what is emitted could not be read
	Down      []string        // what is out of service in the analysis, as it was asked for
	Findings  diag.List
	Picture   []byte                   // in SVG, as package picture prints it
	Templates []Use                    // what the templates take of the limits of templates
	LimitDoc  func(name string) string // what is written about a limit of the intent, with its date
}

// A Use is how much of a limit is used.
type Use struct {
	Name, Subject string
	Count, Most   int
}

var (
	//go:embed page.html.tmpl
	pageText string
	//go:embed page.css
	style string
	//go:embed page.js
	script string
)

var page = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageText)) })

// HTML is the page. The same input gives the same bytes. An error is a bug.
func HTML(in Input) ([]byte, error) {
	var out bytes.Buffer
	if err := page().Execute(&out, newView(in)); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// policy lets a page use its own style and script, and nothing else: it can fetch nothing, and nothing that a name smuggled in could run.
func policy(sheets []string, scripts ...string) string {
	hashes := func(texts []string) string {
		out := ""
		for _, text := range texts {
			sum := sha256.Sum256([]byte(text))
			out += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		}
		return out
	}
	return "default-src 'none'; style-src" + hashes(sheets) + "; script-src" + hashes(scripts) + "; base-uri 'none'; form-action 'none'"
}

var sheetOf = pattern.Lazy(`(?s)<style>(.*?)</style>`)

// sheets are the style sheets in a picture.
func sheets(picture string) []string {
	var out []string
	for _, m := range sheetOf().FindAllStringSubmatch(picture, -1) {
		out = append(out, m[1])
	}
	return out
}
