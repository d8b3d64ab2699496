package topology

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// checkManagedScopes: what a manager manages is in its scope. What is in a management group the intent does not know.
// Source: Azure Virtual Network Manager FAQ, "Is your virtual network in scope?".
func checkManagedScopes(r *reading) {
	for _, m := range r.managers {
		r.refuseOtherTenants(m)
		if m.Subscriptions == nil || m.ManagementGroups != nil {
			continue
		}
		for _, x := range m.managed {
			for _, n := range union(x.members, x.hubs) {
				if slices.Contains(m.Subscriptions, n.Subscription) {
					continue
				}
				r.report(codeOutOfScope, diag.Diagnostic{
					Summary: fmt.Sprintf("network %q is in %s, which is not in the scope of network manager %q", n.id, subscriptionPhrase(n), m.Name), Subject: m.At("scope", "subscriptions"),
					Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("%q would be managed", n.id)}, {Range: x.c.At("networkManager"), Message: fmt.Sprintf("%q names the manager", x.c.Name)}},
					Why:     "a manager does nothing to a network out of its scope, also when it is in a network group: it would stay apart without an error", Hint: scopeHint(n),
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
				Summary: fmt.Sprintf("network %q is in another tenant than network manager %q, which builds %q", n.id, m.Name, x.c.Name), Subject: x.c.At("networkManager"),
				Related: []diag.Related{{Range: n.At("subscription"), Message: "tenant " + r.tenant(n)}, {Range: m.KeyRange(), Message: fmt.Sprintf("network manager %q", m.Name)}},
				Why:     "a manager takes networks of another tenant only after both tenants have made a connection of its scope, each by somebody who has rights in both: no deployment to one tenant can wait for the other's",
				Hint:    fmt.Sprintf("join it by a statement of its own without `networkManager`: peerings by hand cross tenants; networks of %s with each other may have a manager of that tenant", r.tenant(n)),
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
			Summary: fmt.Sprintf("network manager %q is committed by a resource of the deployment, which is new and unverified", m.Name), Subject: m.At("commit"),
			Why:  "networkManagers/commits is in Azure's types since API version 2025-07-01, and no article and no public template shows its use: whether your regions have it, and when it is in force, is not known",
			Hint: "after the first deployment look at what is in force (Get-AzNetworkManagerDeploymentStatus); `commit: step`, the default, is the documented way",
		}
		if len(m.managed) == 0 {
			d.Summary, d.Why, d.Hint = fmt.Sprintf("network manager %q has `commit: resource` and builds nothing", m.Name), "there is no configuration to commit, so no commit is written", "name it in a connection: `networkManager: "+m.Name+"`; or remove `commit`"
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
		return "declare its subscription under `subscriptions` and name it in the scope, or leave `scope` out: then it is that of the members"
	}
	return fmt.Sprintf("add %s to the scope, or leave `scope` out: then it is that of the members", n.Subscription)
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
				Summary: fmt.Sprintf("%q has `membership: policy`, and names network %q", x.c.Name, item.Name), Subject: item.At(),
				Why: "a policy finds networks by their tags, which are made of the selector's labels; a name is none", Hint: "select the members by labels, or write `membership: static`",
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
			d := diag.Diagnostic{Subject: n.KeyRange(), Related: []diag.Related{{Range: x.c.At("membership"), Message: fmt.Sprintf("%q makes tags of labels", x.c.Name)}}}
			switch {
			case tagged && own != value:
				d.Summary = fmt.Sprintf("network %q has the label %s: %s, which becomes a tag, and the tag %s: %s", n.id, label, value, label, own)
				d.Why, d.Hint = "a tag has one value, and the policy of the network group reads it", "make the two agree, or rename one of them"
			case len(value) > 256 || strings.ContainsFunc(value, func(c rune) bool { return c < 0x20 || c >= 0x7f && c <= 0x9f }):
				d.Summary = fmt.Sprintf("the label %s of network %q would become a tag that Azure refuses", label, n.id)
				d.Why, d.Hint = "a tag's value has at most 256 characters and no control characters", "shorten the label's value"
			case strings.HasPrefix(value, "["):
				d.Summary = fmt.Sprintf("the policy of %q would compare the tag %s of network %q with %q", x.c.Name, label, n.id, value)
				d.Why, d.Hint = "Azure Policy takes a text that begins with [ for an expression", "name the label's value otherwise"
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
		Summary: fmt.Sprintf("the policy of %q would also find %s, which %s not among its members", x.c.Name, fewNames(quoted(extra)), isOrAre(len(extra))), Subject: x.c.At("membership"),
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("%q has the tags that the policy wants", n.id)}},
		Why:     "Azure Policy puts every network with these tags into the group, and compares values without regard to case; what the intent does not join would be joined",
		Hint:    fmt.Sprintf("give %q other tags, select by one more label, or write `membership: static`", n.id),
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
				Summary: fmt.Sprintf("%q lets its manager delete peerings, and %q peers its network %q by hand with %q", x.c.Name, p.terms().c.Name, n.id, p.other(n).id), Subject: x.c.At("deleteExistingPeering"),
				Related: []diag.Related{{Range: p.terms().at, Message: "the peering that is made by hand"}},
				Why:     "with deleteExistingPeering a manager removes every peering of its networks that no configuration says, whoever made it", Hint: fmt.Sprintf("build %q by the manager too, or leave `deleteExistingPeering` out", p.terms().c.Name),
			})
			break
		}
	}
}
