package picture

// A Path is what packets pass from one end to another, and what the answers pass. Names are those of the intent.
type Path struct {
	From, To    string // as they were asked for
	There, Back Way
}

// A Way is one direction.
type Way struct {
	Outcome string // in words: delivered, dropped: …
	Hops    []Hop
}

// A Hop is a place on a way, and what sends the packet on from it.
type Hop struct {
	At   string // network/subnet, network/part, site, circuit, internet
	Kind string // subnet, firewall, appliance, gateway, circuit, site, internet
	Next string // the route that decides, and its next hop; "" at the end
}

// node is the id of the node that stands for the place, where the names say it.
func (h Hop) node() string {
	switch h.Kind {
	case "site":
		return "site:" + h.At
	case "circuit":
		return "circuit:" + h.At
	case "internet":
		return internetID
	}
	return h.At
}

// places are the networks, sites and parts on a path.
func (p *Path) places() []string {
	if p == nil {
		return nil
	}
	var out []string
	for _, w := range []Way{p.There, p.Back} {
		for _, h := range w.Hops {
			out = append(out, h.node(), networkName(h.At))
		}
	}
	return out
}
