package reachability

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// ClientsOf is what stands for the point-to-site clients of a VPN gateway in Site.Links, by the id of the gateway.
func ClientsOf(gateway string) string { return strings.ToLower(gateway) + "/vpnclientconfiguration" }

// clients reads the point-to-site clients of the VPN gateways: their addresses are behind the gateway as those of a site without BGP are.
// Source: About Point-to-Site VPN; About Point-to-Site VPN routing.
func (r *connector) clients() {
	for _, x := range r.of(azure.TypeGateway) {
		g := r.e.gateways[x.ID]
		if g == nil || !g.isVPN() {
			continue
		}
		r.on = x
		pool := x.Properties.Get("vpnClientConfiguration", "vpnClientAddressPool", "addressPrefixes")
		what := fmt.Sprintf("the addresses of the clients of gateway %q", x.Name)
		local := &localGateway{id: ClientsOf(x.ID), name: "clients of " + x.Name, at: x.At}
		if r.notKnown(x.Properties.Get("vpnClientConfiguration"), "the clients of gateway %q", x.Name) || r.notKnown(pool, "%s", what) {
			local.prefixesUnknown = what + " are not known"
		}
		for _, v := range pool.List() {
			p, err := netip.ParsePrefix(v.String())
			switch {
			case err == nil:
				local.prefixes = append(local.prefixes, p.Masked())
			case r.notKnown(v, "%s", what):
				local.prefixesUnknown = what + " are not known"
			default:
				r.refused(v.At, what, fmt.Sprintf("%q is not an address prefix", v.String()))
			}
		}
		if len(local.prefixes) == 0 && local.prefixesUnknown == "" {
			continue
		}
		local.site = r.sites[local.id]
		r.e.join(&link{id: local.id, name: local.name, a: g, local: local, site: local.site, at: x.At})
	}
}
