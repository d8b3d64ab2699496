package golden_test

import (
	"cmp"
	"encoding/json"
	"strings"
)

// This file reads the rows of network managers.

const (
	managers = network + "networkManagers"
	policies = "Microsoft.Authorization/"
)

func (r *rowReader) networkManager(row *scriptRow, _, properties map[string]any) {
	subscriptions := []any{}
	for _, id := range listOf(row.value("Subscriptions")) {
		subscriptions = append(subscriptions, sameScope{subscription: cmp.Or(textOf(id), ownSubscription)}.path())
	}
	groups := []any{}
	groups = append(groups, listOf(row.value("ManagementGroups"))...)
	properties["networkManagerScopes"] = map[string]any{"subscriptions": subscriptions, "managementGroups": groups}
	putCells(properties, row, "Accesses", "networkManagerScopeAccesses")
}

func (r *rowReader) networkGroup(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "MemberType", "memberType")
}

// place is the id of what a row in a row names: where it says nothing of a resource group or subscription, those of the row.
func (r *rowReader) place(row, item *scriptRow, column, kind string) string {
	s := r.scope(row)
	s.group = cmp.Or(item.text("ResourceGroup"), s.group)
	if item.take("Subscription") != nil { // with nothing in it, the deployment's own
		s.subscription = cmp.Or(item.text("Subscription"), ownSubscription)
	}
	return s.id(kind, strings.Split(item.text(column), "/")...)
}

// staticMembers reads a row that is all members of a group.
func (r *rowReader) staticMembers(row *scriptRow) {
	row.text("Stage")
	for _, member := range row.rows("Members") {
		r.staticMember(row, member)
	}
	row.done(r.columns)
}

func (r *rowReader) staticMember(row, member *scriptRow) {
	kind := managers + "/networkGroups/staticMembers"
	x := &sameResource{kind: kind, api: r.script.strings["$NetworkApiVersion"],
		id:   r.scope(row).id(kind, row.text("NetworkManager"), row.text("Name"), member.text("Name")),
		body: map[string]any{"properties": map[string]any{"resourceId": r.place(row, member, "Network", network+"virtualNetworks")}}}
	member.done(r.columns)
	r.add(row, x)
}

// truthText is how Azure has a boolean of a configuration.
func truthText(row *scriptRow, column string) string {
	if row.value(column) == true {
		return "True"
	}
	return "False"
}

func (r *rowReader) configuration(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Topology", "connectivityTopology")
	hubs := []any{}
	for _, hub := range row.rows("Hubs") {
		hubs = append(hubs, map[string]any{"resourceId": r.place(row, hub, "Network", network+"virtualNetworks"), "resourceType": network + "virtualNetworks"})
		hub.done(r.columns)
	}
	if len(hubs) > 0 {
		properties["hubs"] = hubs
	}
	groups := []any{}
	for _, g := range row.rows("Groups") {
		groups = append(groups, map[string]any{"networkGroupId": r.reference(row, "networkManagers/networkGroups", g.text("Group")),
			"groupConnectivity": g.text("Connectivity"), "isGlobal": truthText(g, "Global"), "useHubGateway": truthText(g, "HubGateway")})
		g.done(r.columns)
	}
	properties["appliesToGroups"] = groups
	properties["isGlobal"], properties["deleteExistingPeering"] = truthText(row, "Global"), truthText(row, "DeletePeerings")
}

func (r *rowReader) commit(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Type", "commitType", "Regions", "targetLocations", "UpdateTag", "forceUpdateTag")
	ids := []any{}
	for _, name := range listOf(row.value("Configurations")) {
		ids = append(ids, r.reference(row, "networkManagers/connectivityConfigurations", textOf(name)))
	}
	properties["configurationIds"] = ids
}

func (r *rowReader) policyDefinition(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Title", "displayName", "Mode", "mode")
	properties["policyType"] = "Custom" // of every definition that a user makes
	var condition any
	if err := json.Unmarshal([]byte(row.text("Condition")), &condition); err != nil {
		row.refuse("Condition is no JSON: %v", err)
	}
	targets := row.rows("Target")
	if len(targets) != 1 {
		row.refuse("%d targets", len(targets))
	}
	properties["policyRule"] = map[string]any{"if": condition, "then": map[string]any{"effect": row.text("Effect"),
		"details": map[string]any{"networkGroupId": r.place(row, targets[0], "Group", managers+"/networkGroups")}}}
	targets[0].done(r.columns)
}

func (r *rowReader) policyAssignment(row *scriptRow, _, properties map[string]any) {
	putCells(properties, row, "Title", "displayName", "EnforcementMode", "enforcementMode")
	properties["policyDefinitionId"] = r.scope(row).id(policies+"policyDefinitions", row.text("Definition"))
}
