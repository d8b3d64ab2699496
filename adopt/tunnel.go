package adopt

import (
	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// writeTunnel writes how a connection with a site is negotiated. Traffic selectors that the language refuses stay Azure's, which is said.
func (im *importer) writeTunnel(out *tree, x *template.Resource) {
	im.writeNegotiated(out, x, x.Properties, x.Properties.Get("connectionMode"), x.Properties.Get("trafficSelectorPolicies"))
}

// writeNegotiated writes it of a connection, or of a link of a virtual hub's.
func (im *importer) writeNegotiated(out *tree, x *template.Resource, p, connectionMode, policies *template.Value) {
	if mode := connectionMode.String(); mode != "" && mode != "Default" {
		out.text("connectionMode", mode)
	}
	if seconds := whole(p.Get("dpdTimeoutSeconds")); seconds != 0 && seconds != dpdDefault {
		out.number("dpdTimeoutSeconds", seconds)
	}
	given := policies.List()
	switch {
	case !p.Get("usePolicyBasedTrafficSelectors").True() && len(given) == 0:
	case p.Get("enableBgp").True() || len(p.Get("ipsecPolicies").List()) == 0:
		im.leave(x, "its traffic selectors are beside BGP, or without an IPsec policy: the intent does not have them")
	case len(given) == 0:
		out.flag("trafficSelectors", true)
	default:
		selectors := &yaml.Node{Kind: yaml.SequenceNode}
		for _, v := range given {
			one := object().inline()
			one.texts("local", texts(v.Get("localAddressRanges")))
			one.texts("remote", texts(v.Get("remoteAddressRanges")))
			selectors.Content = append(selectors.Content, one.node)
		}
		out.put("trafficSelectors", selectors)
	}
}

// writeSession writes which of its own addresses the gateway speaks BGP from over a connection. The address of the site is that of the site.
func writeSession(out *tree, p *template.Value) {
	var own []string
	for _, v := range p.Get("gatewayCustomBgpIpAddresses").List() {
		own = append(own, v.Get("customBgpIpAddress").String())
	}
	if len(own) == 0 || !p.Get("enableBgp").True() {
		return
	}
	bgp := object().inline()
	bgp.texts("apipa", own)
	out.add("bgp", bgp)
}

// dpdDefault is Azure's. Source: About VPN devices and IPsec/IKE parameters.
const dpdDefault = 45

func whole(v *template.Value) int64 {
	if v == nil || v.Kind != template.Number {
		return 0
	}
	return int64(v.Number)
}
