package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// Options are what is known of a deployment beside its templates. The zero value knows nothing.
type Options struct {
	Parameters    []*source.File                                  // deploymentParameters.json files; of two values the later counts
	Subscription  string                                          // the subscription that is deployed to, "" where it is not known
	ResourceGroup string                                          // the resource group that is deployed to, likewise
	Location      string                                          // of that group, or of a deployment to a subscription, likewise
	Tenant        string                                          // the UUID of the tenant that is deployed to, likewise
	Name          string                                          // of the deployment, likewise; of several files each has it
	Open          func(relativePath string) (*source.File, error) // linked templates by relativePath; nil: there are none
	Places        map[*source.File]Place                          // where single files are deployed to, in the place of the two
	Own           bool                                            // the caller has made the files: there may be as much in them as there is
}

// reader is one call of Read.
type reader struct {
	options  Options
	found    diag.List
	reported map[string]bool
	budget   budget
	depth    int
	quiet    int // above 0 nothing is reported

	suppressed    int // what was not reported for that
	reportedLimit bool
	expressions   map[*Value]*expr
	memberKeys    map[*Member]*Value
	keys          map[string]string // what is unknown, and its key
	labels        map[string]bool   // names that keys have, in lower case

	given     map[string]*given // values of parameter files by lower-case name
	linked    map[string]*Value // linked templates by path; nil for one that cannot be read
	byID      map[string]*node
	waiting   []*node // nested deployments that are not yet expanded
	busy      int     // values that are being computed
	tentative bool    // a deployment is expanded in the search for a resource, while values are being computed
	tainted   bool    // what is computed depends on one of these
	undo      []func()
	serial    int // of deployments
}

// given is the value of a parameter in a parameter file.
type given struct {
	member *Member
	used   bool
}

// Read reads templates as one estate: what a deployment of all of them would make. What it cannot read is left out and
// said in the list; what only a deployment knows is Unknown and says why.
func Read(files []*source.File, options Options) (*Result, diag.List) {
	r := &reader{options: options, reported: map[string]bool{}, budget: budgetOf(options), expressions: map[*Value]*expr{},
		memberKeys: map[*Member]*Value{}, keys: map[string]string{}, labels: map[string]bool{}, given: map[string]*given{},
		linked: map[string]*Value{}, byID: map[string]*node{}}
	for _, own := range []string{ownSubscription, ownGroup, ownManagementGroup} {
		r.labels[strings.ToLower(strings.Trim(own, "{}"))] = true
	}
	r.readParameters()
	var roots []*deployment
	for _, f := range files {
		if d := r.root(f); d != nil {
			roots = append(roots, d)
		}
	}
	r.unusedParameters(roots)
	for _, d := range roots {
		d.expand()
	}
	r.expandWaiting()
	result := &Result{}
	for _, d := range roots {
		d.collect(result)
	}
	r.found.Sort()
	return result, r.found
}

// open reads a file as JSON and reports what is wrong with it; nil where it is no JSON.
func (r *reader) open(f *source.File) *Value {
	if f == nil {
		return nil
	}
	if r.budget.files--; r.budget.files < 0 {
		r.budget.run("there are more than " + itoa(maxFiles) + " files")
		r.overLimit(source.Range{File: f})
		return nil
	}
	return r.parse(f, f.Content)
}

// parse reads the text of a file, which may be another than the file shows.
func (r *reader) parse(f *source.File, text []byte) *Value {
	v, err := parseJSON(f, text, &r.budget, slips{
		duplicate: func(at, first source.Range, key string) {
			r.report(codeDuplicateKey, diag.Diagnostic{Subject: at, Summary: "duplicate key \"" + key + "\"",
				Related: []diag.Related{{Range: first, Message: "first used here"}},
				Why:     "keys are case-insensitive; the last value counts, the others are lost", Hint: "keep one of them"})
		},
		comma: func(at source.Range, what string) {
			r.report(codeComma, diag.Diagnostic{Subject: at, Summary: "trailing comma in this " + what,
				Why: "Azure accepts it, other readers of JSON do not", Hint: "remove the comma"})
		},
	})
	switch {
	case err == nil:
		return v
	case err.limit:
		r.report(codeLimit, diag.Diagnostic{
			Subject: err.at,
			Summary: err.message,
			Why:     "the file is ignored; no template that Azure accepts comes near this limit",
		})
	default:
		r.report(codeJSON, diag.Diagnostic{Subject: err.at, Summary: err.message, Why: "the file is ignored until all of it is JSON"})
	}
	return nil
}

// root makes the deployment of a template; nil where the file is none.
func (r *reader) root(f *source.File) *deployment {
	v := r.open(f)
	if v == nil || !r.isTemplate(v) {
		return nil
	}
	l, _ := levelOf(v.Get("$schema").String())
	d := r.deployment(v, nil)
	d.to = scope{level: l, subscription: strings.ToLower(r.options.Subscription), group: r.options.ResourceGroup}
	if p, ok := r.options.Places[f]; ok {
		d.to.subscription, d.to.group = strings.ToLower(p.Subscription), p.ResourceGroup
	}
	d.location = r.ownLocation(d)
	d.name = unknown("the name of the deployment is not given", r.short("deployment", "deployment:"+itoa(d.serial)))
	if r.options.Name != "" {
		d.name = text(r.options.Name)
	}
	d.env = &env{in: d}
	for name, g := range r.given {
		if d.declared(name) != nil {
			g.used = true
			d.given[name] = g.member
		}
	}
	r.checkExpressions(v)
	return d
}

func (r *reader) ownLocation(d *deployment) *Value {
	if r.options.Location != "" {
		return text(r.options.Location)
	}
	return unknown("deployment().location is known only at deployment", r.short("location", "deployment:"+itoa(d.serial)+":location"))
}

// isTemplate tells whether a value is a template, and reports where it is not.
func (r *reader) isTemplate(v *Value) bool {
	schema := v.Get("$schema")
	at := v.At
	at.End = at.Start
	summary := "the file has no $schema of a deployment template"
	switch _, ok := levelOf(schema.String()); {
	case v.Kind != Object:
		summary = "a template is an object, not " + describe(v)
	case ok:
		return true
	case schema != nil:
		at, summary = schema.At, "this is not the $schema of a deployment template"
	}
	r.report(codeSchema, diag.Diagnostic{Subject: at, Summary: summary,
		Hint: "a template begins with \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\""})
	return false
}

// checkExpressions parses every expression of a template, that of what is never used too.
func (r *reader) checkExpressions(v *Value) {
	switch v.Kind {
	case String:
		if isExpression(v.Text) {
			r.parsed(v)
		}
	case Array:
		for _, item := range v.Items {
			r.checkExpressions(item)
		}
	case Object:
		for i := range v.Members {
			if k := v.Members[i].Key; !equalFold(k, "metadata") && !equalFold(k, "allowedValues") && !equalFold(k, "comments") {
				r.checkExpressions(v.Members[i].Value)
			}
		}
	}
}
