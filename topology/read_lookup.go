package topology

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// hasSubnet tells whether the network has the subnet, reporting an unknown name at that place.
func (r *reading) hasSubnet(n *network, subnet string, at source.Range) bool {
	if n.subnets[subnet] != nil {
		return true
	}
	names := slices.Sorted(maps.Keys(n.subnets))
	r.refuse(codeUnknownSubnet, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q has no subnet %q", n.id, subnet), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(subnet, names, "it has: "+fewNames(names)),
	})
	return false
}

// findSite looks a site up, reporting an unknown name at that place.
func (r *reading) findSite(name string, at source.Range) *site {
	if s := r.siteOf[SiteID(name)]; s != nil {
		return s
	}
	r.refuse(codeUnknownSite, diag.Diagnostic{
		Summary: fmt.Sprintf("site %q does not exist", name), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(name, r.siteNames(), "declare it under `sites`: `"+name+": {addressSpace: …}`"),
	})
	return nil
}

func (r *reading) siteNames() []string {
	var names []string
	for _, s := range r.sites {
		names = append(names, string(s.id))
	}
	return names
}

// findEnd looks a network or a site up; one of the two is nil, or both with a report.
func (r *reading) findEnd(name string, at source.Range) (*network, *site) {
	if n := r.byName[NetworkID(name)]; n != nil {
		return n, nil
	}
	if s := r.siteOf[SiteID(name)]; s != nil {
		return nil, s
	}
	names := r.siteNames()
	for _, n := range r.networks {
		names = append(names, string(n.id))
	}
	r.refuse(codeUnknownNetwork, diag.Diagnostic{
		Summary: fmt.Sprintf("network or site %q does not exist", name), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(name, names, "declare it under `networks` or `sites`, or name one of: "+fewNames(names)),
	})
	return nil, nil
}

// findCircuit looks a circuit up, reporting an unknown name.
func (r *reading) findCircuit(name string, c *schema.Connection) *circuit {
	if found := r.circuitOf[CircuitID(name)]; found != nil {
		return found
	}
	var names []string
	for _, x := range r.circuits {
		names = append(names, string(x.id))
	}
	r.refuse(codeUnknownSite, diag.Diagnostic{
		Summary: fmt.Sprintf("circuit %q does not exist", name), Subject: c.At(schema.ConnectionField.Circuit), Label: "unknown",
		Hint: diag.DidYouMean(name, names, "declare it under `circuits`: `"+name+": {site: …, id: …}`"),
	})
	return nil
}

// find looks a network up, reporting an unknown name at that place.
func (r *reading) find(name string, at source.Range) *network {
	if n := r.byName[NetworkID(name)]; n != nil {
		return n
	}
	if r.siteOf[SiteID(name)] != nil {
		r.refuse(codeUnknownNetwork, diag.Diagnostic{
			Summary: fmt.Sprintf("%q is a site, not a network", name),
			Subject: at,
			Label:   "a site",
			Why:     "a site is connected to networks by VPN or ExpressRoute",
			Hint:    fmt.Sprintf("connect it with `{kind: vpn, between: [<network>, %s]}`, or with a circuit", name),
		})
		return nil
	}
	names := make([]string, len(r.networks))
	for i, n := range r.networks {
		names[i] = string(n.id)
	}
	r.refuse(codeUnknownNetwork, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q does not exist", name), Subject: at, Label: "unknown",
		Hint: diag.DidYouMean(name, names, "declare it under `networks`, or name one of: "+fewNames(names)),
	})
	return nil
}

// findHop looks network/part up, reporting an unknown name at that place.
func (r *reading) findHop(networkName, part string, at source.Range) *hop {
	n := r.find(networkName, at)
	if n == nil {
		return nil
	}
	if h := n.hops[part]; h != nil {
		return h
	}
	var parts []string
	for p := range n.hops {
		parts = append(parts, p)
	}
	sort.Strings(parts)
	hint := fmt.Sprintf("network %q has no firewall, appliance or gateway: add one, such as `firewall: {}`", n.id)
	if len(parts) > 0 {
		hint = diag.DidYouMean(part, parts, fmt.Sprintf("network %q has: %s", n.id, fewNames(parts)))
	}
	r.refuse(codeUnknownPart, diag.Diagnostic{
		Summary: fmt.Sprintf("network %q has no firewall, appliance or gateway %q", n.id, part), Subject: at, Label: "unknown",
		Related: []diag.Related{{Range: n.KeyRange(), Message: fmt.Sprintf("network %q", n.id)}}, Hint: hint,
	})
	return nil
}

// ends are the networks and subnets that a list names.
func (r *reading) ends(m schema.Members, role Role, internet bool) []string {
	var plain schema.Members
	var out []string
	for i := range m.Items {
		item := &m.Items[i]
		network, subnet, bySubnet := strings.Cut(item.Name, "/")
		switch {
		case item.Name == "internet" && r.byName["internet"] == nil:
			if internet {
				r.take(item, role, "internet")
				out = append(out, "internet")
				continue
			}
			r.refuse(codeExpect, diag.Diagnostic{
				Summary: "`from: internet` cannot be expected",
				Subject: item.Range(),
				Why:     "public addresses and load balancers that are not in an intent decide what enters from the internet",
				Hint:    "expect outbound traffic: `from: shop, to: internet`",
			})
		case r.siteOf[SiteID(item.Name)] != nil:
			r.take(item, role, item.Name)
			out = append(out, item.Name)
		case bySubnet:
			if s := r.subnetRef(network, subnet, item.Range()); s != "" {
				r.take(item, role, s)
				out = append(out, s)
			}
		default:
			plain.Items = append(plain.Items, *item)
		}
	}
	networks := r.members(plain, role, nil)
	r.checkEnds(plain, networks)
	return append(out, refs(networks)...)
}

// checkEnds refuses networks as ends of a promise that have no subnet on which it could be checked: each that is named, and selectors which
// select no other.
func (r *reading) checkEnds(m schema.Members, networks []*network) {
	some := len(networks) == 0
	for _, n := range networks {
		some = some || n.hasEndpoint()
	}
	for i := range m.Items {
		item := &m.Items[i]
		n := r.byName[NetworkID(item.Name)]
		switch {
		case n != nil && !n.hasEndpoint():
			r.refuseEnd(fmt.Sprintf("network %q has no subnet", n.id), item.Range(), n.KeyRange())
		case item.Name == "" && !some:
			r.refuseEnd("no network of this selector has a subnet", item.Range(), networks[0].KeyRange())
		}
	}
}

func (r *reading) refuseEnd(what string, at, network source.Range) {
	r.refuse(codeExpect, diag.Diagnostic{
		Summary: what + " on which this can be checked",
		Subject: at,
		Related: []diag.Related{{Range: network, Message: "the network"}},
		Why:     "packets begin and end in subnets: reserved ones, those of appliances and those with `routing: none` do not count where their network is named",
		Hint:    "give the network a subnet, name one as network/subnet, or remove the network here",
	})
}

func (r *reading) subnetRef(networkName, subnet string, at source.Range) string {
	n := r.find(networkName, at)
	if n == nil {
		return ""
	}
	if !r.hasSubnet(n, subnet, at) {
		return ""
	}
	return string(n.id) + "/" + subnet
}
