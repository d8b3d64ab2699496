package reachability_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/reachability"
)

// randomEstate makes a hub with a firewall and spokes that are alike but for a few accidents: exact routes to some others, a
// rule for some, a peering beside the hub, another location of a flag.
func randomEstate(r *rand.Rand) *builder {
	b := &builder{}
	n := 3 + r.IntN(6)
	prefix := func(i int) string { return fmt.Sprintf("10.%d.0.0/24", i+1) }
	style := r.IntN(3)
	var all []string
	for i := range n {
		all = append(all, prefix(i))
	}
	b.network("hub", []string{"10.0.0.0/22"}, subnet("AzureFirewallSubnet", "10.0.0.0/26", ""), subnet("shared", "10.0.1.0/24", ""))
	for i := range n {
		routes := randomRoutes(r, style, i, n, prefix)
		name := fmt.Sprintf("s%d", i)
		b.table("rt-"+name, false, routes...)
		b.network(name, []string{prefix(i)}, subnet("web", fmt.Sprintf("10.%d.0.0/26", i+1), "rt-"+name),
			subnet("data", fmt.Sprintf("10.%d.0.64/26", i+1), []string{"rt-" + name, ""}[r.IntN(8)/7]))
		if r.IntN(10) > 0 {
			b.half("hub", name)
		}
		b.half(name, "hub", []string{"allowForwardedTraffic", "allowForwardedTraffic", "allowForwardedTraffic", "allowVirtualNetworkAccess"}[r.IntN(4)])
	}
	for range r.IntN(3) {
		if i, j := r.IntN(n), r.IntN(n); i < j {
			b.peer(fmt.Sprintf("s%d", i), fmt.Sprintf("s%d", j))
		}
	}
	rules := []string{"10.0.0.0/8>10.0.0.0/8"}
	if r.IntN(2) == 0 {
		rules = nil
		for range r.IntN(8) {
			rules = append(rules, all[r.IntN(n)]+">"+all[r.IntN(n)])
		}
		some := ""
		for _, p := range all[:1+r.IntN(n)] {
			some += " " + p
		}
		rules = append(rules, some+">"+some)
	}
	return b.firewall("fw", "hub", "10.0.0.4", rules...)
}

// randomRoutes are the routes of spoke i: one of each prefix.
func randomRoutes(r *rand.Rand, style, i, n int, prefix func(int) string) []string {
	var routes []string
	switch style {
	case 0:
		routes = []string{"0.0.0.0/0 VirtualAppliance 10.0.0.4"}
	case 1: // exact prefixes of all others
		for j := range n {
			if j != i && r.IntN(12) > 0 {
				routes = append(routes, prefix(j)+" VirtualAppliance 10.0.0.4")
			}
		}
	case 2:
		routes = []string{"10.0.0.0/8 VirtualAppliance 10.0.0.4"}
	}
	if r.IntN(10) == 0 {
		routes = append(routes, prefix(r.IntN(n))+" None")
	}
	seen := map[string]bool{}
	routes = slices.DeleteFunc(routes, func(s string) bool {
		p, _, _ := cut(s)
		was := seen[p]
		seen[p] = true
		return was
	})
	return routes
}

