package adopt

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// partAt is the part of a network that has an address: a firewall, or an appliance, which is noted in its network.
func (im *importer) partAt(a netip.Addr) string {
	for _, n := range im.networks {
		if !n.contains(a) {
			continue
		}
		if n.firewall != nil && firewallAddress(n.firewall) == a {
			return n.name + "/firewall"
		}
		return n.name + "/" + im.applianceAt(n, a)
	}
	return ""
}

// applianceAt is the name of the appliance at an address: that of its load balancer, else a number. An address of the other family in the
// same subnet is of the same appliance.
func (im *importer) applianceAt(n *network, a netip.Addr) string {
	for _, name := range sortedKeys(n.appliance) {
		if slices.Contains(n.appliance[name], a) {
			return name
		}
	}
	for _, name := range sortedKeys(n.appliance) {
		others := n.appliance[name]
		if len(others) == 1 && others[0].Is4() != a.Is4() && n.subnetAt(others[0]) == n.subnetAt(a) {
			n.appliance[name] = append(others, a)
			slices.SortFunc(n.appliance[name], netip.Addr.Compare)
			return name
		}
	}
	name := "appliance"
	if x := im.balancerAt(a); x != nil {
		name, _ = nameOf(strings.TrimPrefix(x.Name, "lb-"), n.name+"-", func(string) bool { return false })
	}
	for i, base := 2, name; n.appliance[name] != nil; i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	if n.appliance == nil {
		n.appliance = map[string][]netip.Addr{}
	}
	n.appliance[name] = []netip.Addr{a}
	return name
}

// subnetAt is the subnet that has an address, "" for none.
func (n *network) subnetAt(a netip.Addr) string {
	for _, v := range n.x.Properties.Get("subnets").List() {
		for _, text := range append(texts(v.Get("properties", "addressPrefixes")), v.Get("properties", "addressPrefix").String()) {
			if p, err := netip.ParsePrefix(text); err == nil && p.Contains(a) {
				return v.Get("name").String()
			}
		}
	}
	return ""
}

// balancerAt is the load balancer whose frontend has an address, nil for none.
func (im *importer) balancerAt(a netip.Addr) *template.Resource {
	for _, x := range im.of(azure.TypeLoadBalancer) {
		for _, f := range x.Properties.Get("frontendIPConfigurations").List() {
			if f.Get("properties", "privateIPAddress").String() == a.String() {
				return x
			}
		}
	}
	return nil
}

// writeAppliance writes what packets are sent to at addresses that are no firewall's.
func (im *importer) writeAppliance(n *network, name string, addresses []netip.Addr) *tree {
	out := object().inline()
	var written []string
	for _, a := range addresses {
		written = append(written, a.String())
	}
	out.texts("privateAddress", written)
	a := addresses[0]
	out.text("subnet", n.subnetAt(a))
	out.text("egressSubnet", im.egressOf(n, n.subnetAt(a)))
	x := im.balancerAt(a)
	if x == nil {
		return out
	}
	im.take(x)
	if n.exists || !sameGroup(n.x, x) { // it is its owner's
		im.used[x.ID] = true
		return out
	}
	im.called("loadBalancer", x, map[string]string{"network": n.name, "name": name})
	if probes := x.Properties.Get("probes").List(); len(probes) > 0 {
		balancer := object().inline()
		balancer.text("probe", probeWords(probes[0].Get("properties")))
		out.add("loadBalancer", balancer)
	}
	return out
}

// egressOf is the subnet by which an appliance sends to other networks: one whose routes lead into other networks, where its own has no table.
func (im *importer) egressOf(n *network, subnet string) string {
	out := ""
	for _, v := range n.x.Properties.Get("subnets").List() {
		name := v.Get("name").String()
		routes := im.routesOfSubnet(v)
		if name == subnet && len(routes) > 0 || reserved(name) {
			if name == subnet {
				return ""
			}
			continue
		}
		if out == "" && slices.ContainsFunc(routes, func(r route) bool { return r.hop.IsValid() && !n.contains(r.hop) }) {
			out = name
		}
	}
	return out
}

// probeWords is a health probe as the intent writes it: tcp/22, http/80/health.
func probeWords(p *template.Value) string {
	text := strings.ToLower(p.Get("protocol").String())
	if port := p.Get("port"); port != nil {
		text += "/" + strconv.Itoa(int(port.Number))
	}
	if path := p.Get("requestPath").String(); path != "" {
		text += "/" + strings.TrimPrefix(path, "/")
	}
	return text
}
