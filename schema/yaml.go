package schema

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/source"
)

// A yamlReader makes a tree of a YAML document. Aliases and merge keys are expanded, under the loader's budget.
type yamlReader struct {
	*loader
	shown   *source.File // where ranges point: its text may have secrets hidden
	loc     *locator
	anchors map[*yaml.Node]*Node
	open    map[*yaml.Node]bool // anchored nodes that are being read, to refuse an alias inside itself
}

func (l *loader) parseYAML(file *source.File, text []byte) *Node {
	r := &yamlReader{loader: l, shown: file, loc: newLocator(text), anchors: map[*yaml.Node]*Node{}, open: map[*yaml.Node]bool{}}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		if !errors.Is(err, io.EOF) {
			r.broken(err)
		}
		return nil
	}
	if err := decoder.Decode(&more); err == nil {
		l.syntax(source.Range{File: file, Start: source.Position{Line: max(1, more.Line), Column: 1}},
			"the file contains more than one YAML document", "write each document to its own file: all given files are merged")
		return nil
	} else if !errors.Is(err, io.EOF) {
		r.broken(err)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil
	}
	root := r.node(doc.Content[0], 0)
	if root != nil && root.kind == kindNull {
		return nil
	}
	return root
}

// yamlLine finds the line in an error of the YAML parser.
var yamlLine = pattern.Lazy(`line (\d+): `)

func (r *yamlReader) broken(err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	place := source.Range{File: r.shown}
	if m := yamlLine().FindStringSubmatch(message); m != nil {
		line, _ := strconv.Atoi(m[1])
		if yamlUncounted().MatchString(message) {
			line++
		}
		place.Start = source.Position{Line: max(1, min(line, r.shown.LineCount())), Column: 1}
		message = strings.Replace(message, m[0], "", 1)
	}
	hint := yamlHint(message)
	if place.Start.Line > 0 && indentedByTab().MatchString(r.shown.Line(place.Start.Line)) {
		hint = yamlHint("tab character")
	}
	r.syntax(place, "the YAML is not well-formed: "+message, hint)
}

// indentedByTab matches a line with a tab before its text.
var indentedByTab = pattern.Lazy(`^ *\t\s*\S`)

// yamlUncounted are the messages for which the YAML parser counts lines from zero. Their line is where the map or list
// begins that cannot be continued.
var yamlUncounted = pattern.Lazy(`^line \d+: did not find expected (<|node content|key|',' or|'-' indicator)`)

// yamlHint says what mostly is the reason of an error of the YAML parser.
func yamlHint(message string) string {
	for _, known := range [...]struct{ part, hint string }{
		{"tab character", "indent with spaces: YAML takes no tabs there"},
		{"mapping values are not allowed", "write one key per line; quote a value that contains a colon and a space"},
		{"',' or", "close the bracket that is opened here, and put a comma between its items"},
		{"end of stream", "close the quote that is opened here"},
		{"control characters", "save the file as UTF-8 text"},
		{"cannot start any token", "put the value in quotes"},
		{"unknown anchor", "define the anchor, & and its name, above the alias"},
		{"max depth", "an intent is nested at most " + strconv.Itoa(maxDepth) + " levels deep"},
	} {
		if strings.Contains(message, known.part) {
			return known.hint
		}
	}
	return "look at the indentation, the colons, the quotes and the brackets from here on"
}

func (r *yamlReader) span(start, end int) source.Range {
	return r.loc.span(r.shown, start, end)
}

// node converts one YAML node; nil where it was refused.
func (r *yamlReader) node(y *yaml.Node, depth int) *Node {
	r.budget.take(1)
	start := r.loc.at(y.Line, y.Column)
	if r.budget.spent() || depth > maxDepth {
		r.exceeded(r.span(start, start+1), depth)
		return nil
	}
	if y.Kind == yaml.AliasNode {
		return r.alias(y, start)
	}
	if y.Anchor != "" {
		r.open[y] = true
		defer delete(r.open, y)
	}
	if bad := y.Style&yaml.TaggedStyle != 0 && !strings.HasPrefix(y.ShortTag(), "!!"); bad {
		r.syntax(r.span(start, r.loc.scalarEnd(start, "")), "the tag "+strconv.Quote(y.Tag)+" is not part of the language", "remove the tag")
		return nil
	}
	var n *Node
	switch y.Kind {
	case yaml.MappingNode:
		n = r.mapping(y, start, depth)
	case yaml.SequenceNode:
		n = r.sequence(y, start, depth)
	default:
		n = r.scalar(y, start)
	}
	if y.Anchor != "" && n != nil {
		r.anchors[y] = n
	}
	return n
}

func (r *yamlReader) alias(y *yaml.Node, start int) *Node {
	place := r.span(start, r.loc.scalarEnd(start, "*"+y.Value))
	if r.open[y.Alias] {
		r.syntax(place, "the alias *"+y.Value+" refers to a value that contains it", "write the value in its place")
		return nil
	}
	target := r.anchors[y.Alias]
	if target == nil {
		return nil // refused where it was defined
	}
	n := target.copy(r.budget)
	if r.budget.spent() {
		r.exceeded(place, 0)
		return nil
	}
	return n
}

