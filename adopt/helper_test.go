package adopt_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

const (
	subscription = "/subscriptions/00000000-0000-0000-0000-000000000001"
	provider     = "Microsoft.Network/"
)

// fields are the properties of a resource, or a part of them, as JSON has them.
type fields = map[string]any

// idOf is the id of a resource in the group rg-net; a child is named parent/child of type parent/child.
func idOf(kind, name string) string {
	out := subscription + "/resourceGroups/rg-net/providers/Microsoft.Network"
	names := strings.Split(name, "/")
	for i, t := range strings.Split(kind, "/") {
		out += "/" + t + "/" + names[i]
	}
	return out
}

func refTo(kind, name string) fields { return fields{"id": idOf(kind, name)} }

// An estate is what Azure would answer of it: bodies in a list.
type estate struct{ bodies []fields }

func (e *estate) add(kind, name string, properties fields, more ...fields) *estate {
	body := fields{"id": idOf(kind, name), "name": name[strings.LastIndexByte(name, '/')+1:], "type": provider + kind, "location": "westeurope", "properties": properties}
	for _, m := range more {
		for k, v := range m {
			body[k] = v
		}
	}
	e.bodies = append(e.bodies, body)
	return e
}

// network adds one with subnets as "name prefix [table]"; its peerings lead to the networks that are named.
func (e *estate) network(name, prefix string, subnets []string, peers ...string) *estate {
	var list, halves []fields
	for _, s := range subnets {
		words := strings.Fields(s)
		p := fields{"addressPrefix": words[1]}
		if len(words) > 2 {
			p["routeTable"] = refTo("routeTables", words[2])
		}
		list = append(list, fields{"name": words[0], "properties": p})
	}
	for _, p := range peers {
		name, uses := strings.CutSuffix(p, "+gateway")
		halves = append(halves, fields{"name": "to-" + name, "properties": fields{"allowForwardedTraffic": true, "useRemoteGateways": uses,
			"allowVirtualNetworkAccess": true, "peeringState": "Connected", "remoteVirtualNetwork": refTo("virtualNetworks", name)}})
	}
	return e.add("virtualNetworks", name, fields{"addressSpace": fields{"addressPrefixes": []string{prefix}}, "subnets": list, "virtualNetworkPeerings": halves})
}

// table adds a route table; routes are "name prefix type [address]".
func (e *estate) table(name string, routes ...string) *estate {
	var list []fields
	for _, r := range routes {
		words := strings.Fields(r)
		p := fields{"addressPrefix": words[1], "nextHopType": words[2]}
		if len(words) > 3 {
			p["nextHopIpAddress"] = words[3]
		}
		list = append(list, fields{"name": words[0], "properties": p})
	}
	return e.add("routeTables", name, fields{"routes": list})
}

// address adds a public address in all zones.
func (e *estate) address(name string) *estate {
	return e.add("publicIPAddresses", name, fields{"ipAddress": "203.0.113.7"}, fields{"zones": []string{"1", "2", "3"}})
}

// firewall adds one with a policy of a name; address is its own.
func (e *estate) firewall(network, address, policy string) *estate {
	e.address("pip-afw-" + network)
	return e.add("azureFirewalls", "afw-"+network, fields{"sku": fields{"name": "AZFW_VNet", "tier": "Standard"}, "firewallPolicy": refTo("firewallPolicies", policy),
		"ipConfigurations": []fields{{"name": "ipconfig1", "properties": fields{"privateIPAddress": address, "publicIPAddress": refTo("publicIPAddresses", "pip-afw-"+network),
			"subnet": refTo("virtualNetworks/subnets", network+"/AzureFirewallSubnet")}}}}, fields{"zones": []string{"1", "2", "3"}})
}

// rules adds a policy with one rule collection group; each rule is "from to [port]" of prefixes.
func (e *estate) rules(policy, group string, rules ...string) *estate {
	var list []fields
	for i, r := range rules {
		words := strings.Fields(r)
		protocol, port := "Any", "*"
		if len(words) > 2 {
			protocol, port = "TCP", words[2]
		}
		list = append(list, fields{"name": fmt.Sprint("r", i), "ruleType": "NetworkRule", "sourceAddresses": []string{words[0]}, "destinationAddresses": []string{words[1]},
			"ipProtocols": []string{protocol}, "destinationPorts": []string{port}})
	}
	e.add("firewallPolicies", policy, fields{"sku": fields{"tier": "Standard"}})
	return e.add("firewallPolicies/ruleCollectionGroups", policy+"/"+group, fields{"priority": 100, "ruleCollections": []fields{{"name": "c", "rules": list}}})
}

func (e *estate) text(t testing.TB) []byte {
	t.Helper()
	out, err := json.Marshal(e.bodies)
	require.NoError(t, err)
	return out
}

// importOf reads answers and imports them.
func importOf(content []byte) *adopt.Result {
	read, _ := deployed.Read([]*source.File{source.New("export.json", content)})
	return adopt.Import("estate", read.Resources, adopt.Options{Creates: func(*template.Resource) bool { return true }})
}

// imported is the intent as data, as text, and what is left.
func (e *estate) imported(t testing.TB) (intent map[string]any, text string, left []string) {
	t.Helper()
	made := importOf(e.text(t))
	require.NoError(t, yaml.Unmarshal(made.Intent, &intent), string(made.Intent))
	for _, l := range made.Left {
		left = append(left, strings.TrimPrefix(l.Type, provider)+" "+l.Name+": "+l.Why)
	}
	return intent, string(made.Intent), left
}

// at is what stands at a path of an intent.
func at(v any, path ...string) any {
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}