func cut(s string) (string, string, bool) {
	for i := range s {
		if s[i] == ' ' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// What a class says of its members holds for every pair of them: the matrix is compared with a trace of every pair.
func TestClassesSayOfEveryPairWhatItsOwnTraceSays(t *testing.T) {
	fewer := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		e, _ := reachability.Build(randomEstate(r).resources(t))
		m := e.Matrix(nil)
		subnets := 0
		for _, c := range m.Classes {
			subnets += len(c.Subnets)
		}
		pairs := 0
		for _, c := range m.Cells {
			from, to := m.Classes[c.From], m.Classes[c.To]
			counted := 0
			for _, a := range from.Subnets {
				ends := to.Subnets
				if to.Internet {
					ends = []string{""}
				}
				for _, b := range ends {
					if a == b || sameNetwork(e, a, b) != c.Within {
						continue
					}
					pairs++
					counted++
					end := reachability.Endpoint{Subnet: b, Internet: to.Internet}
					tr := e.Trace(reachability.Endpoint{Subnet: a}, end, reachability.Flow{}, nil)
					require.Equal(t, c.Outcome, tr.There.Outcome, "seed %d: %s -> %s: %s, %s", seed, a, b, c.Why, tr.There.Why)
					require.Equal(t, len(c.Inspectors), len(tr.There.Inspectors()), "seed %d: %s -> %s", seed, a, b)
				}
			}
			require.Equal(t, c.Pairs, counted, "seed %d: %s -> %s", seed, from.Name, to.Name)
		}
		require.Equal(t, subnets*subnets, pairs, "seed %d: each subnet with each other, and with the internet", seed)
		if len(m.Cells) < pairs {
			fewer++
		}
	}
	require.Greater(t, fewer, 100, "classes that join nothing prove nothing")
}

// randomJoins joins the networks of an estate: some lists, some single pairs, some subnets.
func randomJoins(r *rand.Rand, e *reachability.Estate) []reachability.Join {
	networks, subnets := e.Networks(), e.Subnets()
	var out []reachability.Join
	some := func() []string {
		var ids []string
		for _, n := range networks {
			if r.IntN(3) > 0 {
				ids = append(ids, n.ID)
			}
		}
		return ids
	}
	for range r.IntN(3) {
		out = append(out, reachability.Join{A: some(), B: some()})
	}
	for range r.IntN(3) {
		out = append(out, reachability.Join{A: []string{subnets[r.IntN(len(subnets))].ID}, B: some()})
	}
	if r.IntN(2) == 0 {
		for i, a := range networks {
			for _, b := range networks[:i] {
				if r.IntN(20) > 0 {
					out = append(out, reachability.Join{A: []string{a.ID}, B: []string{b.ID}})
				}
			}
		}
	}
	return out
}

// Verify over classes finds a leak, or a joined pair that does not reach, exactly when a look at every pair does.
func TestVerifyFindsWhatALookAtEveryPairFinds(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 2))
		e, _ := reachability.Build(randomEstate(r).resources(t))
		p := reachability.Promises{Joins: randomJoins(r, e)}
		want := map[string]bool{}
		for _, a := range e.Subnets() {
			for _, b := range e.Subnets() {
				if a.Network == b.Network || a.Name == "AzureFirewallSubnet" || b.Name == "AzureFirewallSubnet" {
					continue
				}
				tr := e.Trace(reachability.Endpoint{Subnet: a.ID}, reachability.Endpoint{Subnet: b.ID}, reachability.Flow{}, nil)
				there, back := tr.There.Outcome == reachability.Delivered, tr.Back.Outcome == reachability.Delivered
				joined := slices.ContainsFunc(p.Joins, func(j reachability.Join) bool {
					in := func(list []string, s reachability.Subnet) bool {
						return slices.Contains(list, s.ID) || slices.Contains(list, s.Network)
					}
					return in(j.A, a) && in(j.B, b) || in(j.A, b) && in(j.B, a)
				})
				if joined && there && back && tr.Back.Contested() {
					want["VL608"] = true
				}
				switch {
				case !joined && there:
					want["VL604"] = true
				case joined && (!there || !back):
					want["VL601"] = true
				case joined && !slices.Equal(tr.There.Inspectors(), tr.Back.Inspectors()): // of one at most
					want["VL603"] = true
				}
			}
		}
		got := map[string]bool{}
		for _, c := range codes(e.Verify(p)) {
			got[c] = true
			kinds[c]++
		}
		require.Equal(t, want, got, "seed %d", seed)
	}
	require.Len(t, kinds, 4, "%v", kinds)
}

func sameNetwork(e *reachability.Estate, a, b string) bool {
	of := map[string]string{}
	for _, s := range e.Subnets() {
		of[s.ID] = s.Network
	}
	return a != "" && b != "" && of[a] == of[b]
}

// Regular estates have few classes, whatever their size.
func TestClassesDoNotGrowWithTheEstate(t *testing.T) {
	for _, spokes := range []int{8, 80} {
		b, p := regions(spokes)
		e := b.estate(t)
		require.Len(t, e.Matrix(nil).Classes, 4+1) // the spokes of four regions, and the internet
		require.Empty(t, e.Check())
		require.Empty(t, e.Verify(p))
	}
}
