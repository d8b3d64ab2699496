package reachability

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
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
	reported  map[string]bool    // what was reported not to be known, by resource and place
	diags     diag.List
	committed map[string][]*commit         // by network manager
	lacking   map[string]map[string]string // by type in lower case and subscription: why a list of what is deployed is not held
}

// sort distributes the resources; of several with one id the last counts, as the last deployment would win.
func (r *reader) sort(res []template.Resource) {
	last := map[string]int{}
	for i := range res {
		x := &res[i]
		if x.Lacks != "" {
			r.lack(x)
		}
		if x.ID == "" || x.Lacks != "" || x.Existing && x.Properties == nil {
			continue
		}
		if prev, ok := last[x.ID]; ok && !res[prev].Deployed && twoDeployments(&res[prev], x) && ofNetworking(x) {
			r.diags.Add(codeTwice, diag.Diagnostic{
				Subject: x.At,
				Summary: fmt.Sprintf("%s %q is created by two deployments", kindWord(x.Type), x.Name),
				Related: []diag.Related{{Range: res[prev].At, Message: "the earlier deployment"}},
				Why:     "the later deployment replaces what the earlier one created, down to the subnets of a network",
				Hint:    "create it in one of them, or verify templates for different resource groups separately; the later one is used",
			})
		}
		last[x.ID] = i
	}
	reported := map[string]bool{}
	for i := range res {
		x := &res[i]
		if x.Lacks != "" || x.Existing && x.Properties == nil {
			continue
		}
		if x.ID == "" {
			if ofNetworking(x) {
				r.unknown(x.At, fmt.Sprintf("the name of a %s", kindWord(x.Type)), x.Unknown)
			}
			continue
		}
		kind := strings.ToLower(x.Type)
		switch how := howRead(kind); {
		case how == passedOver:
		case how == ofManager:
			r.managerPart(x, reported)
		case how == notRead:
			r.byType[kind] = append(r.byType[kind], x)
			r.sayNotRead(x, reported)
		case r.routeServer(x):
			r.byType[kind] = append(r.byType[kind], x)
		case last[x.ID] == i:
			r.byType[kind] = append(r.byType[kind], x)
			if how == readIfMade {
				r.readable(x)
			}
		}
	}
}

// ofNetworking tells the types of networking from all others.
func ofNetworking(x *template.Resource) bool {
	return len(x.Type) > len(azure.Provider) && strings.EqualFold(x.Type[:len(azure.Provider)], azure.Provider)
}

// sayNotRead reports what decides about paths and is not read, once for a type and its children.
func (r *reader) sayNotRead(x *template.Resource, reported map[string]bool) {
	namespace, rest, _ := strings.Cut(strings.ToLower(x.Type), "/")
	root, _, _ := strings.Cut(rest, "/")
	if reported[namespace+root] {
		return
	}
	reported[namespace+root] = true
	r.diags.Add(codeNotRead, diag.Diagnostic{
		Subject: x.At,
		Summary: fmt.Sprintf("%s is not supported: %q and others of this type are ignored", x.Type, x.Name),
		Why:     "its effect on paths is not known: the rest is checked without it, and paths between networks that it may join stay undecided",
	})
}

// readable says of a resource that is read that nothing of it is known, or that it is not known whether it is made.
func (r *reader) readable(x *template.Resource) {
	r.on = x
	if x.Properties.IsUnknown() {
		r.notKnown(x.Properties, "the content of %s %q", kindWord(x.Type), x.Name)
	}
	if x.Conditional {
		r.diags.Add(codeConditional, diag.Diagnostic{
			Subject: x.At,
			Summary: fmt.Sprintf("whether %s %q is created is not known; vnetloom assumes that it is", kindWord(x.Type), x.Name),
			Why:     "its condition, or that of its deployment, depends on a value that is known only at deployment",
			Hint:    "give the value in a parameter file; another value may give another network",
		})
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
	r.diags.Add(codeNotKnown, diag.Diagnostic{
		Subject: at,
		Summary: fmt.Sprintf("%s is not known from the %s", what, r.e.from),
		Why:     why,
		Hint:    r.e.from.add("give its value in a parameter file, or write it as a literal; what depends on it is not checked", "export it too; what depends on it is not checked"),
	})
}

// refused reports a value that Azure would not take.
func (r *reader) refused(at source.Range, what, why string) {
	r.diags.Add(codeNotKnown, diag.Diagnostic{
		Subject: at,
		Summary: what + " is not valid",
		Why:     why,
		Hint:    "correct it; what depends on it is not checked",
	})
}

// notMade reports a reference to what the templates do not make.
func (r *reader) notMade(at source.Range, what, counts string) {
	r.diags.Add(codeNotKnown, diag.Diagnostic{
		Subject: at,
		Summary: fmt.Sprintf("%s is not in the %s", what, r.e.from),
		Why:     counts,
		Hint:    r.e.from.add("add the template that creates it, or correct the reference", "export the subscription that has it too"),
	})
}

// elsewhere notes a reference to a network or a gateway that may well be made by others: what is joined to it is not known.
func (r *reader) elsewhere(at source.Range, what, counts string) {
	r.notMade(at, what, counts)
	r.diags[len(r.diags)-1].Severity = diag.Note
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
			r.diags.Add(codeNoPrefix, diag.Diagnostic{
				Subject: v.At,
				Summary: what + " is not valid",
				Why:     fmt.Sprintf("%q is not an address prefix: Azure refuses it", v.String()),
				Hint:    "correct it; what depends on it is not checked",
			})
			unknown = "it is not an address prefix"
			continue
		}
		r.hostBits(v, what, p)
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
