package steps

import (
	"fmt"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
	"github.com/vnetloom/vnetloom/topology"
)

// A connect is the view of connect.ps1.tmpl.
type connect struct {
	Head                  *head
	Gateway, Remote, Name templates.Code // strings
	ExpressRoute          bool
	Type, BGP             templates.Code // string, boolean
	Policy                []setting      // nothing for Azure's default proposals
	FastPath, Weight      templates.Code // boolean, number
	Tenants               []templates.Code
	Key                   bool // an ExpressRoute connection takes a key
}

// A setting is a property of an object, and its value.
type setting struct{ Name, Value templates.Code } // identifier with blanks behind it, literal

// policyNames are the members of an IPsec policy, and the properties of the object that the cmdlets of Az.Network take.
var policyNames = map[string]templates.Code{
	"saLifeTimeSeconds": "SALifeTimeSeconds", "saDataSizeKilobytes": "SADataSizeKilobytes", "ipsecEncryption": "IpsecEncryption",
	"ipsecIntegrity": "IpsecIntegrity",
	"ikeEncryption":  "IkeEncryption", "ikeIntegrity": "IkeIntegrity", "dhGroup": "DhGroup", "pfsGroup": "PfsGroup",
}

func newConnect(h *head, a plan.Connect, e *encoder) *connect {
	h.Across = len(a.Tenants) > 0
	h.CrossConnection = h.Across // which Az.Network does since 7.15.1: its release notes
	v := &connect{Head: h, Gateway: e.id(a.Gateway), Remote: e.id(a.Remote), Name: e.str(a.Name), ExpressRoute: a.Type == topology.ExpressRoute,
		Type: e.str(string(a.Type)),
		BGP:  e.flag(a.BGP), FastPath: e.flag(a.FastPath), Weight: templates.Code(fmt.Sprint(a.RoutingWeight)), Tenants: e.strs(a.Tenants), Key: a.Key != ""}
	for _, m := range a.Policy {
		name := templates.Code(m.Key)
		if h.Across {
			name = policyNames[m.Key]
		}
		v.Policy = append(v.Policy, setting{templates.Code(fmt.Sprintf("%-19s", name)), e.scalar(m.Value)})
	}
	name := "SharedKey"
	h.needs = "Network Contributor on the resource group of the gateway, and Microsoft.Network/virtualNetworkGateways/read and write on the gateway that it leads to"
	if v.ExpressRoute {
		name, h.needs = "AuthorizationKey", "Network Contributor on the resource group of the gateway"
	}
	if a.Key != "" {
		h.Parameters = []parameter{{Mandatory: true, Name: templates.Code(name), Type: "securestring",
			About: wrapped(a.Key + " It is held in memory only, and asked for where it is not given.")}}
		h.Arguments = templates.Code(" -" + name + " $key")
	}
	return v
}

// scalar is a number or a text.
func (e *encoder) scalar(v plan.Value) templates.Code {
	switch v := v.(type) {
	case plan.Int:
		return templates.Code(fmt.Sprint(int64(v)))
	case plan.Str:
		return e.str(string(v))
	}
	if e.err == nil {
		e.err = fmt.Errorf("%T is no scalar", v)
	}
	return ""
}
