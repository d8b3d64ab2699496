package report

import (
	"strings"

	"github.com/vnetloom/vnetloom/resilience"
)

// outageRow is what becomes of pairs when one part of the network fails.
type outageRow struct {
	Name, Kind                                            string
	Lost, Uninspected, Opened, Asymmetric, Unknown, Moved int
}

// mostOutageNetworks bounds the networks of which the page asks for each part what hangs on it: it takes seconds up to there.
const mostOutageNetworks = 500

// addOutages asks what hangs on each part; what nobody notices is named in one line.
func (b *builder) addOutages() {
	b.v.Down = strings.Join(b.in.Down, ", ")
	b.v.OutagesUpTo = mostOutageNetworks
	if b.v.TooLarge = len(b.t.Networks) > mostOutageNetworks; b.v.TooLarge {
		return
	}
	network := b.in.Analysis
	r := resilience.Of(network.Estate, network.Promises.Appliances)
	var unnoticed []string
	for i := range r.Outages {
		o := &r.Outages[i]
		if len(o.Changes) == 0 && o.Inside == 0 {
			unnoticed = append(unnoticed, network.PartName(o.Part))
			continue
		}
		b.v.Outages = append(b.v.Outages, outageRow{network.PartName(o.Part), string(o.Part.Kind), o.Counts[resilience.Lost], o.Counts[resilience.Uninspected],
			o.Counts[resilience.Opened], o.Counts[resilience.Asymmetric], o.Counts[resilience.Unknown], o.Counts[resilience.Moved]})
	}
	b.v.Notices = strings.Join(unnoticed, ", ")
}
