package rehearsal

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// Load puts resources into the store as Azure has answered them: they are there, whatever a rule would have said of writing them. What they name
// and is not among them, such as the network interfaces on a subnet, is there too, and nothing is known of it. A list that is not held
// (template.Resource.Lacks), a body or children that Azure refused are noted: Unheld.
func (s *Store) Load(resources []template.Resource) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &run{store: New(Options{}), out: &Result{}} // an answer has nothing that only a deployment knows
	var named []reference
	if s.unheld == nil && len(resources) > 0 {
		s.unheld = &unheld{map[string]bool{}, map[string]map[string]string{}, map[string]map[string]string{}, map[string]string{}}
	}
	for _, res := range resources {
		if !s.unheld.take(&res) {
			if res.Lacks == "" {
				named = append(named, reference{target: res.ID})
			}
			continue
		}
		whole, _ := r.value("", "", res.Body).(Body)
		id := cmp.Or(textAt(whole, "id"), res.ID)
		p, ok := parsePlace(id)
		if !ok || p.kind == "" || p.list || s.resources[key(id)] != nil || !strings.HasPrefix(strings.ToLower(p.kind), "microsoft.network/") && azure.TypeOf(p.kind) == nil {
			continue
		}
		if part := partOf(p.kind); part != nil { // what stands in a body that is here
			continue
		}
		for name := range s.unheld.children[key(id)] {
			for k := range properties(whole) {
				if strings.EqualFold(k, name) {
					delete(properties(whole), k)
				}
			}
		}
		s.load(p, whole, &named)
	}
	slices.SortFunc(named, func(a, b reference) int {
		return cmp.Or(strings.Compare(a.target, b.target), strings.Compare(a.source, b.source))
	})
	for _, ref := range slices.Compact(named) {
		s.stand(ref)
	}
}

// load puts one resource into the store, and the peerings in its body as resources of their own. What others say of it goes to named.
func (s *Store) load(p place, body Body, named *[]reference) {
	for _, k := range []string{"id", "name", "type", "etag", "systemData", "virtualNetworkPeerings"} {
		delete(body, k)
	}
	eachPart(p.kind, p.id, body, func(kind, id string, item Body) {
		for _, k := range []string{"id", "type", "etag"} {
			delete(item, k)
		}
		s.backReferences(kind, id, item, named)
		if kind == azure.TypeSubnet {
			occupants(id, item, named)
		}
	})
	s.backReferences(p.kind, p.id, body, named)
	for _, item := range objectsAt(body, "properties.virtualNetworkPeerings") {
		half, ok := parsePlace(p.id + "/virtualNetworkPeerings/" + textAt(item, "name"))
		if ok && s.resources[key(half.id)] == nil {
			s.load(half, clone(item), named)
		}
	}
	if p.kind == azure.TypeVirtualNetwork {
		delete(properties(body), "virtualNetworkPeerings")
		for _, subnet := range objectsAt(body, "properties.subnets") { // one prefix is written in either way, and is the same
			if list := listAt(subnet, "properties.addressPrefixes"); len(list) == 1 && textAt(subnet, "properties.addressPrefix") == "" {
				put(subnet, "properties.addressPrefix", list[0])
				delete(properties(subnet), "addressPrefixes")
			}
		}
	}
	r := &resource{id: p.id, key: key(p.id), kind: p.kind, state: succeeded}
	if p.group != "" {
		*named = append(*named, reference{target: "/subscriptions/" + p.subscription + "/resourceGroups/" + p.group})
	}
	if p.parent() != "" {
		*named = append(*named, reference{target: p.parent()})
	}
	eachReference(p.kind, p.id, body, func(target, from string) { *named = append(*named, reference{target: target}) })
	show(p.kind, body)
	set := s.tables.rulesOf(p.kind)
	for _, d := range set.by[azure.Defaults] { // an answer of an older version leaves them out
		set.pairs(nil, body, d.steps, func(at pair) {
			if _, there := at.new[at.key]; at.new != nil && !there {
				at.new[at.key] = plain(d.Value)
			}
		})
	}
	if p.kind == azure.TypeVirtualNetwork {
		s.serveNetwork(&served{id: r.id, body: body, write: &write{}})
	}
	s.commit(r, body)
}

