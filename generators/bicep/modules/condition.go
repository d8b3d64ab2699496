package modules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

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
