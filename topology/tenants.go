package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// Tenant is a declared tenant of which something is used. There is a row for each only where networks are in several: one tenant
// needs no word.
type Tenant struct {
	Name, ID string // ID is a UUID
	Origin   Origin
}

// indexTenants finds the tenant of each subscription.
func (r *resolver) indexTenants() {
	r.tenantOf = map[string]string{}
	names := map[string]bool{}
	for i := range r.in.Tenants {
		names[r.in.Tenants[i].Name] = true
	}
	for i := range r.in.Subscriptions {
		s := &r.in.Subscriptions[i]
		switch {
		case s.Tenant != "" && !names[s.Tenant]:
			r.report(codeUnknownTenant, diag.Diagnostic{Summary: fmt.Sprintf("there is no tenant %q", s.Tenant), Subject: s.At("tenant"), Label: "unknown",
				Hint: diag.DidYouMean(s.Tenant, sortedKeys(names), "declare it: `tenants: {"+s.Tenant+": <uuid>}`")})
		case s.Tenant != "":
			r.tenantOf[s.Name] = s.Tenant
		case len(r.in.Tenants) == 1:
			r.tenantOf[s.Name] = r.in.Tenants[0].Name
		}
	}
}

// tenant is the name of a network's tenant, "" where there is one.
func (r *resolver) tenant(n *network) string { return r.tenantOf[n.Subscription] }

// severalTenants tells whether networks and circuits of ours are in more than one tenant.
func (r *resolver) severalTenants() bool {
	var of []string
	for _, n := range r.networks {
		of = append(of, r.tenant(n))
	}
	for _, c := range r.circuits {
		if c.Circuit.ID == "" {
			of = append(of, r.tenantOf[c.Subscription])
		}
	}
	first := ""
	for _, t := range of {
		switch {
		case t == "":
		case first == "":
			first = t
		case t != first:
			return true
		}
	}
	return false
}

// addTenants makes the rows of tenants, where networks are in several.
func (r *resolver) addTenants() {
	if !r.severalTenants() {
		for i := range r.topo.Subscriptions {
			r.topo.Subscriptions[i].Tenant = ""
		}
		return
	}
	for i := range r.in.Tenants {
		t := &r.in.Tenants[i]
		r.topo.Tenants = append(r.topo.Tenants, Tenant{Name: t.Name, ID: t.ID, Origin: Origin{Range: t.KeyRange(), Statements: []string{t.Path()}, Rule: "tenant"}})
	}
}

// checkTenants: where there are several, each network and circuit of ours is in a known one.
func checkTenants(r *resolver) {
	r.checkTenantIDs()
	if !r.severalTenants() {
		return
	}
	for _, n := range r.networks {
		if r.tenant(n) != "" {
			continue
		}
		at := n.KeyRange()
		hint := "write `subscription` at the network or in `defaults`"
		if n.Subscription != "" {
			at, hint = n.At("subscription"), fmt.Sprintf("write `subscriptions: {%s: {id: …, tenant: …}}`", n.Subscription)
		}
		r.report(codeNoTenant, diag.Diagnostic{Summary: fmt.Sprintf("the tenant of network %q is not known, and the intent has several", n.id), Subject: at,
			Why: "a deployment runs in one tenant: each network belongs to the deployment of its own", Hint: hint})
	}
	for _, c := range r.circuits {
		if c.Circuit.ID == "" && r.tenantOf[c.Subscription] == "" {
			r.report(codeNoTenant, diag.Diagnostic{Summary: fmt.Sprintf("the tenant of circuit %q is not known, and the intent has several", c.id), Subject: c.KeyRange(),
				Why: "a deployment runs in one tenant: each circuit belongs to the deployment of its own", Hint: "write `subscription` at the circuit or in `defaults`, and the tenant of that"})
		}
	}
}

func (r *resolver) checkTenantIDs() {
	first := map[string]*schema.Tenant{}
	for i := range r.in.Tenants {
		t := &r.in.Tenants[i]
		if o := first[t.ID]; o != nil {
			r.report(codeUnknownTenant, diag.Diagnostic{Summary: fmt.Sprintf("tenants %q and %q have one id", o.Name, t.Name), Subject: t.KeyRange(),
				Related: []diag.Related{{Range: o.KeyRange(), Message: "the first"}}, Why: "what is in one tenant is deployed together", Hint: "declare it once"})
			continue
		}
		first[t.ID] = t
	}
}
