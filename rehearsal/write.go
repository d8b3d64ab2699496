package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// call is what is known of a request beside its place and its body.
type call struct {
	api       string // the version, "" for the type's own
	sync      bool   // syncRemoteAddressSpace
	force     bool   // of a deletion: what is in force is un-deployed first
	auxiliary []string
	remote    bool                       // it came by HTTP: it takes time, and tenants are told apart
	location  string                     // of the deployment
	secret    func(path, was, is string) // is told of a secret that is written as another one than before; nil where nobody asks
}

// write is one write on its way: checks read it, and what serves the type completes it.
type write struct {
	call
	place
	key      string
	root     string // key of the resource that is written, or whose part is
	old      Body   // of the resource or part, nil where there is none
	body     Body   // as it is to be; a part stands in rootBody
	rootBody Body
	rootKind string
	created  bool
}

// put writes a resource or a part. Only what Azure accepts changes the store.
func (s *Store) put(p place, given Body, c call) (*operation, *Refusal) {
	w := &write{call: c, place: p, key: key(p.id)}
	if r := s.receive(w, given); r != nil {
		return nil, r
	}
	if part := partOf(p.kind); part != nil {
		if !part.Written {
			return nil, refuse(codeMethod, p.kind)
		}
		return s.putPart(w, part, given)
	}
	given = byOldVersion(w, given)
	r := s.resources[w.key]
	w.root, w.rootKind, w.created = w.key, p.kind, r == nil
	var before map[string]string
	if r == nil {
		r = &resource{id: p.id, key: w.key, kind: p.kind}
	} else {
		w.old, before = r.body, r.secrets
	}
	var secrets map[string]string
	w.body, secrets = s.tables.merge(p.kind, w.old, given, before, w.secrets())
	w.rootBody = w.body
	if refusal := s.check(w); refusal != nil {
		return nil, refusal
	}
	r.secrets = secrets
	s.complete(w, r)
	return s.begin(w, r), nil
}

// keepsSubnets is the first version by which a network that is written without a list of subnets keeps them.
// Source: Azure/bicep-types-az#1687.
const keepsSubnets = "2023-11-01"

// byOldVersion is what is given as a version before keepsSubnets takes it: no list of subnets is an empty one.
func byOldVersion(w *write, given Body) Body {
	if w.kind == azure.TypeVirtualNetwork && w.api != "" && w.api < keepsSubnets && at(given, "properties.subnets") == nil {
		given = clone(given)
		put(given, "properties.subnets", []any{})
	}
	return given
}

// putPart writes a part: an item in the body of its parent.
func (s *Store) putPart(w *write, part *azure.Inline, given Body) (*operation, *Refusal) {
	parent := s.resources[key(w.parent())]
	if parent == nil {
		return nil, s.parentMissing(w.place)
	}
	w.root, w.rootKind = parent.key, parent.kind
	w.rootBody = clone(parent.body)
	list := listAt(w.rootBody, part.Path)
	i := slices.IndexFunc(list, func(item any) bool { return strings.EqualFold(textAt(asBody(item), "name"), w.name()) })
	if i >= 0 {
		w.old = clone(asBody(list[i]))
	}
	w.created = i < 0
	before, prefix := map[string]string{}, part.Path+"["+w.name()+"]."
	for path, secret := range parent.secrets {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			before[rest] = secret
		}
	}
	item, secrets := s.tables.merge(w.kind, w.old, given, before, w.secrets())
	item["name"] = w.name()
	if i >= 0 {
		item["name"] = w.old["name"]
		list[i] = item
	} else {
		list = append(list, item)
	}
	put(w.rootBody, part.Path, list)
	w.body = item
	if refusal := s.check(w); refusal != nil {
		return nil, refusal
	}
	if parent.secrets == nil {
		parent.secrets = map[string]string{}
	}
	for path := range before {
		delete(parent.secrets, prefix+path)
	}
	for path, secret := range secrets {
		parent.secrets[prefix+path] = secret
	}
	s.complete(w, parent)
	return s.begin(w, parent), nil
}

