package schema

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
)

// merge unifies two trees as CUE would: maps merge, equal values are one, everything else is a conflict.
func (l *loader) merge(a, b *Node) *Node {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	if a.kind != kindMap || b.kind != kindMap {
		if !a.equal(b) {
			l.conflict(a, b)
		}
		return a
	}
	have := a.index()
	for _, c := range b.children {
		old := have[c.name]
		if old == nil {
			c.parent = a
			a.children = append(a.children, c)
			continue
		}
		old.parent, c.parent = a, b
		l.merge(old, c)
	}
	return a
}

func (l *loader) conflict(a, b *Node) {
	values := ""
	if a.isScalar() && b.isScalar() && !a.secret {
		values = fmt.Sprintf(": %s and %s", a.show(), b.show())
	}
	hint := "write the field in one place only"
	if a.kind != b.kind && (a.kind == kindMap || b.kind == kindMap) {
		hint = "write both as maps: a short form cannot be merged with a map"
	}
	l.diags.Add(codeConflict, diag.Diagnostic{
		Summary: fmt.Sprintf("%s has two values%s", a.called(), values), Subject: b.rng, Label: "the other value",
		Related: []diag.Related{{Range: a.rng, Message: "the first value"}}, Hint: hint,
	})
}

// show is a value as a diagnostic prints it: short.
func (n *Node) show() string {
	switch {
	case n.kind == kindString:
		return `"` + clip(n.text) + `"`
	case n.kind == kindNull:
		return "null"
	case n.raw != "":
		return clip(n.raw)
	case n.isScalar():
		return clip(n.text)
	}
	return n.kind.String()
}

// clip shortens a text to what fits in a sentence and makes it printable.
func clip(text string) string { return printable(text, 60) }

func printable(text string, most int) string {
	runes := []rune(text)
	if len(runes) > most {
		runes = append(runes[:most-1], '…')
	}
	for i, r := range runes {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			runes[i] = '\ufffd'
		}
	}
	return string(runes)
}
