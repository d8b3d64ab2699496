package topology

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkManagedScopes: what a manager manages is in its scope. What is in a management group the intent does not know.
// Source: Azure Virtual Network Manager FAQ, "Is your virtual network in scope?".
func checkManagedScopes(r *reading) {
	for _, m := range r.managers {
		r.refuseOtherTenants(m)
		if m.Scope.Subscriptions == nil || m.Scope.ManagementGroups != nil {
			continue
		}
		for _, x := range m.managed {
			for _, n := range union(x.members, x.hubs) {
				if slices.Contains(m.Scope.Subscriptions, n.Subscription) {
					continue
				}
				r.report(codeOutOfScope, diag.Diagnostic{
					Summary: fmt.Sprintf("network %q is in %s, which is outside the scope of network manager %q", n.id, subscriptionPhrase(n),
						m.Name),
					Subject: m.Scope.At(schema.ManagerScopeField.Subscriptions),
					Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("%q would be managed", n.id)},
						{Range: x.c.At(schema.ConnectionField.NetworkManager), Message: fmt.Sprintf("%q names the manager", x.c.Name)}},
					Why: "a network manager ignores networks outside its scope, even if they are in a network group: the network would stay " +
						"isolated without an error",
					Hint: scopeHint(n),
				})
			}
		}
	}
}

// refuseOtherTenants reports members in another tenant than their manager.
// Source: Cross-tenant support in Azure Virtual Network Manager: a scope connection from each side, and static members only.
func (r *reading) refuseOtherTenants(m *manager) {
	if !r.severalTenants() {
		return
	}
	for _, x := range m.managed {
		for _, n := range union(x.members, x.hubs) {
			if r.tenant(n) == "" || r.tenant(n) == r.tenantOf[m.Subscription] {
				continue
			}
			r.report(codeManagerCrossing, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q is not in the tenant of network manager %q, which builds %q", n.id, m.Name, x.c.Name),
				Subject: x.c.At(schema.ConnectionField.NetworkManager),
				Related: []diag.Related{{Range: n.At(schema.NetworkField.Subscription), Message: "tenant " + r.tenant(n)},
					{Range: m.KeyRange(), Message: fmt.Sprintf("network manager %q", m.Name)}},
				Why: "a network manager can manage networks of another tenant only after both tenants have created a scope connection: no " +
					"deployment to one tenant can wait for that of the other",
				Hint: fmt.Sprintf("join it with a connection of its own without `networkManager`: vnetloom can peer across tenants; the networks "+
					"of %s can have a network manager of their own", r.tenant(n)),
			})
		}
	}
}

// checkCommits warns of commits that are resources.
// Source: bicep-types-az and azure-resource-manager-schemas, microsoft.network 2025-07-01 (networkManagers/commits), where it first is;
// the reference of azure-mgmt-network has its properties. No public template deploys one.
func checkCommits(r *reading) {
	for _, m := range r.managers {
		if m.Commit != "resource" {
			continue
		}
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("network manager %q is committed by a resource type that is new and untested in public", m.Name),
			Subject: m.At(schema.NetworkManagerField.Commit),
			Why: "networkManagers/commits exists since API version 2025-07-01, and no article or public template shows its use: whether your " +
				"regions support it is unknown",
			Hint: "after the first deployment check the status (Get-AzNetworkManagerDeploymentStatus), or use the documented default, `commit: step`",
		}
		if len(m.managed) == 0 {
			d.Summary = fmt.Sprintf("network manager %q has `commit: resource` and builds nothing", m.Name)
			d.Why = "without a configuration, there is nothing to commit"
			d.Hint = "name it in a connection: `networkManager: " + m.Name + "`; or remove `commit`"
		}
		r.report(codeCommitResource, d)
	}
}

func subscriptionPhrase(n *network) string {
	if n.Subscription == "" {
		return "the deployment's own subscription"
	}
	return fmt.Sprintf("subscription %q", n.Subscription)
}

func scopeHint(n *network) string {
	if n.Subscription == "" {
		return "declare its subscription under `subscriptions` and name it in the scope, or remove `scope`: the default is the subscriptions of " +
			"the members"
	}
	return fmt.Sprintf("add %s to the scope, or remove `scope`: the default is the subscriptions of the members", n.Subscription)
}

// checkPolicyMembership: an Azure Policy on tags finds exactly the members of the statement, so that who is in the network group is
// what the intent says, and not what somebody tagged.
func checkPolicyMembership(r *reading) {
	for _, m := range r.managers {
		for _, x := range m.managed {
			if x.c.Membership != "policy" {
				continue
			}
			if r.refuseNames(x) {
				continue
			}
			r.checkLabelTags(x)
			r.checkPolicyFinds(x)
		}
	}
}

