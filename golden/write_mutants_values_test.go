package golden_test

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// another puts another value of the same kind at a place: of an id one of a resource of the same type, which the golden has.
func another(g *ground, p spot) bool {
	switch v := p.value().(type) {
	case bool:
		p.in[p.key] = !v
	case float64:
		p.in[p.key] = v + 1
	case string:
		if prefix, err := netip.ParsePrefix(v); err == nil {
			p.in[p.key] = netip.PrefixFrom(prefix.Addr(), prefix.Bits()+1).String()
			break
		}
		if !strings.HasPrefix(v, "/") {
			p.in[p.key] = v + "x"
			break
		}
		p.in[p.key] = g.otherID(v)
	case []any:
		if len(v) == 0 {
			p.in[p.key] = []any{object{"name": "of-the-template", "properties": object{}}}
			break
		}
		if _, words := v[0].(string); words {
			p.in[p.key] = v[1:]
			if len(v) == 1 {
				p.in[p.key] = []any{"3"}
			}
			break
		}
		return another(g, spot{object{"": v[0]}, ""})
	case object:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if k != "name" && another(g, spot{v, k}) {
				return true
			}
		}
		return false
	default:
		p.in[p.key] = "of the template"
	}
	return true
}

// canonicalType is a type in the letters of the tables.
func canonicalType(kind string) string {
	for _, part := range azure.Inlines {
		if strings.EqualFold(part.Type, kind) {
			return part.Type
		}
	}
	return kind
}

// copySuffix ends the name of a resource that is made by hand as a copy of another.
const copySuffix = "-copy"

// copiesIn makes the copies that a body names.
func copiesIn(body object) func(s *rehearsal.Store) error {
	return func(s *rehearsal.Store) error {
		ids := map[string]bool{}
		idsIn(body, ids)
		for id := range ids {
			at := strings.Index(id, copySuffix)
			if at < 0 {
				continue
			}
			of, there := s.Get(id[:at])
			if !there {
				continue
			}
			if err := s.Put(id[:at+len(copySuffix)], object(of)); err != nil {
				return err
			}
		}
		return nil
	}
}

// otherID is the id of another resource or part of the same type, of a copy where there is none.
func (g *ground) otherID(id string) string {
	kind := canonicalType(kindOfID(id))
	all := map[string]bool{}
	for _, o := range g.outputs {
		all[o.ID] = true
		idsIn(o.Body, all)
		for _, part := range azure.InlinesOf(o.Type) {
			for _, p := range spots(o.Body.(object), part.Path+"[].name", false) {
				if name, ok := p.value().(string); ok {
					all[o.ID+"/"+part.Segment()+"/"+name] = true
				}
			}
		}
	}
	for _, other := range slices.Sorted(maps.Keys(all)) {
		if !strings.EqualFold(other, id) && strings.EqualFold(kindOfID(other), kind) {
			if _, there := g.store.Get(other); there {
				return other
			}
		}
	}
	part := azure.InlineOf(kind)
	if part == nil {
		return id + copySuffix
	}
	at := strings.LastIndex(strings.ToLower(id), "/"+strings.ToLower(part.Segment())+"/")
	return id[:at] + copySuffix + id[at:]
}

// sample is a value that somebody sets by hand.
func sample(b *azure.Behavior) func(any) any {
	key := b.Path[strings.LastIndexByte(b.Path, '.')+1:]
	return func(now any) any {
		switch key {
		case "bgpPeeringAddresses":
			list, _ := copied(now).([]any)
			for _, item := range list {
				item.(object)["customBgpIpAddresses"] = []any{"169.254.21.9"}
			}
			return list
		case "bgpSettings":
			return object{"asn": 65010.0, "peerWeight": 7.0}
		case "natRules", "peerings", "authorizations", "connections", "expressRouteConnections":
			return []any{object{"name": "by-hand", "properties": object{}}}
		case "tags":
			return object{"by": "hand"}
		case "routingConfiguration":
			o, _ := copied(now).(object)
			if o == nil {
				o = object{}
			}
			o["by"] = "hand"
			return o
		case "peerWeight":
			return 7.0
		}
		switch now := now.(type) {
		case bool:
			return !now
		case float64:
			return now + 1
		case string:
			return now + "x"
		case []any:
			return []any{object{"name": "by-hand", "properties": object{}}}
		}
		return object{"by": "hand"}
	}
}
