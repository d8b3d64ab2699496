package schema

import (
	"fmt"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
)

// rules checks what concerns several places of the intent at once, profiles applied. Names of networks and of their
// parts are looked up by topology.
func (l *loader) rules(root *Node) {
	l.subscriptions(root)
	for _, network := range root.get("networks").list(kindMap) {
		if network.kind != kindMap {
			continue
		}
		if network.get("addressSpace") == nil && !network.misspells("addressSpace", language().defs["Network"]) {
			hint := "add addressSpace: an address prefix such as 10.0.0.0/16"
			if network.get("profile") != nil {
				hint += "; the profile has none"
			}
			l.diags.Add(codeMissing, diag.Diagnostic{Summary: fmt.Sprintf("%q has no \"addressSpace\", which is required", network.path()),
				Subject: network.place(), Label: `"addressSpace" is missing`, Hint: hint})
		}
		l.parts(network)
	}
	l.namespace(root)
	for _, site := range root.get("sites").list(kindMap) {
		l.siteVPN(site)
	}
	for _, circuit := range root.get("circuits").list(kindMap) {
		l.circuit(circuit)
	}
	for _, connection := range root.get("connections").list(kindMap) {
		l.keyName(connection, root.get("defaults").get("keyVault"))
	}
}

// keyName checks that there is a key vault where a connection names a secret in it.
func (l *loader) keyName(connection, vault *Node) {
	if name := connection.get("keyName"); name != nil && vault == nil {
		l.diags.Add(codeTogether, diag.Diagnostic{
			Summary: fmt.Sprintf("%q has keyName, and there is no \"defaults.keyVault\"", connection.path()),
			Subject: name.place(),
			Label:   "the name of a secret in no key vault",
			Why:     "without a key vault, whoever deploys gives the keys",
			Hint:    "add the resource ID of the key vault, `defaults: {keyVault: <id>}`, or remove keyName",
		})
	}
}

// namespace checks that networks, sites and circuits have different names: a plain name is a reference.
func (l *loader) namespace(root *Node) {
	seen := map[string]*Node{}
	for _, kind := range []string{"networks", "sites", "circuits"} {
		for _, n := range root.get(kind).list(kindMap) {
			fold := strings.ToLower(n.name)
			if first := seen[fold]; first != nil && first.parent != n.parent {
				l.diags.Add(codeShared, diag.Diagnostic{
					Summary: fmt.Sprintf("%q and %q have the same name", first.path(), n.path()), Subject: n.place(), Label: "the second",
					Related: []diag.Related{{Range: first.place(), Message: "the first"}}, Hint: "rename one of the two",
					Why: "networks, sites and circuits are referenced by name only"})
				continue
			}
			seen[fold] = n
		}
	}
}

// siteVPN checks what of a site's VPN device belongs together.
func (l *loader) siteVPN(site *Node) {
	vpn := site.get("vpn")
	if vpn == nil || vpn.kind != kindMap {
		return
	}
	address, fqdn := vpn.get("publicAddress"), vpn.get("fqdn")
	if (address == nil) == (fqdn == nil) {
		d := diag.Diagnostic{
			Summary: fmt.Sprintf("%q has neither publicAddress nor fqdn", vpn.path()),
			Subject: vpn.place(),
			Label:   "address missing",
			Why:     "a local network gateway needs the address or the FQDN of the site's VPN device",
			Hint:    "write one of the two",
		}
		if address != nil {
			d.Summary, d.Subject, d.Label = fmt.Sprintf("%q has both publicAddress and fqdn", vpn.path()), fqdn.place(), "the second"
		}
		l.diags.Add(codeTogether, d)
	}
	asn, peer := vpn.get("asn"), vpn.get("bgpPeer")
	if (asn == nil) == (peer == nil) {
		return
	}
	have, lacks := "asn", "bgpPeer"
	if asn == nil {
		have, lacks = "bgpPeer", "asn"
	}
	l.diags.Add(codeTogether, diag.Diagnostic{
		Summary: fmt.Sprintf("%q has %s and no %s", vpn.path(), have, lacks),
		Subject: vpn.get(have).place(),
		Label:   "incomplete BGP peer",
		Why:     "a BGP session needs the ASN and the address of the peer",
		Hint:    fmt.Sprintf("add %s, or remove both to use static prefixes", lacks),
	})
}

// circuitOwn are the fields of a created circuit, circuitNeeds those that it cannot be without.
var (
	circuitOwn = []string{"provider", "peeringLocation", "bandwidthMbps", "sku", "privatePeering", "managedBy", "provisioned", "location",
		"subscription", "resourceGroup", "tags"}
	circuitNeeds = []string{"provider", "peeringLocation", "bandwidthMbps"}
)

// circuit checks that a circuit either exists or is described.
func (l *loader) circuit(n *Node) {
	if n.kind != kindMap {
		return
	}
	if n.get("id") == nil {
		for _, name := range circuitNeeds {
			if n.get(name) == nil {
				l.diags.Add(codeTogether, diag.Diagnostic{
					Summary: fmt.Sprintf("%q has neither %s nor id", n.path(), name),
					Subject: n.place(),
					Label:   name + " is missing",
					Why:     "a created circuit needs a provider, a peering location and a bandwidth",
					Hint:    fmt.Sprintf("add %s, or write only `id` and `site` for an existing circuit", name),
				})
				return
			}
		}
		if own, other := n.get("privatePeering"), n.get("managedBy"); own != nil && other != nil {
			l.diags.Add(codeTogether, diag.Diagnostic{
				Summary: fmt.Sprintf("%q has both privatePeering and managedBy", n.path()),
				Subject: other.place(),
				Label:   "the second",
				Why:     "either you or the provider configures the private peering",
				Hint:    "remove one of the two",
			})
		}
		return
	}
	for _, name := range circuitOwn {
		if c := n.get(name); c != nil && c.origin == fromUser {
			l.diags.Add(codeTogether, diag.Diagnostic{
				Summary: fmt.Sprintf("%q has both id and %s", n.path(), name),
				Subject: c.place(),
				Label:   "not allowed with id",
				Why:     "`id` refers to an existing circuit, which vnetloom does not change",
				Hint:    fmt.Sprintf("remove %s, or `id`", name),
			})
			return
		}
	}
}

