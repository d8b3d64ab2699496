package arm

import (
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// literal escapes a string that Azure would take for an expression: what begins with a bracket and ends with one gets one
// more at its beginning. A string that only begins with one is left as it is, as the Bicep compiler does.
// https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions#escape-characters
func literal(s string) string {
	if len(s) > 1 && s[0] == '[' && s[len(s)-1] == ']' {
		return "[" + s
	}
	return s
}

// quoted is a string inside an expression.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// call is a function's call; the arguments are code.
func call(function string, args ...string) string {
	return function + "(" + strings.Join(args, ", ") + ")"
}

// names are the arguments that end every form of resourceId(): the type, then a name for each of its segments.
func names(id plan.ID) []string {
	args := []string{quoted(id.Type)}
	for segment := range strings.SplitSeq(id.Name, "/") {
		args = append(args, quoted(segment))
	}
	return args
}

// resourceID is the expression for a resource's id inside a template that deploys to scope.
func resourceID(id plan.ID, scope plan.Scope) string {
	args := names(id)
	subscription := ""
	switch {
	case id.Subscription == "" && scope.Subscription != "":
		subscription = call("parameters", quoted(generators.SubscriptionParameter))
	case id.Subscription != "":
		subscription = quoted(id.Subscription)
	}
	if id.ResourceGroup == "" {
		if subscription != "" && id.Subscription != scope.Subscription {
			args = append([]string{subscription}, args...)
		}
		return call("subscriptionResourceId", args...)
	}
	if id.Subscription == scope.Subscription && id.ResourceGroup == scope.ResourceGroup {
		return call("resourceId", args...)
	}
	args = append([]string{quoted(id.ResourceGroup)}, args...)
	if subscription == "" && scope.ResourceGroup == "" {
		subscription = "subscription().subscriptionId"
	}
	if subscription != "" {
		args = append([]string{subscription}, args...)
	}
	return call("resourceId", args...)
}

const deployments = "Microsoft.Resources/deployments"

// deploymentID is the expression for a module's deployment in the root, in the form that the Bicep compiler writes.
func deploymentID(m *plan.Module) string {
	s := m.Scope
	args := []string{quoted(deployments), quoted(m.Name)}
	if s.ResourceGroup == "" {
		if s.Subscription != "" {
			args = append([]string{quoted(s.Subscription)}, args...)
		}
		return call("subscriptionResourceId", args...)
	}
	subscription := "subscription().subscriptionId"
	if s.Subscription != "" {
		subscription = quoted(s.Subscription)
	}
	group := call("format", quoted("/subscriptions/{0}/resourceGroups/{1}"), subscription, quoted(s.ResourceGroup))
	return call("extensionResourceId", append([]string{group}, args...)...)
}
