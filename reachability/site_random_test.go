package reachability_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// randomSites adds a gateway to the hub of a random estate, perhaps another one in a network that a tunnel joins, and sites
// behind them: alike but for a few accidents.
func randomSites(r *rand.Rand, b *builder, spokes int) []reachability.Site {
	number := 65010
	routes := []string{}
	for i := range spokes {
		if r.IntN(8) > 0 {
			routes = append(routes, fmt.Sprintf("10.%d.0.0/24 VirtualAppliance 10.0.0.4", i+1))
		}
	}
	if r.IntN(2) == 0 {
		routes = nil
	}
	b.table("rt-gw", true, routes...)
	b.network("hub", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", ""), subnet("shared", "10.0.1.0/24", ""),
		subnet("GatewaySubnet", "10.0.2.0/26", "rt-gw"))
	b.gateway("gw", "hub", "Vpn", asn(number))
	gateways := []string{"gw"}
	if r.IntN(2) == 0 {
		b.network("far", []string{"10.200.0.0/24"}, subnet("GatewaySubnet", "10.200.0.0/27", ""), subnet("x", "10.200.0.64/26", "")).
			gateway("gw-far", "far", "Vpn", asn(65011))
		b.tunnel("gw", "gw-far", r.IntN(3) > 0)
		gateways = append(gateways, "gw-far")
	}
	for i := range spokes {
		if name := fmt.Sprintf("s%d", i); r.IntN(6) > 0 {
			b.half("hub", name, "allowGatewayTransit", "allowForwardedTraffic").half(name, "hub", "useRemoteGateways", "allowForwardedTraffic")
		}
	}
	var out []reachability.Site
	bgp := r.IntN(2) == 0
	for i := range 1 + r.IntN(5) {
		name, prefix := fmt.Sprintf("dc%d", i), fmt.Sprintf("172.16.%d.0/24", i)
		asn, local := 0, []string{prefix}
		if bgp != (r.IntN(8) == 0) {
			asn, local = 65050+i, nil
			if r.IntN(8) == 0 {
				asn = number
			}
		} else if r.IntN(6) == 0 {
			local = []string{fmt.Sprintf("172.16.%d.128/25", i)}
		}
		b.branch(name, gateways[r.IntN(len(gateways))], asn, local...)
		out = append(out, siteOf(name, prefix, localID(name)))
	}
	return out
}

// joinSites lets some joins of a random estate name sites too.
func joinSites(r *rand.Rand, joins []reachability.Join, sites []reachability.Site) []reachability.Join {
	for _, s := range sites {
		for i := range joins {
			if r.IntN(3) == 0 {
				joins[i].B = append(slices.Clone(joins[i].B), s.ID)
			}
		}
		if r.IntN(3) == 0 {
			joins = append(joins, siteJoin(s.ID[len("site:"):], "hub"))
		}
	}
	return joins
}

// look traces every pair of subnets and sites, by two addresses of each site, and says what Verify should find.
func look(e *reachability.Estate, joins []reachability.Join) map[string]bool {
	type endpoint struct {
		of  []string // what a join may call it
		net string
		at  []reachability.Endpoint
	}
	var all []endpoint
	for _, s := range e.Subnets() {
		if s.Name != "AzureFirewallSubnet" && s.Name != "GatewaySubnet" {
			all = append(all, endpoint{[]string{s.ID, s.Network}, s.Network, []reachability.Endpoint{{Subnet: s.ID}}})
		}
	}
	for _, s := range e.Sites() {
		p := s.Prefixes[0].Addr().As4()
		var at []reachability.Endpoint
		for _, last := range []byte{9, 199} {
			at = append(at, reachability.Endpoint{Site: s.ID, Address: netip.AddrFrom4([4]byte{p[0], p[1], p[2], last})})
		}
		all = append(all, endpoint{[]string{s.ID}, "", at})
	}
	want := map[string]bool{}
	for _, a := range all {
		for _, b := range all {
			if a.net == b.net { // also two sites
				continue
			}
			in := func(list []string, x endpoint) bool {
				return slices.ContainsFunc(x.of, func(id string) bool { return slices.Contains(list, id) })
			}
			joined := slices.ContainsFunc(joins, func(j reachability.Join) bool { return in(j.A, a) && in(j.B, b) || in(j.A, b) && in(j.B, a) })
			for _, x := range a.at {
				for _, y := range b.at {
					tr := e.Trace(x, y, reachability.Flow{}, nil)
					there, back := tr.There.Outcome == reachability.Delivered, tr.Back.Outcome == reachability.Delivered
					if joined && there && back && tr.Back.Contested() {
						want["VL608"] = true
					}
					switch {
					case !joined && there && (a.net != "" || back):
						want["VL604"] = true
					case joined && (!there || !back):
						want["VL601"] = true
					case joined && !slices.Equal(tr.There.Inspectors(), tr.Back.Inspectors()): // of one at most
						want["VL603"] = true
					}
				}
			}
		}
	}
	return want
}

// lastOf leaves the last of the resources with one id, which counts.
func lastOf(list []template.Resource) []template.Resource {
	last := map[string]int{}
	for i, x := range list {
		last[x.ID] = i
	}
	var out []template.Resource
	for i, x := range list {
		if last[x.ID] == i {
			out = append(out, x)
		}
	}
	return out
}

func texts(list diag.List) []string {
	var out []string
	for _, d := range list {
		out = append(out, d.Code.ID+" "+d.Summary)
	}
	slices.Sort(out)
	return out
}

// Verify over classes of networks and sites finds what a look at every pair finds, and so does the order of the resources.
func TestVerifyWithSitesFindsWhatALookAtEveryPairFinds(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		b := randomEstate(r)
		spokes := 0
		for _, p := range b.parts {
			if strings.HasPrefix(p, `{"type": "Microsoft.Network/routeTables"`) {
				spokes++
			}
		}
		sites := randomSites(r, b, spokes)
		resources := lastOf(b.resources(t))
		e, _ := reachability.Build(resources, sites...)
		p := reachability.Promises{Joins: joinSites(r, randomJoins(r, e), sites)}
		found := e.Verify(p)
		got := map[string]bool{}
		for _, c := range codes(found) {
			got[c] = true
			kinds[c]++
		}
		require.Equal(t, look(e, p.Joins), got, "seed %d: %v", seed, found)
		slices.Reverse(resources)
		slices.Reverse(sites)
		again, _ := reachability.Build(resources, sites...)
		require.Equal(t, texts(found), texts(again.Verify(p)), "seed %d", seed)
	}
	require.Len(t, kinds, 4, "%v", kinds)
	t.Log(kinds)
}