func (r *yamlReader) exceeded(place source.Range, depth int) {
	if depth > maxDepth {
		r.tooLarge(place, "the intent is nested too deeply", "an intent is nested at most "+strconv.Itoa(maxDepth)+" levels deep")
		return
	}
	r.tooLarge(place, "the intent has too many values after aliases are expanded", "an intent has at most "+strconv.Itoa(maxNodes)+" values")
}

func (r *yamlReader) sequence(y *yaml.Node, start, depth int) *Node {
	n := &Node{kind: kindList}
	last := start + 1
	for _, item := range y.Content {
		if c := r.node(item, depth+1); c != nil {
			n.children = append(n.children, c)
		}
		last = max(last, r.loc.offset)
	}
	n.rng = r.flowRange(y, start, last, ']')
	return n
}

// flowRange is the range of a flow map or list on its first line; of a block, that of its first line.
func (r *yamlReader) flowRange(y *yaml.Node, start, last int, bracket byte) source.Range {
	content := r.loc.content
	if start < len(content) && content[start] == bracket-2 {
		return r.span(start, r.loc.closing(start, last, bracket))
	}
	end := r.loc.lineEnd(start)
	return r.span(start, end)
}

func (r *yamlReader) mapping(y *yaml.Node, start, depth int) *Node {
	n := &Node{kind: kindMap}
	last := start + 1
	keys := map[string]*Node{}
	var merges []*yaml.Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		if k.Kind == yaml.ScalarNode && k.ShortTag() == "!!merge" {
			merges = append(merges, k, v)
			continue
		}
		name, key, ok := r.key(k)
		if !ok {
			continue
		}
		c := r.node(v, depth+1)
		last = max(last, r.loc.offset)
		if c == nil {
			continue
		}
		c.name, c.key = name, key
		if first := keys[name]; first != nil {
			r.duplicate(first, key)
			continue
		}
		keys[name] = c
		n.children = append(n.children, c)
	}
	for i := 0; i < len(merges); i += 2 {
		r.mergeKey(n, keys, merges[i+1], depth)
	}
	n.rng = r.flowRange(y, start, last, '}')
	return n
}

func (l *loader) duplicate(first *Node, key source.Range) {
	l.diags.Add(codeDuplicate, diag.Diagnostic{
		Summary: `"` + first.name + `" appears twice in one map`, Subject: key, Label: "again",
		Related: []diag.Related{{Range: first.key, Message: "the first"}}, Hint: "remove one of the two",
	})
}

// key reads the key of a map's entry: a scalar, whose text counts.
func (r *yamlReader) key(k *yaml.Node) (string, source.Range, bool) {
	if k.Kind == yaml.AliasNode && k.Alias.Kind == yaml.ScalarNode {
		start := r.loc.at(k.Line, k.Column)
		return k.Alias.Value, r.span(start, r.loc.scalarEnd(start, "")), true
	}
	start := r.loc.at(k.Line, k.Column)
	if k.Kind != yaml.ScalarNode || k.ShortTag() == "!!null" && k.Value == "" {
		r.syntax(r.span(start, start+1), "a key of a map is not a plain word", "keys are strings")
		return "", source.Range{}, false
	}
	return k.Value, r.span(start, r.loc.scalarEnd(start, k.Value)), true
}

// mergeKey brings in what stands behind <<: a map, or a list of maps of which the earlier ones win.
func (r *yamlReader) mergeKey(n *Node, keys map[string]*Node, v *yaml.Node, depth int) {
	from := r.node(v, depth+1)
	if from == nil {
		return
	}
	maps := []*Node{from}
	if from.kind == kindList {
		maps = from.children
	}
	for _, m := range maps {
		if m.kind != kindMap {
			r.syntax(m.rng, "<< takes a map, or a list of maps", "give it an alias of a map: <<: *name")
			return
		}
		for _, c := range m.children {
			if keys[c.name] == nil {
				keys[c.name] = c
				n.children = append(n.children, c)
			}
		}
	}
}

func (r *yamlReader) scalar(y *yaml.Node, start int) *Node {
	n := &Node{kind: kindString, text: y.Value, quoted: y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0}
	n.rng = r.span(start, r.loc.scalarEnd(start, y.Value))
	switch y.ShortTag() {
	case "!!null":
		n.kind, n.text = kindNull, ""
	case "!!bool":
		n.kind, n.raw, n.text = kindBool, y.Value, strings.ToLower(y.Value)
	case "!!int":
		n.kind, n.raw, n.text = kindInt, y.Value, canonicalInt(y.Value)
	case "!!float":
		n.kind, n.raw = kindFloat, y.Value
	}
	return n
}

// canonicalInt is a whole number of YAML 1.2 in decimal.
func canonicalInt(text string) string {
	plain := strings.TrimPrefix(strings.ReplaceAll(text, "_", ""), "+")
	base := 10
	if strings.ContainsAny(plain, "xXbBoO") {
		base = 0
	}
	if len(plain) > 100 {
		return text
	}
	if i, ok := new(big.Int).SetString(plain, base); ok {
		return i.String()
	}
	return text
}
