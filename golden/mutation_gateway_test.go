//go:build mutation

package golden_test

import (
	"fmt"
	"regexp"
	"strings"
)

// gatewaysOf is what the mutants of gateways and connections need to know of others: the numbers of gateways and local
// network gateways, and what connections with BGP join.
type gatewaysOf struct {
	asn    map[string]any      // by name
	linked map[string][]string // by name
}

var lastName = regexp.MustCompile(`'([^']+)'\)\]$`)

// nameOf is the name at the end of the id in a member of properties, "" where there is none.
func nameOf(p map[string]any, key string) string {
	ref, ok := p[key].(map[string]any)
	if !ok {
		return ""
	}
	id := ref["id"].(string)
	if m := lastName.FindStringSubmatch(id); m != nil {
		return m[1]
	}
	if strings.HasPrefix(id, "/subscriptions/") { // of another owner or tenant
		return id[strings.LastIndexByte(id, '/')+1:]
	}
	return ""
}

func (g gatewaysOf) read(r map[string]any) {
	p, _ := r["properties"].(map[string]any)
	if settings, ok := p["bgpSettings"].(map[string]any); ok {
		g.asn[r["name"].(string)] = settings["asn"]
	}
	if p["enableBgp"] != true || !strings.HasSuffix(r["type"].(string), "/connections") {
		return
	}
	near, far := nameOf(p, "virtualNetworkGateway1"), nameOf(p, "virtualNetworkGateway2")+nameOf(p, "localNetworkGateway2")
	g.linked[near] = append(g.linked[near], far)
	g.linked[far] = append(g.linked[far], near)
}

// mutants are the changes of a gateway, a local network gateway or a connection.
func (g gatewaysOf) mutants(inner map[string]any, index int, r map[string]any) []mutant {
	kind, title := r["type"].(string)[strings.LastIndexByte(r["type"].(string), '/')+1:], r["name"].(string)
	name := kind + " " + title + ": "
	p, _ := r["properties"].(map[string]any)
	switch kind {
	case "virtualNetworkGateways":
		out := append(flips(p, name, "enableBgp", "allowRemoteVnetTraffic", "allowVirtualWanTraffic"), g.numbers(p, title, name)...)
		return append(out, without(p, name, "gatewayDefaultSite")...) // without bgpSettings its number is 65515, which no neighbour has
	case "localNetworkGateways":
		out := append(g.numbers(p, title, name), without(p, name, "bgpSettings")...)
		space := p["localNetworkAddressSpace"].(map[string]any)
		for i, item := range space["addressPrefixes"].([]any) {
			out = append(out, mutant{fmt.Sprint(name, "prefix ", item), func() func() { return remove(space, "addressPrefixes", i) }})
		}
		out = append(out, misread(p, "gatewayIpAddress", name)...)
		if bgp, ok := p["bgpSettings"].(map[string]any); ok {
			out = append(out, misread(bgp, "bgpPeeringAddress", name)...)
		}
		return out
	case "connections":
		return append(flips(p, name, "enableBgp", "expressRouteGatewayBypass"), mutant{name + "removed", func() func() { return remove(inner, "resources", index) }})
	}
	return nil
}

// misread reads an address of another instance of a gateway, or another property of it; nothing where no address is read.
func misread(p map[string]any, key, name string) []mutant {
	read, _ := p[key].(string)
	if !strings.Contains(read, "bgpPeeringAddresses[") {
		return nil
	}
	instances := strings.NewReplacer("Addresses[0].", "Addresses[1].", "Addresses[1].", "Addresses[0].")
	kinds := strings.NewReplacer("tunnelIpAddresses", "defaultBgpIpAddresses", "defaultBgpIpAddresses", "tunnelIpAddresses")
	return []mutant{set(p, key, instances.Replace(read), name), set(p, key, kinds.Replace(read), name), set(p, key, "203.0.113.77", name)}
}

// ofSite are the changes of a VPN site.
func ofSite(p map[string]any, name string) []mutant {
	out := words(p["addressSpace"].(map[string]any), "addressPrefixes", name+"prefix ")
	links := listOf(p["vpnSiteLinks"])
	if len(links) > 1 {
		out = append(out, removals(p, "vpnSiteLinks", name+"link ")...)
	}
	for _, l := range links {
		o := l.(map[string]any)
		what, link := name+textOf(o["name"])+" ", o["properties"].(map[string]any)
		out = append(out, misread(link, "ipAddress", what)...)
		if bgp, ok := link["bgpProperties"].(map[string]any); ok && strings.Contains(textOf(bgp["bgpPeeringAddress"]), "[") {
			out = append(out, misread(bgp, "bgpPeeringAddress", what)...)
			out = append(out, set(bgp, "asn", float64(65001), what))
			out = append(out, without(link, what, "bgpProperties")...)
		}
	}
	return out
}

// numbers gives the end of a BGP session the number of each of its neighbours.
func (g gatewaysOf) numbers(p map[string]any, title, name string) []mutant {
	settings, ok := p["bgpSettings"].(map[string]any)
	if !ok {
		return nil
	}
	var out []mutant
	for _, far := range g.linked[title] {
		if g.asn[far] == nil { // another owner's
			continue
		}
		out = append(out, mutant{name + "the ASN of " + far, func() func() {
			old := settings["asn"]
			settings["asn"] = g.asn[far]
			return func() { settings["asn"] = old }
		}})
	}
	return out
}

// flips turns the flags that are there.
func flips(p map[string]any, name string, flags ...string) []mutant {
	var out []mutant
	for _, flag := range flags {
		if _, ok := p[flag].(bool); ok {
			out = append(out, flip(p, flag, name))
		}
	}
	return out
}

// without removes members that are there.
func without(p map[string]any, name string, keys ...string) []mutant {
	var out []mutant
	for _, key := range keys {
		if old, ok := p[key]; ok {
			out = append(out, mutant{name + "without " + key, func() func() {
				delete(p, key)
				return func() { p[key] = old }
			}})
		}
	}
	return out
}
