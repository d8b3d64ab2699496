package modules

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// write writes all modules to a folder, each by its file's name.
func write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	all, err := All()
	require.NoError(t, err)
	files := map[string]string{Functions: FunctionsText}
	for _, m := range all {
		files[m.Path()] = m.Text
	}
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(name)), []byte(text), 0o600))
	}
	return dir
}

// Every rule of the linter is on, those that are off by default too.
func TestMicrosoftStrictLinterFindsNothing(t *testing.T) {
	dir := write(t)
	config, err := os.ReadFile(filepath.Join("testdata", "bicepconfig.json"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "bicepconfig.json"), config, 0o600))
	assert.Empty(t, microsofttest.Lint(t, dir))
}

func TestMicrosoftFormatterLeavesModulesAsTheyAre(t *testing.T) {
	dir := write(t)
	engine := microsofttest.Start(t)
	format := func(t *testing.T, path, text string) {
		formatted, err := engine.Format(filepath.Join(dir, filepath.Base(path)))
		require.NoError(t, err)
		assert.Equal(t, text, formatted)
	}
	each(t, func(t *testing.T, m *Module) { format(t, m.Path(), m.Text) })
	format(t, Functions, FunctionsText)
}

// estates are those in which rows are expanded: one with everything that rows need not say, and one with nothing of it.
var estates = map[string]struct {
	azure.Estate
	azure.Place
}{
	"with tags, in a subscription that has a name": {
		azure.Estate{Subscriptions: map[string]string{"prod": "6f1d2c0a-4b1e-4f53-9d27-1c6f0a9be103", "dev": "7f1d2c0a-4b1e-4f53-9d27-1c6f0a9be104"},
			Tags: azure.Object{{Key: "owner", Value: azure.Str("net")}}},
		azure.Place{Subscription: "prod", ResourceGroup: "rg-hub", Location: "westeurope"},
	},
	"without tags, in the deployment's own subscription": {
		azure.Estate{Subscriptions: map[string]string{"dev": "7f1d2c0a-4b1e-4f53-9d27-1c6f0a9be104"}},
		azure.Place{ResourceGroup: "rg-hub", Location: "westeurope"},
	},
}

// Microsoft's deployment engine makes of a module and rows what Estate.Expand makes of the rows: every row that has all optional cells,
// none of them, all but one, or one alone, of every table, with nested rows of the same kinds.
func TestMicrosoftEngineExpandsModulesAsTheTableOfTypesSays(t *testing.T) {
	dir := write(t)
	engine := microsofttest.Start(t)
	each(t, func(t *testing.T, m *Module) {
		template, err := engine.Build(filepath.Join(dir, filepath.Base(m.Path())))
		require.NoError(t, err)
		for name, in := range estates {
			t.Run(name, func(t *testing.T) {
				p := &proof{t: t, module: m, estate: in.Estate, place: in.Place, bodies: map[string]any{}, outputs: map[string][]azure.OutputItem{}}
				if m.InSubscription {
					p.place.ResourceGroup = ""
				}
				parameters, want := p.parameters(), p.bodies
				to := microsofttest.Scope{Subscription: in.Subscriptions[in.Subscription], ResourceGroup: in.ResourceGroup}
				made, err := engine.Expand(t, template, parameters, to)
				require.NoError(t, err)
				var ids []string
				for id, r := range made.Resources {
					ids = append(ids, r.ID)
					assert.Equal(t, pretty(t, want[id]), pretty(t, withoutNull(r.Body)), "%s", id)
				}
				assert.Len(t, want, len(ids))
				for name, list := range p.outputs {
					assert.Equal(t, p.output(list), output(t, made.Outputs[name]), "output %s", name)
				}
				assert.Len(t, p.outputs, len(made.Outputs))
				assert.NotEmpty(t, ids)
			})
		}
	})
}

// A proof holds what a module is given, and what must come of it.
type proof struct {
	t      *testing.T
	module *Module
	estate azure.Estate
	place  azure.Place

	bodies  map[string]any                // by id, what is made
	outputs map[string][]azure.OutputItem // by name
}

