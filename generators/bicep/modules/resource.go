package modules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// resource is the loop that makes a resource of the rows of a table.
type resource struct {
	m       *stage
	table   *azure.Table
	res     *azure.Resource
	symbol  string
	indexed bool            // its body asks for the number of the row
	after   map[string]bool // symbols of what it waits for and does not name
}

func (r *resource) fail(format string, args ...any) {
	r.m.fail(fmt.Errorf("%s of %s: %s", r.res.Key, r.table.Name, fmt.Sprintf(format, args...)))
}

// index is the resource of a symbol that the same row makes, or names. One of each nested row is so for nested rows alone.
func (s *scope) index(symbol, each string) string {
	if each != s.of.res.Each {
		s.of.fail("%s is no resource of the same row", symbol)
	}
	s.of.indexed = true
	return symbol + "[i]"
}

// segments are the names of what a reference leads to, one a segment of its type.
func (s *scope) segments(n azure.Reference) []code {
	var out []code
	switch {
	case n.Column == azure.TheString && n.Name == "":
		out = append(out, word(s.it))
	case n.Column == azure.TheString:
		out = append(out, s.pattern(n.Name))
	case n.Name == "":
		out = append(out, word(s.sure(n.Column)))
	default:
		out = append(out, s.name(azure.Name{Pattern: n.Name, Override: n.Column + "AzureName"}))
	}
	for _, child := range n.Child {
		out = append(out, s.name(child))
	}
	return out
}

// place are the subscription and the resource group of what a reference leads to, nil for those of the entry.
func (s *scope) place(n azure.Reference) []code {
	if !n.Elsewhere {
		return nil
	}
	subscription := s.of.subscription(flat(s.cell(n.Column+"Subscription").code), "group.?subscription")
	group := s.cell(n.Column + "ResourceGroup").code
	if s.of.m.InSubscription {
		return []code{word(subscription), word(s.sure(n.Column + "ResourceGroup"))}
	}
	return []code{word(subscription), or(group, word("group.resourceGroup"))}
}

// subscription is the UUID of a subscription by its name, else of one by another name.
func (r *resource) subscription(name, other string) string {
	r.m.TakesSubscriptions = true
	r.m.useFunction(subscriptionID)
	if other == "" {
		other = "null"
	}
	return fmt.Sprintf("%s(%s, %s, subscriptions)", subscriptionID, name, other)
}

// reference is the id of a resource. What the same module makes for other rows is to be waited for.
func (s *scope) reference(n azure.Reference) code {
	s.of.waitFor(n)
	return s.idOf(s.place(n), n.Type, s.segments(n))
}

// idOf is the id of a resource of a type by its names, one a segment: in the entry's place where no other is given.
func (s *scope) idOf(place []code, kind string, names []code) code {
	if kind == azure.TypeSubnet && place == nil {
		s.of.m.useFunction(subnetOf)
		return sequence{call{subnetOf, names}, word(".id")}
	}
	return call{"resourceId", slices.Concat(place, []code{word(quote(kind))}, names)}
}

// waitFor notes what makes that which a reference leads to, of the resources of the module's other tables: by its type, and by how its
// name is made.
func (r *resource) waitFor(n azure.Reference) {
	made := strings.Join(strings.SplitN(n.Type, "/", 3)[:2], "/")
	for _, other := range r.m.resources {
		kind, name := other.res.Type, n.Name
		if kind == n.Type && len(n.Child) > 0 { // a child, by its parent and its own name
			name = n.Child[len(n.Child)-1].Pattern
		} else if kind != made {
			continue
		}
		if other != r && other.table != r.table && (name == "" || alike(name, other.res.Name.Pattern)) {
			r.after[other.symbol] = true
		}
	}
}

// alike tells whether two patterns make names of one kind: the same texts with columns between them.
func alike(a, b azure.Pattern) bool {
	return slices.EqualFunc(a.Parts(), b.Parts(), func(x, y azure.Part) bool {
		return x.Text == y.Text && (x.Column == "") == (y.Column == "")
	})
}

