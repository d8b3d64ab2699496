package powershell

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// typesWidth is where a line of the table of types is broken: it is read by the engine, and by whoever looks up a shape.
const typesWidth = 200

// Types is types.json: the table of Azure's types, and the shapes of the tables of rows, for the engine. It is the same for every estate.
//
//	types   by name: api, scope and list where they are not the usual ones, inline, locks, slow, and behaviors by effect
//	passing the codes of refusals that pass by themselves
//	tables  by name: the resources that a row makes, each with key, type, name, and as they apply if, each, parent, in, after; and its body
//	stages  in their order: name, about, tables, nextHops where routes lead to what is made there
//
// A node is an object whose first key tells what it is; its other keys are the fields of that node of package azure.
func Types() ([]byte, error) {
	types, tables, stages := azure.Object{}, azure.Object{}, azure.List{}
	for _, t := range azure.Types {
		types = append(types, azure.Member{Key: t.Name, Value: typeValue(t)})
	}
	passing := passingCodes()
	seen := map[string]bool{}
	for _, s := range azure.Stages() {
		names := azure.List{}
		for _, t := range s.Tables() {
			names = append(names, azure.Str(t.Name))
			if seen[t.Name] {
				continue
			}
			seen[t.Name] = true
			made := azure.List{}
			for i := range t.Resources {
				r, err := resourceValue(&t.Resources[i])
				if err != nil {
					return nil, fmt.Errorf("table %s: %w", t.Name, err)
				}
				made = append(made, r)
			}
			tables = append(tables, azure.Member{Key: t.Name, Value: made})
		}
		stage := members{{Key: "name", Value: azure.Str(s.File())}, {Key: "about", Value: azure.Str(s.About())}, {Key: "tables", Value: names}}
		stage.flag("nextHops", s.NextHops())
		stages = append(stages, azure.Object(stage))
	}
	return printJSON(azure.Object{{Key: "types", Value: types}, {Key: "passing", Value: passing}, {Key: "tables", Value: tables}, {Key: "stages", Value: stages}},
		typesWidth)
}

// passingCodes are the codes of refusals that pass by themselves, of any type.
func passingCodes() azure.List {
	codes := map[string]bool{"ReferencedResourceNotProvisioned": true, "RetryableError": true, "RetryableErrorDueToAnotherOperation": true}
	for _, t := range azure.Types {
		for _, b := range t.Behaviors {
			if b.Passes {
				codes[b.Code] = true
			}
		}
	}
	return texts(slices.Sorted(maps.Keys(codes)))
}

// effects are the behaviors that the engine acts by, by their names in the table.
var effects = []struct {
	effect azure.Effect
	name   string
}{
	{azure.Unordered, "unordered"}, {azure.IgnoreCase, "ignoreCase"}, {azure.Defaults, "defaults"}, {azure.ReadOnly, "readOnly"}, {azure.Hidden, "hidden"},
	{azure.Others, "others"}, {azure.KeptWhenAbsent, "kept"}, {azure.Ignored, "ignored"}, {azure.Fixed, "fixed"}, {azure.Interrupts, "interrupts"},
	{azure.OneOf, "oneOf"}, {azure.Mends, "mends"}, {azure.Syncs, "syncs"}, {azure.Ready, "ready"}, {azure.Apart, "apart"}, {azure.Filled, "filled"}, {azure.AfterNextHops, "afterNextHops"},
}

func typeValue(t *azure.Type) azure.Object {
	out := azure.Object{}
	add := func(key string, value azure.Value) { out = append(out, azure.Member{Key: key, Value: value}) }
	add("api", azure.Str(t.API))
	if t.Scope == azure.InSubscription {
		add("scope", azure.Str("subscription"))
	}
	if list := map[azure.Listing]string{azure.ByGroup: "group", azure.ByParent: "parent", azure.InParent: "inline", azure.Singly: "singly"}[t.List]; list != "" {
		add("list", azure.Str(list))
	}
	if t.Inline != "" {
		add("inline", azure.Str(t.Inline))
	}
	if len(t.Locks) > 0 {
		add("locks", texts(t.Locks))
	}
	if t.Slow {
		add("slow", azure.Bool(true))
	}
	for _, e := range effects {
		paths := azure.Object{}
		for _, b := range t.Behaviors {
			if b.Effect == e.effect && paths.Get(b.Path) == nil && !whileUsed(b) {
				paths = append(paths, azure.Member{Key: b.Path, Value: behaviorValue(b)})
			}
		}
		if len(paths) > 0 {
			add(e.name, paths)
		}
	}
	if lists := listsOfOne(t); len(lists) > 0 {
		add("listOf", lists)
	}
	return out
}

// whileUsed tells what is fixed only at times: Azure alone knows when.
func whileUsed(b azure.Behavior) bool {
	return b.Effect == azure.Fixed && strings.HasPrefix(b.Note, "While ")
}

// behaviorValue is what the engine must know of a behavior beside its path and effect.
func behaviorValue(b azure.Behavior) azure.Value {
	switch b.Effect {
	case azure.Unordered, azure.OneOf, azure.Apart:
		return azure.Str(b.By)
	case azure.Defaults, azure.Mends, azure.Ready:
		return b.Value
	case azure.Interrupts:
		return azure.Str(b.Note)
	case azure.Syncs:
		key, value, _ := strings.Cut(b.While, "=")
		return azure.Object{{Key: "value", Value: b.Value}, {Key: "query", Value: azure.Str(b.By)}, {Key: "while", Value: azure.Str(key)},
			{Key: "is", Value: azure.Str(value)}}
	}
	return azure.Bool(true)
}

