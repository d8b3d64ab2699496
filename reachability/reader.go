package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
	"github.com/vnetloom/vnetloom/internal/source"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A reader makes an estate of resources, kind by kind.
type reader struct {
	e        *Estate
	byType   map[string][]*template.Resource // by type in lower case
	ipGroups map[string]*addrSet
	diags    diag.List
}

const provider = "microsoft.network/"

// notRead are the beginnings of the types that decide about paths and are not read.
var notRead = []string{"networkmanagers", "virtualhubs", "virtualwans", "expressroutegateways", "vpngateways", "vpnsites"}

// sort distributes the resources; of several with one id the last counts, as the last deployment would win.
func (r *reader) sort(res []template.Resource) {
	last := map[string]int{}
	for i := range res {
		x := &res[i]
		if x.ID == "" || x.Existing && x.Properties == nil {
			continue
		}
		if prev, ok := last[x.ID]; ok && res[prev].Deployment != x.Deployment && strings.HasPrefix(strings.ToLower(x.Type), provider) {
			r.diags.Add(codeTwice, diag.Diagnostic{Subject: x.At, Summary: fmt.Sprintf("%s %q is made by two deployments", kindWord(x.Type), x.Name),
				Related: []diag.Related{{Range: res[prev].At, Message: "and here"}}, Hint: "make it once; the later one is read"})
		}
		last[x.ID] = i
	}
	skipped := map[string]bool{}
	for i := range res {
		x := &res[i]
		kind := strings.ToLower(x.Type)
		short, ok := strings.CutPrefix(kind, provider)
		if !ok || x.Existing && x.Properties == nil {
			continue
		}
		if x.ID == "" {
			r.unknown(x.At, fmt.Sprintf("the name of a %s", kindWord(x.Type)), x.Unknown)
			continue
		}
		root, _, _ := strings.Cut(short, "/")
		if slices.Contains(notRead, root) {
			if !skipped[root] {
				skipped[root] = true
				r.diags.Add(codeNotRead, diag.Diagnostic{Subject: x.At, Summary: fmt.Sprintf("%s is not read, so paths through it are not seen", x.Type),
					Hint: "what is said of reachability holds for the rest of the templates"})
			}
			continue
		}
		if last[x.ID] == i {
			r.byType[short] = append(r.byType[short], x)
		}
	}
}

// placeOf is where a reader looks for a part of a resource: its name.
func placeOf(v *template.Value) source.Range {
	if name := v.Get("name"); name != nil {
		return name.At
	}
	return v.At
}

// kindWord is the last part of a type, for a reader: virtualNetworks.
func kindWord(kind string) string { return kind[strings.LastIndexByte(kind, '/')+1:] }

func (r *reader) unknown(at source.Range, what, why string) {
	d := diag.Diagnostic{Subject: at, Summary: what + " is not known", Hint: "give the parameter a value, or write it out: what depends on it is not judged"}
	if why != "" {
		d.Why = why
	}
	r.diags.Add(codeNotKnown, d)
}

// list are the items of a property, which may not be known.
func (r *reader) list(v *template.Value, what string) []*template.Value {
	if v.IsUnknown() {
		r.unknown(v.At, what, v.Text)
	}
	return v.List()
}

// prefixes reads a list of prefixes, and then a single one.
func (r *reader) prefixes(what string, many, one *template.Value) []netip.Prefix {
	var out []netip.Prefix
	items := append([]*template.Value(nil), r.list(many, what)...)
	if one != nil && one.Kind != template.Null {
		items = append(items, one)
	}
	for _, v := range items {
		if v.IsUnknown() {
			r.unknown(v.At, what, v.Text)
			continue
		}
		p, err := netip.ParsePrefix(v.String())
		if err != nil {
			r.unknown(v.At, what, fmt.Sprintf("%q is not an address prefix", v.String()))
			continue
		}
		if p = p.Masked(); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// address reads an address; the zero one where there is none or it is not known.
func address(v *template.Value) netip.Addr {
	a, err := netip.ParseAddr(v.String())
	if err != nil {
		return netip.Addr{}
	}
	return a
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

// children are the children of a type by the id of their parent: those in a property of it, and those that stand by
// themselves, which count where both are there.
func (r *reader) children(parentType, list, childType string) map[string][]child {
	out := map[string][]child{}
	for _, x := range r.byType[parentType] {
		for _, v := range r.list(x.Properties.Get(list), fmt.Sprintf("%s of %q", list, x.Name)) {
			name := v.Get("name").String()
			out[x.ID] = append(out[x.ID], child{name: name, id: x.ID + "/" + strings.ToLower(kindWord(childType)) + "/" + strings.ToLower(name), props: v.Get("properties"), at: placeOf(v)})
		}
	}
	for _, x := range r.byType[parentType+"/"+strings.ToLower(childType)] {
		id := parent(x.ID)
		c := child{name: kindWord(x.Name), id: x.ID, props: x.Properties, at: x.At}
		list := out[id]
		if i := slices.IndexFunc(list, func(o child) bool { return o.id == c.id }); i >= 0 {
			list[i] = c
		} else {
			out[id] = append(list, c)
		}
	}
	return out
}

type child struct {
	name, id string
	props    *template.Value
	at       source.Range
}
