package deployed

import (
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// The commands of az print resources without the level "properties": what stands below it in Azure's answer stands beside the id, and
// so in each part that has an id of its own. Which group it is in is a member that Azure does not answer.
// Source: Azure CLI, az network vnet list and others, and the flattening of the code generator for Azure CLI (client-flatten).

// beside are the members that stand beside properties in Azure's own form, in lower case.
var beside = map[string]bool{
	"id": true, "name": true, "type": true, "location": true, "tags": true, "etag": true, "sku": true, "zones": true, "identity": true,
	"kind": true, "extendedlocation": true, "plan": true, "managedby": true, "systemdata": true,
}

// dropped are members that az adds to what Azure answers.
var dropped = map[string]bool{"resourcegroup": true}

// skuBelow are types whose sku stands below properties. Source: REST API, Virtual Network Gateways, Azure Firewalls, Firewall Policies, Virtual Hubs.
var skuBelow = map[string]bool{
	"microsoft.network/virtualnetworkgateways": true,
	"microsoft.network/azurefirewalls":         true,
	"microsoft.network/firewallpolicies":       true,
	"microsoft.network/virtualhubs":            true,
}

// notAnswered are columns of Azure Resource Graph that Azure Resource Manager does not answer.
// Source: Azure Resource Graph, Understand the query language, columns of the table resources.
var notAnswered = map[string]bool{"tenantid": true, "subscriptionid": true, "resourcegroup": true}

// asAnswered is a body without what Azure Resource Graph and the commands of az add to it: columns of their own, and null or nothing in the place of
// what is not there.
func asAnswered(v *template.Value) *template.Value {
	if v.Kind != template.Object || v.Get("id") == nil {
		return v
	}
	out := &template.Value{Kind: template.Object, At: v.At}
	for _, m := range v.Members {
		key := strings.ToLower(m.Key)
		if m.Value.Kind == template.Null || notAnswered[key] || (key == "kind" || key == "managedby") && m.Value.String() == "" {
			continue
		}
		out.Members = append(out.Members, m)
	}
	return out
}

// deepened is a body in Azure's own form; one that is in it already is itself.
func deepened(v *template.Value) *template.Value {
	if v.Kind != template.Object || v.Get("id") == nil || v.Get("properties") != nil {
		return v
	}
	return deep(v)
}

// deep puts the level "properties" into a value and the parts of it that have an id.
func deep(v *template.Value) *template.Value {
	switch v.Kind {
	case template.Array:
		out := &template.Value{Kind: template.Array, At: v.At}
		for _, item := range v.Items {
			out.Items = append(out.Items, deep(item))
		}
		return out
	case template.Object:
		return deepObject(v)
	}
	return v
}

func deepObject(v *template.Value) *template.Value {
	isResource := v.Get("id").String() != "" && v.Get("properties") == nil
	kind := strings.ToLower(v.Get("type").String())
	out, below := &template.Value{Kind: template.Object, At: v.At}, &template.Value{Kind: template.Object, At: v.At}
	for _, m := range v.Members {
		key := strings.ToLower(m.Key)
		if m.Value.Kind == template.Null || isResource && dropped[key] {
			continue
		}
		m.Value = deep(m.Value)
		if key == "typepropertiestype" { // there are two of the name: that of the resource stands beside the id
			m.Key = "type"
		}
		if isResource && (!beside[key] || key == "sku" && skuBelow[kind]) {
			below.Members = append(below.Members, m)
		} else {
			out.Members = append(out.Members, m)
		}
	}
	if len(below.Members) > 0 {
		out.Members = append(out.Members, template.Member{Key: "properties", KeyAt: v.At, Value: below})
	}
	return out
}
