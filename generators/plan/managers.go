package plan

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// lowerManagers makes the network managers: a manager and its groups, then the members of the groups or the policies that find
// them, then the configurations. Nothing of it takes effect before it is committed.
func (l *lowering) lowerManagers() {
	groups := map[topology.NetworkGroupID]*topology.NetworkGroup{}
	for i := range l.t.NetworkGroups {
		groups[l.t.NetworkGroups[i].ID] = &l.t.NetworkGroups[i]
	}
	for i := range l.t.NetworkManagers {
		m := &managerLowering{l, &l.t.NetworkManagers[i], map[topology.NetworkGroupID][]ID{}}
		m.addManager()
		for j := range l.t.NetworkGroups {
			if g := &l.t.NetworkGroups[j]; g.Manager == m.ID {
				m.addGroup(g)
			}
		}
		m.addMembers()
		for j := range l.t.GroupPolicies {
			if p := &l.t.GroupPolicies[j]; groups[p.Group].Manager == m.ID {
				m.addPolicy(p, groups[p.Group])
			}
		}
		var configurations []ID
		for j := range l.t.Configurations {
			if c := &l.t.Configurations[j]; c.Manager == m.ID {
				configurations = append(configurations, m.addConfiguration(c, groups[c.Group]))
			}
		}
		switch {
		case len(configurations) == 0:
		case m.Commit != "":
			m.addCommitResource(configurations)
		default:
			m.addCommitStep(configurations)
		}
	}
}

// managerLowering makes one manager.
type managerLowering struct {
	*lowering
	*topology.NetworkManager
	found map[topology.NetworkGroupID][]ID // what puts networks into a group: static members, or assignments of policies
}

// of names a resource of the manager: the manager itself without more segments.
func (m *managerLowering) of(kind string, names ...string) ID {
	s := m.scopes[m.ResourceGroup]
	return ID{Subscription: s.Subscription, ResourceGroup: s.ResourceGroup, Type: kind, Name: strings.Join(append([]string{m.Name}, names...), "/")}
}

// addRow puts what a row of the manager makes into the plan, after its parent.
func (m *managerLowering) addRow(in azure.Stage, made *madeRow, key, sentence string, o topology.Origin, after []ID) *staged {
	r := &staged{stage: in, group: m.ResourceGroup, Resource: made.resource(key, describe(sentence, o), o)}
	r.unit = r.ID.Name
	if r.Parent != nil {
		r.after = append(r.after, *r.Parent)
	}
	if in == azure.StageManager {
		r.unit = m.Name // a group stands with its manager
	}
	r.after = append(r.after, after...)
	m.add(r, "")
	return r
}

// row makes a row of what is in the manager's resource group.
func (m *managerLowering) row(t *azure.Table, f azure.Facts) *madeRow {
	return m.lowering.row(t, m.place(m.ResourceGroup), f)
}

// name is the manager's name in the intent.
func (m *managerLowering) name() string { return string(m.NetworkManager.ID) }

// self is what the column manager leads to.
func (m *managerLowering) self() azure.To {
	return azure.To{ID: m.of(azure.TypeNetworkManager), Name: m.name()}
}

// connectionOf is the connection whose group it is.
func connectionOf(id topology.NetworkGroupID) Str {
	_, connection, _ := strings.Cut(string(id), "/")
	return Str(connection)
}

func (m *managerLowering) addManager() {
	f := factsOf(m.Location, m.Tags)
	f["name"], f["azureName"] = Str(m.name()), Str(m.Name)
	f.Texts("managementGroups", m.ManagementGroups)
	var subscriptions []string
	for _, s := range m.Subscriptions {
		if s == "" {
			s = azure.OwnSubscription
		}
		subscriptions = append(subscriptions, s)
	}
	f.Texts("subscriptions", subscriptions)
	m.addRow(azure.StageManager, m.row(azure.NetworkManagers, f), "networkManager", fmt.Sprintf("Network manager %s.", m.name()), m.Origin, nil)
}

func (l *lowering) subscriptionID(name string) string {
	for _, s := range l.t.Subscriptions {
		if s.Name == name {
			return s.ID
		}
	}
	return ""
}

func (m *managerLowering) addGroup(g *topology.NetworkGroup) {
	made := m.row(azure.NetworkGroups, azure.Facts{"manager": m.self(), "connection": connectionOf(g.ID), "azureName": Str(g.Name)})
	m.addRow(azure.StageManager, made, "networkGroup", fmt.Sprintf("Network group %s.", g.ID), g.Origin, nil)
}

