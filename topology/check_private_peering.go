package topology

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// checkPrivatePeering holds tunnels over circuits to what Azure has them for, and to what keeps them encrypted in both directions.
// Sources: Configure a Site-to-Site VPN connection over ExpressRoute private peering; ExpressRoute encryption: IPsec over ExpressRoute for Virtual WAN.
func checkPrivatePeering(r *reading) {
	for _, l := range r.links {
		if l.circuit == nil && r.circuitOf[CircuitID(l.c.OverCircuit)] != nil && r.acceptOverCircuit(l) {
			r.checkEncrypted(l, l.carrier())
		}
	}
}

// acceptOverCircuit: the tunnel has a device, a gateway with zones, and a circuit that leads there.
func (r *reading) acceptOverCircuit(l *gatewayLink) bool {
	n := l.near.network
	at := l.c.At(schema.ConnectionField.OverCircuit)
	refuse := func(summary, why, hint string, related ...diag.Related) bool {
		if !r.reported("over circuit " + summary) {
			r.report(codeOverCircuit, diag.Diagnostic{Summary: summary, Subject: at, Related: related, Why: why, Hint: hint})
		}
		return false
	}
	if l.site == nil {
		return refuse(fmt.Sprintf("%q runs over a circuit, and it joins the gateways of %q and %q", l.c.Name, n.id, l.far.network.id),
			"the private peering leads to the devices of sites: gateways reach each other over the internet, or over peerings", "remove `overCircuit`")
	}
	carrier := l.carrier()
	if carrier == nil {
		return refuse(fmt.Sprintf("%q runs over circuit %q, and nothing joins %q with that circuit", l.c.Name, l.c.OverCircuit, n.id),
			"the tunnel needs a working circuit that is linked to the network, or virtual hub, of the VPN gateway",
			fmt.Sprintf("join them: `{kind: expressRoute, circuit: %s, members: %s}`", l.c.OverCircuit, n.id))
	}
	if v := n.VPN; n.wan == nil && !v.Existing && (!strings.HasSuffix(v.SKU, "AZ") || v.Zones == nil && !r.in.Locations[n.Location].Zones) {
		return refuse(fmt.Sprintf("%q runs over a circuit, and the VPN gateway of %q is a %s without zones", l.c.Name, n.id, v.SKU),
			"private addresses are for VpnGw1AZ to VpnGw5AZ, with a standard public address in one or more zones",
			"use a SKU that ends with AZ, in a region with zones",
			diag.Related{Range: v.Range(), Message: "the gateway"})
	}
	device := l.site.VPN.PublicAddress
	behind := carrier.leadsTo()
	if device.IsValid() && behind != nil && !ipnet.ContainedInAny(carrier.advertises(), netip.PrefixFrom(device, device.BitLen())) {
		return refuse(fmt.Sprintf("the device %s of site %q is in no prefix that site %q advertises over circuit %q",
			device, l.site.id, behind.id, l.c.OverCircuit),
			"the gateway reaches the device over the private peering: its address must be part of the prefixes that are advertised there",
			fmt.Sprintf("use the address of the device behind the circuit, or add its prefix to %q", behind.id),
			diag.Related{Range: l.site.VPN.Range(), Message: "the device"})
	}
	return true
}

// checkEncrypted: what the tunnel is for goes through it, and not past it over the circuit; and the device is not reached through its own tunnel.
func (r *reading) checkEncrypted(l, carrier *gatewayLink) {
	report := func(summary, why, hint string) {
		if !r.reported("encrypted " + summary) {
			r.report(codeNotEncrypted, diag.Diagnostic{Summary: summary, Subject: l.c.At(schema.ConnectionField.OverCircuit),
				Related: []diag.Related{{Range: carrier.c.KeyRange(), Message: "the circuit's connection"}}, Why: why, Hint: hint})
		}
	}
	device := l.site.VPN.PublicAddress
	for _, p := range l.advertises() {
		if device.IsValid() && p.Contains(device) {
			report(fmt.Sprintf("%s, which comes through the tunnel %q, holds the address %s of its own device", p, l.c.Name, device),
				"the gateway would send the tunnel's packets into the tunnel",
				"advertise over the tunnel, or give its site, only what is behind the device (`bgp: {advertise: …}`)")
		}
		for _, q := range carrier.advertises() {
			if ipnet.Contains(p, q) {
				report(fmt.Sprintf("%s is advertised over circuit %q, and tunnel %q over it carries %s", q, l.c.OverCircuit, l.c.Name, p),
					"of equal prefixes Azure takes the circuit, without the tunnel, and of others the longer one: this traffic would not be encrypted",
					"advertise a larger prefix over the circuit, or none of the tunnel's: with `bgp: {advertise: …}`, or in sites of their own")
			}
		}
	}
	if carrier.leadsTo() == l.site && l.preference() <= carrier.preference() {
		report(fmt.Sprintf("site %q prefers circuit %q to the tunnel %q over it for what it sends to Azure", l.site.id, l.c.OverCircuit, l.c.Name),
			"Azure advertises the same prefixes over both: without a higher local preference at the site its packets are not encrypted",
			"write `bgp: {localPreference: 200}` at the tunnel, and configure the routers so")
	}
}
