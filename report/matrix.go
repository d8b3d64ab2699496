package report

type matrixRow struct {
	From, To, Network, Reaches, Through, Outcome, Why string
	Pairs                                             int
}

func (b *builder) addMatrix() {
	a := b.in.Analysis
	m := a.Named(a.MatrixWithSites(a.Promises.Appliances))
	for i := range m.Cells {
		c := &m.Cells[i]
		if i >= mostRows {
			b.v.MoreCells = len(m.Cells) - mostRows
			break
		}
		row := matrixRow{From: c.From, To: c.To, Network: c.Network, Reaches: c.Reaches(), Through: c.Through(), Why: c.Why, Pairs: c.Pairs}
		switch {
		case row.Reaches == "yes":
			row.Outcome = "yes"
		case c.Outcome == "delivered" || c.Outcome == "not known":
			row.Outcome = "unsure"
		default:
			row.Outcome = "no"
		}
		b.v.Matrix = append(b.v.Matrix, row)
	}
	for _, c := range m.Classes {
		if len(c.Subnets) > 1 {
			b.v.Classes = append(b.v.Classes, classRow{c.Name, few(c.Subnets), len(c.Subnets)})
		}
	}
}
