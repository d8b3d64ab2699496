package steps

import (
	"encoding/json"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// A peer is the view of peer.ps1.tmpl.
type peer struct {
	Head                                             *head
	Network, Remote, Name                            templates.Code // strings
	ForwardedTraffic, GatewayTransit, RemoteGateways templates.Code // booleans
	BySubnet                                         bool
	LocalSubnets, RemoteSubnets                      []templates.Code // strings
	IPv6Only                                         templates.Code   // boolean
	Tenants                                          []templates.Code // strings: of both ends, where they differ
}

// A grant is the view of grant.ps1.tmpl.
type grant struct {
	Head    *head
	Scopes  []templates.Code // strings
	Network templates.Code   // string: the one of them that a role of its own is for, or nothing
	Role    templates.Code   // the JSON of that role
}

func newGrant(h *head, a plan.Grant, e *encoder) *grant {
	v := &grant{Head: h}
	var on, enough []string
	if a.Network != (plan.ID{}) {
		v.Network = e.id(a.Network)
		v.Scopes = append(v.Scopes, v.Network)
		v.Role = peeringRole(a.Network, e)
		on, enough = append(on, "the network"), append(enough, "Microsoft.Network/virtualNetworks/peer/action is enough on the network")
	}
	if a.Gateway != (plan.ID{}) {
		v.Scopes = append(v.Scopes, e.id(a.Gateway))
		on, enough = append(on, "the gateway"), append(enough, "Microsoft.Network/virtualNetworkGateways/read and write are needed on the gateway")
	}
	h.needs = templates.Code("User Access Administrator, or Microsoft.Authorization/roleAssignments/write, on " + strings.Join(on, " and "))
	about := "The role: " + strings.Join(enough, "; ") + "."
	if a.Network != (plan.ID{}) {
		about = "The role: " + strings.Join(enough, "; ") + ". Whoever creates both halves needs Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write too."
	}
	h.Parameters = []parameter{
		{Mandatory: true, Name: "PrincipalId", Type: "string",
			About:   "The object id, in this tenant, of the user or application that creates what leads here: that of a guest, or of the service principal of a multi-tenant application.",
			Pattern: e.str(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)},
		{Name: "RoleDefinitionName", Type: "string", About: templates.Code(about), Default: e.str("Network Contributor")},
	}
	if v.Role != "" {
		h.Parameters = append(h.Parameters, parameter{Name: "CustomRole", Type: "switch",
			About: "Gives on the network a role of its own, which can peer with it and read it and nothing else, in place of RoleDefinitionName. Where the tenant does not have it " +
				"yet it is made, for which Microsoft.Authorization/roleDefinitions/write on the resource group is needed. Azure may take minutes to know it: then run this again."})
	}
	h.Arguments = " -PrincipalId $principal"
	return v
}

// peeringRole is the JSON of a role that can peer with a network and read it; nothing where the subscription is not known before the script runs.
// Sources: Microsoft Learn, Create, change, or delete a virtual network peering (permissions); Azure custom roles, which may be assigned in
// management groups, subscriptions and resource groups.
func peeringRole(network plan.ID, e *encoder) templates.Code {
	if network.Subscription == "" {
		return ""
	}
	definition, err := json.MarshalIndent(struct {
		Name, Description                                string
		IsCustom                                         bool
		Actions, NotActions, DataActions, NotDataActions []string
		AssignableScopes                                 []string
	}{
		"Peering with " + network.Name + " in " + network.ResourceGroup, "Creates halves of peerings that lead to the network, and reads it.", true,
		[]string{"Microsoft.Network/virtualNetworks/peer/action", "Microsoft.Network/virtualNetworks/read"}, []string{}, []string{}, []string{},
		[]string{"/subscriptions/" + network.Subscription + "/resourceGroups/" + network.ResourceGroup},
	}, "", "  ")
	if err != nil && e.err == nil {
		e.err = err
	}
	return templates.Code(definition)
}

func newPeer(h *head, a plan.Peer, e *encoder) *peer {
	h.Across = len(a.Tenants) > 0
	h.needs = "Network Contributor on the network, and Microsoft.Network/virtualNetworks/peer/action on the one that it is peered with"
	return &peer{Head: h, Network: e.id(a.Network), Remote: e.id(a.Remote), Name: e.str(a.Name), ForwardedTraffic: e.flag(a.AllowForwardedTraffic),
		GatewayTransit: e.flag(a.AllowGatewayTransit),
		RemoteGateways: e.flag(a.UseRemoteGateways), BySubnet: a.LocalSubnets != nil, LocalSubnets: e.strs(a.LocalSubnets),
		RemoteSubnets: e.strs(a.RemoteSubnets), IPv6Only: e.flag(a.IPv6Only), Tenants: e.strs(a.Tenants)}
}

// An associate is the view of associate.ps1.tmpl.
type associate struct {
	Head    *head
	Subnets []association
}

type association struct{ ID, RouteTable, SecurityGroup templates.Code } // strings, or nothing

func newAssociate(h *head, a plan.Associate, e *encoder) *associate {
	h.needs = "Network Contributor on the network, and on what is put on its subnets"
	h.Parameters = []parameter{{Name: "Force", Type: "switch", About: "Replaces a route table or security group that stands on a subnet already."}}
	v := &associate{Head: h}
	for _, s := range a.Subnets {
		row := association{ID: e.id(s.Subnet)}
		if s.RouteTable != (plan.ID{}) {
			row.RouteTable = e.id(s.RouteTable)
		}
		if s.SecurityGroup != (plan.ID{}) {
			row.SecurityGroup = e.id(s.SecurityGroup)
		}
		v.Subnets = append(v.Subnets, row)
	}
	return v
}

// A setRoutes is the view of set-routes.ps1.tmpl.
type setRoutes struct {
	Head    *head
	Network templates.Code // string
	Tables  []table
}

type table struct {
	ID, Propagate templates.Code   // string, boolean
	Subnets       []templates.Code // strings
	Routes        []route
}

type route struct{ Name, Prefix, NextHop, Address templates.Code } // strings; Address or nothing

func newSetRoutes(h *head, a plan.SetRoutes, e *encoder) *setRoutes {
	h.needs = "Network Contributor on the network and on its route tables"
	h.Parameters = []parameter{
		{Name: "Force", Type: "switch", About: "Replaces a route that is there for the same prefix, or under the same name, and leads elsewhere."},
		{Name: "DisableGatewayRoutes", Type: "switch", About: "Switches off, in tables that are there, what the gateway learns, where these routes are to take precedence over it."},
	}
	v := &setRoutes{Head: h, Network: e.id(a.Network)}
	for _, t := range a.Tables {
		row := table{ID: e.id(t.ID), Propagate: e.flag(t.Propagate)}
		for _, s := range t.Subnets {
			row.Subnets = append(row.Subnets, e.id(s))
		}
		for _, r := range t.Routes {
			x := route{Name: e.str(r.Name), Prefix: e.str(r.Prefix), NextHop: e.str(r.NextHop)}
			if r.Address != "" {
				x.Address = e.str(r.Address)
			}
			row.Routes = append(row.Routes, x)
		}
		v.Tables = append(v.Tables, row)
	}
	return v
}
