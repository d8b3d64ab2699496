package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// explain reports why a node does not fit a shape: its type, its word, or its form.
func (c *checker) explain(n *Node, s *shape) {
	if underSecret(n) {
		c.secret(n)
		return
	}
	for _, l := range laterWords(s) {
		if n.kind == kindString && n.text == l {
			c.notYet(n, n.show())
			return
		}
	}
	if !s.takesKind(n.kind) {
		c.wrongType(n, s)
		return
	}
	want := s.describe()
	if words := s.words(); s.closed() {
		c.report(codeEnum, diag.Diagnostic{Summary: fmt.Sprintf("%q must be %s, not %s", n.path(), want, n.show()), Subject: n.rng,
			Label: "not one of them", Hint: didYouMean(n.text, texts(words))})
		return
	}
	code, label := codeValue, "not taken"
	if network, address := wantsAddress(s); network {
		code, label = codePrefix, "not an address prefix"
		if address {
			label = "not an address"
		}
	}
	c.report(code, diag.Diagnostic{Summary: fmt.Sprintf("%q must be %s, not %s", n.path(), want, n.show()), Subject: n.rng,
		Label: label, Hint: valueHint(n, s)})
}

// laterWords are the words of the language that a type will take in later versions.
func laterWords(s *shape) []string {
	var all []string
	for w := range s.later {
		all = append(all, w)
	}
	if s.op == opMany {
		all = append(all, laterWords(s.rest)...)
	}
	for _, alt := range s.alts {
		if alt.op != opTagged && alt.op != opStruct {
			all = append(all, laterWords(alt)...)
		}
	}
	return all
}

// wantsAddress tells whether the shape is about addresses or prefixes, and whether about addresses.
func wantsAddress(s *shape) (network, address bool) {
	switch s.op {
	case opScalar:
		return s.network != "", s.network == "IP"
	case opMany:
		return wantsAddress(s.rest)
	case opStruct:
		if s.short != "" {
			return wantsAddress(s.byName[s.short].shape)
		}
	case opUnion:
		for _, alt := range s.alts {
			if network, address = wantsAddress(alt); network {
				return network, address
			}
		}
	}
	return false, false
}

func texts(words []scalar) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.text
	}
	return all
}

func quoted(words []string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = strconv.Quote(w)
	}
	return all
}

func (c *checker) wrongType(n *Node, s *shape) {
	is := n.kind.String()
	if n.kind == kindString {
		is = "the string " + n.show()
	} else if n.isScalar() {
		is += " (" + n.show() + ")"
	}
	c.report(codeType, diag.Diagnostic{Summary: fmt.Sprintf("%q must be %s, not %s", n.path(), s.describe(), is), Subject: n.rng,
		Label: "is " + n.kind.String(), Hint: typeHint(n, s)})
}

// typeHint says how the value is written in the type that is wanted.
func typeHint(n *Node, s *shape) string {
	switch {
	case n.kind == kindString && s.takesKind(kindInt) && isInt(n.text):
		if n.quoted {
			return "remove the quotes: " + n.text
		}
		return "write a whole number"
	case n.kind == kindString && s.takesKind(kindBool):
		switch strings.ToLower(n.text) {
		case "true", "yes", "on", "y":
			return "write true, without quotes"
		case "false", "no", "off", "n":
			return "write false, without quotes"
		}
	case n.isScalar() && n.kind != kindString && s.takesKind(kindString):
		return fmt.Sprintf("put it in quotes: \"%s\"", n.show())
	case n.kind == kindFloat && s.takesKind(kindInt):
		return "write a whole number"
	case n.kind == kindMap && s.takesKind(kindList):
		return "write a list: [a, b]"
	case n.kind == kindList && s.takesKind(kindMap):
		return "write a map: {key: value}"
	}
	return ""
}

func isInt(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

// valueHint says how the value may have been meant.
func valueHint(n *Node, s *shape) string {
	if n.kind != kindString {
		return ""
	}
	plain := strings.ToLower(strings.ReplaceAll(n.text, " ", ""))
	if plain != n.text && s.accepts(&Node{kind: kindString, text: plain}) {
		return fmt.Sprintf("write %q", plain)
	}
	if network, address := wantsAddress(s); network {
		if hint := addressHint(n.text, address); hint != "" {
			return hint
		}
	}
	if words := s.words(); len(words) > 0 {
		return didYouMean(n.text, texts(words))
	}
	return ""
}

// secret reports a field that is named like a secret, without its value.
func (c *checker) secret(n *Node) {
	c.report(codeSecret, diag.Diagnostic{Summary: fmt.Sprintf("%q would be a secret in the intent", n.path()), Subject: n.place(),
		Label: "no secrets here", Why: "an intent is kept in version control and printed in outputs",
		Hint: "remove the field: what needs a secret gets a secure parameter in the output"})
}

// unknown reports a field that the struct does not have.
func (c *checker) unknown(n *Node, s *shape) {
	switch {
	case s.later[n.name]:
		why := ""
		if n.name == "tenant" {
			why = "more than one tenant is not supported yet"
		}
		c.report(codeLater, diag.Diagnostic{Summary: fmt.Sprintf("%q is known in the language but not in this version", n.path()),
			Subject: n.place(), Label: "not in this version", Hint: "leave it out: what is not made yet is refused, never ignored", Why: why})
		return
	case isSecret(n.name):
		c.secret(n)
		return
	}
	names := s.fieldNames()
	hint := didYouMean(n.name, names)
	if hint == "" {
		hint = otherKinds(n.name, s)
	}
	if hint == "" {
		hint = "the fields are " + strings.Join(names, ", ")
	}
	where := "an intent"
	if n.parent != nil && n.parent.parent != nil {
		where = `"` + n.parent.path() + `"`
	}
	c.report(codeUnknownField, diag.Diagnostic{Summary: fmt.Sprintf("%q is not a field of %s", clip(n.name), where), Subject: n.place(),
		Label: "unknown field", Hint: hint})
}

// otherKinds says which other kinds of a tagged union have the field.
func otherKinds(field string, s *shape) string {
	tag := s.byName["kind"]
	if tag == nil {
		return ""
	}
	var kinds []string
	union := language().defs["Connection"]
	for _, word := range union.tags {
		if union.byTag[word].byName[field] != nil {
			kinds = append(kinds, word)
		}
	}
	if kinds == nil {
		return ""
	}
	return fmt.Sprintf("%q is a field of kind %s", field, anyOf(quoted(kinds)))
}

// didYouMean suggests the nearest of the candidates, "" where none is near.
func didYouMean(word string, candidates []string) string {
	if best := nearest(word, candidates); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return ""
}

// nearest is the candidate that differs least from the word, "" where none is near enough; the first of equals.
func nearest(word string, candidates []string) string {
	if len(word) > 100 {
		return ""
	}
	best, least := "", max(2, len(word)/3)+1
	lower := strings.ToLower(word)
	for _, c := range candidates {
		if d := distance(lower, strings.ToLower(c)); d < least && d < len(c) {
			best, least = c, d
		}
	}
	return best
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
