package powershell

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// How a script block makes names and ids, and what they depend on.

func (w *shapeWriter) pattern(p azure.Pattern, s *shapeScope) string {
	out := []string{"''"}
	for _, part := range p.Parts() {
		if part.Column == "" {
			out = append(out, w.quote(part.Text))
			continue
		}
		row := s
		if part.Outer {
			row = s.outer
		}
		cell := "$it"
		if part.Column != "it" {
			cell = w.cell(row, part.Column)
		}
		if part.Letters {
			cell = "([string]" + cell + ").Replace('/', '_').Replace(':', '.')"
		}
		out = append(out, cell)
	}
	if len(out) > 1 && strings.HasPrefix(out[1], "'") {
		out = out[1:] // it begins with text, so that the rest is joined to it as text
	}
	return "(" + strings.Join(out, " + ") + ")"
}

func (w *shapeWriter) condition(c azure.Cond, s *shapeScope) string {
	var parts []string
	for _, column := range c.Any {
		row := s
		name, outer := strings.CutPrefix(column, "^")
		if outer {
			row = s.outer
		}
		cell := w.cell(row, name)
		if c.Is != "" {
			parts = append(parts, fmt.Sprintf("(%s -is [string] -and %s -ceq %s)", cell, cell, w.quote(c.Is)))
			continue
		}
		parts = append(parts, fmt.Sprintf("($null -ne %s -and ($true -eq %s -or %s -isnot [bool]))", cell, cell, cell))
	}
	all := strings.Join(parts, " -or ")
	if c.Not {
		return "-not (" + all + ")"
	}
	return all
}

// name is a name in Azure: as the pattern makes it, or another one that the row has.
func (w *shapeWriter) name(n azure.Name, s *shapeScope) string {
	made := w.pattern(n.Pattern, s)
	if n.Override == "" {
		return made
	}
	out := w.variable(w.cell(s, n.Override))
	w.line("if (-not %s) { %s = %s }", out, out, made)
	return out
}

// idCode is an id: what it begins with, as code and as text, then the last segments of the type, each with its name.
func (w *shapeWriter) idCode(start, text, kind string, names []string) string {
	segments := strings.Split(kind, "/")
	segments = segments[len(segments)-len(names):]
	for i, name := range names {
		if i > 0 {
			start += " + "
		}
		start += w.quote(text+"/"+segments[i]+"/") + " + " + name
		text = ""
	}
	return start
}

func provider(kind string) string {
	before, _, _ := strings.Cut(kind, "/")
	return before
}

func (w *shapeWriter) reference(n azure.Reference, s *shapeScope) string {
	cell := w.cell(s, n.Column)
	if n.Column == azure.TheString {
		cell = "$it"
	}
	out := w.variable("$null")
	make := func() {
		place := "$c.Prefix"
		if n.Elsewhere {
			place = w.variable("$c.Place(" + w.cell(s, n.Column+"Subscription") + ", " + w.cell(s, n.Column+"ResourceGroup") + ")")
		}
		names := []string{cell}
		if n.Name != "" {
			names[0] = w.name(azure.Name{Pattern: n.Name, Override: n.Column + "AzureName"}, s)
		}
		for _, child := range n.Child {
			names = append(names, w.name(child, s))
		}
		w.line("%s = %s", out, w.idCode(place+" + ", provider(n.Type), n.Type, names))
	}
	if n.Optional {
		w.block("if ($null -ne "+cell+")", make)
	} else {
		make()
	}
	return out
}

// identity is the id of a resource that the row makes.
func (w *shapeWriter) identity(r *azure.Resource, s *shapeScope) string {
	name := w.name(r.Name, s)
	start, text := "$c.Prefix + ", provider(r.Type)
	switch {
	case r.Type == azure.TypeResourceGroup:
		return w.variable("$c.Subscription + '/resourceGroups/' + " + name)
	case r.Parent != nil:
		start, text = w.reference(*r.Parent, s)+" + ", ""
	case r.In != "":
		start, text = w.own(azure.Own{Resource: r.In}, s)+" + ", ""
	}
	return w.variable(w.idCode(start, text, r.Type, []string{name}))
}

func (w *shapeWriter) own(n azure.Own, s *shapeScope) string {
	r, at := w.table.Resource(n.Resource), s
	for at.column != r.Each {
		at = at.outer
	}
	id := w.identity(r, at)
	if len(n.Child) == 0 {
		return id
	}
	var names []string
	for _, child := range n.Child {
		names = append(names, w.name(child, s))
	}
	return w.variable(w.idCode(id+" + ", "", n.Type, names))
}
