package reachability

// MatrixWithSites is Matrix with a class for each site, after the internet: what its networks and each site reach of each other. Pairs of sites
// are their owners' business, and so is a site's way to the internet.
func (e *Estate) MatrixWithSites(appliances []Appliance) Matrix {
	m := e.Matrix(appliances)
	t := e.tracer(appliances)
	units := e.group(appliances, nil).ordinaryUnits()
	first := len(m.Classes)
	for _, s := range e.Sites() {
		m.Classes = append(m.Classes, Class{Name: e.Name(s.ID), Site: s.ID})
	}
	for i, u := range units {
		from := Endpoint{Subnet: u.first().ID}
		for j, s := range m.Classes[first:] {
			m.Cells = append(m.Cells, cell(t, from, Endpoint{Site: s.Site}, i, first+j, len(m.Classes[i].Subnets)))
		}
	}
	for j, s := range m.Classes[first:] {
		for i, u := range units {
			m.Cells = append(m.Cells, cell(t, Endpoint{Site: s.Site}, Endpoint{Subnet: u.first().ID}, first+j, i, len(m.Classes[i].Subnets)))
		}
	}
	return m
}
