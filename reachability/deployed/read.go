package deployed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// Result is what was read.
type Result struct {
	Resources []template.Resource // in the order of their ids; then the lists that are not held (Lacks)
}

// Held are the resources that the files hold.
func (r *Result) Held() []template.Resource {
	n := slices.IndexFunc(r.Resources, func(x template.Resource) bool { return x.Lacks != "" })
	if n < 0 {
		return r.Resources
	}
	return r.Resources[:n:n]
}

// Holds tells by its beginning whether a file holds answers of Azure: an export, a list, or the body of a resource. What is no JSON, a
// template, or an intent in JSON holds none.
func Holds(content []byte) bool {
	d := json.NewDecoder(bytes.NewReader(content))
	switch first, err := d.Token(); {
	case err != nil:
		return false
	case first == json.Delim('['):
		return isBody(d)
	case first != json.Delim('{'):
		return false
	}
	for range 40 { // of the members of a body the id is among the first
		key, err := d.Token()
		if err != nil || key == json.Delim('}') {
			return false
		}
		switch key {
		case mark, "nextLink", "skip_token", "resultTruncated", "total_records", "totalRecords":
			return true
		case "$schema", "vnetloom":
			return false
		case "id":
			id, err := d.Token()
			text, ok := id.(string)
			return err == nil && ok && strings.HasPrefix(strings.ToLower(text), "/subscriptions/")
		case "answers": // before the mark, where the members are in the order of the alphabet
			next, err := d.Token()
			switch {
			case err != nil:
				return false
			case next == json.Delim('['):
				return isAnswer(d)
			case next != nil:
				return false
			}
			continue // a list without answers: the mark tells
		case "data", "value":
			next, err := d.Token()
			switch {
			case err != nil:
				return false
			case next == json.Delim('['):
				return isBody(d)
			}
			return next == json.Delim('{') && key == "data"
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return false
		}
	}
	return false
}

// isAnswer tells whether the next item of a list, of which there may be none, is what the script has got. It is not read to its end: where the file breaks
// off, the reader says.
func isAnswer(d *json.Decoder) bool {
	if !d.More() {
		return true
	}
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return false
	}
	key, err := d.Token()
	return err == nil && (key == "get" || key == "answer" || key == "refused")
}

// isBody tells whether the next item of a list, of which there may be none, is the body of a resource.
func isBody(d *json.Decoder) bool {
	if !d.More() {
		return true
	}
	var body struct{ ID string }
	return d.Decode(&body) == nil && strings.HasPrefix(strings.ToLower(body.ID), "/subscriptions/")
}

// mark is the member by which an export is told.
const mark = "vnetloomExport"

// reader is one call of Read.
type reader struct {
	found   diag.List
	byID    map[string]template.Resource
	held    map[string]bool   // lists, and whether their last page is there, by path in lower case: /subscriptions/s/providers/microsoft.network/virtualnetworks
	refused map[string]string // lists and resources that were refused: Azure's code
}

