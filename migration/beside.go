package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// coexistingASN is that which a VPN gateway has beside an ExpressRoute gateway.
// Source: Microsoft Learn, configure ExpressRoute and site-to-site coexisting connections: the ASN must be 65515.
const coexistingASN = 65515

// A beside is a VPN gateway with another ASN than 65515 beside an ExpressRoute gateway, for a time: neither network has the two.
type beside struct {
	vpn, circuits string // ids
	asn           int64
	since, until  string // steps; until is "" where they still stand beside each other
}

// besideIn are the gateways that stand so in a store, by the id of the VPN gateway.
func besideIn(s *rehearsal.Store) map[string]beside {
	type gateway struct {
		id, subnet string
		asn        int64
	}
	var vpn []gateway
	circuits := map[string]string{} // by subnet
	for _, id := range s.IDs() {
		if kindOf(id) != azure.TypeGateway {
			continue
		}
		body, _ := s.Get(id)
		properties, _ := body["properties"].(rehearsal.Body)
		subnet := ""
		for _, item := range anyList(properties["ipConfigurations"]) {
			config, _ := item.(rehearsal.Body)
			of, _ := config["properties"].(rehearsal.Body)
			at, _ := of["subnet"].(rehearsal.Body)
			subnet, _ = at["id"].(string)
		}
		bgp, _ := properties["bgpSettings"].(rehearsal.Body)
		asn, _ := bgp["asn"].(float64)
		switch kind, _ := properties["gatewayType"].(string); {
		case subnet == "":
		case strings.EqualFold(kind, "ExpressRoute"):
			circuits[lower(subnet)] = id
		case properties["enableBgp"] == true && asn != coexistingASN && asn != 0:
			vpn = append(vpn, gateway{id, lower(subnet), int64(asn)})
		}
	}
	out := map[string]beside{}
	for _, g := range vpn {
		if other := circuits[g.subnet]; other != "" {
			out[lower(g.id)] = beside{vpn: g.id, circuits: other, asn: g.asn}
		}
	}
	return out
}

// noteBeside notes which gateways stand beside each other after a step, and which do so no more.
func (b *builder) noteBeside(step string) {
	now := besideIn(b.store)
	for i := range b.besides {
		if x := &b.besides[i]; x.until == "" {
			if _, still := now[lower(x.vpn)]; !still {
				x.until = step
			}
			delete(now, lower(x.vpn))
		}
	}
	atRest := func(key string) bool {
		_, before := besideIn(b.start)[key]
		_, after := besideIn(b.target)[key]
		return before || after
	}
	for key, x := range now {
		if !atRest(key) {
			x.since = step
			b.besides = append(b.besides, x)
		}
	}
	slices.SortStableFunc(b.besides, func(x, y beside) int { return strings.Compare(x.since+x.vpn, y.since+y.vpn) })
}

// sayBesides warns of these: the check of an intent does, and neither intent has them.
func (b *builder) sayBesides() {
	for _, x := range b.besides {
		b.found(codeBeside, diag.Diagnostic{
			Summary: fmt.Sprintf("%s with ASN %d stands beside %s after step %s, until %s", Brief(x.vpn), x.asn, Brief(x.circuits), x.since, x.until),
			Why: fmt.Sprintf("Microsoft's article on coexisting gateways says that the ASN of the VPN gateway must be %d for the two to work together: "+
				"tunnels with BGP, or the circuit, may be down meanwhile", coexistingASN),
			Hint: fmt.Sprintf("give the VPN gateway `asn: %d` by an intent between the two first; or run these steps right one after the other", coexistingASN)}, x.vpn, x.circuits)
	}
}
