package rehearsal

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// Exists puts a resource into the store that is there already, and of which nothing is known but what the body says: no rule about what
// stands in it, such as its gateways, refuses anything.
func (s *Store) Exists(id string, body Body) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.putNow(id, body); err != nil {
		return err
	}
	if r := s.resources[key(id)]; r != nil {
		r.assumed = true
	}
	return nil
}

// MadeBeside notes that a companion step has made a resource or a part that stands in the store: where neither a template nor such a step has it any
// more, it is left behind, whoever it belongs to.
func (s *Store) MadeBeside(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.resources[key(id)]; r != nil {
		r.beside = true
	} else if r := s.root(key(id)); r != nil {
		r.noteApart(id)
	}
}

// AssumeNamed puts into the store what the body of a resource names and is not there yet: of it nothing is known but that it is.
func (s *Store) AssumeNamed(id string, body Body) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := parsePlace(id)
	if !ok {
		return
	}
	eachReference(p.kind, id, body, func(target, _ string) { s.assume(target, nil, nil) })
}

// Assume puts into the store what templates name and none of them makes: the resource groups, networks, gateways and circuits that exist
// already. Of these nothing is known but that they are there, so no rule about what stands in them refuses anything. It returns their ids.
func (s *Store) Assume(deployments []Deployment) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := map[string]bool{}
	locations := map[string]string{}
	var named []string
	for _, d := range deployments {
		r := &run{store: s, deployment: d, out: &Result{}}
		for _, res := range d.reading().resources {
			if res.Unknown != "" || strings.EqualFold(res.Type, azure.TypeDeployment) {
				continue
			}
			id := r.id(res)
			p, ok := parsePlace(id)
			if !ok {
				continue
			}
			if !res.Existing {
				made[key(id)] = true
				eachPart(p.kind, id, asBody(r.value(id, "", res.Body)), func(_, part string, _ Body) { made[key(part)] = true })
			} else {
				named = append(named, id)
			}
			if p.group != "" {
				named = append(named, "/subscriptions/"+p.subscription+"/resourceGroups/"+p.group)
			}
			if p.parent() != "" {
				named = append(named, p.parent())
			}
			locations[groupKey(p)] = cmp.Or(res.Location, locations[groupKey(p)])
			eachReference(p.kind, id, asBody(r.value(id, "", res.Body)), func(target, _ string) { named = append(named, target) })
		}
	}
	slices.Sort(named)
	var out []string
	for _, id := range slices.Compact(named) {
		out = append(out, s.assume(id, made, locations)...)
	}
	return out
}

// assume puts one resource into the store, with the group and the resources that it stands in.
func (s *Store) assume(id string, made map[string]bool, locations map[string]string) []string {
	k := key(id)
	p, ok := parsePlace(id)
	if !ok || made[k] || s.exists(k) || p.kind == "" {
		return nil
	}
	var out []string
	if p.group != "" && p.kind != azure.TypeResourceGroup {
		out = append(out, s.assume("/subscriptions/"+p.subscription+"/resourceGroups/"+p.group, made, locations)...)
	}
	if p.parent() != "" {
		out = append(out, s.assume(p.parent(), made, locations)...)
	}
	location := cmp.Or(locations[groupKey(p)], "westeurope")
	if part := partOf(p.kind); part != nil {
		if parent := s.resources[key(p.parent())]; parent != nil && parent.assumed {
			body := clone(parent.body)
			put(body, part.Path, append(listAt(body, part.Path), Body{"name": p.name(), "properties": Body{}}))
			s.commit(parent, body)
		}
		return out
	}
	if p.parent() != "" && made[key(p.parent())] { // Azure makes it with what it stands in, such as the default table of a hub
		return out
	}
	if !strings.HasPrefix(p.kind, "Microsoft.Network/") && p.kind != azure.TypeResourceGroup {
		return out
	}
	body := Body{"location": location, "properties": Body{}}
	r := &resource{id: p.id, key: k, kind: p.kind, state: succeeded, assumed: true}
	if serve := services[p.kind]; serve != nil && p.kind != azure.TypeGateway {
		serve(s, &served{id: r.id, body: body, write: &write{}})
	}
	if p.kind == azure.TypeCircuit {
		put(body, "properties.serviceProviderProvisioningState", "Provisioned")
	}
	s.commit(r, body)
	return append(out, p.id)
}
