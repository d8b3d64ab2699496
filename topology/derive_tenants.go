package topology

// addTenants makes the rows of tenants, where networks are in several.
func (r *resolution) addTenants() {
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