// own is the id of a resource of the same row, or of a part of one.
func (s *scope) own(n azure.Own) code {
	other := s.of.m.find(s.of.table, n.Resource)
	if other == nil {
		s.of.fail("no resource %s", n.Resource)
		return null
	}
	in := s
	for in != nil && in.column != other.res.Each {
		in = in.outer
	}
	switch {
	case in == nil:
		s.of.fail("resource %s is one for each of %s", n.Resource, other.res.Each)
		return null
	case n.Type == "" && other != s.of && other.res.Each == s.of.res.Each:
		return word(s.index(other.symbol, other.res.Each) + ".id")
	case other.res.Parent != nil || other.res.In != "":
		s.of.fail("the id of %s, which is a child", n.Resource)
		return null
	}
	if other != s.of {
		s.of.after[other.symbol] = true
	}
	kind := other.res.Type
	if n.Type != "" {
		kind = n.Type
	}
	names := []code{in.name(other.res.Name)}
	for _, child := range n.Child {
		names = append(names, s.name(child))
	}
	return s.idOf(nil, kind, names)
}

// read is a property of an existing resource of the row, or of one that the row makes.
func (s *scope) read(n azure.Read) code {
	if target, ok := n.Of.(azure.Reference); ok && s.outer != nil {
		return s.readNested(target, n.Path)
	}
	if s.column != s.of.res.Each || s.it != "" {
		s.of.fail("what a nested row names is read")
		return null
	}
	of := ""
	switch target := n.Of.(type) {
	case azure.Reference:
		x := s.of.m.existingOf(s.of.table, target)
		of = s.index(x.symbol, "")
		if x.condition(s) != nil {
			of += "!"
		}
		s.of.waitFor(target)
	case azure.Own:
		other := s.of.m.find(s.of.table, target.Resource)
		if other == nil || other == s.of || !n.Now || target.Type != "" {
			s.of.fail("a property of %s", target.Resource)
			return null
		}
		of = s.index(other.symbol, other.res.Each)
		if len(other.res.If.Any) > 0 {
			of += "!"
		}
	}
	const index = "index"
	path := ""
	for _, part := range n.Path.Parts() {
		switch path += part.Text; {
		case part.Column == azure.TheString && n.Count != "":
			path += index
		case part.Column != "":
			path += s.sure(part.Column)
		}
	}
	read := word(of + ".properties." + path)
	if n.Count == "" {
		return read
	}
	return call{"map", []code{call{"range", []code{word("0"), word(s.sure(n.Count))}}, lambda{index, read}}}
}

// readNested is a property of an existing resource that a nested row names. It is read by its id, since there is one declaration for each
// row of a table; and only where the rows are looped over, since Azure reads nothing in a lambda.
func (s *scope) readNested(of azure.Reference, path azure.Pattern) code {
	if s.lambda || s.it != "" {
		s.of.fail("what a nested row names is read in a lambda")
		return null
	}
	of.Optional = false
	return sequence{call{"reference", []code{s.reference(of), word(quote(azure.VersionOf(of.Type)))}}, word("." + string(path))}
}

// existing are resources that stand, one for each row of a table: parents, and what is read.
type existing struct {
	table  *azure.Table
	ref    azure.Reference
	symbol string
}

// condition is that under which a row names one, nil for all rows.
func (x *existing) condition(s *scope) code {
	var needs []string
	need := func(p azure.Pattern) {
		for _, part := range p.Parts() {
			if info := s.infos[part.Column]; part.Column != "" && info.Optional && !slices.Contains(needs, part.Column) {
				needs = append(needs, part.Column)
			}
		}
	}
	if x.ref.Optional {
		needs = append(needs, x.ref.Column)
	}
	need(x.ref.Name)
	for _, child := range x.ref.Child {
		need(child.Pattern)
	}
	var parts []string
	for _, column := range needs {
		part, _ := s.with(func(s *scope) { s.known = nil }).has(column, "")
		parts = append(parts, part)
	}
	if parts == nil {
		return nil
	}
	return word(strings.Join(parts, " && "))
}

// declaration declares them.
func (x *existing) declaration(m *stage) string {
	r := &resource{m: m, table: x.table, res: &azure.Resource{Key: x.symbol}, after: map[string]bool{}}
	s := rowScope(r)
	body := object{open: true}
	names := s.segments(x.ref)
	name := names[0]
	if len(names) > 1 {
		parts := make([]string, len(names))
		for i, n := range names {
			parts[i] = "${" + flat(n) + "}"
			if literal := flat(n); strings.HasPrefix(literal, "'") && !strings.Contains(literal, "?") {
				parts[i] = strings.Trim(literal, "'")
			}
		}
		name = word("'" + strings.Join(parts, "/") + "'")
	}
	body.fields = append(body.fields, field{key: "name", value: name})
	if place := s.place(x.ref); place != nil {
		body.fields = append(body.fields, field{key: "scope", value: call{"resourceGroup", place}})
	}
	list := loop{variable: x.table.One, over: m.rowsOf(x.table), cond: x.condition(s), body: body}
	about := capital(words(kindWord(x.ref.Type))) + " of the " + words(x.table.Name) + "."
	return fmt.Sprintf("@description(%s)\nresource %s %s existing = ", quote(about), x.symbol, quote(x.ref.Type+"@"+azure.VersionOf(x.ref.Type))) + m.layout(list)
}

