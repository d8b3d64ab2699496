package schema

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// explain reports why a node does not fit a shape: its type, its word, or its form.
func (c *checker) explain(n *Node, s *shape) {
	if n.secret {
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
			Label: "not one of them", Hint: diag.DidYouMean(n.text, texts(words), "write one of these")})
		return
	}
	code, label := codeValue, "not allowed"
	if network, address := wantsAddress(s); network {
		code, label = codePrefix, "not an address prefix"
		if address {
			label = "not an address"
		}
	}
	c.report(code, diag.Diagnostic{Summary: fmt.Sprintf("%q must be %s, not %s", n.path(), want, n.show()), Subject: n.rng,
		Label: label, Hint: cmp.Or(valueHint(n, s), "write "+want)})
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
	c.report(codeType, diag.Diagnostic{Summary: fmt.Sprintf("%s must be %s, not %s", n.called(), s.describe(), is), Subject: n.rng,
		Label: "is " + n.kind.String(), Hint: cmp.Or(typeHint(n, s), "write "+s.describe())})
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
	if n.kind == kindInt {
		return boundHint(n, s)
	}
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
		return diag.DidYouMean(n.text, texts(words), "")
	}
	return ""
}

// boundHint names the bound that a number is beyond.
func boundHint(n *Node, s *shape) string {
	for _, alt := range s.alts {
		if hint := boundHint(n, alt); hint != "" {
			return hint
		}
	}
	i, ok := new(big.Int).SetString(n.text, 10)
	switch {
	case !ok:
		return ""
	case s.min != nil && i.Cmp(big.NewInt(*s.min)) < 0:
		return fmt.Sprintf("the least is %d", *s.min)
	case s.max != nil && i.Cmp(big.NewInt(*s.max)) > 0:
		return fmt.Sprintf("the most is %d", *s.max)
	}
	return ""
}

// secret reports a field that is named like a secret, without its value.
func (c *checker) secret(n *Node) { c.report(codeSecret, secretDiagnostic(n.path(), n.place())) }

// laterHint is the hint for what the language has and this version has not.
const laterHint = "remove it: vnetloom refuses what it does not support yet"

// unknown reports a field that the struct does not have.
func (c *checker) unknown(n *Node, s *shape) {
	switch {
	case s.later[n.name]:
		c.report(codeLater, diag.Diagnostic{Summary: fmt.Sprintf("%q is not supported in this version", n.path()),
			Subject: n.place(), Label: "not in this version", Hint: laterHint})
		return
	case isSecret(n.name):
		c.secret(n)
		return
	}
	names := s.fieldNames()
	hint := cmp.Or(inWordsOf(n, s), diag.DidYouMean(n.name, names, cmp.Or(otherKinds(n.name, s), "the fields are "+strings.Join(names, ", "))))
	where := "an intent"
	if n.parent != nil && n.parent.parent != nil {
		where = `"` + n.parent.path() + `"`
	}
	c.report(codeUnknownField, diag.Diagnostic{Summary: fmt.Sprintf("field %q does not exist in %s", clip(n.name), where), Subject: n.place(),
		Label: "unknown field", Hint: hint})
}

// template tells whether the tree is a template of ARM in the place of an intent, and says which commands read those.
func (c *checker) template(root *Node) bool {
	n := root.index()["$schema"]
	if n == nil || !strings.Contains(n.text, "eploymentTemplate.json") { // deploymentTemplate.json, subscriptionDeploymentTemplate.json, …
		return false
	}
	c.report(codeUnknownField, diag.Diagnostic{Summary: `field "$schema" does not exist in an intent`, Subject: n.place(), Label: "a template of ARM",
		Hint: "`vnetloom verify`, `matrix`, `routes`, `trace`, `diff` and `rehearse` read templates; of what is deployed, `vnetloom import` makes an intent"})
	return true
}

// inWordsOf is how a thing says whose it is, for who writes it as another kind of thing does: a network has `ownership`, what stands in one `existing`.
func inWordsOf(n *Node, s *shape) string {
	ownership, existing := s.byName["ownership"], s.byName["existing"]
	switch {
	case ownership != nil && (n.name == "existing" || n.name == "external") && n.text != "false":
		return fmt.Sprintf("write `ownership: %s`", n.name)
	case ownership != nil && n.name == "existing":
		return "write `ownership: created`, or remove the line: it is the default"
	case existing != nil && existing.shape.kind == kindBool && n.name == "ownership":
		return fmt.Sprintf("write `existing: %t`", n.text != "created")
	}
	return ""
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
