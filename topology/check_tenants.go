package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// checkTenants: where there are several, each created circuit and each network is in a known one.
func checkTenants(r *reading) {
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
			at, hint = n.At(schema.NetworkField.Subscription), fmt.Sprintf("write `subscriptions: {%s: {id: …, tenant: …}}`", n.Subscription)
		}
		r.report(codeNoTenant, diag.Diagnostic{
			Summary: fmt.Sprintf("the tenant of network %q is unknown, and the intent has several tenants", n.id),
			Subject: at,
			Why:     "a deployment runs in one tenant, so each network needs a known tenant",
			Hint:    hint,
		})
	}
	for _, c := range r.circuits {
		if c.Circuit.ID == "" && r.tenantOf[c.Subscription] == "" {
			r.report(codeNoTenant, diag.Diagnostic{
				Summary: fmt.Sprintf("the tenant of circuit %q is unknown, and the intent has several tenants", c.id),
				Subject: c.KeyRange(),
				Why:     "a deployment runs in one tenant, so each circuit needs a known tenant",
				Hint:    "write `subscription` at the circuit or in `defaults`, and the tenant of that subscription",
			})
		}
	}
}

func (r *reading) checkTenantIDs() {
	first := map[string]*schema.Tenant{}
	for i := range r.in.Tenants {
		t := &r.in.Tenants[i]
		if o := first[t.ID]; o != nil {
			r.report(codeUnknownTenant, diag.Diagnostic{
				Summary: fmt.Sprintf("tenants %q and %q have the same id", o.Name, t.Name),
				Subject: t.KeyRange(),
				Related: []diag.Related{{Range: o.KeyRange(), Message: "the first"}},
				Why:     "resources of one tenant are deployed together",
				Hint:    "declare the tenant once",
			})
			continue
		}
		first[t.ID] = t
	}
}
