package reachability_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// What nobody knows is not taken for apart: an expectation that nothing passes, and an isolation, say that they cannot be judged.
func TestWhatIsNotKnownIsNotTakenForApart(t *testing.T) {
	b := (&builder{}).network("shop", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "elsewhere")).
		network("pay", []string{"10.2.0.0/24"}, subnet("api", "10.2.0.0/26", ""))
	from, to := []reachability.Endpoint{{Subnet: networkID("shop")}}, []reachability.Endpoint{{Subnet: networkID("pay")}}
	estate, said := reachability.Build(b.resources(t))
	require.Len(t, said, 1, "the table is not in the templates: %v", said)
	found := estate.Verify(reachability.Promises{
		Expect:  []reachability.Expectation{{Name: "apart", From: from, To: to, AnyVia: true}},
		Isolate: []reachability.Isolation{{Name: "walls", A: []string{networkID("shop")}, B: []string{networkID("pay")}}},
	})
	undecided := 0
	for _, d := range found {
		if d.Code.ID == "VL608" {
			undecided++
		}
	}
	require.GreaterOrEqual(t, undecided, 1, "%v", found)
	require.False(t, found.HasErrors(), "%v", found)
}

// Of an export, a message does not speak of templates.
func TestWhatAnExportLacksIsNotSaidOfTemplates(t *testing.T) {
	b := &builder{}
	b.network("hub", []string{"10.0.0.0/24"}, subnet("web", "10.0.0.0/26", "elsewhere"))
	b.add("virtualNetworks/virtualNetworkPeerings", "hub/far", `"remoteVirtualNetwork": `+ref("virtualNetworks", "far"))
	res := b.resources(t)
	for i := range res {
		res[i].Deployed = true
	}
	e, diags := reachability.Build(res)
	said := append(diags, e.Check()...)
	require.Len(t, said, 2)
	for _, d := range said {
		require.Contains(t, d.Summary, "is not in the exports")
		require.Contains(t, d.Hint, "export the subscription")
	}
}

// A peering that Azure keeps in a network for a virtual hub is no peering with half of it missing. Where the hub is not in the export, whether it
// joins two networks is not known.
func TestANetworkOfAVirtualHubElsewhereMayBeJoined(t *testing.T) {
	b := &builder{}
	for i, name := range []string{"a", "b", "c"} {
		b.network(name, []string{fmt.Sprintf("10.%d.0.0/24", i)}, subnet("web", fmt.Sprintf("10.%d.0.0/26", i), ""))
		if name != "c" {
			b.add("virtualNetworks/virtualNetworkPeerings", name+"/RemoteVnetToHubPeering_4f", `"remoteVirtualNetwork": `+ref("virtualNetworks", "HV_weu"))
		}
	}
	res := b.resources(t)
	for i := range res {
		res[i].Deployed = true
	}
	e, diags := reachability.Build(res)
	require.Empty(t, append(diags, e.Check()...))
	require.Equal(t, reachability.NotKnown, trace(e, "a/web", "b/web", reachability.Flow{}).There.Outcome)
	require.Equal(t, reachability.Dropped, trace(e, "a/web", "c/web", reachability.Flow{}).There.Outcome)
}

// A peering with a network that is in no template may be up: its appliance and its gateway are not known, and no error. One that Azure says is
// down leads nowhere.
func TestWhatAPeeringElsewhereGivesIsNotKnown(t *testing.T) {
	of := func(state string) *reachability.Estate {
		b := &builder{}
		b.network("shop", []string{"10.1.0.0/24"}, subnet("web", "10.1.0.0/26", "rt"), subnet("back", "10.1.0.64/26", "rt-2"))
		b.table("rt", false, "0.0.0.0/0 VirtualAppliance 10.0.0.4").table("rt-2", false, "0.0.0.0/0 VirtualNetworkGateway")
		b.add("virtualNetworks/virtualNetworkPeerings", "shop/to-hub", `"useRemoteGateways": true, "peeringState": "`+state+`", "remoteVirtualNetwork": `+ref("virtualNetworks", "hub"))
		res := b.resources(t)
		for i := range res {
			res[i].Deployed = true
		}
		e, diags := reachability.Build(res)
		require.Empty(t, diags)
		return e
	}
	codes := func(e *reachability.Estate) (out []string) {
		for _, d := range e.Check() {
			out = append(out, d.Severity.String()+" "+d.Code.ID)
		}
		return out
	}
	require.Equal(t, []string{"note VL661"}, codes(of("Connected")))
	require.Equal(t, reachability.NotKnown, trace(of("Connected"), "shop/web", "internet", reachability.Flow{}).There.Outcome)
	require.Subset(t, codes(of("Disconnected")), []string{"error VL670", "error VL672"})
	require.Equal(t, reachability.Dropped, trace(of("Disconnected"), "shop/web", "internet", reachability.Flow{}).There.Outcome)
}

// Of an export without the connections, whether one leads to a site is not known.
func TestWhatLeadsToASiteIsNotKnownWithoutTheConnections(t *testing.T) {
	b := (&builder{}).network("hub", []string{"10.0.0.0/24"}, subnet("web", "10.0.0.0/26", ""))
	res := b.resources(t)
	for i := range res {
		res[i].Deployed = true
	}
	for _, lacks := range []bool{false, true} {
		if lacks {
			res = append(res, template.Resource{ID: "/subscriptions/s/providers/microsoft.network/connections", Type: azure.TypeConnection, Subscription: "s", Deployed: true,
				Lacks: "the connections of subscription s are not in the export: it was not asked for"})
		}
		e, _ := reachability.Build(res, reachability.Site{ID: "site:dc", Prefixes: []netip.Prefix{netip.MustParsePrefix("192.168.0.0/16")}})
		to := reachability.Endpoint{Subnet: networkID("hub") + "/subnets/web"}
		tr := e.Trace(reachability.Endpoint{Site: "site:dc"}, to, reachability.Flow{}, nil)
		require.Equal(t, lacks, tr.There.Outcome == reachability.NotKnown, "%v", tr.There)
	}
}
