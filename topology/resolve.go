package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// Resolve derives the topology of an intent. With errors in the list the topology is nil.
func Resolve(in *schema.Intent) (*Topology, diag.List) {
	r := newResolver(in)
	r.run(understand...)
	r.run(addressChecks...)
	if !r.diags.HasErrors() {
		r.run(derive...)
		r.run(networkChecks...)
	}
	r.diags.Sort()
	if r.diags.HasErrors() {
		return nil, r.diags.Without(diag.Note) // notes are about what is emitted
	}
	return &r.topo, r.diags
}

type pass func(*resolver)

// The passes, in order. What they understand is in the resolver; what they derive are rows of the topology.
var (
	understand = []pass{
		(*resolver).indexTenants,   // which tenant a subscription is in
		(*resolver).indexNetworks,  // what a name means
		(*resolver).indexSites,     // and what else a name may mean
		(*resolver).indexManagers,  // and what a manager's
		(*resolver).readStatements, // connections: members found, references looked up
		(*resolver).chooseGateways, // whose gateway a spoke uses
		(*resolver).joinHubs,       // who reaches whom through the hubs of a virtual WAN, and how
		(*resolver).joinPairs,      // which two networks are peered, and how; equal statements merge
		(*resolver).derivePolicies, // what inspects each spoke's traffic
		(*resolver).chooseDefaults, // which site takes what has no other way
		(*resolver).linkTransit,    // which hubs carry each other's spokes
		(*resolver).readAccess,     // what may pass between members, where that is not everything
		(*resolver).readPolicy,     // what is expected, and what is kept apart
	}
	derive = []pass{
		(*resolver).addResourceGroups,
		(*resolver).addTenants,
		(*resolver).addNetworks,
		(*resolver).addGateways,
		(*resolver).addFirewalls,
		(*resolver).addAppliances,
		(*resolver).addSites,
		(*resolver).addConnections,
		(*resolver).addVirtualWANs,
		(*resolver).addHubRouting,
		(*resolver).addPeerings,
		(*resolver).addManagers,
		(*resolver).addSpokeTables,
		(*resolver).addHubTables,
		(*resolver).addDefaultRoutes,    // where a site takes the default
		(*resolver).addEndRoutes,        // what a VPN without BGP joins, and those that use its gateways
		(*resolver).addApartRoutes,      // who would meet by a summary of a site's
		(*resolver).coverRemotePrefixes, // where exact prefixes would not fit a table
		(*resolver).addWrittenRoutes,
		(*resolver).associateTables,
		(*resolver).addSecurityGroups,
		(*resolver).addFirewallRules,
		(*resolver).addPromises,
		(*resolver).sortTables,
	}
)

// The checks only read; each invariant has a file of its own. Those of addresses run even when a reference is wrong,
// so that one run says as much as it can.
var (
	addressChecks = []pass{
		checkVirtualHubs,
		checkVirtualWANs,
		checkAddressSpaces,
		checkSubnets,
		checkReservedSubnets,
		checkPartAddresses,
		checkOverlaps,
		checkSubnetPeerings,
		checkManagedScopes,
		checkCommits,
		checkPolicyMembership,
		checkDeletedPeerings,
		checkSKUs,
		checkASNs,
		checkSites,
		checkSiteOverlaps,
		checkVPNs,
		checkAnnounced,
		checkCircuitsOfOurs,
		checkCircuitTraffic,
		checkCoexistence,
		checkCircuits,
		checkSubscriptions,
		checkOwnership,
		checkTenants,
	}
	networkChecks = []pass{
		checkTransit,
		checkNextHops,
		checkIPv6Inspection,
		checkIPv6Transit,
		checkForwarding,
		checkLateHops,
		checkUninspected,
		checkUnroutedSubnets,
		checkOwnersTables,
		checkExistingGateways,
		checkBastion,
		checkOnPremisesRules,
		checkEnvironments,
		checkParallelWays,
		checkUnusedSites,
		checkClosedNames,
		checkRepeatedFlows,
		checkStoppedFlows,
		checkICMPv6,
		checkProtection,
		checkEncryption,
		checkLimits,
		checkManagedLimits,
		checkLargeMeshes,
		checkNames,
	}
)

func (r *resolver) run(passes ...pass) {
	for _, p := range passes {
		p(r)
	}
}

// resolver is the working state of one Resolve.
type resolver struct {
	in    *schema.Intent
	topo  Topology
	diags diag.List

	networks       []*network // by name
	byName         map[NetworkID]*network
	groups         []*group
	meshes         []*meshStatement
	wans           []*wan  // by name
	pairs          []*pair // by key
	pairOf         map[pairKey]*pair
	sites          []*site // by name
	siteOf         map[SiteID]*site
	circuits       []*circuit // by name
	circuitOf      map[CircuitID]*circuit
	links          []*gatewayLink
	behindOf       map[*network][]reached
	users          map[*network][]*network
	told           map[string]bool // what is reported once
	managers       []*manager      // by name
	managerOf      map[NetworkManagerID]*manager
	transits       []*transit
	tableOf        map[RouteTableID]*tableDraft
	tables         []*tableDraft
	badPlaceholder map[string]bool
	tenantOf       map[string]string // by subscription

	// Of connections whose access is not open; empty where there are none.
	flows    map[*schema.Connection][]*accessFlow
	access   map[*network]*networkAccess
	related  []joinedPair           // every pair that something joins
	joined   map[string]*joinedPair // by relationKey
	memberOf map[string]bool        // by memberKey
	rows     map[string]*accessRow  // by rowKey
	waysOf   map[wayKey][]way
	public   []netip.Prefix // cache of publicPrefixes
}

func newResolver(in *schema.Intent) *resolver {
	return &resolver{
		in:             in,
		topo:           Topology{Name: in.Name, Limits: in.Limits},
		byName:         map[NetworkID]*network{},
		siteOf:         map[SiteID]*site{},
		circuitOf:      map[CircuitID]*circuit{},
		behindOf:       map[*network][]reached{},
		pairOf:         map[pairKey]*pair{},
		managerOf:      map[NetworkManagerID]*manager{},
		tableOf:        map[RouteTableID]*tableDraft{},
		badPlaceholder: map[string]bool{},
		flows:          map[*schema.Connection][]*accessFlow{},
		rows:           map[string]*accessRow{},
		waysOf:         map[wayKey][]way{},
	}
}

func (r *resolver) report(code *diag.Code, d diag.Diagnostic) { r.diags.Add(code, d) }
