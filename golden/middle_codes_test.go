package golden_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

// A middle says of what a check of intents refuses who sees it in the middle of a migration, where rows of both networks stand beside each other.
type middle struct {
	rules  []string // of the rehearsal, which refuse the write: the steps wait for it, or say why not
	judged string   // what becomes of the pairs that are followed after each write
	said   string   // the code by which the migration says or refuses it
	way    string   // how the rows are put together so that it does not come to it, with the test that shows it
	never  string   // why it cannot come to it
	open   string   // what is not seen
}

const (
	ofWords = "it is about the words of an intent: a name, a selector, a statement. Both intents were resolved before their rows are put together, " +
		"and nothing of the two together is resolved"
	ofRow   = "it is about values of one row, or of rows that belong together, and each row has the values of the one network or of the other"
	ofPairs = "its pairs are followed after each write, and are apart, open or past a firewall: VL853, VL855, VL856, VL860, VL861"
)

// middles are all errors of the checks of intents, and the warnings that speak of what Azure refuses or sends astray.
var middles = map[string]middle{
	// Addresses.
	"VL210": {rules: []string{"subnet outside"}},
	"VL211": {rules: []string{"subnets overlap"}},
	"VL212": {way: "of two prefixes of which one is in the other the larger stands: TestAnAddressSpaceThatGrowsInPlaceHasNoPrefixTwice"},
	"VL213": {never: ofRow}, "VL214": {never: ofRow},
	"VL215": {rules: []string{"two gateways in a small GatewaySubnet"}},
	"VL217": {never: ofRow},
	"VL218": {rules: []string{"address of a load balancer"}},
	"VL220": {rules: []string{"peers overlap", "address space overlaps a peer"}},
	"VL221": {rules: []string{"peer overlaps another peer", "address space overlaps a peer"}},
	"VL222": {judged: ofPairs},
	"VL223": {open: "networks that are peered by subnets, and the address space of one grows in place over a prefix of the other, which has the " +
		"peered subnet: Azure refuses it, and no rule does"},

	// Networks and what stands in them.
	"VL301": {never: ofWords}, "VL302": {never: ofWords}, "VL303": {never: ofWords}, "VL304": {never: ofWords}, "VL305": {never: ofWords},
	"VL306": {rules: []string{"peering beside another", "peering beside a network manager's"}},
	"VL307": {never: "a gateway, a firewall and their subnet are of one network's rows; where the subnet waits, what names it is refused as a " +
		"reference to nothing, and waits too"},
	"VL308": {rules: []string{"remote network without a gateway", "gateway transit not allowed", "gateway transit withdrawn"}},
	"VL309": {rules: []string{"second gateway", "gateway beside a remote one"}},
	"VL310": {rules: []string{"second gateway"}},
	"VL311": {never: ofWords}, "VL312": {never: ofRow}, "VL313": {never: ofRow}, "VL314": {never: ofRow}, "VL315": {never: ofRow},
	"VL316": {rules: []string{"gateway beside another", "firewall beside another", "connection beside another"},
		judged: "two things that change names are each written with what the other was: the store refuses what Azure does not change in place, VL851"},
	"VL317": {never: ofWords}, "VL321": {never: ofWords},
	"VL322": {rules: []string{"security group on GatewaySubnet"}},
	"VL323": {never: ofWords}, "VL324": {never: ofWords}, "VL325": {never: ofRow}, "VL326": {never: ofWords}, "VL327": {never: ofRow}, "VL328": {never: ofWords},
	"VL329": {judged: "sessions of BGP between equal ASNs do not come up: " + ofPairs},
	"VL330": {rules: []string{"tunnels of a VPN gateway", "tunnels of a VPN gateway that becomes active-active"}},
	"VL332": {rules: []string{"gateway that stands alone", "series of a VPN gateway", "smaller VPN gateway"}},
	"VL333": {never: ofRow}, "VL334": {never: ofRow},
	"VL335": {rules: []string{"circuits of an ExpressRoute gateway", "networks of a circuit"}},
	"VL336": {rules: []string{"FastPath at a small gateway"}, judged: ofPairs},
	"VL339": {never: ofWords},
	"VL344": {judged: ofPairs},
	"VL346": {never: ofWords}, "VL347": {never: ofWords}, "VL348": {never: ofWords}, "VL349": {never: ofRow}, "VL351": {never: ofWords},
	"VL354": {never: ofWords}, "VL356": {never: ofWords},
	"VL357": {said: "VL863"}, "VL358": {said: "VL863"},
	"VL360": {never: ofWords},
	"VL361": {never: "a subnet has one group by its form, and it has that of the one network or of the other"},
	"VL362": {never: ofWords}, "VL363": {never: ofWords},

	// Network managers.
	"VL370": {never: ofWords}, "VL371": {never: ofWords},
	"VL372": {judged: ofPairs},
	"VL373": {never: ofWords}, "VL374": {never: "no step changes who a policy puts into a group but by tags, which are of one network's rows"},
	"VL375": {never: ofRow},
	"VL376": {way: "the scopes of a manager that both have are those of both until the new network is whole: managers of package migration"},
	"VL377": {judged: ofPairs},
	"VL378": {open: "a configuration with deleteExistingPeering deletes peerings of the old network as soon as it is in force, and the store keeps " +
		"them: it is asked for by the user alone"},
	"VL380": {said: "VL863"},

	// Closed connections, zones.
	"VL382": {never: ofRow}, "VL384": {never: ofRow},

	// Virtual WANs.
	"VL385": {never: ofWords}, "VL386": {never: ofWords},
	"VL387": {rules: []string{"network at another hub", "network with a gateway at a hub", "second gateway"}, judged: ofPairs},
	"VL388": {rules: []string{"network at another hub"}},
	"VL389": {never: ofWords}, "VL390": {never: ofWords}, "VL391": {never: ofRow},
	"VL393": {rules: []string{"network with a gateway at a hub", "gateway beside a remote one", "second gateway"}},
	"VL394": {rules: []string{"routing intent beside another", "routing intent beside route tables", "routing intent beside static routes", "route " +
		"table beside routing intent",
		"static route beside routing intent", "routing intent without a firewall"}, judged: ofPairs},
	"VL395": {judged: ofPairs},
	"VL397": {rules: []string{"firewall in a Basic virtual WAN", "ExpressRoute gateway in a Basic virtual WAN", "point-to-site gateway in a Basic " +
		"virtual WAN", "virtual WAN to Basic"}},
	"VL398": {rules: []string{"network overlaps at a virtual hub", "address space overlaps at a virtual hub"}, judged: "networks of other hubs of " +
		"the virtual WAN: " + ofPairs},

	// Routing.
	"VL401": {judged: ofPairs}, "VL402": {judged: ofPairs}, "VL403": {judged: ofPairs}, "VL404": {judged: ofPairs},
	"VL405": {rules: []string{"default route of AzureFirewallSubnet", "default route at an ExpressRoute gateway"}, judged: ofPairs},
	"VL406": {rules: []string{"two routes for one prefix"}},
	"VL407": {judged: ofPairs}, "VL408": {never: ofWords}, "VL409": {judged: ofPairs}, "VL412": {judged: ofPairs}, "VL413": {judged: ofPairs},
	"VL414": {judged: ofPairs},
	"VL418": {judged: ofPairs}, "VL419": {judged: ofPairs}, "VL421": {judged: ofPairs}, "VL422": {never: ofWords}, "VL423": {judged: ofPairs},
	"VL424": {judged: ofPairs},
	"VL425": {judged: ofPairs}, "VL426": {judged: ofPairs}, "VL427": {judged: ofPairs},
	"VL428": {rules: []string{"bandwidth down"}, never: ofRow},
	"VL429": {said: "VL865"},
	"VL431": {never: ofWords}, "VL433": {never: ofWords}, "VL435": {judged: ofPairs}, "VL437": {never: ofRow}, "VL441": {never: ofRow},
	"VL442": {judged: ofPairs}, "VL443": {judged: ofPairs}, "VL444": {never: ofWords},
	"VL445": {rules: []string{"VPN connection beside another in a hub", "ExpressRoute connection beside another in a hub"}, never: ofRow},
	"VL446": {judged: ofPairs}, "VL447": {said: "VL863"}, "VL449": {never: ofWords}, "VL451": {judged: ofPairs},

	// Firewalls and their settings.
	"VL460": {rules: []string{"policy of a higher tier", "management address added"}},
	"VL461": {never: ofWords},
	"VL463": {way: "a policy that both have answers queries until the new network is whole: TestAFirewallAnswersQueriesAsLongAsANetworkAsksIt"},
	"VL464": {rules: []string{"threat intelligence less strict than in the base policy", "base policy of another location"}},
	"VL465": {never: ofRow}, "VL466": {never: ofRow},

	// What exists already.
	"VL471": {said: "VL864"}, "VL473": {never: ofWords}, "VL474": {never: ofWords}, "VL476": {said: "VL863"}, "VL477": {judged: ofPairs}, "VL478": {said: "VL864"},

	// Translation, selectors, BGP of sites.
	"VL480": {rules: []string{"NAT rule left out"}, way: "a rule that cannot stand beside those of the new network goes before they come: golden nat-rule-turned"},
	"VL481": {never: ofWords}, "VL482": {judged: ofPairs}, "VL483": {way: "as of VL480: golden nat-rule-renamed"}, "VL484": {judged: ofPairs},
	"VL486": {never: ofRow}, "VL487": {judged: ofPairs}, "VL488": {never: ofRow}, "VL489": {judged: ofPairs}, "VL490": {never: ofWords},
	"VL491": {rules: []string{"two rules at one priority"}}, "VL492": {never: ofWords},
	"VL493": {judged: "the reader follows the way of the tunnel to its device over the circuit: " + ofPairs},
	"VL494": {open: "whether a pair takes the tunnel over a circuit or the circuit itself is not compared on the way: both are a way, " +
		"and what is not encrypted for a time is not said"},

	// Limits.
	"VL501": {open: "peerings of a network, routes of a table and resources of a subscription of both networks together: the store does not know " +
		"which limits Azure has granted"},
}

