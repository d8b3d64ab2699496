package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// level is where a deployment deploys to.
type level int

const (
	groupLevel level = iota
	subscriptionLevel
	managementLevel
	tenantLevel
)

// scope is what a deployment deploys to. The texts are as written; an empty one is the deployment's own.
type scope struct {
	level               level
	subscription, group string
	management          string
	unknown             string // why a part of it is not known; that part is then a key
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func (s scope) subscriptionText() string { return or(s.subscription, ownSubscription) }
func (s scope) groupText() string        { return or(s.group, ownGroup) }

// id is the id of the scope, "" for the tenant.
func (s scope) id() string {
	switch s.level {
	case groupLevel:
		return "/subscriptions/" + s.subscriptionText() + "/resourceGroups/" + s.groupText()
	case subscriptionLevel:
		return "/subscriptions/" + s.subscriptionText()
	case managementLevel:
		return "/providers/Microsoft.Management/managementGroups/" + or(s.management, ownManagementGroup)
	}
	return ""
}

// managementNamespace begins the type of management groups.
var managementNamespace, _, _ = strings.Cut(azure.TypeManagementGroup, "/")

// parseScope reads the id of a subscription, a resource group, a management group or the tenant; false for another one.
func parseScope(id string) (scope, bool) {
	parts := strings.Split(strings.Trim(id, "/"), "/")
	switch n := len(parts); {
	case id == "/":
		return scope{level: tenantLevel}, true
	case n == 2 && equalFold(parts[0], "subscriptions"):
		return scope{level: subscriptionLevel, subscription: notOwn(parts[1], ownSubscription)}, true
	case n == 4 && equalFold(parts[0], "subscriptions") && equalFold(parts[2], "resourceGroups"):
		return scope{subscription: notOwn(parts[1], ownSubscription), group: notOwn(parts[3], ownGroup)}, true
	case n == 4 && equalFold(parts[0], "providers") && equalFold(parts[1], managementNamespace):
		return scope{level: managementLevel, management: notOwn(parts[3], ownManagementGroup)}, true
	case n == 3 && equalFold(parts[0], managementNamespace):
		return scope{level: managementLevel, management: notOwn(parts[2], ownManagementGroup)}, true
	}
	return scope{}, false
}

// notOwn makes the placeholder of the deployment's own an empty text again.
func notOwn(s, own string) string {
	if equalFold(s, own) {
		return ""
	}
	return s
}

// levels are the schemas of templates.
var levels = map[string]level{
	"deploymenttemplate.json":                groupLevel,
	"subscriptiondeploymenttemplate.json":    subscriptionLevel,
	"managementgroupdeploymenttemplate.json": managementLevel,
	"tenantdeploymenttemplate.json":          tenantLevel,
}

// levelOf reads the $schema of a template; false where it is none of a template.
func levelOf(schema string) (level, bool) {
	schema = strings.ToLower(strings.TrimRight(strings.TrimSpace(schema), "#"))
	l, ok := levels[schema[strings.LastIndexByte(schema, '/')+1:]]
	return l, ok
}
