package main

import (
	"fmt"
	"strings"
)

// A size is an intent that is measured, and how peers are given the same networks: see data.
type size struct {
	name, about string
	intent      func() string
	networks    func() estate // nil where no peer is measured
	targets     []string      // what is generated, each in a row of its own
}

var sizes = []size{
	{"S", "100 spokes, 4 regions, firewalls and gateways", func() string { return hubsText(100) }, func() estate { return hubsData(100) }, []string{"arm", "all"}},
	{"M", "1,000 spokes, 4 regions, firewalls and gateways", func() string { return hubsText(1000) }, func() estate { return hubsData(1000) }, []string{"arm", "all"}},
	{"mesh100", "a mesh of 100 networks", func() string { return meshText(100) }, func() estate { return meshData(100) }, []string{"arm"}},
	{"L", "a mesh of 500 networks", func() string { return meshText(500) }, func() estate { return meshData(500) }, []string{"arm"}},
	{"XL", "10,000 spokes, 20 hubs, a network manager", func() string { return managedText(10000, 20) }, nil, []string{"arm"}},
}

// estate is what peers are given: the networks, with everything about each that an intent leaves to vnetloom.
type estate struct {
	Name     string    `json:"name"`
	Tags     any       `json:"tags,omitempty"`
	Networks []network `json:"networks"`
	Spokes   []network `json:"spokes"`
	Hubs     []hub     `json:"hubs"`
}

type hub struct {
	Name          string `json:"name"`
	ResourceGroup string `json:"resourceGroup"`
	SpokesGroup   string `json:"spokesGroup"`
}

type network struct {
	Name          string            `json:"name"`
	Location      string            `json:"location"`
	ResourceGroup string            `json:"resourceGroup"`
	Prefix        string            `json:"prefix"`
	Subnets       map[string]string `json:"subnets"`
	Hub           string            `json:"hub,omitempty"`
	HubGroup      string            `json:"hubGroup,omitempty"`
	Firewall      string            `json:"firewall,omitempty"` // the address of the hub's
}

var regions = []struct{ short, location string }{{"we", "westeurope"}, {"ne", "northeurope"}, {"fc", "francecentral"}, {"sc", "swedencentral"}}

func spokePrefix(region, n int) string { return fmt.Sprintf("10.%d.%d", 16+16*region+n/256, n%256) }

// hubsText is an estate of four regions, each with a hub, a firewall, a VPN gateway, and a quarter of the spokes; the hubs are meshed.
func hubsText(spokes int) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: estate\ndefaults: {tags: {managedBy: platform}}\nprofiles:\n")
	for _, r := range regions {
		fmt.Fprintf(&b, "  %[1]s: {location: %[2]s, resourceGroup: rg-apps-%[1]s, labels: {region: %[1]s}, subnets: {web: +0/26, app: +64/26, data: +128/26}}\n",
			r.short, r.location)
	}
	b.WriteString("networks:\n")
	for i, r := range regions {
		fmt.Fprintf(&b, "  hub-%s:\n    location: %s\n    resourceGroup: rg-hub-%s\n    addressSpace: 10.%d.0.0/22\n", r.short, r.location, r.short, i)
		fmt.Fprintf(&b, "    subnets: {GatewaySubnet: 10.%[1]d.0.0/26, AzureFirewallSubnet: 10.%[1]d.0.64/26}\n    gateways: {vpn: {asn: %[2]d}}\n    firewall: {}\n", i,
			65010+i)
	}
	for k := range spokes {
		fmt.Fprintf(&b, "  app-%04d: {profile: %s, addressSpace: %s.0/24}\n", k, regions[k%4].short, spokePrefix(k%4, k/4))
	}
	b.WriteString("sites:\n  dc1: {addressSpace: 192.168.0.0/16, vpn: {publicAddress: 203.0.113.10, asn: 65050, bgpPeer: 192.168.255.1}}\nconnections:\n")
	for _, r := range regions {
		fmt.Fprintf(&b, "  %[1]s: {kind: hubAndSpoke, hub: hub-%[1]s, spokes: {region: %[1]s}, inspect: hub-%[1]s/firewall}\n", r.short)
	}
	b.WriteString("  hubs: {kind: mesh, members: [hub-we, hub-ne, hub-fc, hub-sc], transit: true}\n  dc1: {kind: vpn, between: [hub-we, dc1]}\n")
	return b.String()
}

func hubsData(spokes int) estate {
	e := estate{Name: "estate", Tags: map[string]string{"managedBy": "platform"}, Networks: []network{}}
	for _, r := range regions {
		e.Hubs = append(e.Hubs, hub{"hub-" + r.short, "rg-hub-" + r.short, "rg-apps-" + r.short})
	}
	for k := range spokes {
		i, p := k%4, spokePrefix(k%4, k/4)
		r := regions[i]
		e.Spokes = append(e.Spokes, network{Name: fmt.Sprintf("app-%04d", k), Location: r.location, ResourceGroup: "rg-apps-" + r.short, Prefix: p + ".0/24",
			Subnets: map[string]string{"web": p + ".0/26", "app": p + ".64/26", "data": p + ".128/26"},
			Hub:     "hub-" + r.short, HubGroup: "rg-hub-" + r.short, Firewall: fmt.Sprintf("10.%d.0.68", i)})
	}
	return e
}

// meshText is a mesh of networks, each of which is joined with every other one.
func meshText(networks int) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: estate\nprofiles:\n  all: {location: westeurope, resourceGroup: rg, labels: {mesh: all}, subnets: {web: +0/26}}\nnetworks:\n")
	for i := range networks {
		fmt.Fprintf(&b, "  app-%04d: {profile: all, addressSpace: 10.%d.%d.0/24}\n", i, i/256, i%256)
	}
	b.WriteString("connections:\n  all: {kind: mesh, members: {mesh: all}}\n")
	return b.String()
}

func meshData(networks int) estate {
	e := estate{Name: "estate", Spokes: []network{}, Hubs: []hub{}}
	for i := range networks {
		p := fmt.Sprintf("10.%d.%d", i/256, i%256)
		e.Networks = append(e.Networks, network{Name: fmt.Sprintf("app-%04d", i), Location: "westeurope", ResourceGroup: "rg", Prefix: p + ".0/24",
			Subnets: map[string]string{"web": p + ".0/26"}})
	}
	return e
}

// managedText is an estate whose peerings a network manager makes: no network has more than its hub's.
func managedText(spokes, hubs int) string {
	var b strings.Builder
	b.WriteString("vnetloom: v1\nname: estate\nlimits: {networksPerSubscription: 20000}\nprofiles:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  p%[1]d: {location: westeurope, resourceGroup: rg-%[1]d, labels: {hub: h%[1]d}, subnets: {web: +0/26, app: +64/26}}\n", h)
	}
	b.WriteString("networks:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  hub-%[1]d: {location: westeurope, resourceGroup: rg-hub, addressSpace: 172.16.%[1]d.0/24}\n", h)
	}
	for k := range spokes {
		fmt.Fprintf(&b, "  app-%05d: {profile: p%d, addressSpace: 10.%d.%d.0/24}\n", k, k%hubs, k/256, k%256)
	}
	b.WriteString("networkManagers:\n  estate: {location: westeurope, resourceGroup: rg-hub}\nconnections:\n")
	for h := range hubs {
		fmt.Fprintf(&b, "  c%[1]d: {kind: hubAndSpoke, hub: hub-%[1]d, spokes: {hub: h%[1]d}, networkManager: estate}\n", h)
	}
	return b.String()
}
