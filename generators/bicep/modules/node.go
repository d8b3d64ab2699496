package modules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// value is what a node is in Bicep. One that may be null leaves out its field, as Azure takes null.
type value struct {
	code code
	null bool
}

var null = word("null")

// scope is where a node stands: the row that it is made of.
type scope struct {
	of     *resource
	row    string                // the code of the row: network
	column string                // the column of nested rows that it is one of, "" for the row itself
	infos  map[string]azure.Info // its columns
	outer  *scope
	it     string     // the string of the Each around
	known  []string   // columns that have a cell here
	either [][]string // of each of these, one column has a cell here
	nested bool       // in a list or a function, where no for may stand
	lambda bool       // in the lambda of a function
	path   string     // in the body
}

// with is the scope with other things known.
func (s *scope) with(change func(*scope)) *scope {
	out := *s
	change(&out)
	return &out
}

func (s *scope) in(path string) *scope {
	return s.with(func(s *scope) { s.path = strings.TrimPrefix(s.path+"."+path, ".") })
}

func (s *scope) deeper() *scope { return s.with(func(s *scope) { s.nested = true }) }

func (s *scope) isKnown(column string) bool {
	in, name := s.resolve(column)
	info, ok := in.infos[name]
	return slices.Contains(in.known, name) || ok && !info.Optional && info.Kind != azure.Boolean && info.Kind != azure.FlagKind
}

// resolve finds the scope of a column of which the name may begin with ^.
func (s *scope) resolve(column string) (*scope, string) {
	if name, outer := strings.CutPrefix(column, "^"); outer {
		return s.outer, name
	}
	return s, column
}

// knows are the scopes in which a condition holds, or does not.
func (s *scope) where(c azure.Cond, holds bool) *scope {
	return s.with(func(s *scope) {
		switch {
		case len(c.Any) == 0 || c.Is != "" && c.Not == holds:
		case c.Not != holds: // one of them has a cell
			s.known, s.either = slices.Clone(s.known), slices.Clone(s.either)
			if len(c.Any) == 1 {
				s.learn(c.Any[0])
			} else {
				s.either = append(s.either, c.Any)
			}
		case c.Is == "": // none of them has
			s.known, s.either = slices.Clone(s.known), slices.Clone(s.either)
			for _, choice := range s.either {
				left := slices.DeleteFunc(slices.Clone(choice), func(column string) bool { return slices.Contains(c.Any, column) })
				if len(left) == 1 {
					s.learn(left[0])
				}
			}
		}
	})
}

func (s *scope) learn(column string) {
	if strings.HasPrefix(column, "^") {
		s.outer = s.outer.with(func(outer *scope) { outer.known = append(slices.Clone(outer.known), column[1:]) })
		return
	}
	s.known = append(s.known, column)
}

// cell is the code of a cell, which may be null where the column is optional and not known to have one.
func (s *scope) cell(column string) value {
	info, ok := s.infos[column]
	switch {
	case !ok:
		s.of.fail("no column %s", column)
		return value{null, true}
	case !info.Optional:
		return value{word(s.row + "." + column), false}
	case slices.Contains(s.known, column):
		return value{word(s.row + "." + column + "!"), false}
	}
	return value{word(s.row + ".?" + column), true}
}

// sure is the code of a cell that there is, whatever the type says.
func (s *scope) sure(column string) string {
	v := s.cell(column)
	if v.null {
		return s.row + "." + column + "!"
	}
	return string(v.code.(word))
}

// has is a condition for a column: an operand of ||, and whether it always holds.
func (s *scope) has(column, is string) (string, bool) {
	in, name := s.resolve(column)
	info := in.infos[name]
	switch {
	case is != "":
		v := in.cell(name)
		return fmt.Sprintf("%s == %s", v.code, quote(is)), false
	case s.isKnown(column):
		return "true", true
	case info.Kind == azure.FlagKind || info.Kind == azure.Boolean && info.Optional:
		return in.row + ".?" + name + " ?? false", false
	case info.Kind == azure.Boolean:
		return in.row + "." + name, false
	}
	return in.row + ".?" + name + " != null", false
}

// condition is the code of a condition, and whether it always holds, or never.
func (s *scope) condition(c azure.Cond) (cond code, always, never bool) {
	var parts []string
	for _, column := range c.Any {
		part, always := s.has(column, c.Is)
		if always {
			return nil, !c.Not, c.Not
		}
		parts = append(parts, part)
	}
	switch {
	case len(parts) == 0:
		return nil, !c.Not, c.Not
	case c.Not:
		for i, part := range parts {
			parts[i] = negation(part)
		}
		return word(strings.Join(parts, " && ")), false, false
	case len(parts) == 1:
		return word(parts[0]), false, false
	}
	for i, part := range parts {
		if strings.Contains(part, " ?? ") {
			parts[i] = "(" + part + ")"
		}
	}
	return word(strings.Join(parts, " || ")), false, false
}

