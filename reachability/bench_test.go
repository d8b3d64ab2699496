package reachability_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// regions makes an estate of spokes in four regions, each with a hub that inspects all that is private and the way out, and
// passes it on to the other hubs: summaries on the spokes, exact prefixes between the hubs and on GatewaySubnet.
func regions(spokes int) (*builder, reachability.Promises) {
	b, p, _ := regionsWith(spokes, 0)
	return b, p
}

// regionsWith has branches behind the four gateways too, every other one with BGP, joined with the spokes of its region.
func regionsWith(spokes, branches int) (*builder, reachability.Promises, []reachability.Site) {
	b := &builder{}
	const n = 4
	hub := func(r int) string { return fmt.Sprintf("hub%d", r) }
	var join, hubs []string
	prefixes := make([][]string, n)
	names := make([][]string, n)
	for i := range spokes {
		prefixes[i%n] = append(prefixes[i%n], fmt.Sprintf("10.%d.%d.0/24", 16+i/256, i%256))
		names[i%n] = append(names[i%n], fmt.Sprintf("spoke%04d", i))
		join = append(join, networkID(fmt.Sprintf("spoke%04d", i)))
	}
	behind := make([][]string, n)
	var sites []reachability.Site
	for i := range branches {
		p := fmt.Sprintf("10.250.%d.0/24", i)
		behind[i%n] = append(behind[i%n], p)
		sites = append(sites, siteOf(fmt.Sprintf("branch%02d", i), p, localID(fmt.Sprintf("branch%02d", i))))
	}
	p := reachability.Promises{}
	for r := range n {
		fw := fmt.Sprintf("10.0.%d.68", 4*r)
		hubs = append(hubs, networkID(hub(r)))
		routes, gateway := []string{"0.0.0.0/0 Internet"}, []string{}
		var all []string
		for other := range n {
			all = append(append(all, prefixes[other]...), behind[other]...)
			for _, p := range prefixes[other] {
				if other == r {
					gateway = append(gateway, p+" VirtualAppliance "+fw)
				} else {
					routes = append(routes, fmt.Sprintf("%s VirtualAppliance 10.0.%d.68", p, 4*other))
				}
			}
			if other > r {
				b.peer(hub(r), hub(other), "allowForwardedTraffic")
			}
		}
		b.table("rt-fw-"+hub(r), true, routes...).table("rt-gw-"+hub(r), true, gateway...)
		b.network(hub(r), []string{fmt.Sprintf("10.0.%d.0/22", 4*r)}, subnet("GatewaySubnet", fmt.Sprintf("10.0.%d.0/26", 4*r), "rt-gw-"+hub(r)),
			subnet("AzureFirewallSubnet", fmt.Sprintf("10.0.%d.64/26", 4*r), "rt-fw-"+hub(r)))
		b.add("ipGroups", "ipg-"+hub(r), `"ipAddresses": `+quoted(all...))
		b.add("firewallPolicies", "policy-"+hub(r), `"sku": {"tier": "Standard"}`)
		group := "[" + ref("ipGroups", "ipg-"+hub(r)) + "]"
		group = `["` + group[len(`[{"id": "`):len(group)-len(`"}]`)] + `"]`
		b.add("firewallPolicies/ruleCollectionGroups", "policy-"+hub(r)+"/all",
			fmt.Sprintf(`"priority": 100, "ruleCollections": [{"name": "c", "priority": 100, "action": {"type": "Allow"},`+
				` "rules": [{"ruleType": "NetworkRule", "name": "r", "ipProtocols": ["Any"], "sourceIpGroups": %s, "destinationIpGroups": %s,`+
				` "destinationPorts": ["*"]}]}]`, group, group))
		b.add("azureFirewalls", "fw-"+hub(r), fmt.Sprintf(`"ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": %q,`+
			` "subnet": %s}}], "firewallPolicy": %s`,
			fw, ref("virtualNetworks/subnets", hub(r), "AzureFirewallSubnet"), ref("firewallPolicies", "policy-"+hub(r))))
		b.gateway("gw-"+hub(r), hub(r), "Vpn", asn(65010+r))
		onPremises := reachability.Join{A: []string{networkID(hub(r))}, Via: []string{firewallID("fw-" + hub(r)), gatewayID("gw-" + hub(r))}, At: place(1)}
		for i := r; i < branches; i += n {
			name := fmt.Sprintf("branch%02d", i)
			if i/n%2 == 0 {
				b.branch(name, "gw-"+hub(r), 0, fmt.Sprintf("10.250.%d.0/24", i))
			} else {
				b.branch(name, "gw-"+hub(r), 65100+i)
			}
			onPremises.B = append(onPremises.B, "site:"+name)
		}
		for _, s := range names[r] {
			onPremises.A = append(onPremises.A, networkID(s))
		}
		p.Joins = append(p.Joins, onPremises)
		for i, s := range names[r] {
			b.table("rt-"+s, false, "10.0.0.0/8 VirtualAppliance "+fw, "172.16.0.0/12 VirtualAppliance "+fw, "192.168.0.0/16 VirtualAppliance "+fw,
				"0.0.0.0/0 VirtualAppliance "+fw)
			web := prefixes[r][i][:len(prefixes[r][i])-len("0/24")]
			b.network(s, []string{prefixes[r][i]}, subnet("web", web+"0/26", "rt-"+s), subnet("data", web+"64/26", "rt-"+s))
			b.half(hub(r), s, "allowForwardedTraffic", "allowGatewayTransit").half(s, hub(r), "allowForwardedTraffic", "useRemoteGateways")
		}
	}
	p.Joins = append(p.Joins, reachability.Join{A: join, B: join}, reachability.Join{A: hubs, B: join}, reachability.Join{A: hubs, B: hubs})
	return b, p, sites
}

