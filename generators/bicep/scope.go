package bicep

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// A file resolves the references of a module's file: to the symbols of its own resources, and to declarations of existing
// ones.
type file struct {
	module   *plan.Module
	estate   *estate
	index    generators.Index
	secrets  []plan.Parameter
	symbols  map[string]bool
	declared map[plan.ID]string // symbols of existing resources
	existing []templates.BicepExisting
	needs    map[*plan.Resource][]*plan.Resource // what the compiler infers an order from, by who needs it
	current  *plan.Resource                      // whose body is written, nil in outputs
}

func newFile(root *plan.Root, m *plan.Module, e *estate) (*file, error) {
	secrets, err := generators.Secrets(root, m)
	if err != nil {
		return nil, err
	}
	symbols, err := newSymbols(secrets, m.Resources)
	if err != nil {
		return nil, err
	}
	f := &file{
		module:   m,
		estate:   e,
		index:    generators.NewIndex(m.Resources),
		secrets:  secrets,
		symbols:  symbols,
		declared: map[plan.ID]string{},
		needs:    map[*plan.Resource][]*plan.Resource{},
	}
	return f, f.declareExisting()
}

// reference is the code for a resource's id.
func (f *file) reference(id plan.ID) (string, error) {
	if err := generators.CheckID(id); err != nil {
		return "", err
	}
	if r := f.current; r != nil && f.index.Holder(id) == r {
		return selfReference(r, id)
	}
	symbol, err := f.symbol(id)
	return symbol + ".id", err
}

// selfReference is the id of a part of a resource inside its own body, where its symbol must not be used.
func selfReference(r *plan.Resource, id plan.ID) (string, error) {
	if id == r.ID {
		return "", fmt.Errorf("resource %s: refers to itself", r.ID.Name)
	}
	code := []byte("resourceId(")
	code = appendText(code, id.Type)
	for segment := range strings.SplitSeq(id.Name, "/") {
		code = append(code, ',', ' ')
		code = appendText(code, segment)
	}
	return string(append(code, ')')), nil
}

// symbol is the symbol of a resource: one of the module's, or one that is declared as existing.
func (f *file) symbol(id plan.ID) (string, error) {
	if r := f.index[id]; r != nil {
		return r.Symbol, nil
	}
	if s, ok := f.declared[id]; ok {
		return s, nil
	}
	return "", fmt.Errorf("resource %s: not declared", id.Name)
}

// declareExisting declares what the module refers to and does not hold, by name, so that one more moves no other.
func (f *file) declareExisting() error {
	wanted := map[plan.ID]bool{}
	var ids []plan.ID
	want := func(r *plan.Resource, id plan.ID) {
		if r != nil && f.index.Holder(id) == r {
			return // a part of r in its own body
		}
		for ok := true; ok && f.index[id] == nil && !wanted[id]; id, ok = generators.Enclosing(id) {
			wanted[id] = true
			ids = append(ids, id)
		}
	}
	for i := range f.module.Resources {
		r := &f.module.Resources[i]
		if r.Parent != nil {
			want(r, *r.Parent)
		}
		generators.References(r.Body, func(id plan.ID) { want(r, id) })
	}
	for _, o := range f.module.Outputs {
		generators.References(o.Value, func(id plan.ID) { want(nil, id) })
	}
	slices.SortFunc(ids, func(a, b plan.ID) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ResourceGroup, b.ResourceGroup),
			strings.Compare(a.Subscription, b.Subscription), strings.Compare(a.Type, b.Type))
	})
	for _, id := range ids { // a parent's name is shorter, so that it comes first
		if err := f.declare(id); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) declare(id plan.ID) error {
	if err := generators.CheckID(id); err != nil {
		return err
	}
	version, err := f.estate.version(id.Type)
	if err != nil {
		return err
	}
	d := templates.BicepExisting{Type: text(id.Type + "@" + version), Name: text(lastSegment(id.Name))}
	if parent, ok := generators.Enclosing(id); ok {
		symbol, err := f.symbol(parent)
		if err != nil {
			return err
		}
		d.Parent = templates.Code(symbol)
	} else {
		d.Scope = f.scope(id)
	}
	symbol := existingSymbol(f.symbols, id, f.estate.folders[id.Subscription])
	d.Symbol = templates.Code(symbol)
	f.declared[id] = symbol
	f.existing = append(f.existing, d)
	return nil
}

