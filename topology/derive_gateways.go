package topology

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

func (r *resolution) addGateways() {
	for _, n := range r.networks {
		if n.wan != nil {
			r.addHubGateways(n)
			continue
		}
		if n.VPN != nil {
			r.addVPNGateway(n)
		}
		if n.ExpressRoute != nil {
			r.addExpressRouteGateway(n)
		}
	}
}

func (r *resolution) addVPNGateway(n *network) {
	v := n.VPN
	o := Origin{Range: n.VPN.Range(), Statements: []string{n.Path()}, Rule: "gateway"}
	g := Gateway{ID: GatewayID(n.vpn.ref()), Network: n.id, Name: r.partName(schema.NamingField.VPNGateway, n, v.AzureName), SKU: v.SKU,
		Generation: vpnGeneration(v.SKU), ASN: v.ASN, ActiveActive: v.ActiveActive, PrivateAddress: n.vpn.privateAddress(), Existing: v.Existing, Origin: o}
	if !v.Existing {
		zones := r.zones(n, v.Zones)
		if v.SKU == "Basic" {
			zones = nil // no zones: its name has no AZ
		}
		g.PublicAddresses = r.addPublicAddresses(n, string(g.ID), g.Name, n.vpn.instances(), zones, o)
	}
	r.addClients(&g, n)
	g.NAT = natOf(v, v.ASN != 0)
	if a := v.APIPA; a != nil {
		g.APIPA = [][]netip.Addr{a.First}
		if len(a.Second) > 0 {
			g.APIPA = append(g.APIPA, a.Second)
		}
	}
	if l := n.defaultSite; l != nil && l.site != nil && !l.bgp {
		g.DefaultSite = localGatewayID(n, l.site)
	}
	r.topo.Gateways = append(r.topo.Gateways, g)
}

// addClients adds the point-to-site clients of a gateway, with the secret of their RADIUS server.
func (r *resolution) addClients(g *Gateway, n *network) {
	c := n.VPN.Client
	if c == nil {
		return
	}
	g.CustomRoutes = n.VPN.CustomRoutes
	g.Clients = &VPNClients{Site: SiteID(clientsName(n)), AddressSpace: c.AddressSpace, Protocols: c.Protocols}
	if c.Entra != nil {
		g.Clients.Tenant, g.Clients.Audience = c.Entra.Tenant, c.Entra.Audience
	}
	if c.Certificates != nil {
		g.Clients.Roots, g.Clients.Revoked = c.Certificates.Roots, c.Certificates.Revoked
	}
	if c.RADIUS != nil && !g.Existing {
		o := Origin{Range: c.RADIUS.Range(), Statements: []string{c.Path()}, Rule: "secret"}
		g.Clients.RADIUS, g.Clients.RADIUSSecret = c.RADIUS.Server, SecretID("radiusSecret-"+string(n.id))
		r.topo.Secrets = append(r.topo.Secrets, Secret{ID: g.Clients.RADIUSSecret, KeyName: c.RADIUS.KeyName, Origin: o,
			Description: fmt.Sprintf("Secret of the RADIUS server that the VPN gateway of %s asks: the one that the server has.", n.id)})
	}
}

func (r *resolution) addExpressRouteGateway(n *network) {
	e := n.ExpressRoute
	o := Origin{Range: n.ExpressRoute.Range(), Statements: []string{n.Path()}, Rule: "gateway"}
	g := Gateway{
		ID:           GatewayID(n.expressRoute.ref()),
		Network:      n.id,
		ExpressRoute: true,
		Name:         r.partName(schema.NamingField.ExpressRouteGateway, n, e.AzureName),
		SKU:          e.SKU,
		Existing:     e.Existing,
		Origin:       o,
	}
	for _, l := range n.expressRoute.links {
		g.RemoteNetworks = g.RemoteNetworks || l.c.NetworkToNetwork
		g.VirtualWANs = g.VirtualWANs || l.c.VirtualWAN
	}
	r.topo.Gateways = append(r.topo.Gateways, g)
}

// localGatewayID is the ID of a site as the VPN gateway of a network sees it.
func localGatewayID(n *network, s *site) LocalGatewayID {
	return LocalGatewayID(string(n.id) + "/" + string(s.id))
}

// vpnGeneration is the generation that a SKU is made in: Basic and VpnGw1AZ exist in the first only; the second has more throughput.
// Source: VPN Gateway, gateway SKUs by tunnel, connection, and throughput; Azure/Enterprise-Scale#504
// (VirtualNetworkGatewaySkuCannotBeCreatedForSpecifiedVmGeneration).
func vpnGeneration(sku string) int {
	if sku == "Basic" || strings.HasPrefix(sku, "VpnGw1") {
		return 1
	}
	return 2
}

// zones are the zones as given, else all three where the location has zones.
func (r *resolution) zones(n *network, given []int) []int {
	if given != nil {
		return given
	}
	if r.in.Locations[n.Location].Zones {
		return []int{1, 2, 3}
	}
	return nil
}

func (r *resolution) addPublicAddresses(n *network, owner, ownerName string, count int, zones []int, o Origin) []PublicAddressID {
	var ids []PublicAddressID
	for i := 1; i <= count; i++ {
		suffix := ""
		if i > 1 {
			suffix = fmt.Sprintf("-%d", i)
		}
		id := PublicAddressID(fmt.Sprintf("%s#%d", owner, i))
		r.addPublicAddress(n, id, ownerName+suffix, zones, o)
		ids = append(ids, id)
	}
	return ids
}

func (r *resolution) addPublicAddress(n *network, id PublicAddressID, name string, zones []int, o Origin) {
	o.Rule = "public address"
	r.topo.PublicAddresses = append(r.topo.PublicAddresses, PublicAddress{
		ID:      id,
		Network: n.id,
		Name:    r.nameOf(schema.NamingField.PublicAddress, n.home(), placeholders{"name": name}),
		Zones:   zones,
		Origin:  o,
	})
}

// addHubGateways makes the gateways of a virtual hub, of one scale unit unless the intent says more.
func (r *resolution) addHubGateways(n *network) {
	units := func(given int) int { return max(given, 1) }
	if v := n.VPN; v != nil {
		o := Origin{Range: n.VPN.Range(), Statements: []string{n.Path()}, Rule: "gateway"}
		r.topo.HubGateways = append(r.topo.HubGateways, HubGateway{
			ID:         GatewayID(string(n.id) + "/vpnGateway"),
			Hub:        n.id,
			Name:       r.partName(schema.NamingField.VPNGateway, n, v.AzureName),
			ScaleUnits: units(v.ScaleUnits),
			NAT:        natOf(v, true),
			Existing:   v.Existing,
			Origin:     o,
		})
	}
	if e := n.ExpressRoute; e != nil {
		o := Origin{Range: n.ExpressRoute.Range(), Statements: []string{n.Path()}, Rule: "gateway"}
		r.topo.HubGateways = append(r.topo.HubGateways, HubGateway{
			ID:             GatewayID(string(n.id) + "/expressRouteGateway"),
			Hub:            n.id,
			ExpressRoute:   true,
			Name:           r.partName(schema.NamingField.ExpressRouteGateway, n, e.AzureName),
			ScaleUnits:     units(e.ScaleUnits),
			Existing:       e.Existing,
			NonVirtualWANs: n.meetsNetworks(),
			Origin:         o,
		})
	}
}
