package powershell

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// The types of network managers, and of the policies that find the members of their groups.
const (
	managerType       = networkProvider + "networkManagers"
	networkGroupType  = managerType + "/networkGroups"
	staticMemberType  = networkGroupType + "/staticMembers"
	configurationType = managerType + "/connectivityConfigurations"
	commitType        = managerType + "/commits"

	authorizationProvider = "Microsoft.Authorization/"
	policyDefinitionType  = authorizationProvider + "policyDefinitions"
	policyAssignmentType  = authorizationProvider + "policyAssignments"
)

// managerKinds are their tables. Static members are in the rows of their groups.
var managerKinds = []kind{
	{managerType, "$NetworkManagers", "Network managers; an empty subscription in a scope is the deployment's own.", "network managers", makeManager},
	{networkGroupType, "$NetworkGroups", "Network groups.", "network groups", makeNetworkGroup},
	{staticMemberType, "$GroupMembers", "The static members of network groups, all of each.", "members of network groups", nil},
	{policyDefinitionType, "$PolicyDefinitions", "Policies that put networks into network groups.", "policy definitions", makePolicyDefinition},
	{policyAssignmentType, "$PolicyAssignments", "Their assignments.", "policy assignments", makePolicyAssignment},
	{configurationType, "$Configurations", "Connectivity configurations, which take effect when they are committed.",
		"connectivity configurations", makeConfiguration},
	{commitType, "$Commits", "What brings the configurations of network managers into force.", "commits of network managers", makeCommit},
}

// bare are the kinds whose rows have no location and no tags.
func bare(typ string) bool {
	return below[typ] != "" || strings.HasPrefix(typ, authorizationProvider)
}

func makeManager(r *row, b *body) {
	p := b.child("properties", true)
	scopes := p.child("networkManagerScopes", true)
	subscriptions := list{}
	values, _ := scopes.get("subscriptions", true).(plan.List)
	for _, v := range values {
		id, ok := v.(plan.Subscription)
		if !ok {
			scopes.fail("subscriptions", "%T is not a subscription", v)
		}
		subscriptions = append(subscriptions, scopes.encode("subscriptions", plan.Str(id)))
	}
	r.set("Subscriptions", subscriptions)
	r.set("ManagementGroups", scopes.strings("managementGroups", true))
	_ = scopes.done()
	r.set("Accesses", p.strings("networkManagerScopeAccesses", true))
	_ = p.done()
}

func makeNetworkGroup(r *row, b *body) {
	p := b.child("properties", true)
	r.set("MemberType", p.str("memberType", true))
	_ = p.done()
}

// addMember puts a static member into the row of its group's members, and makes that row for the first.
func (s *sheet) addMember(stage string, r *plan.Resource) error {
	group, ok := generators.Enclosing(r.ID)
	if !ok {
		return generators.CheckID(r.ID)
	}
	if s.members[group] == nil {
		manager, own, _ := strings.Cut(group.Name, "/")
		b := newBody(r)
		of := &row{}
		of.set("Stage", b.encode("stage", plan.Str(stage)))
		of.set("NetworkManager", b.encode("name", plan.Str(manager)))
		of.set("Name", b.encode("name", plan.Str(own)))
		of.set("ResourceGroup", b.encode("resourceGroup", plan.Str(group.ResourceGroup)))
		if group.Subscription != "" {
			of.set("Subscription", b.encode("subscription", plan.Str(group.Subscription)))
		}
		if *b.err != nil {
			return *b.err
		}
		s.memberRows = append(s.memberRows, group)
		s.rows[staticMemberType] = append(s.rows[staticMemberType], of)
		if s.present[stage] == nil {
			s.present[stage] = map[string]bool{}
		}
		s.present[stage][staticMemberType] = true
	}
	m, err := newStaticMember(r)
	s.members[group] = append(s.members[group], m)
	return err
}

// newStaticMember makes the row of a static member.
func newStaticMember(r *plan.Resource) (*row, error) {
	b := newBody(r)
	out := &row{}
	out.set("Name", b.encode("name", plan.Str(r.ID.Name[strings.LastIndexByte(r.ID.Name, '/')+1:])))
	p := b.child("properties", true)
	p.place(out, "resourceId", "Network", networkType)
	_ = p.done()
	return out, b.done()
}

// place sets the cells that name a resource which may be anywhere: its name in the column, and where they differ from those of the
// row its ResourceGroup and Subscription.
func (b *body) place(r *row, key, column, kind string) {
	id, ok := b.get(key, true).(plan.Ref)
	if !ok || id.Type != kind {
		b.fail(key, "not a reference to %s", kind)
		return
	}
	r.set(column, b.encode(key, plan.Str(id.Name)))
	if !strings.EqualFold(id.ResourceGroup, b.from.ResourceGroup) {
		r.set("ResourceGroup", b.encode(key, plan.Str(id.ResourceGroup)))
	}
	if id.Subscription != b.from.Subscription {
		r.set("Subscription", b.encode(key, plan.Str(id.Subscription)))
	}
}

