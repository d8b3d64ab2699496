package plan

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// addCommitStep brings the configurations into force by a step, all of the manager in all its regions: a commit replaces what was in
// force of its type in a region.
// Source: Configuration deployments in Azure Virtual Network Manager, "goal state model".
func (m *managerLowering) addCommitStep(configurations []ID) {
	m.addStepIn(m.ResourceGroup, Step{
		Name: fileWords(string(m.NetworkManager.ID)), Title: fmt.Sprintf("Bring the configurations of network manager %s into force", m.NetworkManager.ID),
		Why:     "Nothing that a network manager is told takes effect before it is committed, and a commit is an action, which no template can express.",
		Changes: "It commits all connectivity configurations of the manager in all its regions, which replaces what was in force there, waits, and reports. Before that it takes networks out of the manager's groups that the intent does not put there.",
		Action:  Commit{Manager: m.of(azure.TypeNetworkManager), Regions: m.Regions, Configurations: configurations, Groups: m.staticGroups()},
		Origin:  m.Origin,
		Makes:   []Resource{m.row(azure.Commits, m.commitFacts("step", m.Regions, configurations)).resource("commit", "", m.Origin)},
	})
}

// commitFacts are a commit of configurations in regions.
func (m *managerLowering) commitFacts(name string, regions []string, configurations []ID) azure.Facts {
	ids := List{}
	for _, id := range configurations {
		ids = append(ids, Str(id.Name[strings.LastIndexByte(id.Name, '/')+1:]))
	}
	return azure.Facts{"manager": m.self(), "azureName": Str(name), "targetLocations": names(regions), "configurations": ids,
		"forceUpdateTag": Str(m.contentTag(configurations))}
}

// addCommitResource brings them into force by a resource, likewise whole. It writes to every network that the manager manages, so
// it waits for all that do. A template leaves the members of a group that the intent no longer has: a step takes them out.
// Source: bicep-types-az, microsoft.network 2025-07-01, CommitProperties; the reference of azure-mgmt-network says of
// force_update_tag that the commit is redeployed when it changes.
func (m *managerLowering) addCommitResource(configurations []ID) {
	id := m.of(azure.TypeCommit, m.Commit)
	made := m.row(azure.Commits, m.commitFacts(m.Commit, m.Regions, configurations))
	after := append([]ID(nil), configurations...)
	for _, n := range m.managedNetworks() {
		after = append(after, m.writers[n]...)
		m.writers[n] = append(m.writers[n], id)
	}
	sentence := fmt.Sprintf("Commits all configurations of network manager %s in all its regions, anew when one changes.", m.name())
	m.addRow(azure.StageCommit, made, "commit", sentence, m.Origin, after)
	if groups := m.staticGroups(); len(groups) > 0 {
		m.addStepIn(m.ResourceGroup, Step{
			Name: fileWords(string(m.NetworkManager.ID)), Title: fmt.Sprintf("Take networks out of the groups of network manager %s that have left them", m.NetworkManager.ID),
			Why:     "A template makes the members of a network group one by one and leaves those that it no longer has: such a network would stay joined. The PowerShell deployment takes them out itself.",
			Changes: "It removes the static members of the manager's groups that the intent does not put there, and nothing else.",
			Action:  TakeOut{Manager: m.of(azure.TypeNetworkManager), Groups: groups},
			Origin:  m.Origin,
		})
	}
}

// managedNetworks are the networks that the manager writes to, each once.
func (m *managerLowering) managedNetworks() []topology.NetworkID {
	var out []topology.NetworkID
	seen := map[topology.NetworkID]bool{"": true} // a mesh has no hub
	add := func(n topology.NetworkID) {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	for i := range m.t.NetworkGroups {
		if g := &m.t.NetworkGroups[i]; g.Manager == m.ID {
			for _, n := range g.Members {
				add(n)
			}
		}
	}
	for i := range m.t.Configurations {
		if c := &m.t.Configurations[i]; c.Manager == m.ID {
			add(c.Hub)
		}
	}
	return out
}

// contentTag is a UUID that is made of the content of the configurations alone. A configuration that changes must be committed
// again; a member of a group that comes or goes need not.
// Source: Configuration deployments in Azure Virtual Network Manager.
func (m *managerLowering) contentTag(configurations []ID) string {
	var b strings.Builder
	for _, id := range configurations {
		b.WriteString(canonical(Ref(id)) + canonical(m.byID[id].Body) + "\n")
	}
	sum := sha256.Sum256([]byte(b.String()))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // RFC 9562, version 8
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// canonical is a text that two values have in common only where they are equal.
func canonical(v Value) string {
	switch v := v.(type) {
	case Str:
		return strconv.Quote(string(v))
	case Ref:
		return fmt.Sprintf("id(%q, %q, %q, %q)", v.Subscription, v.ResourceGroup, v.Type, v.Name)
	case List:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = canonical(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Object:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = strconv.Quote(x.Key) + ": " + canonical(x.Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprintf("%T(%v)", v, v)
}

// staticGroups are the groups with static members, and these.
func (m *managerLowering) staticGroups() []StaticGroup {
	var out []StaticGroup
	for i := range m.t.NetworkGroups {
		g := &m.t.NetworkGroups[i]
		if g.Manager != m.ID || g.ByPolicy {
			continue
		}
		s := StaticGroup{ID: m.of(azure.TypeNetworkGroup, g.Name)}
		for _, n := range g.Members {
			s.Members = append(s.Members, string(n))
		}
		out = append(out, s)
	}
	return out
}