// parameters are the values of the module's parameters.
func (p *proof) parameters() []byte {
	makes := &maker{}
	p.estate.Sets = map[string]map[string]azure.List{}
	group := map[string]any{"key": "all"}
	for _, table := range p.module.Tables {
		for _, info := range sharing(table.Infos()) {
			if p.estate.Sets[info.Sets] == nil {
				item := func() azure.Value {
					if info.Rows == nil {
						makes.next++
						return azure.Str(fmt.Sprint(info.Name, makes.next))
					}
					return makes.row(info.Rows.Infos(), combination{all: true})
				}
				p.estate.Sets[info.Sets] = map[string]azure.List{"one": {item(), item()}, "two": {item()}}
			}
		}
	}
	for _, table := range p.module.Tables {
		group[table.Name] = p.rows(makes, table)
	}
	if p.place.Subscription != "" {
		group["subscription"] = p.place.Subscription
	}
	if !p.module.InSubscription {
		group["resourceGroup"] = p.place.ResourceGroup
	}
	if p.module.HasLocation {
		group["location"] = p.place.Location
	}
	values := map[string]any{"group": group}
	if p.module.TakesTags {
		values["tags"] = p.json(p.estate.Tags)
	}
	if p.module.TakesSubscriptions {
		ids := map[string]any{azure.OwnSubscription: microsofttest.OwnSubscription}
		for name, id := range p.estate.Subscriptions {
			ids[name] = id
		}
		values["subscriptions"] = ids
	}
	for _, s := range p.module.Sets {
		sets := map[string]any{}
		for name, rows := range p.estate.Sets[s.Name] {
			sets[name] = p.json(rows)
		}
		values[s.Name] = sets
	}
	if p.module.TakesKeys {
		keys := map[string]any{}
		for _, name := range keyNames {
			keys[name] = secret(name)
		}
		values["keys"] = keys
	}
	for name, v := range values {
		values[name] = map[string]any{"value": v}
	}
	content, err := json.Marshal(map[string]any{"parameters": values})
	require.NoError(p.t, err)
	return content
}

func secret(name string) string { return "secret of " + name }

// sharing are the columns that take what is in sets too, and those of the rows in them.
func sharing(infos []azure.Info) []azure.Info {
	var out []azure.Info
	for _, info := range infos {
		if info.Sets != "" {
			out = append(out, info)
		}
		if info.Rows != nil {
			out = append(out, sharing(info.Rows.Infos())...)
		}
	}
	return out
}

// rows are the rows of a table as values. What they must be expanded to is noted, with their outputs. A combination of cells that is no row, since a name is made
// of a cell that it lacks, is left out; each optional cell is in some row, and lacks in another.
func (p *proof) rows(makes *maker, table *azure.Table) []any {
	for i := range table.Outputs {
		p.outputs[table.Outputs[i].Name] = nil
	}
	var out []any
	with, without := map[string]bool{}, map[string]bool{}
	for _, c := range combinations(table.Infos()) {
		cells := p.sound(table, makes.row(table.Infos(), c))
		row := &azure.Row{Table: table, Place: p.place, Cells: cells}
		made, err := p.estate.Expand(row)
		if err != nil {
			p.t.Logf("%s, %s: %v", table.Name, c, err)
			continue
		}
		for _, info := range table.Infos() {
			if cells.Get(info.Name) == nil {
				without[info.Name] = true
			} else {
				with[info.Name] = true
			}
		}
		for _, m := range made {
			body := p.json(m.Body).(map[string]any)
			id := p.id(m.ID)
			body["id"], body["type"], body["name"], body["apiVersion"] = id, m.ID.Type, m.ID.Name, m.APIVersion
			require.NotContains(p.t, p.bodies, strings.ToLower(id))
			p.bodies[strings.ToLower(id)] = body
		}
		outputs, err := p.estate.Outputs(row)
		require.NoError(p.t, err)
		for _, o := range outputs {
			p.outputs[o.Output.Name] = append(p.outputs[o.Output.Name], o)
		}
		out = append(out, p.json(cells))
	}
	for _, info := range table.Infos() {
		assert.True(p.t, with[info.Name], "%s: no row has %s", table.Name, info.Name)
		if p.module.InSubscription && strings.HasSuffix(info.Name, "ResourceGroup") {
			continue // the entry has none that could take its place
		}
		assert.Equal(p.t, info.Optional, without[info.Name], "%s: %s is optional, and no row lacks it", table.Name, info.Name)
	}
	return out
}

// sound takes nested rows out that are none: Expand refuses the row with one of them.
func (p *proof) sound(table *azure.Table, cells azure.Object) azure.Object {
	out := slices.Clone(cells)
	for i, m := range out {
		list, ok := m.Value.(azure.List)
		if !ok || table.NestedRows(m.Key) == nil {
			continue
		}
		kept := azure.List{}
		for _, item := range list {
			alone := slices.Clone(out)
			alone[i].Value = azure.List{item}
			if _, err := p.estate.Expand(&azure.Row{Table: table, Place: p.place, Cells: alone}); err == nil || !strings.Contains(err.Error(), "row 1") {
				kept = append(kept, item)
			}
		}
		out[i].Value = kept
	}
	return out
}

func (p *proof) id(id azure.ID) string {
	if id.Subscription == "" {
		id.Subscription = microsofttest.OwnSubscription
	}
	if id.Type == azure.TypeResourceGroup {
		return "/subscriptions/" + id.Subscription + "/resourceGroups/" + id.Name
	}
	return id.String()
}