// refuseNames refuses members by name where a policy finds them.
func (r *reading) refuseNames(x *managed) bool {
	for i := range x.items.Items {
		if item := &x.items.Items[i]; item.Labels == nil {
			r.report(codePolicyNames, diag.Diagnostic{
				Summary: fmt.Sprintf("%q has `membership: policy` and names network %q", x.c.Name, item.Name),
				Subject: item.Range(),
				Why:     "a policy finds networks by their tags, which vnetloom derives from the labels of selectors, not from names",
				Hint:    "select the members by labels, or write `membership: static`",
			})
			return true
		}
	}
	return false
}

// checkLabelTags: a label that becomes a tag does not contradict a tag of the network, and is one that Azure takes.
func (r *reading) checkLabelTags(x *managed) {
	for _, n := range x.members {
		labels := r.labelTags(n)
		for _, label := range slices.Sorted(maps.Keys(labels)) {
			value := labels[label]
			own, tagged := foldedTag(n.Tags, label)
			d := diag.Diagnostic{
				Subject: n.KeyRange(),
				Related: []diag.Related{{
					Range:   x.c.At(schema.ConnectionField.Membership),
					Message: fmt.Sprintf("%q turns labels into tags", x.c.Name),
				}},
			}
			switch {
			case tagged && own != value:
				d.Summary = fmt.Sprintf("network %q has the label %s: %s, which becomes a tag, and the tag %s: %s", n.id, label, value, label, own)
				d.Why, d.Hint = "a tag has one value, which the policy of the network group reads", "make the two agree, or rename one of them"
			case len(value) > 256 || strings.ContainsFunc(value, func(c rune) bool { return c < 0x20 || c >= 0x7f && c <= 0x9f }):
				d.Summary = fmt.Sprintf("the label %s of network %q would become a tag that Azure refuses", label, n.id)
				d.Why, d.Hint = "a tag's value has at most 256 characters and no control characters", "shorten the label's value"
			case strings.HasPrefix(value, "["):
				d.Summary = fmt.Sprintf("the policy of %q cannot compare the tag %s of network %q with %q", x.c.Name, label, n.id, value)
				d.Why, d.Hint = "Azure Policy reads a value that begins with [ as an expression", "use another value for the label"
			default:
				continue
			}
			r.report(codeLabelTag, d)
			break
		}
	}
}

// checkPolicyFinds evaluates the policy as Azure would, on the tags that the networks will have.
func (r *reading) checkPolicyFinds(x *managed) {
	subscriptions := map[string]bool{}
	for _, n := range x.members {
		subscriptions[n.Subscription] = true
	}
	var extra []*network
	for _, n := range r.networks {
		if !subscriptions[n.Subscription] || x.isIn[n] {
			continue
		}
		tags := map[string]string{}
		for k, v := range n.Tags {
			tags[k] = v
		}
		for k, v := range r.labelTags(n) {
			tags[k] = v
		}
		if matchesTags(tagRules(x.items, n.Subscription), n, tags) {
			extra = append(extra, n)
		}
	}
	if len(extra) == 0 {
		return
	}
	sort.Slice(extra, func(i, j int) bool { return extra[i].id < extra[j].id })
	n := extra[0]
	d := diag.Diagnostic{
		Summary: fmt.Sprintf("the policy of %q would also find %s, which %s not among its members", x.c.Name, fewNames(quoted(extra)),
			isOrAre(len(extra))),
		Subject: x.c.At(schema.ConnectionField.Membership),
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("%q has the tags that the policy matches", n.id)}},
		Why: "Azure Policy adds every network with these tags to the group and ignores case: networks that the intent does not join would be " +
			"joined",
		Hint: fmt.Sprintf("give %q other tags, add a label to the selector, or write `membership: static`", n.id),
	}
	r.report(codePolicyFinds, d)
}

// checkDeletedPeerings: a manager that may remove peerings does not remove those that the intent makes by hand.
func checkDeletedPeerings(r *reading) {
	by := map[*network]*managed{}
	for _, m := range r.managers {
		for _, x := range m.managed {
			if x.c.DeleteExistingPeering {
				for _, n := range union(x.members, x.hubs) {
					if by[n] == nil {
						by[n] = x
					}
				}
			}
		}
	}
	for _, p := range r.pairs {
		if p.terms().manager != nil {
			continue
		}
		for _, n := range []*network{p.a, p.b} {
			x := by[n]
			if x == nil {
				continue
			}
			r.report(codeDeletesPeering, diag.Diagnostic{
				Summary: fmt.Sprintf("%q lets its manager delete existing peerings, and %q peers network %q with %q without the manager", x.c.Name,
					p.terms().c.Name, n.id, p.other(n).id),
				Subject: x.c.At(schema.ConnectionField.DeleteExistingPeering),
				Related: []diag.Related{{Range: p.terms().at, Message: "the peering without a manager"}},
				Why:     "with deleteExistingPeering a network manager removes every peering of its networks that is in none of its configurations",
				Hint:    fmt.Sprintf("let the manager build %q too, or remove `deleteExistingPeering`", p.terms().c.Name),
			})
			break
		}
	}
}

