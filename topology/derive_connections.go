package topology

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/schema"
)

// addConnections makes the local network gateways, the connections of both directions, and the secrets.
func (r *resolution) addConnections() {
	byKey := func(a, b *gatewayLink) int { return cmp.Compare(a.key(), b.key()) }
	for _, l := range slices.SortedStableFunc(slices.Values(r.links), byKey) {
		switch {
		case l.site != nil && l.site.clients != nil: // in the gateway's own row
		case l.near.network.wan != nil && l.far == nil:
			r.addHubLink(l)
		case l.circuit != nil && l.far != nil: // two gateways on a circuit: flags of the gateways, no resource
		case l.circuit != nil:
			r.addExpressRouteRow(l)
		case l.far != nil && l.far.network.wan != nil:
			r.addHubPairRows(l)
		case l.far != nil:
			r.addPairRows(l)
		default:
			r.addSiteRows(l)
		}
	}
}

func (r *resolution) connectionName(l *gatewayLink, n *network, remote string) string {
	return r.nameFor(schema.NamingField.Connection, n.home(), remote, l.statements())
}

// addSecret makes the key of a connection. One that is there already has its key.
func (r *resolution) addSecret(l *gatewayLink, id, description string, o Origin) SecretID {
	if r.isLinkThere(l) {
		return ""
	}
	o.Rule = "secret"
	r.topo.Secrets = append(r.topo.Secrets, Secret{ID: SecretID(id), Description: description, KeyName: l.c.KeyName, Origin: o})
	return SecretID(id)
}

// addPairRows makes the two connections of a network-to-network VPN: they share one key, and one policy.
func (r *resolution) addPairRows(l *gatewayLink) {
	o := l.origin("connection")
	a, b := l.near.network, l.far.network
	key := r.addSecret(l, fmt.Sprintf("sharedKey-%s-%s", a.id, b.id),
		fmt.Sprintf("Shared key of the VPN between %s and %s: any secret, the same on both sides.", a.id, b.id), o)
	for _, d := range [][2]*gatewayNode{{l.near, l.far}, {l.far, l.near}} {
		r.topo.Connections = append(r.topo.Connections, Connection{
			ID:       ConnectionID(d[0].ref() + ">" + d[1].ref()),
			Gateway:  GatewayID(d[0].ref()),
			Name:     r.connectionName(l, d[0].network, string(d[1].network.id)),
			Kind:     VNetToVNet,
			Remote:   GatewayID(d[1].ref()),
			BGP:      l.bgp,
			Secret:   key,
			Policy:   policyOf(l.c.IPsec),
			Existing: r.isLinkThere(l),
			Origin:   o,
		})
	}
}

func (r *resolution) addSiteRows(l *gatewayLink) {
	o := l.origin("connection")
	n, s := l.near.network, l.site
	local := LocalGateway{ID: localGatewayID(n, s), Network: n.id, Site: s.id, PublicAddress: s.VPN.PublicAddress, FQDN: s.VPN.FQDN,
		Existing: r.isLinkThere(l), Origin: o}
	local.Origin.Rule = "local network gateway"
	local.Origin.Statements = mergeStatements(local.Origin.Statements, []string{s.Path()})
	local.Name = cmp.Or(s.VPN.AzureName, r.nameOf(schema.NamingField.LocalGateway, n.home(), placeholders{"name": string(s.id)}))
	if l.bgp {
		local.ASN, local.BGPPeer = s.VPN.ASN, l.peerOf()
	} else {
		local.Prefixes = l.beforeNAT()
	}
	r.topo.LocalGateways = append(r.topo.LocalGateways, local)
	key := r.addSecret(l, fmt.Sprintf("sharedKey-%s-%s", n.id, s.id),
		fmt.Sprintf("Shared key of the VPN between %s and site %s: the one that the site's device has.", n.id, s.id), o)
	r.topo.Connections = append(r.topo.Connections, Connection{
		ID: ConnectionID(l.key()), Gateway: GatewayID(l.near.ref()), Name: r.connectionName(l, n, string(s.id)), Kind: IPsec, LocalGateway: local.ID,
		BGP: l.bgp, Secret: key, NATRules: l.usedNATRules(), Policy: policyOf(l.c.IPsec), Tunnel: r.tunnelOf(l), OwnBGP: l.customAddresses(),
		Existing: local.Existing, Origin: o,
	})
	r.addSession(l)
}

func (r *resolution) addExpressRouteRow(l *gatewayLink) {
	o := l.origin("connection")
	n, c := l.near.network, l.circuit
	row := Connection{
		ID:       ConnectionID(l.key()),
		Gateway:  GatewayID(l.near.ref()),
		Name:     r.connectionName(l, n, string(c.id)),
		Kind:     ExpressRoute,
		Circuit:  c.id,
		FastPath: l.c.FastPath, RoutingWeight: l.c.Weight,
		Existing: r.isLinkThere(l),
		Origin:   o,
	}
	if subscription := subscriptionOf(c.Circuit.ID); subscription != "" && r.isOtherSubscription(n, subscription) {
		row.Secret = r.addSecret(l, fmt.Sprintf("authorizationKey-%s-%s", c.id, n.id),
			fmt.Sprintf("Authorization key with which %s connects to circuit %s: from the circuit's owner.", n.id, c.id), o)
	}
	switch {
	case c.Circuit.ID != "" || n.Subscription == c.Subscription || row.Existing:
	case n.ownership() == External || r.tenant(n) != r.tenantOf[c.Subscription]: // no deployment can read it for them
		row.Secret = r.addSecret(l, fmt.Sprintf("authorizationKey-%s-%s", c.id, n.id),
			fmt.Sprintf("Key of the authorization %s of circuit %s, with which %s connects to it: who deploys the circuit reads it there.",
				authorizationName(n), c.id, n.id), o)
	default:
		row.Authorization = authorizationName(n)
	}
	r.topo.Connections = append(r.topo.Connections, row)
	r.addSession(l)
}

func policyOf(p *schema.IPsecPolicy) *IPsecPolicy {
	if p == nil {
		return nil
	}
	return &IPsecPolicy{IKEEncryption: p.IKEEncryption, IKEIntegrity: p.IKEIntegrity, DHGroup: p.DHGroup, IPsecEncryption: p.IPsecEncryption,
		IPsecIntegrity: p.IPsecIntegrity, PFSGroup: p.PFSGroup, SALifetimeSeconds: p.SALifetimeSeconds, SADataSizeKilobytes: p.SADataSizeKilobytes}
}