// receive is what Resource Manager itself asks of a write, before the service sees it.
func (s *Store) receive(w *write, given Body) *Refusal {
	p := w.place
	if scope := s.lockedBy(p.id, false); scope != "" {
		return refuse(codeScopeLocked, p.id, "write", scope)
	}
	if p.kind != azure.TypeResourceGroup && p.group != "" && s.resources[groupKey(p)] == nil {
		return refuse(codeNoGroup, p.group)
	}
	if p.parent() != "" && !s.exists(key(p.parent())) {
		return s.parentMissing(p)
	}
	location, _ := given["location"].(string)
	tracked := len(p.names) == 1 && (strings.HasPrefix(p.kind, "Microsoft.Network/") || p.kind == azure.TypeResourceGroup)
	if tracked && location == "" {
		return refuse(codeNoLocation)
	}
	if old := s.resources[w.key]; old != nil && !old.assumed && location != "" && !sameLocation(old.body["location"], location) && s.tables.hasFixedLocation(p.kind) {
		if p.kind == azure.TypeResourceGroup {
			return refuse(codeGroupLocation, location, old.body["location"])
		}
		return refuse(codeLocation, p.name(), old.body["location"], p.group, location)
	}
	return nil
}

func groupKey(p place) string {
	return key("/subscriptions/" + p.subscription + "/resourceGroups/" + p.group)
}

func (s *Store) parentMissing(p place) *Refusal {
	_, kind, _ := strings.Cut(p.kind, "/")
	return refuse(codeNoParent, kind, p.parent())
}

// check is what the service refuses.
func (s *Store) check(w *write) *Refusal {
	for _, check := range []func(*write) *Refusal{s.linked, s.busy, s.fixed, s.dangling, s.unprovisioned, s.ruled} {
		if r := check(w); r != nil {
			return r
		}
	}
	return nil
}

// linked refuses a write that names something of another tenant, without a token of that tenant.
func (s *Store) linked(w *write) *Refusal {
	if !w.remote || len(s.options.Tenants) == 0 {
		return nil
	}
	own := s.tenant(w.subscription)
	var found *Refusal
	eachReference(w.kind, w.id, w.body, func(target, _ string) {
		p, _ := parsePlace(target)
		other := s.tenant(p.subscription)
		if found == nil && other != own && !slices.Contains(w.auxiliary, other) {
			found = refuse(codeLinked, linkedAction(p.kind), w.id, own, p.subscription)
		}
	})
	return found
}

func linkedAction(kind string) string {
	if kind == azure.TypeVirtualNetwork {
		return kind + "/peer/action"
	}
	return kind + "/join/action"
}

// dangling refuses a write that names a resource of the network service which is not there.
func (s *Store) dangling(w *write) *Refusal {
	if !strings.HasPrefix(w.kind, "Microsoft.Network/") {
		return nil
	}
	own := map[string]bool{w.root: true}
	root := w.id
	if w.root != w.key {
		root = w.parent()
	}
	eachPart(w.rootKind, root, w.rootBody, func(_, id string, _ Body) { own[key(id)] = true })
	var found *Refusal
	eachReference(w.kind, w.id, w.body, func(target, from string) {
		k := key(target)
		own[k] = own[k] || strings.HasPrefix(k, w.root+"/") // what Azure makes in it: default rules of a security group
		if found == nil && !own[k] && !s.exists(k) && strings.HasPrefix(kindOf(target), "Microsoft.Network/") {
			found = refuse(codeReference, target, from)
		}
	})
	return found
}

// complete adds what Azure sets, and makes the body that of the resource.
func (s *Store) complete(w *write, r *resource) {
	show(w.rootKind, w.rootBody)
	if serve := services[w.rootKind]; serve != nil {
		serve(s, &served{id: r.id, old: r.body, body: w.rootBody, write: w})
	}
	r.state = succeeded
	if r.kind == azure.TypeVirtualHub && w.created && s.tables.rulesOf(r.kind).has("properties.routingState", azure.Ready) {
		r.routing = s.options.Routing
	}
	s.commit(r, w.rootBody)
	s.dropChildren(w)
	s.afterwards(w)
}

// keys are what a write makes of its secrets.
type keys struct {
	made  func() string
	other func(path, was, is string)
}

func (w *write) secrets() keys { return keys{w.made, w.secret} }

// made is a key that the service makes where none is given.
func (w *write) made() string { return "made by Azure: " + keyOf(w.id, "sharedKey")().(string) }
