package migration

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

// A translation is what gateways of both networks translate on the way. Azure deletes no rule that a connection uses, makes none of ingress one of egress nor a
// static one a dynamic one, and what two rules of a gateway translate to does not overlap: a rule that cannot stand beside those of the new network is
// let go by its connections, then deleted, and only then the others are made.
// Source: hashicorp/terraform-provider-azurerm#25683; About NAT on Azure VPN Gateway.
type translation struct {
	goes  map[natRule]bool // rules of the old network that cannot stand beside those of the new one
	comes map[natRule]bool // rules of the new network that have the name of one that goes
}

type natRule struct {
	gateway topology.GatewayID
	name    string
}

func translationOf(old, next *topology.Topology) *translation {
	t := &translation{map[natRule]bool{}, map[natRule]bool{}}
	rules := natOf(next)
	for gateway, was := range natOf(old) {
		is := set(rules[gateway], func(r *topology.NATRule) string { return lower(r.Name) })
		for _, o := range was {
			key := natRule{gateway, lower(o.Name)}
			for _, n := range rules[gateway] {
				twins := o.Instance != n.Instance && o.Egress == n.Egress && o.Dynamic == n.Dynamic && o.Internal == n.Internal && o.External == n.External
				switch {
				case lower(n.Name) == key.name && (o.Egress != n.Egress || o.Dynamic != n.Dynamic):
					t.goes[key], t.comes[key] = true, true
				case !is[key.name] && !twins && o.External.Overlaps(n.External):
					t.goes[key] = true
				}
			}
		}
	}
	return t
}

// natOf are the rules of the VPN gateways of a topology.
func natOf(t *topology.Topology) map[topology.GatewayID][]topology.NATRule {
	out := map[topology.GatewayID][]topology.NATRule{}
	for i := range t.Gateways {
		out[t.Gateways[i].ID] = t.Gateways[i].NAT.Rules
	}
	for i := range t.HubGateways {
		out[t.HubGateways[i].ID] = t.HubGateways[i].NAT.Rules
	}
	return out
}

// gateway is what a gateway of both networks translates at a moment: until the new network is whole, by rules that the old one alone has too, since connections
// that are deleted later use them.
func (t *translation) gateway(id topology.GatewayID, old, next topology.NAT, at moment) topology.NAT {
	if at < partsChanged {
		return old
	}
	has := set(next.Rules, func(r *topology.NATRule) string { return lower(r.Name) })
	out := next
	out.Rules = kept(next.Rules, func(r *topology.NATRule) bool { return at >= linksBeside || !t.comes[natRule{id, lower(r.Name)}] })
	out.Rules = append(out.Rules, kept(old.Rules, func(r *topology.NATRule) bool { return !has[lower(r.Name)] && !t.goes[natRule{id, lower(r.Name)}] })...)
	slices.SortStableFunc(out.Rules, func(a, b topology.NATRule) int { return cmp.Compare(a.Name, b.Name) })
	if len(next.Rules) == 0 {
		out.TranslatesRoutes = old.TranslatesRoutes
	}
	return out
}

// connections are those of the two networks, each with the rules that it uses at a moment.
func (t *translation) connections(old, next []topology.Connection, at moment) (was, is []topology.Connection) {
	was, is = slices.Clone(old), slices.Clone(next)
	for i := range was {
		was[i].NATRules = t.ofOld(was[i].Gateway, was[i].NATRules, at)
	}
	for i := range is {
		is[i].NATRules = t.ofNew(is[i].Gateway, is[i].NATRules, at)
	}
	return was, is
}

// hubLinks are those of virtual hubs.
func (t *translation) hubLinks(old, next []topology.HubLink, at moment) (was, is []topology.HubLink) {
	was, is = slices.Clone(old), slices.Clone(next)
	for i := range was {
		was[i].NATRules = t.ofOld(was[i].Gateway, was[i].NATRules, at)
	}
	for i := range is {
		is[i].NATRules = t.ofNew(is[i].Gateway, is[i].NATRules, at)
	}
	return was, is
}

func (t *translation) ofOld(id topology.GatewayID, used topology.UsedNATRules, at moment) topology.UsedNATRules {
	return withoutRules(used, func(name string) bool { return at >= released && t.goes[natRule{id, lower(name)}] })
}

func (t *translation) ofNew(id topology.GatewayID, used topology.UsedNATRules, at moment) topology.UsedNATRules {
	return withoutRules(used, func(name string) bool { return at < linksBeside && t.comes[natRule{id, lower(name)}] })
}

func withoutRules(used topology.UsedNATRules, is func(name string) bool) topology.UsedNATRules {
	stays := func(name *string) bool { return !is(*name) }
	return topology.UsedNATRules{Ingress: kept(used.Ingress, stays), Egress: kept(used.Egress, stays)}
}

// release has connections let go of the rules that cannot stand beside those of the new network: these wait for their gateway.
func (b *builder) release(at moment, s Step) error {
	if len(translationOf(b.standing(), b.in.New.Topology).goes) == 0 {
		return nil
	}
	var refusals []*rehearsal.Refusal // how Azure refuses the gateways as long as the rules are in use
	result, err := b.in.deploy(b.store.Clone(), b.in.New.Plan.Some(func(r *plan.Resource) bool {
		_, there := b.store.Get(idOf(r.ID))
		return there && (r.ID.Type == azure.TypeGateway || r.ID.Type == azure.TypeHubVPNGateway)
	}, func(*plan.Step) bool { return false }))
	if err != nil {
		return err
	}
	for _, r := range result.Refused() {
		refusals = append(refusals, r.Refusal)
	}
	steps := len(b.out.Steps)
	if err := b.writeWorld(at, s); err != nil || len(b.out.Steps) == steps || len(refusals) == 0 {
		return err
	}
	for _, id := range b.out.Steps[steps].Changed {
		of := refusals[0]
		for _, r := range refusals {
			if strings.Contains(lower(r.Message), lower(nameOf(id))) {
				of = r
			}
		}
		b.wait(Wait{ID: id, Step: b.out.Steps[steps].Name, Refusal: of, released: true})
	}
	return nil
}
