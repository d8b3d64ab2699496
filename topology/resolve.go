package topology

import (
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// Resolve derives the topology of an intent. With errors in the list the topology is nil.
func Resolve(in *schema.Intent) (*Topology, diag.List) {
	r := newReading(in)
	run(r, read)
	run(r, intentChecks)
	if r.hasErrors() {
		r.list.Sort()
		return nil, r.list.Without(diag.Note) // notes are about what is emitted
	}
	out := newResolution(r)
	run(out, derive)
	run(r, designChecks)
	run(out, topologyChecks)
	out.topo.LimitUses = r.limitUses()
	r.list.Sort()
	if r.hasErrors() {
		return nil, r.list.Without(diag.Note)
	}
	return &out.topo, r.list
}

func run[T any](state T, passes []func(T)) {
	for _, pass := range passes {
		pass(state)
	}
}

// reading is what an intent means. Its parts stand in the files of the passes that write them (read_*.go); all that comes after reads
// them, and it lives as long as Resolve.
type reading struct {
	in *schema.Intent
	findings
	index
	membership
	standing
	statements
	gatewayLinks
	peerings
	transitPairs
	accessRules
	filterChains
	gatewayPaths
	expected
}

func newReading(in *schema.Intent) *reading {
	return &reading{
		in:           in,
		index:        newIndex(),
		peerings:     peerings{pairOf: map[pairKey]*peeredPair{}},
		accessRules:  accessRules{flows: map[*schema.Connection][]*accessFlow{}},
		filterChains: filterChains{chains: map[string]*filterChain{}},
		gatewayPaths: gatewayPaths{pathsOf: map[pathKey][]gatewayPath{}},
	}
}

// The passes that read an intent, in order.
var read = []func(*reading){
	(*reading).indexTenants,  // which tenant a subscription is in
	(*reading).indexNetworks, // what a name means
	(*reading).indexWANs,
	(*reading).indexSites,
	(*reading).indexManagers,
	(*reading).indexPublicPrefixes,
	(*reading).readExisting,     // what is there already
	(*reading).readStatements,   // connections: members found, references looked up
	(*reading).chooseGateways,   // whose gateway a spoke uses
	(*reading).joinHubs,         // who reaches whom through the hubs of a virtual WAN, and how
	(*reading).joinPairs,        // which two networks are peered, and how; equal statements merge
	(*reading).decidePolicies,   // what inspects each spoke's traffic
	(*reading).findGatewayUsers, // who uses whose gateways
	(*reading).findDestinations, // and what these lead to
	(*reading).chooseDefaults,   // which site takes what has no other way
	(*reading).linkTransit,      // which hubs carry each other's spokes
	(*reading).readAccess,       // what may pass between members, where that is not everything
	(*reading).readExpectations, // what is expected, and what is kept apart
}

// The checks of what was read run even where a reference is wrong, so that one run says as much as it can. Checks only read; each
// invariant has a file of its own (check_*.go).
var intentChecks = []func(*reading){
	checkVirtualHubs,
	checkVirtualWANs,
	checkGateways,
	checkPolicies,
	checkCarriedSites,
	checkClosable,
	checkManagedStatements,
	checkAddressSpaces,
	checkSubnets,
	checkReservedSubnets,
	checkZones,
	checkFirewallSettings,
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
	checkGatewayAddresses,
	checkNATRules,
	checkNATUse,
	checkSiteOverlaps,
	checkVPNs,
	checkTunnelSettings,
	checkPrivatePeering,
	checkSessions,
	checkAdvertised,
	checkPeeredBeside,
	checkCreatedCircuits,
	checkCircuitTraffic,
	checkCoexistence,
	checkCircuits,
	checkSubscriptions,
	checkOwnership,
	checkHubOwnership,
	checkExisting,
	checkTenants,
}

// resolution is the topology of a reading in the making. Its parts stand in the files of the passes that write them (derive_*.go).
type resolution struct {
	*reading
	subnetDrafts
	tableDrafts
	topo  Topology                                 // rows: each pass adds those that it is named after
	named map[schema.Field[schema.Naming]][]string // what has a name, by the words of `naming`
	given map[string]*givenRules                   // what is added to security groups of the user's, by their ids in small letters
}

func newResolution(r *reading) *resolution {
	return &resolution{
		reading:     r,
		tableDrafts: tableDrafts{tableOf: map[RouteTableID]*tableDraft{}},
		named:       map[schema.Field[schema.Naming]][]string{},
		topo:        Topology{Name: r.in.Name, Tags: r.in.Tags, KeyVault: r.in.KeyVault, Limits: r.in.Limits},
	}
}

// The passes that derive rows, in order.
var derive = []func(*resolution){
	(*resolution).addResourceGroups,
	(*resolution).addTenants,
	(*resolution).addNetworks,
	(*resolution).draftSubnets,
	(*resolution).addGateways,
	(*resolution).addFirewalls,
	(*resolution).addAppliances,
	(*resolution).addSites,
	(*resolution).addConnections,
	(*resolution).addVirtualWANs,
	(*resolution).addHubRouting,
	(*resolution).addPeerings,
	(*resolution).addManagers,
	(*resolution).addSpokeTables,
	(*resolution).addHubTables,
	(*resolution).addDefaultRoutes,  // where a site takes the default
	(*resolution).addPairOnlyRoutes, // what a VPN without BGP joins, and those that use its gateways
	(*resolution).addApartRoutes,    // who would meet by a summary of a site's
	(*resolution).settleTables,      // which of the derived routes each table has
	(*resolution).addWrittenRoutes,
	(*resolution).associateTables,
	(*resolution).addSecurityGroups,
	(*resolution).addSubnets,
	(*resolution).addFirewallPolicies,
	(*resolution).addPromises,
	(*resolution).addMemberships, // which statements take in what
	(*resolution).sortTables,
}

// The checks of an intent without errors: what could be deployed and should not.
var designChecks = []func(*reading){
	checkTransit,
	checkHubCircuits,
	checkIPv6Inspection,
	checkIPv6Transit,
	checkUninspected,
	checkBastion,
	checkOnPremisesRules,
	checkEnvironments,
	checkParallelPaths,
	checkGatewayZones,
	checkActiveStandby,
	checkUnusedSites,
	checkClosedNames,
	checkServicesClosed,
	checkBastionClosed,
	checkRepeatedFlows,
	checkStoppedFlows,
	checkICMPv6,
	checkProtection,
	checkEncryption,
	checkManagedLimits,
	checkLargeMeshes,
}

// The checks of what is derived.
var topologyChecks = []func(*resolution){
	checkLocations,
	checkNextHops,
	checkForwarding,
	checkLateHops,
	checkUnroutedSubnets,
	checkExternalTables,
	checkExistingGateways,
	checkGivenTables,
	checkSharedTables,
	checkGivenGroups,
	checkGivenNames,
	checkNamesOfNothing,
	checkPrivateEndpoints,
	checkGroupless,
	checkLimits,
	checkNames,
	checkKeyNames,
	checkKeysByHand,
}
