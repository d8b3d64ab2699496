package topology

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// ownPolicy tells whether the policy of the network's firewall is derived, and so has the settings that the intent gives.
func (n *network) ownPolicy() bool {
	return n.Firewall != nil && !n.Firewall.Existing && n.Firewall.Policy == ""
}

// dnsServersOf are the DNS servers that a firewall asks, nil for Azure DNS.
func dnsServersOf(f *schema.Firewall) []netip.Addr {
	if f.DNS == nil {
		return nil
	}
	return f.DNS.Servers
}

// proxiesDNS tells whether the firewall of the network answers DNS queries: as given, else where a network asks it.
func (r *reading) proxiesDNS(n *network) bool {
	if d := n.Firewall.DNS; d != nil && d.Proxy != nil {
		return *d.Proxy
	}
	return len(r.clientsOfDNS(n)) > 0
}

// clientsOfDNS are the networks that name the firewall of a network as a DNS server.
func (r *reading) clientsOfDNS(n *network) []*network {
	if n.wan != nil {
		return nil // Azure gives the firewall its address
	}
	address := n.firewallAddress()
	if !address.IsValid() {
		return nil
	}
	var out []*network
	for _, client := range r.networks {
		if slices.Contains(client.DNSServers, address) {
			out = append(out, client)
		}
	}
	return out
}