// subscriptions checks that each subscription that is named is declared.
func (l *loader) subscriptions(root *Node) {
	declared := root.get("subscriptions").index()
	places := []*Node{root.get("defaults")}
	places = append(places, root.get("profiles").list(kindMap)...)
	places = append(places, root.get("networks").list(kindMap)...)
	places = append(places, root.get("circuits").list(kindMap)...)
	places = append(places, root.get("virtualWans").list(kindMap)...)
	places = append(places, root.get("networkManagers").list(kindMap)...)
	var named []*Node
	for _, place := range places {
		named = append(named, place.get("subscription"))
	}
	for _, manager := range root.get("networkManagers").list(kindMap) {
		named = append(named, manager.get("scope").get("subscriptions").list(kindList)...)
	}
	for _, n := range named {
		if n == nil || n.kind != kindString || declared[n.text] != nil {
			continue
		}
		hint := diag.DidYouMean(n.text, sortedNames(declared), fmt.Sprintf("declare it: subscriptions: {%s: <its id>}", clip(n.text)))
		l.diags.Add(codeSubscription, diag.Diagnostic{Summary: fmt.Sprintf("subscription %q is not declared", clip(n.text)), Subject: n.rng,
			Label: "not under subscriptions", Hint: hint})
	}
}

func sortedNames(m map[string]*Node) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// parts checks the one namespace of a network's subnets, appliances and the words for its gateways and its firewall.
func (l *loader) parts(network *Node) {
	seen := map[string]*Node{}
	for _, kind := range []string{"subnets", "appliances"} {
		for _, part := range network.get(kind).list(kindMap) {
			fold := strings.ToLower(part.name)
			what := strings.TrimSuffix(kind, "s")
			switch fold {
			case "firewall", "vpngateway", "expressroutegateway":
				l.diags.Add(codePart, diag.Diagnostic{
					Summary: fmt.Sprintf("%s %q of %q has a reserved name", what, part.name, network.path()),
					Subject: part.place(), Label: "reserved name", Hint: "rename the " + what,
					Why: fmt.Sprintf("%s/%s refers to the network's own firewall or gateway", network.name, part.name)})
				continue
			}
			if first := seen[fold]; first != nil && kind == "appliances" {
				l.diags.Add(codePart, diag.Diagnostic{
					Summary: fmt.Sprintf("subnet %q and appliance %q of %q have the same name", first.name, part.name, network.path()),
					Subject: part.place(), Label: "the name of a subnet", Hint: "rename one of the two",
					Related: []diag.Related{{Range: first.place(), Message: "the subnet"}},
					Why:     fmt.Sprintf("%s/%s would refer to both", network.name, part.name)})
				continue
			}
			seen[fold] = part
		}
	}
}

// labels reports labels that every network has by itself.
func (c *checker) labels(n *Node) {
	for _, label := range n.children {
		if fold := strings.ToLower(label.name); fold == "location" || fold == "subscription" {
			c.report(codeLabel, diag.Diagnostic{Summary: fmt.Sprintf("label %q in %q is built in", label.name, n.path()), Subject: label.place(),
				Label: "always the network's own " + fold, Hint: fmt.Sprintf("set the network's field %s, or use another label name", fold)})
		}
	}
}

// location warns of a location that is spelt nearly like one that is known.
func (c *checker) location(n *Node) {
	known := language().locations
	if _, ok := known[n.text]; ok {
		return
	}
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	sort.Strings(names)
	if best := diag.Closest(n.text, names); best != "" && diag.Distance(n.text, best) <= 2 {
		c.report(codeLocation, diag.Diagnostic{Summary: fmt.Sprintf("location %q is unknown", n.text), Subject: n.rng,
			Label: "not a known location", Hint: fmt.Sprintf("did you mean %q?", best)})
	}
}

// placeholderNames are what a name pattern may hold.
var placeholderNames = []string{"name", "location", "subscription", "network", "subnet", "connection", "local", "remote", "tier"}

var placeholder = pattern.Lazy(`\{[^{}]*\}|[{}]`)

func (c *checker) placeholders(n *Node) {
	for _, found := range placeholder().FindAllString(n.text, -1) {
		word := strings.Trim(found, "{}")
		if len(found) > 1 && contains(placeholderNames, word) {
			continue
		}
		hint := "the placeholders are {" + strings.Join(placeholderNames, "} {") + "}"
		if best := diag.Closest(word, placeholderNames); best != "" {
			hint = fmt.Sprintf("did you mean {%s}? %s", best, hint)
		}
		c.report(codePlaceholder, diag.Diagnostic{Summary: fmt.Sprintf("%q in %q is not a placeholder", found, n.path()), Subject: n.rng,
			Label: "unknown placeholder", Hint: hint})
		return
	}
}