// TestEveryCheckIsSeenInTheMiddleOfAMigration: who adds a check says who sees it there.
func TestEveryCheckIsSeenInTheMiddleOfAMigration(t *testing.T) {
	t.Parallel()
	known, own, rules := map[string]*diag.Code{}, map[string]bool{}, map[string]bool{}
	for _, c := range topology.Codes() {
		known[c.ID] = c
		if c.Severity == diag.Error {
			_, is := middles[c.ID]
			require.Truef(t, is, "%s: write who sees it in the middle of a migration, or why it cannot come to it", c.ID)
		}
	}
	for _, c := range migration.Codes() {
		own[c.ID] = true
	}
	for i := range rehearsal.Rules {
		rules[rehearsal.Rules[i].Name] = true
	}
	for _, id := range slices.Sorted(maps.Keys(middles)) {
		m := middles[id]
		require.NotNilf(t, known[id], "%s: no check has the code", id)
		require.NotEmptyf(t, strings.Join(m.rules, "")+m.judged+m.said+m.way+m.never+m.open, "%s: nobody sees it", id)
		for _, name := range m.rules {
			require.Truef(t, rules[name], "%s: no rule is %q", id, name)
		}
		require.Truef(t, m.said == "" || own[m.said], "%s: the migration has no %s", id, m.said)
	}
}