// negation is the opposite of what has writes.
func negation(part string) string {
	for _, pair := range [][2]string{{" != ", " == "}, {" == ", " != "}} {
		if strings.Contains(part, pair[0]) {
			return strings.Replace(part, pair[0], pair[1], 1)
		}
	}
	if strings.Contains(part, " ?? ") {
		return "!(" + part + ")"
	}
	return "!" + part
}

// operand is code as an operand of ??, or as a condition before ?: with parentheses where the reader would need the precedence.
func operand(c code) code {
	switch c := c.(type) {
	case ternary:
		return sequence{word("("), c, word(")")}
	case word:
		if strings.Contains(string(c), " ?? ") || strings.Contains(string(c), " || ") {
			return word("(" + string(c) + ")")
		}
	}
	return c
}

// choose is a ternary, of what differs: calls of one function that differ in one argument are one call.
func choose(cond, yes, no code) code {
	switch w, ok := cond.(word); {
	case flat(yes) == "true" && flat(no) == "false":
		return cond
	case ok && flat(yes) == "false" && flat(no) == "true":
		return word(negation(string(w)))
	}
	if a, ok := yes.(call); ok {
		if b, ok := no.(call); ok && a.name == b.name && len(a.args) == len(b.args) {
			if i := difference(a.args, b.args); i >= 0 {
				args := slices.Clone(a.args)
				args[i] = choose(cond, a.args[i], b.args[i])
				return call{a.name, args}
			}
		}
	}
	if w, ok := cond.(word); ok && strings.HasSuffix(string(w), " ?? false") {
		cond = operand(cond)
	}
	return ternary{cond, yes, no}
}

// difference is the one place in which two lists of equal length differ, -1 where there are more.
func difference(a, b []code) int {
	out := -1
	for i := range a {
		x, flatX := a[i].flat()
		y, flatY := b[i].flat()
		switch {
		case flatX && flatY && x == y:
		case out >= 0:
			return -1
		default:
			out = i
		}
	}
	return out
}

// or is the first of two that is not null.
func or(first, second code) code {
	return sequence{operandOfOr(first), word(" ?? "), operandOfOr(second)}
}

func operandOfOr(c code) code {
	if _, ok := c.(ternary); ok {
		return sequence{word("("), c, word(")")}
	}
	return c
}

// node is what a node makes.
func (s *scope) node(n azure.Node) value {
	switch n := n.(type) {
	case azure.Const:
		return value{literal(n.Value), false}
	case azure.Column:
		return s.columnOf(n)
	case azure.Flag:
		return value{s.flag(n), false}
	case azure.Text:
		return value{s.name(n.Name), false}
	case azure.Reference:
		if !n.Optional || s.isKnown(n.Column) {
			return value{s.reference(n), false}
		}
		return s.when(azure.When{If: azure.Has(n.Column), Then: n})
	case azure.Own:
		return value{s.own(n), false}
	case azure.Fields:
		return value{s.fields(n), false}
	case azure.Items:
		if len(n) == 1 {
			if w, ok := n[0].(azure.When); ok { // all of it, or an empty list
				return s.first(azure.First{azure.When{If: w.If, Then: azure.Items{w.Then}}, azure.Const{Value: azure.List{}}}, bare)
			}
		}
		return value{array(s.items(n)), false}
	case azure.Concat:
		return value{s.concat(n), false}
	case azure.When:
		return s.when(n)
	case azure.First:
		return s.first(n, bare)
	case *azure.Rows:
		return s.rows(n)
	case azure.Each:
		return s.each(n)
	case azure.It:
		return value{word(s.it), false}
	case azure.Around:
		return s.outer.with(func(outer *scope) { outer.path, outer.nested, outer.lambda = s.path, s.nested, s.lambda }).node(n.Of)
	case azure.Location:
		return value{s.location(), false}
	case azure.Tags:
		return value{s.tags(n), true}
	case azure.Key:
		return s.key(n)
	case azure.Read:
		return value{s.read(n), false}
	case azure.SubscriptionID:
		name := s.it
		if n.Column != "" {
			name = s.sure(n.Column)
		}
		return value{word(fmt.Sprintf("'/subscriptions/${%s}'", s.of.subscription(name, ""))), false}
	}
	s.of.fail("a node of type %T", n)
	return value{null, true}
}

