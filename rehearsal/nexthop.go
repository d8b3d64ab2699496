package rehearsal

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/pattern"
)

// unanswered tells whether a difference in a route table gives a route the address of a next hop at which nothing answers. A route that is gone,
// and one that leads to no address, is none.
// Source: Microsoft Learn, virtual network traffic routing: traffic whose next hop does not answer is dropped.
func (s *Store) unanswered(d Difference) bool {
	name := routeName().FindStringSubmatch(d.Path)
	table := s.resources[key(d.ID)]
	if name == nil || table == nil {
		return true
	}
	for _, route := range objectsAt(table.body, "properties.routes") {
		if textAt(route, "name") == name[1] {
			a, err := netip.ParseAddr(textAt(route, "properties.nextHopIpAddress"))
			return err == nil && !s.answers(a)
		}
	}
	return false
}

var routeName = pattern.Lazy(`^properties\.routes\[([^\]]*)\]`)

// answering are the paths of the parts by which a resource has private addresses in a subnet, by types.
var answering = map[string]string{azure.TypeFirewall: "properties.ipConfigurations", azure.TypeLoadBalancer: "properties.frontendIPConfigurations",
	azure.TypeNetworkInterface: "properties.ipConfigurations"}

// answers tells whether something that the store has, or a machine that forwards, has an address.
func (s *Store) answers(address netip.Addr) bool {
	if slices.Contains(s.options.Forwarding, address) {
		return true
	}
	is := func(text string) bool {
		a, err := netip.ParseAddr(text)
		return err == nil && a == address
	}
	for _, r := range s.resources {
		path := answering[r.kind]
		if path == "" {
			continue
		}
		if is(textAt(r.body, "properties.hubIPAddresses.privateIPAddress")) {
			return true
		}
		for _, part := range objectsAt(r.body, path) {
			if is(textAt(part, "properties.privateIPAddress")) {
				return true
			}
		}
	}
	return false
}
