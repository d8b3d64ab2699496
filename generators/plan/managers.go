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

func (m *managerLowering) addChild(in azure.Stage, id, parent ID, sentence string, o topology.Origin, properties Object, after []ID) *staged {
	r := &staged{stage: in, group: m.ResourceGroup, unit: id.Name, after: append([]ID{parent}, after...), Resource: Resource{ID: id, Parent: &parent, Origin: o,
		Description: describe(sentence, o), Body: Object{{Key: "properties", Value: properties}}}}
	if in == azure.StageManager {
		r.unit = m.Name // a group stands with its manager
	}
	m.add(r, "")
	return r
}

func (m *managerLowering) addManager() {
	subscriptions, managementGroups := List{}, List{}
	for _, s := range m.Subscriptions {
		subscriptions = append(subscriptions, Subscription(m.subscriptionID(s)))
	}
	for _, g := range m.ManagementGroups {
		managementGroups = append(managementGroups, Str("/providers/Microsoft.Management/managementGroups/"+g))
	}
	m.add(&staged{stage: azure.StageManager, group: m.ResourceGroup, unit: m.Name, Resource: Resource{ID: m.of(azure.TypeNetworkManager), Origin: m.Origin,
		Description: describe(fmt.Sprintf("Network manager %s.", m.NetworkManager.ID), m.Origin),
		Body: withTags(Object{{Key: "location", Value: Str(m.Location)}}, m.Tags, Object{
			{Key: "networkManagerScopes", Value: Object{{Key: "managementGroups", Value: managementGroups}, {Key: "subscriptions", Value: subscriptions}}},
			{Key: "networkManagerScopeAccesses", Value: List{Str("Connectivity")}}})}}, "")
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
	m.addChild(azure.StageManager, m.of(azure.TypeNetworkGroup, g.Name), m.of(azure.TypeNetworkManager), fmt.Sprintf("Network group %s.", g.ID), g.Origin,
		Object{{Key: "memberType", Value: Str("VirtualNetwork")}}, nil)
}

// addMembers makes the static members of the groups.
func (m *managerLowering) addMembers() {
	for i := range m.t.NetworkGroups {
		g := &m.t.NetworkGroups[i]
		if g.Manager != m.ID || g.ByPolicy {
			continue
		}
		group := m.of(azure.TypeNetworkGroup, g.Name)
		for _, n := range g.Members {
			network := m.networkID(m.networks[n])
			r := m.addChild(azure.StageMembers, m.of(azure.TypeStaticMember, g.Name, string(n)), group, fmt.Sprintf("Network %s is in group %s.", n, g.ID), g.Origin,
				Object{{Key: "resourceId", Value: Ref(network)}}, []ID{network})
			r.unit = string(n)
			m.found[g.ID] = append(m.found[g.ID], r.ID)
		}
	}
}

// addPolicy makes a policy definition and its assignment. The group's id is an expression of the template: Azure takes no parameter
// of the policy there.
// Source: Configuring network groups with Azure Policy in Azure Virtual Network Manager.
func (m *managerLowering) addPolicy(p *topology.GroupPolicy, g *topology.NetworkGroup) {
	scope := Scope{Subscription: m.subscriptionID(p.Subscription), Folder: p.Subscription}
	if scope.Folder == "" {
		scope.Folder = "default"
	}
	group := m.of(azure.TypeNetworkGroup, g.Name)
	definition := ID{Subscription: scope.Subscription, Type: azure.TypePolicyDefinition, Name: p.Name}
	assignment := ID{Subscription: scope.Subscription, Type: azure.TypePolicyAssignment, Name: p.Name}
	add := func(id ID, sentence string, properties Object, after ...ID) {
		m.add(&staged{stage: azure.StageGroupPolicy, group: m.ResourceGroup, at: &scope, unit: scope.Subscription + p.Name, after: after, Resource: Resource{ID: id, Origin: p.Origin, Description: describe(sentence, p.Origin),
			Body: Object{{Key: "properties", Value: properties}}}}, "")
	}
	var networks []ID
	for _, n := range g.Members {
		if network := m.networks[n]; m.scopes[network.ResourceGroup].Subscription == scope.Subscription {
			networks = append(networks, m.networkID(network))
		}
	}
	title := Str("Members of network group " + g.Name)
	add(definition, fmt.Sprintf("Networks with these tags are in group %s.", g.ID), Object{{Key: "displayName", Value: title}, {Key: "policyType", Value: Str("Custom")}, {Key: "mode", Value: Str("Microsoft.Network.Data")},
		{Key: "policyRule", Value: Object{{Key: "if", Value: Object{{Key: "allOf", Value: conditions(p.Selectors)}}}, {Key: "then", Value: Object{{Key: "effect", Value: Str("addToNetworkGroup")}, {Key: "details", Value: Object{{Key: "networkGroupId", Value: Ref(group)}}}}}}}}, group)
	add(assignment, fmt.Sprintf("The policy of group %s, for the whole subscription.", g.ID), Object{{Key: "displayName", Value: title}, {Key: "policyDefinitionId", Value: Ref(definition)}, {Key: "enforcementMode", Value: Str("Default")}},
		append([]ID{definition}, networks...)...)
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

// addConfiguration makes a configuration. Azure wants its booleans as strings, and takes a global group only where it is directly
// connected.
// Source: bicep-types-az, microsoft.network 2025-05-01, ConnectivityConfigurationProperties.
func (m *managerLowering) addConfiguration(c *topology.ConnectivityConfiguration, g *topology.NetworkGroup) ID {
	group := m.of(azure.TypeNetworkGroup, g.Name)
	connectivity, kind := "None", "HubAndSpoke"
	if c.Direct {
		connectivity = "DirectlyConnected"
	}
	if c.Hub == "" {
		kind = "Mesh"
	}
	after := m.found[c.Group]
	properties := Object{{Key: "connectivityTopology", Value: Str(kind)}}
	if c.Hub != "" {
		hub := m.networkID(m.networks[c.Hub])
		after = append([]ID{hub}, after...)
		properties = append(properties, Member{Key: "hubs", Value: List{Object{{Key: "resourceId", Value: Ref(hub)}, {Key: "resourceType", Value: Str(azure.TypeVirtualNetwork)}}}})
	}
	properties = append(properties,
		Member{Key: "appliesToGroups", Value: List{Object{{Key: "networkGroupId", Value: Ref(group)}, {Key: "groupConnectivity", Value: Str(connectivity)}, {Key: "isGlobal", Value: asText(c.Global)}, {Key: "useHubGateway", Value: asText(c.UseHubGateway)}}}},
		Member{Key: "isGlobal", Value: asText(c.Global && c.Hub == "")}, Member{Key: "deleteExistingPeering", Value: asText(c.DeleteExistingPeering)})
	id := m.of(azure.TypeConnectivityConfiguration, c.Name)
	m.addChild(azure.StageConnectivity, id, m.of(azure.TypeNetworkManager), configurationSentence(c), c.Origin, properties, append(after, group))
	return id
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

func asText(b bool) Str {
	if b {
		return "True"
	}
	return "False"
}
