package topology

// The point-to-site clients of a VPN gateway are a site of their own, by the name <network>-vpnClients: it is behind the gateway alone, by its
// prefixes, as a site without BGP is. So whatever holds of sites holds of them: overlaps, routes, rules of firewalls, leaks.

// clientsName is the name of the clients of a network's gateway.
func clientsName(n *network) string { return string(n.id) + "-vpnClients" }

// hasClients tells whether the network's VPN gateway has clients that are counted.
func (n *network) hasClients() bool { return n.VPN != nil && n.VPN.Client != nil && n.VirtualWAN == "" }

// joinClients joins each gateway with its clients.
func (r *reading) joinClients() {
	for _, n := range r.networks {
		if !n.hasClients() || n.vpn == nil {
			continue
		}
		if s := r.siteOf[SiteID(clientsName(n))]; s != nil && s.clients == n {
			r.addLink(&gatewayLink{c: n.VPN.Client.Statement(clientsName(n)), near: n.vpn, site: s})
		}
	}
}