func (s *scope) columnOf(n azure.Column) value {
	v := s.cell(n.Name)
	if !v.null || n.Default == nil {
		return v
	}
	if n.DefaultIf == "" {
		return value{or(v.code, literal(n.Default)), false}
	}
	cond, always, _ := s.condition(azure.Has(n.DefaultIf))
	switch {
	case always:
		return value{or(v.code, literal(n.Default)), false}
	case n.Else != nil:
		return value{or(v.code, choose(cond, literal(n.Default), literal(n.Else))), false}
	}
	return value{or(v.code, choose(cond, literal(n.Default), null)), true}
}

func (s *scope) flag(n azure.Flag) code {
	set := fmt.Sprintf("%s.?%s ?? %t", s.row, n.Name, n.Default)
	switch {
	case n.Yes == nil && n.No == nil:
		return word(set)
	case n.Yes == azure.Value(azure.Bool(false)) && n.No == azure.Value(azure.Bool(true)):
		return word("!(" + set + ")")
	}
	return ternary{word("(" + set + ")"), literal(n.Yes), literal(n.No)}
}

func (s *scope) fields(n azure.Fields) code {
	out := object{open: s.path == ""}
	for _, f := range n {
		in := s.in(f.Key)
		value := in.node(f.Value).code
		if whole, ok := idAlone(value); ok && f.Key == "id" && len(n) == 1 {
			return whole
		}
		out.fields = append(out.fields, field{f.Key, value, s.of.suppress(in, f.Value)})
	}
	return out
}

// idAlone is the object of which code takes the id, and nothing else.
func idAlone(c code) (code, bool) {
	if s, ok := c.(sequence); ok && len(s) == 2 && s[1] == code(word(".id")) {
		return s[0], true
	}
	return nil, false
}

// items are the items of a list; one that may make nothing is spread.
func (s *scope) items(n azure.Items) []code {
	var out []code
	in := s.in("[]").deeper()
	for _, item := range n {
		if w, ok := item.(azure.When); ok {
			cond, always, never := in.condition(w.If)
			then := in.where(w.If, true)
			switch v := then.node(w.Then); {
			case never:
			case v.null:
				out = append(out, spread(in.node(item)))
			case always:
				out = append(out, v.code)
			default:
				out = append(out, sequence{word("...("), choose(cond, array{v.code}, array{}), word(")")})
			}
			continue
		}
		v := in.node(item)
		if v.null {
			v = value{word("filter([" + flat(v.code) + "], item => item != null)"), false}
			out = append(out, spread(v))
			continue
		}
		out = append(out, v.code)
	}
	return out
}

// flat is code on one line, of what is always short.
func flat(c code) string {
	s, _ := c.flat()
	return s
}

// spread is a list as items of another.
func spread(v value) code {
	c := v.code
	if v.null {
		c = or(c, array{})
	}
	switch c.(type) {
	case word, call:
		if !v.null {
			return sequence{word("..."), c}
		}
	}
	return sequence{word("...("), c, word(")")}
}

func (s *scope) concat(n azure.Concat) code {
	var out array
	for _, one := range n {
		if items, ok := one.(azure.Items); ok {
			out = append(out, s.items(items)...)
			continue
		}
		if rows, ok := one.(*azure.Rows); ok && rows.From == "" {
			out = append(out, spread(value{s.deeper().mapped(s.listOf(rows.Column), rows.One, s.inRow(rows), rows.Item), false}))
			continue
		}
		out = append(out, spread(s.deeper().node(one)))
	}
	return out
}

func (s *scope) when(n azure.When) value {
	cond, always, never := s.condition(n.If)
	then := s.where(n.If, true)
	if fields, ok := n.Then.(azure.Fields); ok && len(fields) == 1 && n.If.Is == "" && !n.If.Not {
		if choice, ok := fields[0].Value.(azure.First); ok && slices.Equal(columnsOf(choice), n.If.Any) {
			in := s.in(fields[0].Key)
			return in.first(choice, func(v code) code { return object{fields: []field{{key: fields[0].Key, value: v}}} })
		}
	}
	switch {
	case never:
		return value{null, true}
	case always:
		return then.node(n.Then)
	}
	return value{choose(cond, then.deeper().node(n.Then).code, null), true}
}

// bare is what a choice makes as it stands.
func bare(v code) code { return v }

// columnsOf are the columns without which none of a choice makes something, nil where one always does.
func columnsOf(choice azure.First) []string {
	var out []string
	for _, one := range choice {
		switch one := one.(type) {
		case azure.When:
			if one.If.Is != "" || one.If.Not {
				return nil
			}
			out = append(out, one.If.Any...)
		case azure.Reference:
			if !one.Optional {
				return nil
			}
			out = append(out, one.Column)
		case azure.Column:
			if !one.Optional {
				return nil
			}
			out = append(out, one.Name)
		default:
			return nil
		}
	}
	return out
}

