package topology

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// A VPN connection may say which side begins, when the other side counts as down, and what a policy-based device lets into the tunnel.
// Source: About VPN Gateway settings, connection mode; Connect VPN gateways to multiple on-premises policy-based VPN devices.

// tunnelOf is how the connections of a link are negotiated.
func (r *reading) tunnelOf(l *gatewayLink) Tunnel {
	out := Tunnel{DPDTimeoutSeconds: l.c.DPDTimeoutSeconds, Selectors: r.selectorsOf(l), Circuit: CircuitID(l.c.OverCircuit)}
	if l.c.ConnectionMode != defaultMode {
		out.Mode = l.c.ConnectionMode
	}
	return out
}

const defaultMode = "Default"

// selectorsOf are the traffic selectors of a link: those of the statement, else one of all that it joins. Azure itself would take the prefixes
// of the gateway's network alone, without its spokes.
func (r *reading) selectorsOf(l *gatewayLink) []TrafficSelector {
	if !l.c.PolicyBased || l.site == nil {
		return nil
	}
	var out []TrafficSelector
	for _, s := range l.c.TrafficSelectors {
		out = append(out, TrafficSelector{s.Local, s.Remote})
	}
	if out == nil {
		out = []TrafficSelector{{ipnet.IPv4(r.localPrefixes(l)), ipnet.IPv4(l.site.AddressSpace)}}
	}
	return out
}

// localPrefixes are those of the networks that a link joins with its site.
func (r *reading) localPrefixes(l *gatewayLink) []netip.Prefix {
	var out []netip.Prefix
	for _, n := range r.behindGateway(l.near.network) {
		if n.wan != nil {
			continue
		}
		out = append(out, n.AddressSpace...)
	}
	return ipnet.Sort(out)
}

func sameSelector(a, b schema.TrafficSelector) bool {
	return slices.Equal(a.Local, b.Local) && slices.Equal(a.Remote, b.Remote)
}
