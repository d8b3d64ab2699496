package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/pattern"
)

// serveGateway gives the addresses of a gateway's BGP: of one instance the last that its subnet has, of two the fourth and the fifth.
// Source: Microsoft Learn, about BGP with VPN Gateway; Azure/azure-docs, vpn-gateway-bgp-overview.
func (s *Store) serveGateway(r *served) {
	var defaults []string
	var peers []any
	configs := objectsAt(r.body, "properties.ipConfigurations")
	for i, config := range configs {
		q := properties(config)
		if q["privateIPAllocationMethod"] == nil {
			q["privateIPAllocationMethod"] = "Dynamic"
		}
		prefix, known := s.subnet(textAt(config, "properties.subnet.id"))
		own := ""
		switch {
		case !known:
		case len(configs) > 1:
			own = nth(prefix, 4+i)
		default:
			own = nth(prefix, -1)
		}
		configID := r.id + "/ipConfigurations/" + textAt(config, "name")
		custom := []any{}
		for _, given := range objectsAt(r.body, "properties.bgpSettings.bgpPeeringAddresses") {
			if strings.EqualFold(textAt(given, "ipconfigurationId"), configID) {
				custom = append(custom, listAt(given, "customBgpIpAddresses")...)
			}
		}
		tunnels := []any{}
		if address := s.resources[key(textAt(config, "properties.publicIPAddress.id"))]; address != nil {
			tunnels = append(tunnels, textAt(address.body, "properties.ipAddress"))
		}
		defaults = append(defaults, own)
		peers = append(peers, Body{"ipconfigurationId": configID, "defaultBgpIpAddresses": []any{own}, "customBgpIpAddresses": custom, "tunnelIpAddresses": tunnels})
	}
	settings := asBody(at(r.body, "properties.bgpSettings"))
	if settings == nil {
		settings = Body{}
		put(r.body, "properties.bgpSettings", settings)
	}
	if settings["asn"] == nil {
		settings["asn"] = float64(65515)
	}
	if settings["peerWeight"] == nil {
		settings["peerWeight"] = float64(0)
	}
	settings["bgpPeeringAddress"] = strings.Join(defaults, ",")
	if textAt(r.body, "properties.gatewayType") == "Vpn" {
		settings["bgpPeeringAddresses"] = peers
	}
	if sku := asBody(at(r.body, "properties.sku")); sku != nil && sku["capacity"] == nil {
		sku["capacity"] = float64(2)
	}
}

// serveConnection says that a connection is there; whether it is connected only the other side knows.
func (s *Store) serveConnection(r *served) {
	p := properties(r.body)
	p["connectionStatus"] = "Unknown"
	p["ingressBytesTransferred"], p["egressBytesTransferred"] = float64(0), float64(0)
}

// serveCircuit makes the keys of a circuit. It is the provider who provisions it: SetProvisioned says that he has.
func (s *Store) serveCircuit(r *served) {
	r.keepOr("properties.serviceKey", keyOf(r.id, "serviceKey"))
	r.keepOr("properties.circuitProvisioningState", func() any { return "Enabled" })
	r.keepOr("properties.serviceProviderProvisioningState", func() any { return "NotProvisioned" })
	for _, a := range objectsAt(r.body, "properties.authorizations") {
		q := properties(a)
		if q["authorizationKey"] == nil {
			q["authorizationKey"] = keyOf(r.id+"/authorizations/"+textAt(a, "name"), "authorizationKey")()
		}
		if q["authorizationUseStatus"] == nil {
			q["authorizationUseStatus"] = "Available"
		}
	}
}

// SetProvisioned says that the provider of an ExpressRoute circuit has provisioned it. False where there is no such circuit.
func (s *Store) SetProvisioned(circuit string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.resources[key(circuit)]
	if r == nil || r.kind != azure.TypeCircuit {
		return false
	}
	body := clone(r.body)
	put(body, "properties.serviceProviderProvisioningState", "Provisioned")
	s.commit(r, body)
	return true
}

// translatesNothing tells whether a difference in what a VPN gateway translates is one that no connection's flows pass: of a rule that none of
// them uses, or of a gateway none of whose rules is in use.
// Source: Microsoft Learn, VPN Gateway FAQ: NAT is applied to connections with NAT rules.
func (s *Store) translatesNothing(d Difference) bool {
	gateway := s.resources[key(d.ID)]
	if gateway == nil {
		return false
	}
	used := func(rule string) bool { return len(s.users(nil, gateway.id+"/natRules/"+rule)) > 0 }
	if rule := natRuleName().FindStringSubmatch(d.Path); rule != nil {
		return !used(rule[1])
	}
	return d.Path == "properties.enableBgpRouteTranslationForNat" && !slices.ContainsFunc(objectsAt(gateway.body, "properties.natRules"), func(rule Body) bool {
		return used(textAt(rule, "name"))
	})
}

var natRuleName = pattern.Lazy(`^properties\.natRules\[([^\]]*)\]\.`)
