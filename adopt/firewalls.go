package adopt

import (
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// writeFirewall writes the firewall of a network; why is why it is used as it is, and not created.
func (im *importer) writeFirewall(n *network) (t *tree, why string) {
	x := n.firewall
	im.take(x)
	out := object().inline()
	keeps := im.keepsFirewall(n, x)
	exists := n.exists || keeps != ""
	writeExists(out, exists)
	if x.Name != "afw-"+n.name {
		out.text("azureName", x.Name)
	}
	if tier := x.Properties.Get("sku", "tier").String(); tier != "Standard" {
		out.text("tier", tier)
	}
	configs := x.Properties.Get("ipConfigurations").List()
	if a := firewallAddress(x); a.IsValid() && (exists || a != im.firstOf(n, "AzureFirewallSubnet")) {
		out.text("privateAddress", a.String())
	}
	if !exists {
		zones, _ := im.zonesOf(n, configs)
		writeZones(out, zones)
		im.nameAddresses(n, x, configs)
		if m := im.byID[x.Properties.Get("managementIpConfiguration", "properties", "publicIPAddress", "id").ID()]; m != nil {
			im.called("publicAddress", m, map[string]string{"network": n.name, "name": x.Name + "-management"})
		}
	}
	addresses := 0
	for _, c := range append(configs, x.Properties.Get("managementIpConfiguration")) {
		im.takeAddress(c, exists)
	}
	for _, c := range configs {
		if c.Get("properties", "publicIPAddress", "id").ID() != "" {
			addresses++
		}
	}
	if addresses > 1 && !exists {
		out.number("publicAddresses", int64(addresses))
	}
	n.unread = im.writePolicy(out, n.name, x, exists)
	if n.exists {
		keeps = ""
	}
	return out, keeps
}

func firewallAddress(x *template.Resource) netip.Addr {
	for _, c := range x.Properties.Get("ipConfigurations").List() {
		if a, err := netip.ParseAddr(c.Get("properties", "privateIPAddress").String()); err == nil {
			return a
		}
	}
	return netip.Addr{}
}

// firstOf is the first address of a subnet that Azure gives away: the fourth.
func (im *importer) firstOf(n *network, subnet string) netip.Addr {
	for _, v := range n.x.Properties.Get("subnets").List() {
		if !strings.EqualFold(v.Get("name").String(), subnet) {
			continue
		}
		p := v.Get("properties", "addressPrefix").String()
		if list := texts(v.Get("properties", "addressPrefixes")); p == "" && len(list) > 0 {
			p = list[0]
		}
		if prefix, err := netip.ParsePrefix(p); err == nil {
			a := prefix.Masked().Addr()
			for range 4 {
				a = a.Next()
			}
			return a
		}
	}
	return netip.Addr{}
}