// scope is the scope of an existing resource, nothing where it is the file's own.
func (f *file) scope(id plan.ID) templates.Code {
	own := f.module.Scope
	if id.Subscription == own.Subscription && id.ResourceGroup == own.ResourceGroup {
		return ""
	}
	var args []templates.Code
	switch {
	case id.Subscription == own.Subscription:
	case id.Subscription == "":
		args = append(args, generators.SubscriptionParameter)
	default:
		args = append(args, text(id.Subscription))
	}
	if id.ResourceGroup == "" {
		return call("subscription", args...)
	}
	return call("resourceGroup", append(args, text(id.ResourceGroup))...)
}

func call(function string, args ...templates.Code) templates.Code {
	code := function + "("
	for i, a := range args {
		if i > 0 {
			code += ", "
		}
		code += string(a)
	}
	return templates.Code(code + ")")
}

// subscription is the code for the id of a subscription.
func (f *file) subscription(id string) string {
	switch {
	case id != "":
		return string(text("/subscriptions/" + id))
	case f.module.Scope.Subscription == "":
		return "subscription().id"
	}
	return "format('/subscriptions/{0}', " + generators.SubscriptionParameter + ")"
}

func (f *file) property(p plan.Property) (string, error) {
	r := f.index[p.Of]
	switch {
	case r == nil && p.APIVersion == "":
		return "", fmt.Errorf("property %s of %s: no resource of the module", p.Path, p.Of.Name)
	case r != nil && r == f.current:
		return "", fmt.Errorf("property %s of %s: in its own body", p.Path, p.Of.Name)
	}
	symbol, err := f.symbol(p.Of)
	if err != nil {
		return "", err
	}
	return symbol + ".properties." + p.Path, generators.CheckPath(p.Path)
}

// secret is the parameter of the file; newFile has found it among the root's.
func (f *file) secret(s plan.Secret) (string, error) { return s.Name, nil }

func (f *file) output(o plan.ModuleOutput) (string, error) {
	return "", fmt.Errorf("output %s of %s: only the root reads outputs", o.Output, o.Module)
}

// dependsOn are the symbols that a resource waits for and whose order the compiler does not infer from symbols already, directly
// or through others: the linter calls the rest unnecessary.
func (f *file) dependsOn(r *plan.Resource) ([]templates.Code, error) {
	if len(r.DependsOn) == 0 {
		return nil, nil
	}
	inferred := f.inferred(r)
	var symbols []templates.Code
	for _, id := range r.DependsOn {
		other := f.index[id]
		if other == nil || other == r {
			return nil, fmt.Errorf("resource %s: depends on %s, which is no other resource of the module", r.ID.Name, id.Name)
		}
		if !inferred[other] {
			inferred[other] = true // listed once
			symbols = append(symbols, templates.Code(other.Symbol))
		}
	}
	return symbols, nil
}

// inferred are all resources that the compiler puts before r because of symbols.
func (f *file) inferred(r *plan.Resource) map[*plan.Resource]bool {
	found := map[*plan.Resource]bool{}
	for stack := []*plan.Resource{r}; len(stack) > 0; {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		needs, known := f.needs[top]
		if !known {
			needs = f.index.Needs(top)
			f.needs[top] = needs
		}
		for _, n := range needs {
			if !found[n] {
				found[n] = true
				stack = append(stack, n)
			}
		}
	}
	return found
}

func lastSegment(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }
