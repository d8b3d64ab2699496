package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// A reader makes an estate of resources, kind by kind.
type reader struct {
	e         *Estate
	byType    map[string][]*template.Resource // by type in lower case
	ipGroups  map[string]*addrSet
	sites     map[string]*site   // by what leads there
	on        *template.Resource // the one that is being read
	reported  map[string]bool    // what was said not to be known, by resource and place
	diags     diag.List
	committed map[string][]*commit // by network manager
}

const provider = "microsoft.network/"

// notRead are the beginnings of the types that decide about paths and are not read.
var notRead = []string{"p2svpngateways", "networkvirtualappliances", "virtualrouters"}

// isRead are the types that are read.
var isRead = map[string]bool{"routetables": true, "routetables/routes": true, "networksecuritygroups": true, "networksecuritygroups/securityrules": true,
	"virtualnetworks": true, "virtualnetworks/subnets": true, "virtualnetworks/virtualnetworkpeerings": true, "ipgroups": true, "firewallpolicies": true,
	"firewallpolicies/rulecollectiongroups": true, "azurefirewalls": true, "loadbalancers": true, "networkinterfaces": true, "virtualnetworkgateways": true,
	"localnetworkgateways": true, "connections": true}

// sort distributes the resources; of several with one id the last counts, as the last deployment would win.
func (r *reader) sort(res []template.Resource) {
	last := map[string]int{}
	for i := range res {
		x := &res[i]
		if x.ID == "" || x.Existing && x.Properties == nil {
			continue
		}
		if prev, ok := last[x.ID]; ok && twoDeployments(&res[prev], x) && strings.HasPrefix(strings.ToLower(x.Type), provider) {
			r.diags.Add(codeTwice, diag.Diagnostic{Subject: x.At, Summary: fmt.Sprintf("%s %q is made by two deployments", kindWord(x.Type), x.Name),
				Related: []diag.Related{{Range: res[prev].At, Message: "the earlier one"}}, Why: "the later deployment replaces what the earlier one made, down to the subnets of a network", Hint: "make it in one of them, or read apart what goes to different resource groups; the later one is read"})
		}
		last[x.ID] = i
	}
	skipped := map[string]bool{}
	for i := range res {
		x := &res[i]
		kind := strings.ToLower(x.Type)
		short, ok := strings.CutPrefix(kind, provider)
		if strings.HasPrefix(kind, authorization) && x.ID != "" && last[x.ID] == i {
			r.byType[kind] = append(r.byType[kind], x)
		}
		if !ok || x.Existing && x.Properties == nil {
			continue
		}
		if x.ID == "" {
			r.unknown(x.At, fmt.Sprintf("the name of a %s", kindWord(x.Type)), x.Unknown)
			continue
		}
		root, _, _ := strings.Cut(short, "/")
		if isReadOfWAN[short] && r.routeServer(x, short) {
			r.byType[short] = append(r.byType[short], x)
			continue
		}
		if slices.Contains(notRead, root) || root == "virtualhubs" && !isReadOfWAN[short] {
			r.byType[short] = append(r.byType[short], x)
			if r.routeServer(x, short) {
				continue
			}
			if !skipped[root] {
				skipped[root] = true
				r.diags.Add(codeNotRead, diag.Diagnostic{Subject: x.At, Summary: fmt.Sprintf("%s %q is not read, and no other of its type", x.Type, x.Name),
					Why: "what it does to paths is not known: the rest is judged as if it were not there, but for the networks that it names"})
			}
			continue
		}
		if root == "networkmanagers" && !r.managerPart(x, short, skipped) {
			continue
		}
		if last[x.ID] == i {
			r.byType[short] = append(r.byType[short], x)
			r.readable(x, short)
		}
	}
}