// listsOfOne are the lists that say the same as one value beside them, each with the key of that value.
func listsOfOne(t *azure.Type) azure.Object {
	out := azure.Object{}
	for _, b := range t.Behaviors {
		if b.Effect == azure.OneOf {
			i := strings.LastIndexByte(b.Path, '.')
			out = append(out, azure.Member{Key: b.Path[:i+1] + b.By, Value: azure.Str(b.Path[i+1:])})
		}
	}
	return out
}

func texts(list []string) azure.List {
	out := azure.List{}
	for _, s := range list {
		out = append(out, azure.Str(s))
	}
	return out
}

// An object in the making.
type members azure.Object

func (m *members) add(key string, value azure.Value) {
	*m = append(*m, azure.Member{Key: key, Value: value})
}
func (m *members) text(key, value string) {
	if value != "" {
		m.add(key, azure.Str(value))
	}
}
func (m *members) flag(key string, value bool) {
	if value {
		m.add(key, azure.Bool(true))
	}
}
func (m *members) node(key string, n azure.Node) error {
	v, err := nodeValue(n)
	m.add(key, v)
	return err
}

func resourceValue(r *azure.Resource) (azure.Object, error) {
	var m members
	m.text("key", r.Key)
	m.text("type", r.Type)
	m.add("name", nameValue(r.Name))
	if len(r.If.Any) > 0 {
		m.add("if", condValue(r.If))
	}
	m.text("each", r.Each)
	if r.Parent != nil {
		if err := m.node("parent", *r.Parent); err != nil {
			return nil, err
		}
	}
	m.text("in", r.In)
	if len(r.After) > 0 {
		m.add("after", texts(r.After))
	}
	err := m.node("body", r.Body)
	return azure.Object(m), err
}

func nameValue(n azure.Name) azure.Object {
	var m members
	m.text("pattern", string(n.Pattern))
	m.text("override", n.Override)
	return azure.Object(m)
}

func namesValue(names []azure.Name) azure.List {
	out := azure.List{}
	for _, n := range names {
		out = append(out, nameValue(n))
	}
	return out
}

func condValue(c azure.Cond) azure.Object {
	var m members
	m.add("any", texts(c.Any))
	m.text("is", c.Is)
	m.flag("not", c.Not)
	return azure.Object(m)
}

func columnValue(key string, c azure.Column) azure.Object {
	var m members
	m.text(key, c.Name)
	if c.Default != nil {
		m.add("default", c.Default)
	}
	m.text("defaultIf", c.DefaultIf)
	return azure.Object(m)
}

// nodeValue is a node of a shape as data.
func nodeValue(n azure.Node) (azure.Value, error) {
	var m members
	var err error
	switch n := n.(type) {
	case azure.Const:
		m.add("const", n.Value)
	case azure.Column:
		return columnValue("column", n), nil
	case azure.Flag:
		m.text("flag", n.Name)
		m.flag("default", n.Default)
		if n.Yes != nil || n.No != nil {
			m.add("yes", n.Yes)
			m.add("no", n.No)
		}
	case azure.Text:
		m.add("text", nameValue(n.Name))
	case azure.Reference:
		m.text("reference", n.Column)
		m.text("type", n.Type)
		m.text("name", string(n.Name))
		if len(n.Child) > 0 {
			m.add("child", namesValue(n.Child))
		}
		m.flag("elsewhere", n.Elsewhere)
		m.flag("optional", n.Optional)
	case azure.Own:
		m.text("own", n.Resource)
		m.text("type", n.Type)
		if len(n.Child) > 0 {
			m.add("child", namesValue(n.Child))
		}
	case azure.Fields:
		var fields members
		for _, f := range n {
			if err := fields.node(f.Key, f.Value); err != nil {
				return nil, err
			}
		}
		m.add("fields", azure.Object(fields))
	case azure.Items:
		err = m.list("items", n)
	case azure.Concat:
		err = m.list("concat", n)
	case azure.First:
		err = m.list("first", n)
	case azure.When:
		m.add("when", condValue(n.If))
		err = m.node("then", n.Then)
	case *azure.Rows:
		m.text("rows", n.Column)
		m.text("sets", n.Sets)
		m.text("from", n.From)
		err = m.node("item", n.Item)
	case azure.Each:
		m.add("each", columnValue("column", n.Column))
		err = m.node("item", n.Item)
	case azure.It:
		m.flag("it", true)
	case azure.Location:
		m.flag("location", true)
	case azure.Tags:
		m.flag("tags", true)
		m.text("and", n.And)
	case azure.Key:
		m.text("key", n.Column)
	case azure.Read:
		m.text("read", string(n.Path))
		err = m.node("of", n.Of)
	case azure.SubscriptionID:
		m.add("subscriptionId", azure.Str(n.Column))
	default:
		return nil, fmt.Errorf("a node of type %T", n)
	}
	return azure.Object(m), err
}

func (m *members) list(key string, nodes []azure.Node) error {
	out := azure.List{}
	for _, n := range nodes {
		v, err := nodeValue(n)
		if err != nil {
			return err
		}
		out = append(out, v)
	}
	m.add(key, out)
	return nil
}
