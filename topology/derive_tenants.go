package topology

// addTenants makes the rows of subscriptions, and those of tenants where networks are in several.
func (r *resolution) addTenants() {
	several := r.severalTenants()
	for _, s := range r.in.Subscriptions {
		row := Subscription{Name: s.Name, ID: s.ID, Origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "subscription"}}
		if several {
			row.Tenant = r.tenantOf[s.Name]
		}
		r.topo.Subscriptions = append(r.topo.Subscriptions, row)
	}
	if !several {
		return
	}
	for _, t := range r.in.Tenants {
		r.topo.Tenants = append(r.topo.Tenants, Tenant{
			Name:   t.Name,
			ID:     t.ID,
			Origin: Origin{Range: t.KeyRange(), Statements: []string{t.Path()}, Rule: "tenant"},
		})
	}
}
