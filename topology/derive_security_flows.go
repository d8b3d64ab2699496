package topology

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

// flows allows what is listed for the network, with each end by the connections that close the two to each other.
func (d *groupDraft) flows() {
	far := map[*filterChain]map[string]bool{} // names of the other ends, "" for the internet
	var list []*filterChain
	add := func(chain *filterChain, name string) {
		if far[chain] == nil {
			far[chain] = map[string]bool{"": len(chain.by) == 1}
			list = append(list, chain)
		}
		far[chain][name] = true
	}
	for _, e := range d.a.closed {
		add(e.chain, e.name)
	}
	if d.a.internet != nil {
		add(d.r.chainOf(d.a.internet), "")
	}
	for _, chain := range list {
		for _, f := range d.r.flowsOf(chain) {
			d.flow(f, f.from, f.to, far[chain], false)
			d.flow(f, f.to, f.from, far[chain], true)
		}
	}
}

// flow adds the rules of one direction: of the ends in the network toward those beyond it.
func (d *groupDraft) flow(f *accessFlow, here, there []flowEnd, others map[string]bool, inbound bool) {
	var near, far []netip.Prefix
	for _, e := range here {
		if e.network == d.n && d.has(e.subnets) {
			near = append(near, e.prefixes()...)
		}
	}
	for _, e := range there {
		switch {
		case !others[e.name()]:
		case e.internet:
			far = append(far, d.r.publicPrefixes()...)
		default:
			far = append(far, e.prefixes()...)
		}
	}
	o := f.origin
	for _, family := range families {
		n, t := family.of(ipnet.Sort(near)), family.of(ipnet.Sort(far))
		if len(n) == 0 || len(t) == 0 {
			continue
		}
		for _, p := range f.protocol {
			if p.protocol == "icmp" && family.suffix != "" {
				continue // Icmp is not ICMPv6
			}
			name := fmt.Sprintf("%s-%s%s", f.stem, p.protocol, family.suffix)
			rule := &SecurityRule{
				Name:         name,
				Allow:        true,
				Inbound:      inbound,
				Protocol:     azureProtocol(p.protocol),
				Ports:        p.text(),
				Sources:      n,
				Destinations: t,
				Origin:       o,
				Description:  describeRule(strings.ToUpper(f.text[:1])+f.text[1:]+".", "A flow of its connection."),
			}
			if inbound {
				rule.Sources, rule.Destinations = t, n
			}
			d.hash(rule, name, true)
		}
	}
}

func azureProtocol(p string) string {
	return map[string]string{"tcp": "Tcp", "udp": "Udp", "icmp": "Icmp", "any": "*"}[p]
}