// first is the first of several that makes something, wrapped.
func (s *scope) first(choice azure.First, wrap func(code) code) value {
	s = s.deeper()
	if len(choice) == 0 {
		return value{null, true}
	}
	item := choice[0]
	switch one := item.(type) {
	case azure.Reference:
		if one.Optional && !s.isKnown(one.Column) {
			item = azure.When{If: azure.Has(one.Column), Then: one}
		}
	case azure.Column: // what is wrapped must not be null
		if one.Optional && !s.isKnown(one.Name) && flat(wrap(null)) != flat(null) {
			item = azure.When{If: azure.Has(one.Name), Then: one}
		}
	}
	w, isWhen := item.(azure.When)
	if !isWhen {
		v := s.node(item)
		if !v.null {
			return value{wrap(v.code), false}
		}
		rest := s.first(choice[1:], wrap)
		if rest.code == code(null) {
			return value{v.code, true}
		}
		return value{or(v.code, rest.code), rest.null}
	}
	cond, always, never := s.condition(w.If)
	yes := s.where(w.If, true).node(w.Then)
	rest := s.where(w.If, false).first(choice[1:], wrap)
	switch {
	case never:
		return rest
	case always && !yes.null:
		return value{wrap(yes.code), false}
	case yes.null:
		v := s.node(w)
		return value{or(v.code, rest.code), rest.null}
	}
	return value{choose(cond, wrap(yes.code), rest.code), rest.null}
}

// inRow is the scope of a nested row.
func (s *scope) inRow(n *azure.Rows) *scope {
	info := s.infos[n.Column]
	if info.Rows == nil {
		s.of.fail("no nested rows %s", n.Column)
		info.Rows = n
	}
	out := &scope{of: s.of, row: n.One, column: n.Column, infos: infosOf(info.Rows.Infos()), outer: s, nested: s.nested, lambda: s.lambda, path: s.path + "[]"}
	s.of.m.variables[out.row] = true
	return out
}

func infosOf(list []azure.Info) map[string]azure.Info {
	out := map[string]azure.Info{}
	for _, info := range list {
		out[info.Name] = info
	}
	return out
}

// listOf is the code of a list in a cell, empty where there is none.
func (s *scope) listOf(column string) code {
	if v := s.cell(column); v.null {
		return or(v.code, array{})
	} else {
		return v.code
	}
}

// mapped is a list with something for each item of another.
func (s *scope) mapped(over code, one string, in *scope, item azure.Node) code {
	v := in.with(func(x *scope) { x.nested, x.lambda = true, true }).node(item)
	if flat(v.code) == one {
		return over
	}
	var out code = call{"map", []code{over, lambda{one, v.code}}}
	if v.null {
		out = call{"filter", []code{out, lambda{"item", word("item != null")}}}
	}
	return out
}

func (s *scope) rows(n *azure.Rows) value {
	in := s.inRow(n)
	if n.From != "" && s.of.m.uses(n) > 1 {
		return value{s.shared(n, in), false}
	}
	if n.From != "" {
		return value{s.loopOf(s.withSets(n.Sets, n.From, RowType(n.One), n.Column), n.One, in, n.Item), false}
	}
	if s.isKnown(n.Column) {
		return value{s.loopOf(word(s.sure(n.Column)), n.One, in, n.Item), false}
	}
	if asTheyStand(n) {
		return value{s.cell(n.Column).code, true}
	}
	cond, _, _ := s.condition(azure.Has(n.Column))
	return value{choose(cond, s.mapped(word(s.row+"."+n.Column+"!"), n.One, in, n.Item), null), true}
}

// asTheyStand tells whether rows are the items themselves: their columns have the names that Azure has for them.
func asTheyStand(n *azure.Rows) bool {
	fields, ok := n.Item.(azure.Fields)
	return ok && len(fields) == len(n.Infos()) && !slices.ContainsFunc(fields, func(f azure.Field) bool {
		column, ok := f.Value.(azure.Column)
		return !ok || column.Name != f.Key || column.Default != nil
	})
}

// withSets are the items of the sets that a row names, then those of a column of its own.
func (s *scope) withSets(sets, from, item, column string) code {
	set := singular(from)
	s.of.m.set(sets, item)
	shared := call{"flatten", []code{call{"map", []code{s.listOf(from), lambda{set, word(sets + "[" + set + "]")}}}}}
	return call{"concat", []code{shared, s.listOf(column)}}
}

