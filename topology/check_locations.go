package topology

import (
	"fmt"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/diag"
)

// checkLocations: whatever is made is in an Azure region that the intent names.
func checkLocations(r *resolution) {
	for _, n := range r.networks {
		if n.Location == "" && n.ownership() != External {
			r.report(codeNoLocation, diag.Diagnostic{
				Summary: fmt.Sprintf("network %q has no location", n.id), Subject: n.KeyRange(),
				Why: "a virtual network is in one Azure region", Hint: "write `location` at the network or its profile, or once in `defaults`",
			})
		}
	}
	for _, c := range r.circuits {
		if c.Circuit.ID == "" && c.Location == "" {
			r.report(codeNoLocation, diag.Diagnostic{
				Summary: fmt.Sprintf("circuit %q has no location", c.id),
				Subject: c.KeyRange(),
				Why:     "the circuit resource is in one Azure region, wherever its peering location is",
				Hint:    "write `location` at the circuit, or once in `defaults`",
			})
		}
	}
	for _, m := range r.managers {
		if m.Location == "" {
			r.report(codeNoLocation, diag.Diagnostic{
				Summary: fmt.Sprintf("network manager %q has no location", m.Name),
				Subject: m.KeyRange(),
				Why:     "the network manager resource is in one Azure region, wherever its networks are",
				Hint:    "write `location` at the manager, or once in `defaults`",
			})
		}
	}
	r.checkGroupLocations()
}

// checkGroupLocations: a resource group that is made has a location of its own, or networks in one location.
func (r *resolution) checkGroupLocations() {
	holds := r.homesByGroup()
	for i := range r.topo.ResourceGroups {
		if g := &r.topo.ResourceGroups[i]; g.Location == "" && !g.Existing {
			r.reportGroupLocation(g, holds[g.ID])
		}
	}
}

func (r *resolution) reportGroupLocation(g *ResourceGroup, homes []home) {
	var places []string
	for _, h := range homes {
		if h.location != "" && !slices.Contains(places, h.location) {
			places = append(places, h.location)
		}
	}
	sort.Strings(places)
	if len(places) < 2 {
		return // its networks have none either, which is reported
	}
	r.report(codeGroupLocation, diag.Diagnostic{
		Summary: fmt.Sprintf("resource group %q has no location, and its networks are in several: %s", g.Name, fewNames(places)),
		Subject: g.Origin.Range,
		Why:     "Azure stores the metadata of a resource group in one location",
		Hint:    fmt.Sprintf("write `resourceGroups: {%s: {location: %s}}`, or `defaults: {location: …}`", g.Name, places[0]),
	})
}
