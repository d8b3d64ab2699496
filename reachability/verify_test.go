package reachability_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/source"
)

func place(line int) source.Range {
	f := source.New("intent.yaml", []byte("a\nb\nc\nd\n"))
	return source.Range{File: f, Start: source.Position{Line: line, Column: 1}, End: source.Position{Line: line, Column: 2}}
}

func join(a, b string, via ...string) reachability.Join {
	j := reachability.Join{A: []string{networkID(a)}, B: []string{networkID(b)}, At: place(1)}
	if len(via) > 0 {
		j.Via = via
	}
	return j
}

// promised is what hubAndSpoke keeps: a and b reach each other as rules allow, and nothing else but the hub.
func promised() reachability.Promises {
	return reachability.Promises{Names: map[string]string{networkID("a"): "shop", networkID("b"): "pay", firewallID("fw"): "hub/firewall"},
		Joins: []reachability.Join{join("hub", "a"), join("hub", "b"), join("a", "b", firewallID("fw"))}}
}

// both is hubAndSpoke with a rule for each direction.
func both() *builder {
	b := hubAndSpoke("allowForwardedTraffic")
	return b.add("firewallPolicies/ruleCollectionGroups", "fw-policy/more",
		`"priority": 200, "ruleCollections": [{"name": "c", "priority": 100, "action": {"type": "Allow"}, "rules": [{"ruleType": "NetworkRule",`+
			` "name": "back", "ipProtocols": ["Any"], "sourceAddresses": ["10.2.0.0/24"], "destinationAddresses": ["10.1.0.0/24"], "destinationPorts": ["*"]}]}]`)
}

func TestVerifyIsContentWithWhatIsKept(t *testing.T) {
	p := promised()
	p.Joins = append(p.Joins, reachability.Join{A: []string{networkID("a"), networkID("b")}, B: []string{"internet"}, Via: []string{firewallID("fw")}})
	p.Expect = []reachability.Expectation{
		{Name: "sees", From: ends("a", "web"), To: ends("b", "app"), Reachable: true, Via: []string{firewallID("fw")},
			Flow: reachability.Flow{Protocol: "tcp", Port: 443}},
		{Name: "out", From: []reachability.Endpoint{{Subnet: networkID("a")}}, To: []reachability.Endpoint{{Internet: true}}, Reachable: true, AnyVia: true}}
	require.Empty(t, both().estate(t).Verify(p))
}

func ends(network, sub string) []reachability.Endpoint {
	return []reachability.Endpoint{{Subnet: subnetID(network, sub)}}
}

func TestVerifyFinds(t *testing.T) {
	fw := firewallID("fw")
	for name, c := range map[string]struct {
		estate  *builder
		promise func(p *reachability.Promises)
		want    []string
	}{
		"a joined pair that a rule keeps apart": {hubAndSpoke("allowForwardedTraffic"), func(*reachability.Promises) {}, []string{"VL601"}},
		"a joined pair by a straight way":       {both().peer("a", "b"), func(*reachability.Promises) {}, []string{"VL602"}},
		"a joined pair by an inspected way":     {both(), func(p *reachability.Promises) { p.Joins[2].Via = []string{} }, []string{"VL602"}},
		"an asymmetric pair": {both().peer("a", "b").table("rt-x", true, "10.2.0.0/24 VirtualAppliance 10.0.0.4").
			network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt-x")),
			func(p *reachability.Promises) { p.Joins[2].Via = nil }, []string{"VL603"}},
		"a leak": {both(), func(p *reachability.Promises) { p.Joins = p.Joins[:2] }, []string{"VL604"}},
		"an unmet expectation": {both(), func(p *reachability.Promises) {
			p.Expect = expectation(true, "b", "a", reachability.Flow{}, nil)
			p.Expect[0].To = ends("hub", "shared")
			p.Expect[0].Reachable = false
		}, []string{"VL605"}},
		"a flow that nothing lets": {both(), func(p *reachability.Promises) {
			p.Joins = p.Joins[:2]
			p.Expect = expectation(false, "a", "b", reachability.Flow{}, nil)
		}, []string{"VL604", "VL605"}},
		"an expectation elsewhere": {both(), func(p *reachability.Promises) {
			p.Expect = expectation(true, "a", "b", reachability.Flow{}, []string{})
		}, []string{"VL606"}},
		"an isolation": {both(), func(p *reachability.Promises) {
			p.Isolate = []reachability.Isolation{{Name: "i", A: []string{networkID("a")}, B: []string{networkID("b")}, At: place(3)}}
		}, []string{"VL607"}},
		"what is not modelled": {both(), func(p *reachability.Promises) {
			p.Expect = []reachability.Expectation{{Name: "in", From: []reachability.Endpoint{{Internet: true}}, To: ends("a", "web"), Reachable: true, At: place(3)}}
		},
			[]string{"VL608"}},
		"what is not there": {both(), func(p *reachability.Promises) { p.Joins = append(p.Joins, join("a", "nobody")) }, []string{"VL609"}},
		"a way out past the firewall": {two(""), func(p *reachability.Promises) {
			p.Joins = []reachability.Join{{A: []string{networkID("a")}, B: []string{"internet"}, Via: []string{fw}, At: place(1)}}
		}, []string{"VL602"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := promised()
			c.promise(&p)
			e, _ := reachability.Build(c.estate.resources(t))
			got := e.Verify(p)
			require.Equal(t, c.want, codes(got), "%v", got)
			for _, d := range got {
				require.False(t, d.Subject.IsZero(), "%v has no place", d)
			}
		})
	}
}

func expectation(reachable bool, from, to string, flow reachability.Flow, via []string) []reachability.Expectation {
	return []reachability.Expectation{{Name: "x", From: []reachability.Endpoint{{Subnet: networkID(from)}},
		To: []reachability.Endpoint{{Subnet: networkID(to)}}, Reachable: reachable, Via: via, AnyVia: via == nil, Flow: flow, At: place(2)}}
}

func TestALeakThatAnApplianceDecidesIsAWarning(t *testing.T) {
	b := &builder{}
	b.table("rt", false, "10.0.0.0/8 VirtualAppliance 10.0.0.4")
	b.network("hub", []string{"10.0.0.0/22"}, subnet("nva", "10.0.0.0/26", ""))
	b.network("a", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt")).network("b", []string{"10.2.0.0/24"}, subnet("app", "10.2.0.0/26", "rt"))
	e := b.peer("hub", "a", "allowForwardedTraffic").peer("hub", "b", "allowForwardedTraffic").estate(t)
	got := e.Verify(reachability.Promises{Joins: []reachability.Join{join("hub", "a"), join("hub", "b")}})
	require.Equal(t, []string{"VL604"}, codes(got))
	require.Equal(t, diag.Warning, got[0].Severity)
}