// readable says of a resource that is read that nothing of it is known, or that it is not known whether it is made.
func (r *reader) readable(x *template.Resource, short string) {
	if !isRead[short] {
		return
	}
	r.on = x
	if x.Properties.IsUnknown() {
		r.notKnown(x.Properties, "what %s %q has", kindWord(x.Type), x.Name)
	}
	if x.Conditional {
		r.diags.Add(codeConditional, diag.Diagnostic{Subject: x.At, Summary: fmt.Sprintf("whether %s %q is made is not known, and it counts as made", kindWord(x.Type), x.Name),
			Why: "its condition, or that of its deployment, depends on what only the deployment knows", Hint: "give its value in a parameter file; with another value the network is another one"})
	}
}

// twoDeployments tells whether two resources are of different deployments: nested ones, or templates of their own.
func twoDeployments(a, b *template.Resource) bool {
	return a.Deployment != b.Deployment || a.Deployment == "" && a.At.File != b.At.File
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
	r.diags.Add(codeNotKnown, diag.Diagnostic{Subject: at, Summary: what + " cannot be told from the templates", Why: why, Hint: "give its value in a parameter file, or write it out; what depends on it is not judged"})
}

// refused reports a value that Azure would not take.
func (r *reader) refused(at source.Range, what, why string) {
	r.diags.Add(codeNotKnown, diag.Diagnostic{Subject: at, Summary: what + " cannot be read", Why: why, Hint: "correct it; what depends on it is not judged"})
}

// notMade reports a reference to what the templates do not make.
func (r *reader) notMade(at source.Range, what, counts string) {
	r.diags.Add(codeNotKnown, diag.Diagnostic{Subject: at, Summary: what + " is not in the templates", Why: counts, Hint: "give the template that makes it too, or correct the reference"})
}

// notKnown tells whether a value is not known, and says so once for a resource and a place: of all that is below an unknown
// value only the first.
func (r *reader) notKnown(v *template.Value, what string, args ...any) bool {
	if !v.IsUnknown() {
		return false
	}
	at := v.At
	if at.IsZero() {
		at = r.on.At
	}
	key := r.on.ID + " " + at.String()
	if v.At.IsZero() {
		key += fmt.Sprintf(what, args...)
	}
	if !r.reported[key] {
		r.reported[key] = true
		r.unknown(at, fmt.Sprintf(what, args...), v.Text)
	}
	return true
}

// malformed reports a text that is meant to be an address and is none; a name, such as a service tag's, is not.
func (r *reader) malformed(v *template.Value, what string, args ...any) {
	if v != nil && v.Kind == template.String && !isName(v.Text) {
		r.refused(v.At, fmt.Sprintf(what, args...), fmt.Sprintf("%q is not an address prefix", v.Text))
	}
}

// isName tells whether a text can be the name of a service tag: AzureCloud, Storage.WestEurope.
func isName(s string) bool {
	for i, c := range strings.ToLower(s) {
		if (c < 'a' || c > 'z') && (i == 0 || (c < '0' || c > '9') && !strings.ContainsRune("._-", c)) {
			return false
		}
	}
	return s != ""
}

// list are the items of a property, which may not be known.
func (r *reader) list(v *template.Value, what string) []*template.Value {
	if v.IsUnknown() {
		r.notKnown(v, "%s", what)
	}
	return v.List()
}

// prefixes reads a list of prefixes, and then a single one; and why not all are known.
func (r *reader) prefixes(what string, many, one *template.Value) ([]netip.Prefix, string) {
	var out []netip.Prefix
	unknown := ""
	if many.IsUnknown() {
		unknown = many.Text
	}
	items := append([]*template.Value(nil), r.list(many, what)...)
	if one != nil && one.Kind != template.Null {
		items = append(items, one)
	}
	for _, v := range items {
		if v.IsUnknown() && r.notKnown(v, "%s", what) {
			unknown = v.Text
			continue
		}
		p, err := netip.ParsePrefix(v.String())
		if err != nil {
			r.refused(v.At, what, fmt.Sprintf("%q is not an address prefix", v.String()))
			unknown = "it is not an address prefix"
			continue
		}
		if p = p.Masked(); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out, unknown
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
// themselves, which count where both are there; and why not all of a parent's are known.
func (r *reader) children(parentType, list, childType string) (map[string][]child, map[string]string) {
	out, unknown := map[string][]child{}, map[string]string{}
	for _, x := range r.byType[parentType] {
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
}
