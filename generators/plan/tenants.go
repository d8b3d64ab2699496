package plan

import (
	"fmt"
	"sort"

	"github.com/vnetloom/vnetloom/topology"
)

// indexTenants finds the tenant of each resource group, where there are several.
func (l *lowering) indexTenants() {
	l.tenants = map[topology.ResourceGroupID]string{}
	of := map[string]string{}
	for _, s := range l.t.Subscriptions {
		of[s.Name] = s.Tenant
	}
	for i := range l.t.ResourceGroups {
		g := &l.t.ResourceGroups[i]
		l.tenants[g.ID] = of[g.Subscription]
	}
}

func (l *lowering) tenantOf(n *topology.Network) Tenant { return l.tenantOfGroup(n.ResourceGroup) }

func (l *lowering) tenantOfGroup(g topology.ResourceGroupID) Tenant {
	name := l.tenants[g]
	for _, t := range l.t.Tenants {
		if t.Name == name {
			return Tenant{Name: t.Name, ID: t.ID}
		}
	}
	return Tenant{}
}

// crosses tells whether two networks are in different tenants.
func (l *lowering) crosses(a, b *topology.Network) bool {
	return l.tenants[a.ResourceGroup] != l.tenants[b.ResourceGroup]
}

// otherTenants are the ids of the tenants with whose networks those of one are peered, or connected by their gateways.
func (l *lowering) otherTenants(name string) []string {
	met := map[string]bool{}
	meet := func(local, remote *topology.Network) {
		if l.tenants[local.ResourceGroup] == name && l.crosses(local, remote) {
			met[l.tenants[remote.ResourceGroup]] = true
		}
	}
	for i := range l.t.Peerings {
		if l.t.Peerings[i].Existing {
			continue
		}
		meet(l.networks[l.t.Peerings[i].Local], l.networks[l.t.Peerings[i].Remote])
	}
	for i := range l.t.Connections {
		if c := &l.t.Connections[i]; c.Kind == topology.VNetToVNet && !c.Existing {
			meet(l.networks[l.gateways[c.Gateway].Network], l.networks[l.gateways[c.Remote].Network])
		}
	}
	var out []string
	for _, t := range l.t.Tenants {
		if met[t.Name] {
			out = append(out, t.ID)
		}
	}
	return out
}

// assembleRoots makes the roots of every tenant: those with hubs first, since others are sent to what stands in them.
func (l *lowering) assembleRoots() {
	tenants := []string{""}
	if len(l.t.Tenants) > 0 {
		tenants = nil
		hubs := map[string]bool{}
		for i := range l.t.Networks {
			n := &l.t.Networks[i]
			hubs[l.tenants[n.ResourceGroup]] = hubs[l.tenants[n.ResourceGroup]] || n.Tier == topology.Hub && n.Ownership != topology.External
		}
		for _, t := range l.t.Tenants {
			tenants = append(tenants, t.Name)
		}
		sort.SliceStable(tenants, func(i, j int) bool { return hubs[tenants[i]] && !hubs[tenants[j]] })
	}
	desk := l.newDesk()
	for _, name := range []string{rootCircuits, rootMain, rootExternal, rootCrossTenant, rootConnections} {
		for _, tenant := range tenants {
			if d := l.draft(name, tenant); name == rootMain && tenant == "" || len(d.resources) > 0 {
				l.plan.Roots = append(l.plan.Roots, l.assemble(d, desk, nil))
			}
		}
	}
}

// peer is the action of a half.
func (l *lowering) peer(p *topology.Peering) Peer {
	local, remote := l.networks[p.Local], l.networks[p.Remote]
	out := Peer{Network: l.networkID(local), Remote: l.networkID(remote), Name: p.Name, AllowForwardedTraffic: p.AllowForwardedTraffic, AllowGatewayTransit: p.AllowGatewayTransit,
		UseRemoteGateways: p.UseRemoteGateways, LocalSubnets: p.LocalSubnets, RemoteSubnets: p.RemoteSubnets, IPv6Only: p.IPv6Only}
	if l.crosses(local, remote) {
		out.Tenants = []string{l.tenantOf(local).ID, l.tenantOf(remote).ID}
	}
	return out
}

// crossHalf makes our half of a peering whose other end is in another tenant a step too, and the role that its caller needs there.
func (l *lowering) crossHalf(p *topology.Peering, first bool) {
	local, remote := l.networks[p.Local], l.networks[p.Remote]
	action := l.peer(p)
	action.Ours = true
	l.addStep(local, Step{
		Name: fileWords(string(p.Local) + ">" + string(p.Remote)), Title: fmt.Sprintf("Peer %s with %s, which is in tenant %s", local.ID, remote.ID, l.tenantOf(remote).Name),
		Why: fmt.Sprintf("%s is in another tenant: a deployment to a subscription carries the token of one tenant alone. This script signs in to both; or deploy the file of %s in the folder %s/%s with -AuxTenant.",
			remote.ID, l.scopes[local.ResourceGroup].ResourceGroup, l.tenants[local.ResourceGroup], rootCrossTenant),
		Changes: fmt.Sprintf("It makes the peering %s of %s, or sets the flags of the one that leads to %s already.", p.Name, local.Name, remote.Name),
		Action:  action, Origin: p.Origin, Last: !first,
	})
	l.grantNetwork(remote)
}