func BenchmarkBuildVerifyWithBranches(b *testing.B) {
	for _, spokes := range []int{250, 500, 1000} {
		estate, promises, sites := regionsWith(spokes, 30)
		res := estate.resources(b)
		b.Run(fmt.Sprint(spokes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e, diags := reachability.Build(res, sites...)
				require.Empty(b, diags)
				require.Empty(b, e.Check())
				require.Empty(b, e.Verify(promises))
			}
		})
	}
}

func BenchmarkBuildCheckVerify(b *testing.B) {
	for _, spokes := range []int{250, 500, 1000, 2000} {
		estate, promises := regions(spokes)
		res := estate.resources(b)
		b.Run(fmt.Sprint(spokes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e, diags := reachability.Build(res)
				require.Empty(b, diags)
				require.Empty(b, e.Check())
				require.Empty(b, e.Verify(promises))
			}
		})
	}
}

// irregular makes spokes that are all different, the worst case: as many classes as networks.
func irregular(spokes int) *builder {
	b := (&builder{}).network("hub", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", ""))
	for i := range spokes {
		name, p := fmt.Sprintf("spoke%04d", i), fmt.Sprintf("10.%d.%d.", 16+i/256, i%256)
		b.table("rt-"+name, false, "0.0.0.0/0 VirtualAppliance 10.0.0.4", fmt.Sprintf("172.16.%d.%d/32 None", i/256, i%256))
		b.network(name, []string{p + "0/24"}, subnet("web", p+"0/26", "rt-"+name)).peer("hub", name, "allowForwardedTraffic")
	}
	return b.firewall("fw", "hub", "10.0.0.4", "10.0.0.0/8>10.0.0.0/8")
}

func BenchmarkCheckOfIrregularNetworks(b *testing.B) {
	for _, spokes := range []int{100, 200, 400} {
		res := irregular(spokes).resources(b)
		b.Run(fmt.Sprint(spokes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e, _ := reachability.Build(res)
				require.Len(b, e.Matrix(nil).Classes, spokes+1)
			}
		})
	}
}

// exact makes spokes whose tables name every other spoke: as large as the templates are, and of one class.
func exact(spokes int) *builder {
	b := (&builder{}).network("hub", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", ""))
	prefix := func(i int) string { return fmt.Sprintf("10.%d.%d.", 16+i/256, i%256) }
	for i := range spokes {
		var routes []string
		for j := range spokes {
			if j != i {
				routes = append(routes, prefix(j)+"0/24 VirtualAppliance 10.0.0.4")
			}
		}
		name := fmt.Sprintf("spoke%04d", i)
		b.table("rt-"+name, true, routes...)
		b.network(name, []string{prefix(i) + "0/24"}, subnet("web", prefix(i)+"0/26", "rt-"+name)).peer("hub", name, "allowForwardedTraffic")
	}
	return b.firewall("fw", "hub", "10.0.0.4", "10.0.0.0/8>10.0.0.0/8")
}

func BenchmarkCheckOfExactRoutes(b *testing.B) {
	for _, spokes := range []int{50, 100, 200} {
		res := exact(spokes).resources(b)
		b.Run(fmt.Sprint(spokes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e, _ := reachability.Build(res)
				require.Empty(b, e.Check())
				require.Len(b, e.Matrix(nil).Classes, 1+1)
			}
		})
	}
}
