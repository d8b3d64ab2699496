package reachability

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// A tunnel with useLocalAzureIpAddress runs from the private address of its gateway over the private peering of a circuit that is connected with the
// same network or virtual hub: where no such circuit leads to its device, it is down.
// Source: Configure a Site-to-Site VPN connection over ExpressRoute private peering; ExpressRoute encryption: IPsec over ExpressRoute for Virtual WAN: the
// address of the device must be part of the prefixes that are advertised over the private peering.

// overCircuit reads whether a tunnel runs over a circuit.
func (r *connector) overCircuit(l *link, p *template.Value, device *template.Value, what string) {
	v := p.Get("useLocalAzureIpAddress")
	if r.notKnown(v, "useLocalAzureIpAddress of connection %q", what) {
		l.unknown = first(l.unknown, fmt.Sprintf("whether connection %q runs over a circuit is not known", what))
	}
	if !v.True() {
		return
	}
	l.private = true
	if a, err := netip.ParseAddr(device.String()); err == nil {
		l.device = a
	}
}

// deviceOf is the address of a link of a VPN site, or of its first one.
func (s *localGateway) deviceOf(link string) *template.Value {
	for _, one := range s.links {
		if link == "" || one.id == link {
			return one.address
		}
	}
	return nil
}

// carriers are the circuits' links that may carry a private tunnel: those of its network or hub that lead to its device, as far as that is known.
func (e *Estate) carriers(tunnel *link) []*link {
	var out []*link
	for _, l := range e.links {
		if l.circuit == "" || l.b != nil || l.a.net != tunnel.a.net {
			continue
		}
		leads := l.site == nil || !tunnel.device.IsValid() ||
			slices.ContainsFunc(l.advertises().Prefixes, func(p netip.Prefix) bool { return p.Contains(tunnel.device) })
		if leads {
			out = append(out, l)
		}
	}
	return out
}

// markUncarried notes private tunnels that no circuit carries: not in these templates.
func (e *Estate) markUncarried() {
	for _, l := range e.links {
		if l.private && len(e.carriers(l)) == 0 {
			l.unknown = first(l.unknown, fmt.Sprintf("connection %q runs over the private peering of a circuit, and which leads to its device is not in the %s",
				l.name, e.from))
		}
	}
}