// json is a value as the engine writes it.
func (p *proof) json(v azure.Value) any {
	switch v := v.(type) {
	case azure.Str: // an id that is written whole has the UUID of its subscription, which the deployment's own has not here
		return strings.Replace(string(v), "/subscriptions//", "/subscriptions/"+microsofttest.OwnSubscription+"/", 1)
	case azure.Int:
		return json.Number(strconv.FormatInt(int64(v), 10))
	case azure.Bool:
		return bool(v)
	case azure.List:
		out := []any{}
		for _, item := range v {
			out = append(out, p.json(item))
		}
		return out
	case azure.Object:
		out := map[string]any{}
		for _, m := range v {
			out[m.Key] = p.json(m.Value)
		}
		return out
	case azure.Ref:
		return p.id(azure.ID(v))
	case azure.Subscription:
		if v == "" {
			v = microsofttest.OwnSubscription
		}
		return "/subscriptions/" + string(v)
	case azure.Property:
		return fmt.Sprintf("[reference('%s', '%s').%s]", p.id(v.Of), v.APIVersion, v.Path)
	case azure.Secret:
		return secret(v.Name)
	}
	p.t.Fatalf("a value of type %T", v)
	return nil
}

// output is a list of items as the engine has it: as values, or as an expression where something of it is known to the deployment alone.
func (p *proof) output(items []azure.OutputItem) string {
	var out []string
	for _, item := range items {
		object := slices.Clone(item.Value)
		for _, f := range item.Output.Item {
			if object.Get(f.Key) == nil {
				object = append(object, azure.Member{Key: f.Key})
			}
		}
		out = append(out, p.expression(object))
	}
	return "createArray(" + strings.Join(out, ", ") + ")"
}

// expression is a value as an expression of ARM, with what the module itself says of a property.
func (p *proof) expression(v azure.Value) string {
	switch v := v.(type) {
	case nil:
		return "null()"
	case azure.List:
		var out []string
		for _, item := range v {
			out = append(out, p.expression(item))
		}
		return "createArray(" + strings.Join(out, ", ") + ")"
	case azure.Object:
		o := slices.Clone(v)
		slices.SortFunc(o, func(a, b azure.Member) int { return strings.Compare(a.Key, b.Key) })
		var out []string
		for _, m := range o {
			out = append(out, "'"+m.Key+"', "+p.expression(m.Value))
		}
		return "createObject(" + strings.Join(out, ", ") + ")"
	case azure.Property:
		if said, ok := at(p.bodies[strings.ToLower(p.id(v.Of))], "properties."+v.Path); ok {
			return expression(said)
		}
		return fmt.Sprintf("reference('%s', '%s').%s", p.id(v.Of), azure.VersionOf(v.Of.Type), v.Path)
	}
	return expression(p.json(v))
}

// at is what stands at a path of a body.
func at(body any, path string) (any, bool) {
	for _, word := range strings.FieldsFunc(path, func(c rune) bool { return strings.ContainsRune(".[]", c) }) {
		switch of := body.(type) {
		case map[string]any:
			body = of[word]
		case []any:
			i, err := strconv.Atoi(word)
			if err != nil || i >= len(of) {
				return nil, false
			}
			body = of[i]
		default:
			return nil, false
		}
	}
	return body, body != nil
}

// output is an output of the engine as an expression.
func output(t *testing.T, v any) string {
	t.Helper()
	if text, ok := v.(string); ok && strings.HasPrefix(text, "[") {
		return strings.TrimSuffix(text[1:], "]")
	}
	return expression(v)
}

// expression is a value of JSON as an expression of ARM.
func expression(v any) string {
	switch v := v.(type) {
	case nil:
		return "null()"
	case string:
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	case []any:
		var out []string
		for _, item := range v {
			out = append(out, expression(item))
		}
		return "createArray(" + strings.Join(out, ", ") + ")"
	case map[string]any:
		var out []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			out = append(out, "'"+key+"', "+expression(v[key]))
		}
		return "createObject(" + strings.Join(out, ", ") + ")"
	}
	return fmt.Sprint(v)
}

// withoutNull is a body without the members that are null, which Azure takes as if they were not there.
func withoutNull(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = withoutNull(v[i])
		}
	case map[string]any:
		for key, item := range v {
			if v[key] = withoutNull(item); item == nil {
				delete(v, key)
			}
		}
	}
	return v
}

// pretty is a body as text, with routes in one order: their order says nothing to Azure.
func pretty(t *testing.T, body any) string {
	t.Helper()
	if o, ok := body.(map[string]any); ok {
		if properties, ok := o["properties"].(map[string]any); ok {
			if routes, ok := properties["routes"].([]any); ok {
				slices.SortFunc(routes, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			}
		}
	}
	content, err := json.MarshalIndent(body, "", " ")
	require.NoError(t, err)
	return string(content)
}