// backReferences takes from a body what Azure says there of others, and notes these with what they refer to.
func (s *Store) backReferences(kind, id string, body Body, named *[]reference) {
	for _, b := range azure.BackReferences {
		if b.Type != kind {
			continue
		}
		items := listAt(body, b.Path)
		if one, ok := at(body, b.Path).(Body); ok {
			items = []any{one}
		}
		for _, item := range items {
			if from := textAt(asBody(item), "id"); from != "" {
				*named = append(*named, reference{target: from, source: id})
			}
		}
		if holder, last, ok := strings.Cut(b.Path, "."); ok && !strings.Contains(last, ".") {
			delete(asBody(body[holder]), last)
		}
	}
}

// stand puts what is named into the store where it is not there: of it nothing is known but that it is there, and what uses it.
func (s *Store) stand(ref reference) {
	p, ok := parsePlace(ref.target)
	if !ok || p.list || p.kind == "" || s.exists(key(p.id)) {
		return
	}
	if !strings.HasPrefix(strings.ToLower(p.kind), "microsoft.network/") && p.kind != azure.TypeResourceGroup {
		return
	}
	inside := ref.source != "" && strings.HasPrefix(key(p.id), key(ref.source)+"/")
	for len(p.names) > 1 && !inside { // a part of something, such as a configuration of a network interface: the whole stands for it
		if p, ok = parsePlace(p.parent()); !ok || s.exists(key(p.id)) {
			return
		}
	}
	body := Body{"location": "westeurope", "properties": Body{}}
	if ref.source != "" {
		put(body, "properties.uses", []any{Body{"id": ref.source}})
	}
	if s.unheld.bodies[key(p.id)] == "" {
		s.unheld.bodies[key(p.id)] = "the export names it, and does not hold it"
	}
	s.commit(&resource{id: p.id, key: key(p.id), kind: p.kind, state: succeeded, assumed: true}, body)
}

// Take puts some resources of another store into this one as they are there, by ids in lower case, with the firewalls and gateways that stand on the
// subnets of the networks among them. They are there already, and no concern of templates. What stands there stays as it is here.
func (s *Store) Take(from *Store, ids map[string]bool) {
	from.mu.Lock()
	defer from.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := from.with(ids, withOf{tables: true, devices: true})
	for _, k := range sortedKeys(wanted) {
		if s.resources[k] != nil {
			continue
		}
		copied := *wanted[k]
		copied.op, copied.refs, copied.parts, copied.assumed = nil, nil, nil, true
		s.commit(&copied, copied.body)
	}
}

// With are some resources, by ids in lower case, and what they name but for other networks: policies with their groups of rules, IP groups, public
// addresses; with tables also the tables and security groups on the subnets of the networks among them.
func (s *Store) With(ids map[string]bool, tables bool) map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]bool{}
	for k := range s.with(ids, withOf{tables: tables}) {
		out[k] = true
	}
	return out
}

// withOf is what of networks is with them: what their subnets name, and the firewalls and gateways that stand on them.
type withOf struct{ tables, devices bool }

func (s *Store) with(ids map[string]bool, of withOf) map[string]*resource {
	wanted := map[string]*resource{}
	var want func(r *resource)
	want = func(r *resource) {
		if r == nil || wanted[r.key] != nil {
			return
		}
		wanted[r.key] = r
		for _, ref := range r.refs { // what it names, but for other networks
			if r.kind == azure.TypeVirtualNetwork && !of.tables {
				break
			}
			if named := s.root(ref.target); named != nil && named.kind != azure.TypeVirtualNetwork {
				want(named)
			}
		}
		switch {
		case of.devices && r.kind == azure.TypeVirtualNetwork:
			for _, part := range r.parts {
				for _, ref := range s.users(nil, part) {
					if root := s.resources[ref.root]; root != nil && standing[root.kind] {
						want(root)
					}
				}
			}
		case r.kind == azure.TypeFirewallPolicy:
			for _, k := range s.below(r.key) {
				want(s.resources[k])
			}
		}
	}
	for k := range ids {
		want(s.resources[k])
	}
	return wanted
}

// standing are the types that stand on the subnets of a network and through which its traffic goes.
var standing = map[string]bool{azure.TypeGateway: true, azure.TypeFirewall: true, azure.TypeLoadBalancer: true}
