package reachability

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// children are the children of a type by the id of their parent: those in its list of them, and those that stand by
// themselves, which count where both are there; and why not all of a parent's are known.
func (r *reader) children(parentType, childType string) (map[string][]child, map[string]string) {
	list := azure.ListOf(childType)
	out, unknown := map[string][]child{}, map[string]string{}
	for _, x := range r.of(parentType) {
		r.on = x
		if v := x.Properties.Get(list); v.IsUnknown() {
			unknown[x.ID] = v.Text
		}
		for i, v := range r.list(x.Properties.Get(list), fmt.Sprintf("property %q of %q", list, x.Name)) {
			if v.IsUnknown() && r.notKnown(v, "an item of property %q of %q", list, x.Name) {
				unknown[x.ID] = v.Text
				continue
			}
			name := v.Get("name").String()
			if name == "" {
				name = unknownName(v.Get("name"), i)
			}
			out[x.ID] = append(out[x.ID], child{
				name: name, id: x.ID + "/" + strings.ToLower(list) + "/" + strings.ToLower(name),
				props: v.Get("properties"), made: x.ID, perhaps: x.Conditional, at: placeOf(v),
			})
		}
	}
	for _, x := range r.of(childType) {
		id := parent(x.ID)
		c := child{name: kindWord(x.Name), id: x.ID, props: x.Properties, at: x.At, made: x.ID, perhaps: x.Conditional}
		list := out[id]
		if i := slices.IndexFunc(list, func(o child) bool { return o.id == c.id }); i >= 0 {
			list[i] = c
		} else {
			out[id] = append(list, c)
		}
	}
	return out, unknown
}

// unknownName stands for a name that is not known: its key, so that references to it meet, or a number.
func unknownName(v *template.Value, i int) string {
	if v.IsUnknown() && v.Key != "" {
		return v.Key
	}
	return fmt.Sprintf("{%d}", i)
}

type child struct {
	name, id string
	props    *template.Value
	at       source.Range
	made     string // id of the resource that makes it: itself, or its parent
	perhaps  bool   // whether that resource is made is not known
}

// parent is the id that an id stands under: of …/virtualNetworks/app/subnets/web that of app.
func parent(id string) string {
	i := strings.LastIndexByte(id, '/')
	if i < 0 {
		return ""
	}
	j := strings.LastIndexByte(id[:i], '/')
	if j < 0 {
		return ""
	}
	return id[:j]
}

func lowerNames(vs []*template.Value) []string {
	var out []string
	for _, v := range vs {
		out = append(out, strings.ToLower(v.String()))
	}
	sort.Strings(out)
	return out
}
