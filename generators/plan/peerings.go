package plan

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// lowerPeerings makes the first halves of all pairs, then their mirrors. The first half is the one of the network whose
// gateway is used (Azure refuses the other before it), else that of a hub, else that of the first name. The halves of one
// network are made one after the other: Azure takes one change at a time of a network.
func (l *lowering) lowerPeerings() {
	mirror := map[topology.PeeringID]*topology.Peering{}
	for i := range l.t.Peerings {
		mirror[l.t.Peerings[i].ID] = &l.t.Peerings[i]
	}
	for _, in := range []azure.Stage{azure.StagePeering, azure.StageReturnPeering} {
		for i := range l.t.Peerings {
			p := &l.t.Peerings[i]
			if p.Existing {
				continue
			}
			if l.networks[p.Local].Ownership == topology.External {
				if in == azure.StagePeering {
					l.handOverHalf(p)
				}
				continue
			}
			if (in == azure.StagePeering) == l.comesFirst(p) {
				l.addPeering(p, mirror[topology.PeeringID(string(p.Remote)+">"+string(p.Local))], in)
			}
		}
	}
}

func (l *lowering) comesFirst(p *topology.Peering) bool {
	a, b := l.networks[p.Local], l.networks[p.Remote]
	switch {
	case p.AllowGatewayTransit != p.UseRemoteGateways:
		return p.AllowGatewayTransit
	case a.Tier != b.Tier:
		return a.Tier == topology.Hub
	}
	return p.Local < p.Remote
}

func (l *lowering) peeringID(p *topology.Peering) ID {
	n := l.networks[p.Local]
	return l.id(n, azure.TypePeering, n.Name+"/"+p.Name)
}

func (l *lowering) addPeering(p, mirror *topology.Peering, in azure.Stage) {
	local, remote := l.networks[p.Local], l.networks[p.Remote]
	crosses := l.crosses(local, remote)
	switch {
	case crosses:
		in = azure.StageCrossTenant
		l.crossHalf(p, l.comesFirst(p))
	case p.UseRemoteGateways && remote.Ownership == topology.External:
		in = azure.StageExternalPeering
	}
	r := &staged{stage: in, group: local.ResourceGroup, unit: peeringUnit(local, remote), ofHub: local.Tier != remote.Tier,
		Resource: l.half(p, crosses || l.isElsewhere(remote))}
	if in == azure.StageReturnPeering && mirror != nil {
		r.after = append(r.after, l.peeringID(mirror))
	}
	r.after = append(r.after, l.added[local.ID]...) // else the answers to what comes over it would take another way for a time
	r.after = append(r.after, l.added[remote.ID]...)
	if settled, ok := l.settled[remote.ID]; ok {
		r.after = append(r.after, settled)
	}
	l.add(r, local.ID)
}

// isElsewhere tells whether a network is another owner's in a subscription of its own. Without subscriptions, everything is in that of the
// deployment, an external network too.
func (l *lowering) isElsewhere(n *topology.Network) bool {
	return n.Ownership == topology.External && l.networkID(n).Subscription != ""
}

// half is the resource of a half, whoever deploys it. Outside says that the remote network is none of the deployment's.
func (l *lowering) half(p *topology.Peering, outside bool) Resource {
	local, remote := l.networks[p.Local], l.networks[p.Remote]
	f := azure.Facts{
		"network":          azure.To{ID: l.networkID(local), Name: string(local.ID)},
		"remote":           azure.To{ID: l.networkID(remote), Name: string(remote.ID), Outside: outside},
		"classic":          Bool(remote.Classic),
		"azureName":        Str(p.Name),
		"forwardedTraffic": Bool(p.AllowForwardedTraffic), "gatewayTransit": Bool(p.AllowGatewayTransit), "remoteGateways": Bool(p.UseRemoteGateways),
		"ipv6Only": Bool(p.IPv6Only),
	}
	f.Texts("subnets", p.LocalSubnets)
	f.Texts("remoteSubnets", p.RemoteSubnets)
	return l.row(azure.Peerings, l.place(local.ResourceGroup), f).resource("peering", describe(peeringSentence(p), p.Origin), p.Origin)
}

// peeringUnit is the same for both halves: of a hub and a spoke it is the spoke, so that one more spoke is one unit more.
func peeringUnit(local, remote *topology.Network) string {
	switch {
	case local.Tier == remote.Tier:
		return string(min(local.ID, remote.ID)) + ">" + string(max(local.ID, remote.ID))
	case local.Tier == topology.Hub:
		return string(remote.ID)
	}
	return string(local.ID)
}

func peeringSentence(p *topology.Peering) string {
	switch {
	case p.AllowGatewayTransit:
		return fmt.Sprintf("Peering of %s to %s, which may use its gateways.", p.Local, p.Remote)
	case p.UseRemoteGateways:
		return fmt.Sprintf("Peering of %s to %s, whose gateways it uses.", p.Local, p.Remote)
	case p.LocalSubnets != nil:
		return fmt.Sprintf("Peering of some subnets of %s to some of %s.", p.Local, p.Remote)
	}
	return fmt.Sprintf("Peering of %s to %s.", p.Local, p.Remote)
}

func names(list []string) List {
	out := List{}
	for _, s := range list {
		out = append(out, Str(s))
	}
	return out
}
