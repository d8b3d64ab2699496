package modules

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vnetloom/vnetloom/azure"
)

// testScope is a nested row of a row, for nodes that no table has in this form.
func testScope() *scope {
	column := func(name string, kind azure.Kind, optional bool) azure.Info {
		return azure.Info{Name: name, Kind: kind, Optional: optional}
	}
	outer := &scope{row: "hub", infos: infosOf([]azure.Info{column("name", azure.String, false), column("flag", azure.FlagKind, true)})}
	m := &stage{Module: &Module{}, variables: map[string]bool{}}
	return &scope{
		of:  &resource{m: m, table: &azure.Table{Name: "hubs"}, res: &azure.Resource{Key: "hub"}, after: map[string]bool{}},
		row: "rule", column: "rules", outer: outer, nested: true, path: "properties.x",
		infos: infosOf([]azure.Info{column("name", azure.String, false), column("kind", azure.String, true), column("number", azure.Integer, false),
			column("on", azure.Boolean, false), column("maybe", azure.Boolean, true), column("flag", azure.FlagKind, true),
			column("list", azure.Strings, true), column("all", azure.Strings, false), column("more", azure.Strings, true)}),
	}
}

func TestEachNodeHasItsCode(t *testing.T) {
	text := func(name string) azure.Column { return azure.Column{Name: name, Kind: azure.String} }
	optional := func(name string) azure.Column { return azure.Column{Name: name, Kind: azure.String, Optional: true} }
	list := azure.Column{Name: "list", Kind: azure.Strings, Optional: true}
	ones := azure.List{azure.Str("1")}
	str := func(s string) azure.Const { return azure.Const{Value: azure.Str(s)} }
	for _, c := range []struct {
		node azure.Node
		want string
		null bool
	}{
		{str("it's ${x}"), `'it\'s \${x}'`, false},
		{azure.Const{Value: azure.Object{{Key: "a", Value: azure.List{azure.Int(1), azure.Bool(true)}}}}, "{ a: [1, true] }", false},
		{text("name"), "rule.name", false},
		{optional("kind"), "rule.?kind", true},
		{azure.Column{Name: "kind", Default: azure.Str("a")}, "rule.?kind ?? 'a'", false},
		{azure.Column{Name: "kind", Default: azure.Str("a"), DefaultIf: "flag"}, "rule.?kind ?? ((rule.?flag ?? false) ? 'a' : null)", true},
		{azure.Each{Column: azure.Column{Name: "list", Kind: azure.Strings, Default: ones}, Item: azure.Fields{{Key: "of", Value: azure.It{}}}},
			"map(rule.?list ?? ['1'], list => { of: list })", false},
		{azure.Each{Column: azure.Column{Name: "list", Kind: azure.Strings, Default: ones, DefaultIf: "flag"}, Item: azure.Fields{{Key: "of", Value: azure.It{}}}},
			"rule.?list != null || (rule.?flag ?? false) ? map(rule.?list ?? ['1'], list => { of: list }) : null", true},
		{azure.Each{Column: list, Item: azure.It{}}, "rule.?list != null ? rule.list! : null", true},
		{azure.Each{Column: azure.Column{Name: "all", Kind: azure.Strings}, Item: azure.When{If: azure.Has("flag"), Then: azure.It{}}},
			"filter(map(rule.all, all => (rule.?flag ?? false) ? all : null), item => item != null)", false},
		{azure.Concat{azure.Items{str("a")}, list, azure.Each{Column: azure.Column{Name: "all", Kind: azure.Strings}, Item: azure.It{}}},
			"['a', ...(rule.?list ?? []), ...rule.all]", false},
		{azure.Items{text("name"), optional("kind")}, "[rule.name, ...filter([rule.?kind], item => item != null)]", false},
		{azure.Items{str("a"), azure.When{If: azure.Lacks("kind"), Then: str("b")}}, "['a', ...(rule.?kind == null ? ['b'] : [])]", false},
		{azure.When{If: azure.Has("number"), Then: str("a")}, "'a'", false},
		{azure.When{If: azure.Lacks("number"), Then: str("a")}, "null", true},
		{azure.When{If: azure.Has("on"), Then: str("a")}, "rule.on ? 'a' : null", true},
		{azure.When{If: azure.Lacks("on", "maybe"), Then: str("a")}, "!rule.on && !(rule.?maybe ?? false) ? 'a' : null", true},
		{azure.When{If: azure.Is("kind", "x"), Then: optional("kind")}, "rule.?kind == 'x' ? rule.kind! : null", true},
		{azure.When{If: azure.Has("^flag"), Then: text("name")}, "(hub.?flag ?? false) ? rule.name : null", true},
		{azure.When{If: azure.Has("kind"), Then: azure.Text{Name: azure.Name{Pattern: "{^name}-{kind}-{number}"}}}, "rule.?kind != null ? '${hub.name}-${rule.kind!}-${rule.number}' : null", true},
		{azure.First{azure.When{If: azure.Is("kind", "x"), Then: str("a")}, azure.When{If: azure.Has("kind"), Then: str("b")}, str("c")},
			"rule.?kind == 'x' ? 'a' : rule.?kind != null ? 'b' : 'c'", false},
		{azure.First{optional("kind"), azure.When{If: azure.Has("flag"), Then: str("a")}}, "rule.?kind ?? ((rule.?flag ?? false) ? 'a' : null)", true},
		{azure.First{azure.When{If: azure.Has("flag"), Then: optional("kind")}, text("name")}, "((rule.?flag ?? false) ? rule.?kind : null) ?? rule.name", false},
		{azure.First{azure.When{If: azure.Has("flag"), Then: azure.Const{Value: azure.Bool(true)}}, azure.Const{Value: azure.Bool(false)}}, "rule.?flag ?? false", false},
		{azure.Flag{Name: "flag", Default: true}, "rule.?flag ?? true", false},
		{azure.Flag{Name: "flag", Yes: azure.Bool(false), No: azure.Bool(true)}, "!(rule.?flag ?? false)", false},
		{azure.Flag{Name: "flag", Yes: azure.Str("y"), No: azure.Str("n")}, "(rule.?flag ?? false) ? 'y' : 'n'", false},
		{azure.Text{Name: azure.Name{Pattern: "{name|letters}"}}, "replace(replace(rule.name, '/', '_'), ':', '.')", false},
		{azure.Text{Name: azure.Name{Pattern: "{number}"}}, "'${rule.number}'", false},
		{azure.Key{Column: "name"}, "keys[rule.name]", false},
		{azure.Key{Column: "kind", Optional: true}, "rule.?kind != null ? keys[rule.kind!] : null", true},
	} {
		s := testScope()
		v := s.node(c.node)
		got, ok := v.code.flat()
		assert.True(t, ok)
		assert.Equal(t, c.want, got)
		assert.Equal(t, c.null, v.null, c.want)
		assert.Empty(t, s.of.m.errs, c.want)
	}
}

func TestWhatNoRowSaysIsAnError(t *testing.T) {
	for _, n := range []azure.Node{
		azure.Column{Name: "colour"},
		azure.Own{Resource: "table"},
		azure.Read{Of: azure.Own{Resource: "hub"}, Path: "x"},
	} {
		s := testScope()
		s.node(n)
		assert.NotEmpty(t, s.of.m.errs, "%v", n)
	}
}