// loopOf is a list made by for where for may stand, else by map.
func (s *scope) loopOf(over code, one string, in *scope, item azure.Node) code {
	if s.nested {
		return s.mapped(over, one, in, item)
	}
	v := in.with(func(x *scope) { x.nested = true }).node(item)
	if v.null || flat(v.code) == one || !isObject(v.code) {
		return s.mapped(over, one, in, item)
	}
	return loop{variable: one, over: over, body: v.code}
}

func isObject(c code) bool {
	_, ok := c.(object)
	return ok
}

func (s *scope) each(n azure.Each) value {
	it := singular(n.Column.Name)
	s.of.m.variables[it] = true
	in := s.with(func(x *scope) { x.it, x.nested, x.path = it, true, s.path+"[]" })
	if n.From != "" {
		return value{s.loopOf(s.withSets(n.Sets, n.From, "string", n.Column.Name), it, in, n.Item), false}
	}
	v := s.columnOf(n.Column)
	if !v.null {
		return value{s.loopOf(v.code, it, in, n.Item), false}
	}
	if n.Column.Default != nil {
		cond, _, _ := s.condition(azure.Has(n.Column.Name, n.Column.DefaultIf))
		return value{choose(cond, s.mapped(or(s.cell(n.Column.Name).code, literal(n.Column.Default)), it, in, n.Item), null), true}
	}
	cond, _, _ := s.condition(azure.Has(n.Column.Name))
	return value{choose(cond, s.mapped(word(s.row+"."+n.Column.Name+"!"), it, in, n.Item), null), true}
}

// singular is one of what a column has.
func singular(column string) string { return strings.TrimSuffix(column, "s") }

func (s *scope) location() code {
	s.of.m.HasLocation = true
	v := s.cell("location")
	if !v.null {
		return v.code
	}
	return or(v.code, word("group.location!"))
}

func (s *scope) tags(n azure.Tags) code {
	s.of.m.TakesTags = true
	s.of.m.useFunction(tagsOf)
	own := s.cell("tags").code
	if n.And == "" {
		return call{tagsOf, []code{own, word("tags")}}
	}
	more := s.cell(n.And)
	return call{tagsOf, []code{call{"union", []code{or(own, word("tags")), or(more.code, object{})}}, object{}}}
}

func (s *scope) key(n azure.Key) value {
	s.of.m.TakesKeys = true
	if !n.Optional || s.isKnown(n.Column) {
		return value{word("keys[" + s.sure(n.Column) + "]"), false}
	}
	cond, _, _ := s.condition(azure.Has(n.Column))
	return value{choose(cond, word("keys["+s.row+"."+n.Column+"!]"), null), true}
}

// name is a name: of the column that has it whole, else by its pattern.
func (s *scope) name(n azure.Name) code {
	made := s.pattern(n.Pattern)
	if n.Override == "" {
		return made
	}
	own := s.cell(n.Override)
	if !own.null {
		return own.code
	}
	return or(own.code, made)
}

// pattern is a text with columns in it.
func (s *scope) pattern(p azure.Pattern) code {
	parts := p.Parts()
	text := ""
	for _, part := range parts {
		if part.Column == "" {
			text += escape(part.Text)
			continue
		}
		cell := s.it
		isText := true
		in := s
		if part.Outer {
			in = s.outer
		}
		if info, ok := in.infos[part.Column]; ok || part.Column != azure.TheString {
			cell, isText = in.sure(part.Column), info.Kind != azure.Integer
		}
		if part.Letters {
			cell = fmt.Sprintf("replace(replace(%s, '/', '_'), ':', '.')", cell)
		}
		if len(parts) == 1 && isText {
			return word(cell)
		}
		text += "${" + cell + "}"
	}
	return word("'" + text + "'")
}

func literal(v azure.Value) code {
	switch v := v.(type) {
	case azure.Str:
		return word(quote(string(v)))
	case azure.Int:
		return word(strconv.FormatInt(int64(v), 10))
	case azure.Bool:
		return word(strconv.FormatBool(bool(v)))
	case azure.List:
		out := array{}
		for _, item := range v {
			out = append(out, literal(item))
		}
		return out
	case azure.Object:
		var out object
		for _, m := range v {
			out.fields = append(out.fields, field{key: m.Key, value: literal(m.Value)})
		}
		return out
	}
	panic(fmt.Sprintf("modules: a constant of type %T", v))
}

// escape is a text between quotes.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, `${`, `\${`).Replace(s)
}

func quote(s string) string { return "'" + escape(s) + "'" }

// sortedKeys are the keys of a set.
func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
