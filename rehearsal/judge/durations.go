package judge

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// Takes is about how long Azure takes for a write: an order of magnitude.
type Takes int

// The orders of magnitude.
const (
	Seconds Takes = iota
	Minutes
	UpToAnHour
)

// String is the magnitude in words.
func (t Takes) String() string { return [...]string{"seconds", "minutes", "up to an hour"}[t] }

// MarshalText is String.
func (t Takes) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// A Duration is how long the writes of a type take.
type Duration struct {
	Made    Takes  // while it is made
	Changed Takes  // while it is changed
	Source  string // "" where no source was found: then the type is like those that have one
}

// The pages of Microsoft Learn that say it.
const (
	vpnPage      = "Microsoft Learn, tutorial: create and manage a VPN gateway (45 minutes or more); gateway SKUs (a resize is shorter)"
	circuitPage  = "Microsoft Learn, configure a virtual network gateway for ExpressRoute (up to 45 minutes)"
	hubPage      = "Microsoft Learn, tutorial: site-to-site connections using Virtual WAN (a hub with a gateway takes about 30 minutes)"
	firewallPage = "Microsoft Learn, deploy Azure Firewall (a few minutes)"
	rulesPage    = "MicrosoftDocs/azure-docs#64513: a change of rules takes three to five minutes to reach a firewall"
)

// durations are those of types. A type that is not here takes seconds.
var durations = map[string]Duration{
	azure.TypeGateway:             {UpToAnHour, Minutes, vpnPage + "; " + circuitPage},
	azure.TypeConnection:          {Minutes, Minutes, "hashicorp/terraform-provider-azurerm, virtual_network_gateway_connection: waits minutes; no page of Microsoft gives a figure"},
	azure.TypeFirewall:            {Minutes, Minutes, firewallPage},
	azure.TypeFirewallPolicy:      {Seconds, Minutes, rulesPage},
	azure.TypeRuleCollectionGroup: {Minutes, Minutes, rulesPage},
	azure.TypeIPGroup:             {Seconds, Minutes, rulesPage},
	azure.TypeVirtualHub:          {UpToAnHour, Minutes, hubPage},
	azure.TypeHubVPNGateway:       {UpToAnHour, Minutes, hubPage},
	azure.TypeHubERGateway:        {UpToAnHour, Minutes, hubPage},
	azure.TypeHubConnection:       {Minutes, Minutes, ""},
	azure.TypeHubVPNConnection:    {Minutes, Minutes, ""},
	azure.TypeHubERConnection:     {Minutes, Minutes, ""},
	azure.TypeRoutingIntent:       {Minutes, Minutes, ""},
	azure.TypeHubRouteTable:       {Minutes, Minutes, ""},
	azure.TypeCircuit:             {Minutes, Minutes, ""},
	azure.TypeCommit:              {Minutes, Minutes, ""},
	azure.TypeBastion:             {Minutes, Minutes, "Microsoft Learn, quickstart: deploy Azure Bastion (about 10 minutes)"},
}

// DurationOf is how long a write of a type takes.
func DurationOf(kind string) Duration {
	for known, d := range durations {
		if strings.EqualFold(known, kind) {
			return d
		}
	}
	return Duration{}
}