// checkManagedStatements: what a manager builds is what a configuration can say, of networks that a manager may write, and nothing
// else builds it too.
func checkManagedStatements(r *reading) {
	for i := range r.in.Connections {
		c := &r.in.Connections[i]
		if c.NetworkManager == "" {
			r.checkWithoutManager(c)
		} else if r.managerOf[NetworkManagerID(c.NetworkManager)] != nil {
			r.checkBuildable(c)
		}
	}
	for _, m := range r.managers {
		for _, x := range m.managed {
			r.checkManagedOwners(x)
		}
	}
	r.checkTwoBuilders()
}

// checkWithoutManager: what only makes sense with a manager stands beside one.
func (r *reading) checkWithoutManager(c *schema.Connection) {
	of := schema.ConnectionField
	for _, field := range []schema.Field[schema.Connection]{of.Membership, of.DeleteExistingPeering} {
		if c.Given(field) {
			r.report(codeWithoutManager, diag.Diagnostic{
				Summary: fmt.Sprintf("%q has `%s` and no `networkManager`", c.Name, field),
				Subject: c.At(field),
				Why:     "the setting belongs to a network group or to a configuration of a network manager",
				Hint:    fmt.Sprintf("name the manager that builds it: `networkManager: %s`; or remove `%s`", r.someManager(), field),
			})
		}
	}
}

// checkBuildable: a connectivity configuration can say it.
// Source: Connectivity configuration in Azure Virtual Network Manager: a configuration has no such settings. That the peerings which
// it makes take forwarded traffic: Deploy a hub and spoke topology with Azure Firewall (Virtual Network Manager).
func (r *reading) checkBuildable(c *schema.Connection) {
	d := diag.Diagnostic{Hint: "remove it, or remove `networkManager`: vnetloom then creates the peerings itself"}
	switch {
	case len(c.Transit) > 0:
		d.Summary = fmt.Sprintf("mesh %q carries transit and is built by network manager %q", c.Name, c.NetworkManager)
		d.Subject = c.At(schema.ConnectionField.Transit)
		d.Why = "a connected group has no peerings, and a next hop must be in the same network or in a directly peered network"
	case c.ForwardedTraffic != nil && c.Kind == "mesh":
		d.Summary = fmt.Sprintf("mesh %q has `forwardedTraffic` and is built by network manager %q", c.Name, c.NetworkManager)
		d.Subject = c.At(schema.ConnectionField.ForwardedTraffic)
		d.Why = "a connected group has no peerings that could have the setting"
	case c.ForwardedTraffic != nil && !*c.ForwardedTraffic:
		d.Summary = fmt.Sprintf("%q has `forwardedTraffic: false` and is built by network manager %q", c.Name, c.NetworkManager)
		d.Subject = c.At(schema.ConnectionField.ForwardedTraffic)
		d.Why = "peerings of a network manager always allow forwarded traffic"
	default:
		return
	}
	r.report(codeUnbuildable, d)
}

// checkManagedOwners: a manager may write to its members, and where a policy finds them they get the tags that it reads.
func (r *reading) checkManagedOwners(x *managed) {
	for _, n := range union(x.members, x.hubs) {
		d := diag.Diagnostic{
			Subject: n.At(schema.NetworkField.Ownership),
			Related: []diag.Related{{
				Range:   x.c.At(schema.ConnectionField.NetworkManager),
				Message: fmt.Sprintf("%q is built by network manager %q", x.c.Name, x.manager.Name),
			}},
		}
		switch {
		case n.ownership() == External:
			d.Summary = fmt.Sprintf("network %q is external, and network manager %q would change it", n.id, x.manager.Name)
			d.Why = "a network manager creates both halves of its peerings"
			d.Hint = "join it with a `peering`: vnetloom then creates one half and writes a step for the owner of the other"
		case n.ownership() != Created && x.c.Membership == "policy" && x.isIn[n]:
			d.Summary = fmt.Sprintf("network %q is existing, and the policy of %q would not find it", n.id, x.c.Name)
			d.Why, d.Hint = "the policy reads tags, and vnetloom does not tag existing networks", "write `membership: static`"
		default:
			continue
		}
		r.report(codeUnbuildable, d)
	}
}

// checkTwoBuilders: no pair is peered and in a connected group.
func (r *reading) checkTwoBuilders() {
	for _, p := range r.pairs {
		x := p.a.cluster(p.b)
		if x == nil {
			continue
		}
		t := p.terms()
		how := "with a peering by vnetloom"
		if t.manager != nil {
			how = "with a peering"
		}
		r.report(codeContradiction, diag.Diagnostic{
			Summary: fmt.Sprintf("%q and %q contradict each other about %q and %q: %s in one, in a connected group of network manager %q in the other",
				t.c.Name, x.c.Name, p.a.id, p.b.id, how, x.manager.Name),
			Subject: x.c.KeyRange(),
			Related: []diag.Related{{Range: t.at, Message: fmt.Sprintf("%q peers them", t.c.Name)}},
			Why:     "with two links it is undefined which one carries a packet, and removing one connection has no effect",
			Hint:    "let the manager build both connections or neither, or remove the pair from one of them",
		})
	}
}