// Read reads files as one estate. What it cannot read is left out and said in the list.
func Read(files []*source.File) (*Result, diag.List) {
	r := &reader{byID: map[string]template.Resource{}, held: map[string]bool{}, refused: map[string]string{}}
	for _, f := range files {
		v, found := template.ReadAnswers(f)
		r.found = append(r.found, found...)
		if v != nil {
			r.file(v)
		}
	}
	out := &Result{}
	for _, id := range sorted(r.byID) {
		out.Resources = append(out.Resources, r.unheld(r.byID[id]))
	}
	out.Resources = append(out.Resources, r.lacking()...)
	r.found.Sort()
	return out, r.found
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// file reads one file by what stands in it.
func (r *reader) file(v *template.Value) {
	switch {
	case v.Get(mark) != nil:
		r.export(v)
	case v.Get("data") != nil:
		r.graph(v)
	case v.Kind == template.Array:
		r.bodies(v.Items)
	case v.Get("value") != nil:
		r.bodies(v.Get("value").List())
		if next := v.Get("nextLink"); next.String() != "" {
			r.cut(next.At, "the list goes on at nextLink")
		}
	case v.Get("id") != nil:
		r.bodies([]*template.Value{v})
	default:
		r.form(v, "the file is neither an export nor an answer of Azure")
	}
}

// export reads what was asked for, and what came of it.
func (r *reader) export(v *template.Value) {
	if n := v.Get(mark); n.Kind != template.Number || n.Number != version {
		r.form(n, fmt.Sprintf("the export is of another version than %d", version))
		return
	}
	for _, a := range v.Get("answers").List() {
		path := a.Get("get").String()
		if path == "" || strings.ContainsFunc(path, unicode.IsSpace) {
			r.form(a, "an answer does not say what was asked for")
			continue
		}
		if refused := a.Get("refused"); refused != nil {
			r.refuse(a, path, refused.String())
			continue
		}
		answer := a.Get("answer")
		if items := answer.Get("value"); items != nil {
			r.bodies(items.List())
		} else if answer.Get("id") != nil {
			r.bodies([]*template.Value{answer})
		}
		r.held[strings.ToLower(path)] = answer != nil && answer.Get("nextLink").String() == ""
	}
}

// version is that of the export's form.
const version = 1

// refuse notes what was refused. That nothing is there is an answer.
func (r *reader) refuse(a *template.Value, path, code string) {
	at := a.Get("get").At
	switch code {
	case "NotFound", "ResourceNotFound", "ResourceGroupNotFound", "SubscriptionNotRegistered", "MissingSubscriptionRegistration":
		r.held[strings.ToLower(path)] = true
		return
	}
	r.refused[strings.ToLower(path)] = code
	r.found.Add(codeRefused, diag.Diagnostic{
		Subject: at,
		Summary: fmt.Sprintf("the export does not hold %s: Azure refused it (%s)", path, code),
		Why:     "what is not held is not known; paths that it may change stay undecided",
		Hint:    "run the script as somebody who has the role Reader there",
	})
}

// graph reads an answer of Azure Resource Graph: rows as objects, or as a table of columns and rows.
// Source: Azure Resource Graph, Working with large data sets: resultFormat objectArray and table; skipToken and resultTruncated.
func (r *reader) graph(v *template.Value) {
	data := v.Get("data")
	if data.Kind == template.Array {
		r.bodies(data.Items)
	} else {
		columns := data.Get("columns").List()
		for _, row := range data.Get("rows").List() {
			body := &template.Value{Kind: template.Object, At: row.At}
			for i, cell := range row.List() {
				if i < len(columns) {
					body.Members = append(body.Members, template.Member{Key: columns[i].Get("name").String(), KeyAt: cell.At, Value: cell})
				}
			}
			r.bodies([]*template.Value{body})
		}
	}
	for _, key := range []string{"skip_token", "skipToken", "$skipToken"} {
		if token := v.Get(key); token.String() != "" {
			r.cut(token.At, "Resource Graph has more rows: it gave a token for the next")
		}
	}
}

// bodies takes resources, in Azure's own form or in that of az.
func (r *reader) bodies(items []*template.Value) {
	for _, item := range items {
		body := deepened(asAnswered(item))
		x, ok := template.OfAnswer(body)
		if !ok {
			r.form(item, "this is not the body of a resource: it has no resource id")
			continue
		}
		if proper := properNames[strings.ToLower(x.Type)]; proper != "" {
			x.Type = proper
		}
		if x.Properties == nil {
			if !strings.EqualFold(x.Type, azure.TypeResourceGroup) {
				x.Properties = template.NotHeld(x.At, "the answer does not have the properties of the resource")
			}
		}
		if old, twice := r.byID[x.ID]; twice && old.At.File != x.At.File {
			r.found.Add(codeTwice, diag.Diagnostic{
				Subject: x.At, Summary: fmt.Sprintf("%q is in two files", x.Name),
				Related: []diag.Related{{Range: old.At, Message: "the other"}},
				Why:     "the later file counts",
			})
		}
		if old, twice := r.byID[x.ID]; twice && x.Properties.IsUnknown() && !old.Properties.IsUnknown() {
			continue
		}
		r.byID[x.ID] = x
	}
}

// unheld marks in a resource which lists of its children are not held, and in a gateway that the connections of its subscription are
// not: these stand beside it, and belong to it by name.
func (r *reader) unheld(x template.Resource) template.Resource {
	if x.Properties.IsUnknown() || x.Properties == nil {
		return x
	}
	for _, kind := range childLists[strings.ToLower(x.Type)] {
		word := azure.ListOf(kind)
		if why := r.missing(x.ID + "/" + strings.ToLower(word)); why != "" {
			x.Properties = x.Properties.With(word, template.NotHeld(x.At, fmt.Sprintf("%s of %q are not in the export: %s", word, x.Name, why)))
		}
	}
	if strings.EqualFold(x.Type, azure.TypeGateway) {
		all := "/subscriptions/" + x.Subscription + "/providers/" + strings.ToLower(azure.TypeConnection)
		if why := r.missing(all); why != "" {
			x.Properties = x.Properties.With(azure.ListOf(azure.TypeConnection), template.NotHeld(x.At, "the connections of the subscription are not in the export: "+why))
		}
	}
	return x
}

// lacking are the lists of subscriptions that are not held, of every subscription of which something is. Which policies choose members of network
// groups is asked for where there are groups.
func (r *reader) lacking() []template.Resource {
	subscriptions, at := map[string]bool{}, map[string]source.Range{}
	groups := false
	note := func(id string, where source.Range) {
		words := strings.SplitN(strings.ToLower(id), "/", 4)
		if len(words) > 2 && words[1] == "subscriptions" && words[2] != "" {
			subscriptions[words[2]] = true
			if _, known := at[words[2]]; !known {
				at[words[2]] = where
			}
		}
	}
	for _, id := range sorted(r.byID) {
		note(id, r.byID[id].At)
		groups = groups || strings.EqualFold(r.byID[id].Type, azure.TypeNetworkGroup)
	}
	for path := range r.held {
		note(path, source.Range{})
	}
	for path := range r.refused {
		note(path, source.Range{})
	}
	kinds := []string{}
	for _, l := range inOrder() {
		if l.how != azure.ByParent {
			kinds = append(kinds, l.kind)
		}
	}
	if groups {
		kinds = append(kinds, azure.TypePolicyAssignment)
	}
	var out []template.Resource
	for _, s := range sorted(subscriptions) {
		for _, kind := range kinds {
			path := "/subscriptions/" + s + "/providers/" + strings.ToLower(kind)
			if why := r.missing(path); why != "" {
				word := kind[strings.LastIndexByte(kind, '/')+1:]
				out = append(out, template.Resource{ID: path, Type: kind, Name: word, Subscription: s, Deployed: true, At: at[s],
					Lacks: fmt.Sprintf("the %s of subscription %s are not in the export: %s", word, s, why)})
			}
		}
	}
	return append(out, r.definitionsNotHeld()...)
}

// definitionsNotHeld are the policy definitions that assignments name and that are not held. Those of Azure itself choose no members of network groups.
func (r *reader) definitionsNotHeld() []template.Resource {
	var out []template.Resource
	named := map[string]bool{}
	for _, id := range sorted(r.byID) {
		x := r.byID[id]
		if !strings.EqualFold(x.Type, azure.TypePolicyAssignment) {
			continue
		}
		definition := x.Properties.Get("policyDefinitionId").ID()
		if _, held := r.byID[definition]; held || named[definition] || definition == "" || strings.HasPrefix(definition, "/providers/microsoft.authorization/") {
			continue
		}
		named[definition] = true
		why := "it was not asked for"
		if code := r.refused[definition]; code != "" {
			why = "Azure refused it (" + code + ")"
		}
		out = append(out, template.Resource{ID: definition, Type: azure.TypePolicyDefinition, Name: definition[strings.LastIndexByte(definition, '/')+1:], Subscription: x.Subscription,
			Deployed: true, At: x.At, Lacks: fmt.Sprintf("the policy definition of assignment %q is not in the export: %s", x.Name, why)})
	}
	return out
}

// missing tells why a list is not held, "" where it is.
func (r *reader) missing(path string) string {
	whole, asked := r.held[path]
	switch {
	case whole:
		return ""
	case asked:
		return "its last page is missing"
	case r.refused[path] != "":
		return "Azure refused the list (" + r.refused[path] + ")"
	}
	return "it was not asked for"
}

func (r *reader) form(v *template.Value, summary string) {
	at := v.At
	at.End = at.Start
	r.found.Add(codeForm, diag.Diagnostic{
		Subject: at,
		Summary: summary,
		Why:     "it is ignored",
		Hint:    "make an export with the script that `vnetloom export-script` prints, or give bodies as `az rest` and `az graph query` print them",
	})
}

func (r *reader) cut(at source.Range, why string) {
	r.found.Add(codeCut, diag.Diagnostic{
		Subject: at,
		Summary: "the export is not whole",
		Why:     why + "; what is not held is not known",
		Hint:    "export again, to the last page",
	})
}
