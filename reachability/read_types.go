package reachability

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// How far the resources of a type are read.
type reading int

const (
	passedOver   reading = iota // it says nothing of a path
	notRead                     // it decides about paths, and is not read: that is said once
	ofManager                   // of a network manager: what it may do to paths is not read
	readIfMade                  // it is read, and where it is not known to be made that is said
	readWherever                // it is read
)

// readTypes say how far types are read, by the lower case of their names. A type that is not here is read as its parent's is where that is
// notRead or ofManager, and else passed over.
var readTypes = lowerKeys(map[string]reading{
	azure.TypeRouteTable:          readIfMade,
	azure.TypeRoute:               readIfMade,
	azure.TypeSecurityGroup:       readIfMade,
	azure.TypeSecurityRule:        readIfMade,
	azure.TypeVirtualNetwork:      readIfMade,
	azure.TypeSubnet:              readIfMade,
	azure.TypePeering:             readIfMade,
	azure.TypeIPGroup:             readIfMade,
	azure.TypeFirewallPolicy:      readIfMade,
	azure.TypeRuleCollectionGroup: readIfMade,
	azure.TypeFirewall:            readIfMade,
	azure.TypeLoadBalancer:        readIfMade,
	azure.TypeNetworkInterface:    readIfMade,
	azure.TypeGateway:             readIfMade,
	azure.TypeLocalGateway:        readIfMade,
	azure.TypeConnection:          readIfMade,
	azure.TypeNATRule:             readIfMade,
	azure.TypeHubNATRule:          readIfMade,

	azure.TypeBastion:                   readWherever, // that it is there
	azure.TypeVirtualWAN:                readWherever,
	azure.TypeVirtualHub:                readWherever,
	azure.TypeHubRouteTable:             readWherever,
	azure.TypeRoutingIntent:             readWherever,
	azure.TypeHubConnection:             readWherever,
	azure.TypeHubVPNGateway:             readWherever,
	azure.TypeHubSite:                   readWherever,
	azure.TypeHubVPNConnection:          readWherever,
	azure.TypeHubERGateway:              readWherever,
	azure.TypeHubERConnection:           readWherever,
	azure.TypePolicyDefinition:          readWherever,
	azure.TypePolicyAssignment:          readWherever,
	azure.TypeNetworkManager:            readWherever,
	azure.TypeNetworkGroup:              readWherever,
	azure.TypeStaticMember:              readWherever,
	azure.TypeCommit:                    readWherever,
	azure.TypeScopeConnection:           passedOver,
	azure.TypeAddressPool:               passedOver,
	azure.TypeAddressPoolAllocation:     passedOver,
	azure.TypeConnectivityConfiguration: readWherever,

	azure.TypeRouteServerAddress:        passedOver, // its virtual hub is reported
	azure.TypeVirtualHub + anyChild:     notRead,    // it makes how the hub routes unknown
	azure.TypePointToSiteGateway:        notRead,
	azure.TypeHubAppliance:              notRead,
	azure.TypeVirtualRouter:             notRead,
	azure.TypeNetworkManager + anyChild: ofManager,
})

// anyChild stands for all children of a type that have no entry of their own.
const anyChild = "/*"

func lowerKeys(m map[string]reading) map[string]reading {
	out := make(map[string]reading, len(m))
	for kind, how := range m {
		out[strings.ToLower(kind)] = how
	}
	return out
}

// Reads tells whether resources of a type say something of a path. Of the others none needs to be given to Build.
func Reads(kind string) bool {
	return howRead(strings.ToLower(kind)) != passedOver || strings.EqualFold(kind, azure.TypePublicAddress) // by its address gateways know each other
}

// howRead tells how far a type is read, whose name is in lower case.
func howRead(kind string) reading {
	if how, ok := readTypes[kind]; ok {
		return how
	}
	for i := strings.LastIndexByte(kind, '/'); i >= 0; i = strings.LastIndexByte(kind, '/') {
		kind = kind[:i]
		if how, ok := readTypes[kind+anyChild]; ok {
			return how
		}
		if how := readTypes[kind]; how == notRead {
			return how
		}
	}
	return passedOver
}

// of are the resources of a type.
func (r *reader) of(kind string) []*template.Resource { return r.byType[strings.ToLower(kind)] }

// isA tells whether a resource is of a type.
func isA(x *template.Resource, kind string) bool { return strings.EqualFold(x.Type, kind) }
