package topology

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// Security groups of others: rules are added to them one by one, at priorities that their owner has left free (docs/adr/0053).

// givenRules are what is added to one security group of the user's, of all networks whose subnets have it.
type givenRules struct {
	says   *subnetDraft // the first subnet that gives the priorities
	drafts []*groupDraft
}

// indexGivenRules finds the groups of the user's that may get rules, by their ids in small letters: two subnets give one range.
func (r *resolution) indexGivenRules() {
	r.given = map[string]*givenRules{}
	for _, s := range r.subnets {
		if s.RulePriorities == (schema.Priorities{}) {
			continue
		}
		r.refusePriorities(s)
		key := strings.ToLower(s.NetworkSecurityGroup)
		if r.given[key] == nil {
			r.given[key] = &givenRules{says: s}
			continue
		}
		if first := r.given[key].says; first.RulePriorities != s.RulePriorities {
			r.refuse(codeRulePriorities, diag.Diagnostic{
				Summary: fmt.Sprintf("subnets %q and %q give different priorities in one network security group", first.ref(), s.ref()),
				Subject: s.At(schema.SubnetField.RulePriorities),
				Related: []diag.Related{{Range: first.At(schema.SubnetField.RulePriorities), Message: "the other priorities"}},
				Why:     "the rules of a group share its priorities, whichever subnet they are for",
				Hint:    "write the same range at both, or at one of them alone",
			})
		}
	}
}

// ref is how the intent names a subnet.
func (s *subnetDraft) ref() string { return string(s.network.id) + "/" + s.Name }

// refusePriorities holds a range to what Azure takes.
func (r *resolution) refusePriorities(s *subnetDraft) {
	p := s.RulePriorities
	d := diag.Diagnostic{Subject: s.At(schema.SubnetField.RulePriorities)}
	switch {
	case s.NetworkSecurityGroup == "":
		d.Summary = fmt.Sprintf("subnet %q has `rulePriorities` and no `networkSecurityGroup`", s.ref())
		d.Why, d.Hint = "a group that vnetloom creates is its own, with priorities of its own", "remove it, or name the group that has these priorities free"
	case p.First > p.Last:
		d.Summary = fmt.Sprintf("priorities %d-%d of subnet %q end before they begin", p.First, p.Last, s.ref())
		d.Why, d.Hint = "the lower number counts first", fmt.Sprintf("write %d-%d", p.Last, p.First)
	case p.Last > lastPriority:
		d.Summary = fmt.Sprintf("priorities %d-%d of subnet %q go beyond %d", p.First, p.Last, s.ref(), lastPriority)
		d.Why, d.Hint = "Azure takes priorities from 100 to 4096", "write a range that ends at 4096 or before"
	default:
		return
	}
	r.refuse(codeRulePriorities, d)
}

const lastPriority = 4096

// addGivenGroups drafts the rules that close a network's subnets which have groups of the user's.
func (d *groupDraft) addGivenGroups(closed []*subnetDraft) {
	byGroup := map[string][]*subnetDraft{}
	for _, s := range closed {
		key := strings.ToLower(s.NetworkSecurityGroup)
		if d.r.given[key] == nil || d.a.internet != nil {
			d.refuseOwnGroup(s)
			continue
		}
		s.close()
		byGroup[key] = append(byGroup[key], s)
	}
	for _, key := range slices.Sorted(maps.Keys(byGroup)) {
		subnets := byGroup[key]
		id, group := d.r.idOf(subnets[0].NetworkSecurityGroup)
		x := &groupDraft{r: d.r, n: d.n, a: d.a, id: SecurityGroupID(subnets[0].ref()), exact: true, prefix: string(d.n.id) + ".",
			origin: Origin{Range: subnets[0].KeyRange(), Statements: d.origin.Statements, Rule: "security group"}}
		for _, s := range subnets {
			x.on = append(x.on, s.Name)
		}
		d.r.topo.SecurityGroups = append(d.r.topo.SecurityGroups, SecurityGroup{ID: x.id, Network: d.n.id, Name: id.Name, Existing: true, Group: group,
			On: x.on, Given: id, Origin: x.origin})
		x.flows()
		x.closedEnds()
		d.r.given[key].drafts = append(d.r.given[key].drafts, x)
	}
}

// numberGivenRules gives the rules in each group of the user's their priorities, those of all networks together.
func (r *resolution) numberGivenRules() {
	for _, key := range slices.Sorted(maps.Keys(r.given)) {
		g := r.given[key]
		p := g.says.RulePriorities
		if p.First > p.Last || p.Last > lastPriority {
			continue // it is refused
		}
		split := p.Last + 1 - max(1, (p.Last+1-p.First)/4) // flows come before what is denied
		var all []hashedRule
		for _, d := range g.drafts {
			all = append(all, d.hashed...)
		}
		if r.givenRulesFit(g, all, p.First, split, p.Last+1) {
			r.number(all, p.First, split, split, p.Last+1)
		}
	}
}

// givenRulesFit tells whether there are as many priorities as rules, and refuses where there are not.
func (r *resolution) givenRulesFit(g *givenRules, all []hashedRule, first, split, after int) bool {
	for _, kind := range []struct {
		flow bool
		room int
		what string
	}{{true, split - first, "flows"}, {false, after - split, "closed connections"}} {
		for _, inbound := range []bool{true, false} {
			count := 0
			for _, h := range all {
				if h.flow == kind.flow && h.rule.Inbound == inbound {
					count++
				}
			}
			if count <= kind.room {
				continue
			}
			need := 4 * count // a quarter is for what is closed
			if kind.flow {
				need = (4*count + 2) / 3
			}
			r.refuse(codeRulePriorities, diag.Diagnostic{
				Summary: fmt.Sprintf("the rules for %s need %d priorities in network security group %q, and the range has %d for them", kind.what, count,
					g.drafts[0].groupName(), kind.room),
				Subject: g.says.At(schema.SubnetField.RulePriorities),
				Why:     "a group has one rule of a direction at each priority; three quarters of the range are for flows, the last one for what is closed",
				Hint:    fmt.Sprintf("give a range of %d priorities or more that are free in the group", need),
			})
			return false
		}
	}
	return true
}

func (d *groupDraft) groupName() string {
	id, _ := d.r.idOf(d.n.subnets[d.on[0]].NetworkSecurityGroup)
	return id.Name
}

// has tells whether the group stands on some of the subnets; nil are all.
func (d *groupDraft) has(subnets []string) bool {
	if d.on == nil {
		return d.n.takesSomeGroup(subnets)
	}
	return subnets == nil || slices.ContainsFunc(subnets, func(s string) bool { return slices.Contains(d.on, s) })
}

// idOf is the id of a route table or a security group of the user's, in the letters that the intent has for it, with its resource group.
func (r *reading) idOf(text string) (azure.ID, ResourceGroupID) {
	id := r.tables[strings.ToLower(text)]
	return id, r.groupAt(id)
}
