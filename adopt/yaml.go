package adopt

import (
	"slices"
	"sort"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// tree is a mapping of the intent, whose members stand in the order in which they were added.
type tree struct{ node *yaml.Node }

func object() *tree { return &tree{&yaml.Node{Kind: yaml.MappingNode}} }

func (t *tree) empty() bool { return len(t.node.Content) == 0 }

// has tells whether there is a member of that key.
func (t *tree) has(key string) bool {
	for i := 0; i < len(t.node.Content); i += 2 {
		if t.node.Content[i].Value == key {
			return true
		}
	}
	return false
}

// textAt is the text of that key, "" for none.
func (t *tree) textAt(key string) string {
	for i := 0; i < len(t.node.Content); i += 2 {
		if t.node.Content[i].Value == key {
			return t.node.Content[i+1].Value
		}
	}
	return ""
}

// at is the mapping of that key.
func (t *tree) at(key string) *tree {
	for i := 0; i < len(t.node.Content); i += 2 {
		if t.node.Content[i].Value == key {
			return &tree{t.node.Content[i+1]}
		}
	}
	return object()
}

// keyOf is the key of a mapping within this one, "" for none.
func (t *tree) keyOf(member *tree) string {
	for i := 0; i < len(t.node.Content); i += 2 {
		if t.node.Content[i+1] == member.node {
			return t.node.Content[i].Value
		}
	}
	return ""
}

// set puts a value in the place of that of a key.
func (t *tree) set(key string, value *yaml.Node) {
	for i := 0; i < len(t.node.Content); i += 2 {
		if t.node.Content[i].Value == key {
			t.node.Content[i+1] = value
		}
	}
}

// remove takes a key away.
func (t *tree) remove(key string) {
	for i := 0; i < len(t.node.Content); i += 2 {
		if t.node.Content[i].Value == key {
			t.node.Content = slices.Delete(t.node.Content, i, i+2)
			return
		}
	}
}

// inside is the mapping on one line of that key, which is added where there is none.
func (t *tree) inside(key string) *tree {
	for i := 0; i < len(t.node.Content); i += 2 {
		if t.node.Content[i].Value == key {
			return &tree{t.node.Content[i+1]}
		}
	}
	out := object().inline()
	t.add(key, out)
	return out
}

func (t *tree) put(key string, value *yaml.Node) {
	t.node.Content = append(t.node.Content, scalar(key), value)
}

// comment puts a comment above the member that was added last.
func (t *tree) comment(text string) {
	t.commentAt(t.node.Content[len(t.node.Content)-2].Value, text)
}

// commentAt puts a comment above a member.
func (t *tree) commentAt(name, text string) {
	for i := 0; i < len(t.node.Content); i += 2 {
		if key := t.node.Content[i]; key.Value == name {
			text = oneLine(text)
			if key.HeadComment != "" {
				text = key.HeadComment + "\n" + text
			}
			key.HeadComment = text
		}
	}
}

func (t *tree) text(key, value string) {
	if value != "" {
		t.put(key, scalar(value))
	}
}

func (t *tree) number(key string, n int64) {
	t.put(key, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.FormatInt(n, 10)})
}

func (t *tree) flag(key string, value bool) {
	t.put(key, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(value)})
}

// texts adds one text, or a list of several.
func (t *tree) texts(key string, values []string) {
	if len(values) > 0 && values[0] != "" {
		t.put(key, textsNode(values))
	}
}

// textsNode is one text, or a list of several.
func textsNode(values []string) *yaml.Node {
	if len(values) == 1 {
		return scalar(values[0])
	}
	return list(values)
}

// list is a list on one line.
func list(values []string) *yaml.Node {
	out := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, v := range values {
		out.Content = append(out.Content, scalar(v))
	}
	return out
}

func (t *tree) add(key string, value *tree) { t.put(key, value.node) }

// section adds what is not empty.
func (t *tree) section(key string, value *tree) {
	if !value.empty() {
		t.add(key, value)
	}
}

// inline puts a mapping on one line.
func (t *tree) inline() *tree {
	t.node.Style = yaml.FlowStyle
	return t
}

// words are a map of texts, by key, on one line.
func words(m map[string]string) *tree {
	out := object().inline()
	for _, k := range sortedKeys(m) {
		out.put(k, scalar(m[k]))
	}
	return out
}

func scalar(value string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(value)
	return n
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