func makeConfiguration(r *row, b *body) {
	p := b.child("properties", true)
	r.set("Topology", p.str("connectivityTopology", true))
	hubs := list{}
	for _, h := range p.children("hubs", false) {
		hub := &row{}
		h.place(hub, "resourceId", "Network", networkType)
		h.expect("resourceType", networkType)
		h.get("resourceType", true)
		_ = h.done()
		hubs = append(hubs, hub)
	}
	r.set("Hubs", orNone(hubs))
	groups := list{}
	for _, g := range p.children("appliesToGroups", true) {
		group := &row{}
		group.set("Group", g.reference("networkGroupId", "networkManagers/networkGroups", g.get("networkGroupId", true)))
		group.set("Connectivity", g.str("groupConnectivity", true))
		group.set("Global", g.boolText("isGlobal"))
		group.set("HubGateway", g.boolText("useHubGateway"))
		_ = g.done()
		groups = append(groups, group)
	}
	r.set("Groups", groups)
	r.set("Global", p.boolText("isGlobal"))
	r.set("DeletePeerings", p.boolText("deleteExistingPeering"))
	_ = p.done()
}

func makeCommit(r *row, b *body) {
	p := b.child("properties", true)
	r.set("Type", p.str("commitType", true))
	r.set("Regions", p.strings("targetLocations", true))
	names := list{}
	values, _ := p.get("configurationIds", true).(plan.List)
	for _, v := range values {
		names = append(names, p.reference("configurationIds", "networkManagers/connectivityConfigurations", v))
	}
	r.set("Configurations", names)
	r.set("UpdateTag", p.str("forceUpdateTag", true))
	_ = p.done()
}

// boolText is a boolean that Azure wants as a string: the cmdlets have switches for it.
func (b *body) boolText(key string) node {
	switch s := b.text(key, true); s {
	case "True", "False":
		return code(boolean(s == "True"))
	default:
		b.fail(key, "%q is neither True nor False", s)
	}
	return nil
}

func makePolicyDefinition(r *row, b *body) {
	p := b.child("properties", true)
	r.set("Title", p.str("displayName", true))
	p.expect("policyType", "Custom")
	p.get("policyType", true)
	r.set("Mode", p.str("mode", true))
	rule := p.child("policyRule", true)
	condition, err := plainJSON(rule.get("if", true))
	if err != nil {
		rule.fail("if", "%v", err)
	}
	r.set("Condition", rule.encode("if", plan.Str(condition)))
	then := rule.child("then", true)
	r.set("Effect", then.str("effect", true))
	details := then.child("details", true)
	target := &row{}
	details.place(target, "networkGroupId", "Group", networkGroupType)
	r.set("Target", target)
	_, _, _, _ = details.done(), then.done(), rule.done(), p.done()
}

func makePolicyAssignment(r *row, b *body) {
	p := b.child("properties", true)
	r.set("Title", p.str("displayName", true))
	id, ok := p.get("policyDefinitionId", true).(plan.Ref)
	if !ok || id.Type != policyDefinitionType || id.Subscription != b.from.Subscription {
		p.fail("policyDefinitionId", "not a policy definition of the same subscription")
	}
	r.set("Definition", p.encode("policyDefinitionId", plan.Str(id.Name)))
	r.set("EnforcementMode", p.str("enforcementMode", true))
	_ = p.done()
}

// plainJSON is a value without references as JSON.
func plainJSON(v plan.Value) (string, error) {
	switch v := v.(type) {
	case plan.Str:
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		err := e.Encode(string(v))
		return strings.TrimSuffix(b.String(), "\n"), err
	case plan.List:
		parts := make([]string, len(v))
		for i, item := range v {
			s, err := plainJSON(item)
			if err != nil {
				return "", err
			}
			parts[i] = s
		}
		return "[" + strings.Join(parts, ", ") + "]", nil
	case plan.Object:
		parts := make([]string, len(v))
		for i, m := range v {
			key, err := plainJSON(plan.Str(m.Key))
			if err != nil {
				return "", err
			}
			s, err := plainJSON(m.Value)
			if err != nil {
				return "", err
			}
			parts[i] = key + ": " + s
		}
		return "{" + strings.Join(parts, ", ") + "}", nil
	}
	return "", fmt.Errorf("a value of type %T", v)
}
