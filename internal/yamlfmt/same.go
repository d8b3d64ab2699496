package yamlfmt

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

var lineOf = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// parsed are the documents of a text.
func parsed(text string) (out []*yaml.Node, err error) {
	defer func() {
		if recover() != nil { // parsers of other houses may panic on broken input
			err = &SyntaxError{0, "it cannot be parsed"}
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	for {
		var doc yaml.Node
		err := decoder.Decode(&doc)
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			m := lineOf.FindStringSubmatch(err.Error())
			e := &SyntaxError{Problem: "it is not well-formed YAML: " + strings.TrimPrefix(err.Error(), m[0])}
			e.Line, _ = strconv.Atoi(m[1])
			e.Line = min(e.Line, strings.Count(text, "\n")+1)
			return nil, e
		}
		out = append(out, &doc)
	}
}

// A comparison holds the documents of two texts against each other. Anchored nodes that were found the same are kept, so that an alias means the
// same only where it stands for the same node: an anchor may be given twice.
type comparison struct{ anchored map[*yaml.Node]*yaml.Node }

func sameDocuments(a, b []*yaml.Node) bool {
	c := &comparison{map[*yaml.Node]*yaml.Node{}}
	return slices.EqualFunc(a, b, c.same)
}

// same tells whether two nodes mean the same: whatever the order of the keys of maps.
func (c *comparison) same(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Anchor != "" {
		c.anchored[a] = b
	}
	switch a.Kind {
	case yaml.AliasNode:
		return a.Value == b.Value && c.anchored[a.Alias] == b.Alias
	case yaml.ScalarNode:
		return a.Value == b.Value && a.ShortTag() == b.ShortTag() && a.Style == b.Style
	case yaml.MappingNode:
		return a.ShortTag() == b.ShortTag() && c.samePairs(a.Content, b.Content)
	}
	return a.ShortTag() == b.ShortTag() && slices.EqualFunc(a.Content, b.Content, c.same)
}

// samePairs tells whether two maps have the same pairs; equal keys stand in the same order.
func (c *comparison) samePairs(a, b []*yaml.Node) bool {
	byKey := map[string][]int{}
	for i := 0; i+1 < len(b); i += 2 {
		byKey[b[i].Value] = append(byKey[b[i].Value], i)
	}
	for i := 0; i+1 < len(a); i += 2 {
		at := byKey[a[i].Value]
		if len(at) == 0 || !c.same(a[i], b[at[0]]) || !c.same(a[i+1], b[at[0]+1]) {
			return false
		}
		byKey[a[i].Value] = at[1:]
	}
	return true
}

// sameInk tells whether two texts have the same characters, comments among them, but for spaces and the commas that may end a list.
func sameInk(a, b string) bool {
	count := map[rune]int{}
	for _, r := range a {
		count[r]++
	}
	for _, r := range b {
		count[r]--
	}
	for r, n := range count {
		if n != 0 && !unicode.IsSpace(r) && !(r == ',' && n > 0) {
			return false
		}
	}
	return true
}