// rowScope is the scope of the rows of a resource's table.
func rowScope(r *resource) *scope {
	return &scope{of: r, row: r.table.One, infos: infosOf(r.table.Infos())}
}

// pair is what is made for a nested row: it, and the row around.
const pair = "pair"

// scopes are the rows that a resource is made of: what its loop is over, what one is called, and the scope.
func (r *resource) scopes() (over code, one string, s *scope) {
	s = rowScope(r)
	if r.res.Each == "" {
		return r.m.rowsOf(r.table), r.table.One, s
	}
	rows := r.table.NestedRows(r.res.Each)
	if rows == nil {
		r.fail("no nested rows %s", r.res.Each)
		return null, "", s
	}
	s.row = pair + "." + r.table.One
	inner := s.inRow(rows)
	inner.row, inner.path = pair+"."+rows.One, ""
	both := object{fields: []field{{key: r.table.One, value: word(r.table.One)}, {key: rows.One, value: word(rows.One)}}}
	around := r.table.One
	if parent := r.m.find(r.table, r.res.In); parent != nil && parent.res.Each == "" { // it is found by the number of the row
		both.fields = append(both.fields, field{key: "index", value: word("i")})
		around = "(" + around + ", i)"
	}
	list := rowScope(r).listOf(r.res.Each)
	pairs := call{"flatten", []code{call{"map", []code{r.m.rowsOf(r.table),
		lambda{around, call{"map", []code{list, lambda{rows.One, both}}}}}}}}
	return r.m.pairsOf(r.table, r.res.Each, pairs), pair, inner
}

// declaration declares the loop.
func (r *resource) declaration(atOnce int) string {
	t := azure.TypeOf(r.res.Type)
	if t == nil {
		r.fail("no type %s", r.res.Type)
		return ""
	}
	over, one, s := r.scopes()
	body := object{open: true}
	add := func(key string, value code) { body.fields = append(body.fields, field{key: key, value: value}) }
	switch {
	case r.res.Parent != nil:
		r.waitFor(*r.res.Parent)
		add("parent", word(s.index(r.m.existingOf(r.table, *r.res.Parent).symbol, "")))
	case r.res.In != "":
		switch parent := r.m.find(r.table, r.res.In); {
		case parent == nil:
			r.fail("a child of %s", r.res.In)
		case parent.res.Each == "" && r.res.Each != "":
			add("parent", word(parent.symbol+"["+pair+".index]"))
		default:
			add("parent", word(s.index(parent.symbol, parent.res.Each)))
		}
	}
	add("name", s.name(r.res.Name))
	cond, _, never := s.condition(r.res.If)
	if never {
		r.fail("it is never made")
	}
	body.fields = append(body.fields, r.shared(s, s.where(r.res.If, true).fields(r.res.Body).(object).fields)...)
	if before := r.dependsOn(s); len(before) > 0 {
		add("dependsOn", array(before))
	}
	variable := one
	if r.indexed {
		variable = "(" + one + ", i)"
	}
	decorators := fmt.Sprintf("@description(%s)\n", quote(r.res.About))
	if atOnce > 0 {
		decorators += fmt.Sprintf("@batchSize(%d)\n", atOnce)
	}
	return decorators + fmt.Sprintf("resource %s %s = ", r.symbol, quote(r.res.Type+"@"+t.API)) +
		r.m.layout(loop{variable: variable, over: over, cond: cond, body: body, open: true})
}

// dependsOn are what the resource waits for and does not name: of its own row, of other tables that it refers to, and of tables that
// change the same thing.
func (r *resource) dependsOn(s *scope) []code {
	var out []code
	for _, key := range r.res.After {
		other := r.m.find(r.table, key)
		if other == nil {
			r.fail("it comes after %s, which the row does not make", key)
			continue
		}
		out = append(out, word(s.index(other.symbol, other.res.Each)))
	}
	for _, before := range r.m.lockedBefore(r) {
		r.after[before] = true
	}
	for _, symbol := range sortedKeys(r.after) {
		out = append(out, word(symbol))
	}
	return out
}