// addMembers makes the static members of the groups.
func (m *managerLowering) addMembers() {
	for i := range m.t.NetworkGroups {
		g := &m.t.NetworkGroups[i]
		if g.Manager != m.ID || g.ByPolicy {
			continue
		}
		for _, n := range g.Members {
			network := m.networkID(m.networks[n])
			made := m.row(azure.StaticMembers, azure.Facts{"manager": m.self(), "connection": connectionOf(g.ID), "groupAzureName": Str(g.Name),
				"network": azure.To{ID: network, Name: string(n)}})
			r := m.addRow(azure.StageMembers, made, "staticMember", fmt.Sprintf("Network %s is in group %s.", n, g.ID), g.Origin, []ID{network})
			r.unit = string(n)
			m.found[g.ID] = append(m.found[g.ID], r.ID)
		}
	}
}

// addPolicy makes a policy definition and its assignment, in the subscription whose networks it finds.
func (m *managerLowering) addPolicy(p *topology.GroupPolicy, g *topology.NetworkGroup) {
	scope := Scope{Subscription: m.subscriptionID(p.Subscription), Folder: p.Subscription}
	if scope.Folder == "" {
		scope.Folder = "default"
	}
	group := m.of(azure.TypeNetworkGroup, g.Name)
	made := m.lowering.row(azure.GroupPolicies, azure.Place{Subscription: p.Subscription}, azure.Facts{
		"manager": azure.To{ID: group, Name: m.name()}, "connection": connectionOf(g.ID), "groupAzureName": Str(g.Name), "azureName": Str(p.Name),
		"displayName": Str("Members of network group " + g.Name), "conditions": Object{{Key: "allOf", Value: conditions(p.Selectors)}}})
	add := func(key, sentence string, after ...ID) ID {
		r := &staged{stage: azure.StageGroupPolicy, group: m.ResourceGroup, at: &scope, unit: scope.Subscription + p.Name, after: after,
			Resource: made.resource(key, describe(sentence, p.Origin), p.Origin)}
		m.add(r, "")
		return r.ID
	}
	var networks []ID
	for _, n := range g.Members {
		if network := m.networks[n]; m.scopes[network.ResourceGroup].Subscription == scope.Subscription {
			networks = append(networks, m.networkID(network))
		}
	}
	definition := add("policyDefinition", fmt.Sprintf("Networks with these tags are in group %s.", g.ID), group)
	assignment := add("policyAssignment", fmt.Sprintf("The policy of group %s, for the whole subscription.", g.ID), append([]ID{definition}, networks...)...)
	m.found[g.ID] = append(m.found[g.ID], assignment)
}

// conditions are those of a policy: it is a virtual network, and one of the selectors matches.
func conditions(selectors [][]topology.TagRule) List {
	out := List{Object{{Key: "field", Value: Str("type")}, {Key: "equals", Value: Str(azure.TypeVirtualNetwork)}}}
	if len(selectors) == 1 {
		return append(out, tagConditions(selectors[0])...)
	}
	either := List{}
	for _, rules := range selectors {
		switch list := tagConditions(rules); len(list) {
		case 0:
			return out // every network of the subscription
		case 1:
			either = append(either, list[0])
		default:
			either = append(either, Object{{Key: "allOf", Value: list}})
		}
	}
	return append(out, Object{{Key: "anyOf", Value: either}})
}

func tagConditions(rules []topology.TagRule) List {
	out := List{}
	for _, rule := range rules {
		field := "tags['" + rule.Tag + "']"
		if rule.Location {
			field = "location"
		}
		if len(rule.Values) == 1 {
			out = append(out, Object{{Key: "field", Value: Str(field)}, {Key: "equals", Value: Str(rule.Values[0])}})
			continue
		}
		out = append(out, Object{{Key: "field", Value: Str(field)}, {Key: "in", Value: names(rule.Values)}})
	}
	return out
}

// addConfiguration makes a configuration, after what puts networks into its group.
func (m *managerLowering) addConfiguration(c *topology.ConnectivityConfiguration, g *topology.NetworkGroup) ID {
	f := azure.Facts{"manager": m.self(), "connection": connectionOf(c.Group), "groupAzureName": Str(g.Name), "azureName": Str(c.Name),
		"direct": Bool(c.Direct), "global": Bool(c.Global), "useHubGateway": Bool(c.UseHubGateway), "deleteExistingPeering": Bool(c.DeleteExistingPeering)}
	var after []ID
	if c.Hub != "" {
		hub := m.networkID(m.networks[c.Hub])
		after = append(after, hub)
		f["hub"] = azure.To{ID: hub, Name: string(c.Hub)}
	}
	after = append(append(after, m.found[c.Group]...), m.of(azure.TypeNetworkGroup, g.Name))
	return m.addRow(azure.StageConnectivity, m.row(azure.ConnectivityConfigurations, f), "connectivityConfiguration", configurationSentence(c), c.Origin, after).ID
}

func configurationSentence(c *topology.ConnectivityConfiguration) string {
	switch {
	case c.Hub == "":
		return fmt.Sprintf("Every network of group %s with every other.", c.Group)
	case c.Direct:
		return fmt.Sprintf("Every network of group %s with hub %s, and with every other.", c.Group, c.Hub)
	}
	return fmt.Sprintf("Every network of group %s with hub %s.", c.Group, c.Hub)
}
