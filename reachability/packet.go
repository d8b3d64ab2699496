package reachability

import (
	"net/netip"
	"slices"
)

// A packet on its way. Frames are the translations of its source on the way there, the last one last.
type packet struct {
	src, dst    netip.Addr
	flow        Flow
	back        bool
	passed      []string // inspectors that keep state of the flow: a few
	frames      []frame
	open        bool
	undecided   bool     // rules that are not known let it pass
	unseen      []string // firewalls among them
	stated      bool     // rules deny it that an intent says somebody else's policy has
	contested   *half    // which half took it back to where its flow began, though it has no allowForwardedTraffic
	backUnknown string   // why it is not known which way the answer goes
	internet    bool     // dst is in the internet, whatever it is
	target      *subnet  // where it is meant to arrive, nil for a site or the internet
	site        *site    // where it is meant to arrive, nil for a subnet, the internet and a site that is not known
	exit        *link    // by which it went out to the internet
}

func (p *packet) clone() *packet {
	q := *p
	q.passed, q.frames, q.unseen = slices.Clone(p.passed), slices.Clone(p.frames), slices.Clone(p.unseen)
	return &q
}

type frame struct {
	insp *inspector
	src  netip.Addr // before
}

// translate gives the packet the address of an inspector as its source.
func (p *packet) translate(i *inspector) {
	p.frames = append(p.frames, frame{i, p.src})
	if len(i.addrs) > 0 {
		p.src = i.addrs[0]
	}
}

// place is where a packet is: the subnet whose routes count, and what stands there.
type place struct {
	id   string
	kind string
	sub  *subnet
	insp *inspector
	gw   *gateway
	by   *link // of a gateway: what the packet came in by, nil where it comes from the network

	hub     *hub     // in a virtual hub; sub is then the hub's
	conn    *hubConn // by which the packet came into it
	arrived *hub     // or the hub it came from
	out     *branch  // at a gateway of a hub: where it goes on
}
