package report

import (
	"cmp"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/topology"
)

type limitRow struct {
	Name, Subject, Count, Most, Share, About string
	Percent                                  int
}

func (b *builder) addLimits() {
	uses := slices.Clone(b.in.Templates)
	for _, u := range b.t.LimitUses {
		uses = append(uses, Use{u.Name, u.Subject, u.Count, u.Most})
	}
	for _, u := range uses {
		row := limitRow{Name: u.Name, Subject: u.Subject, Count: count(u.Count), Most: count(u.Most)}
		if u.Most > 0 {
			row.Percent = int(math.Ceil(float64(u.Count) * 100 / float64(u.Most)))
			row.Share = fmt.Sprintf("%d %%", row.Percent)
		}
		if b.in.LimitDoc != nil {
			row.About = b.in.LimitDoc(u.Name)
		}
		b.v.Limits = append(b.v.Limits, row)
	}
	slices.SortStableFunc(b.v.Limits, func(x, y limitRow) int { return cmp.Compare(y.Percent, x.Percent) })
}

type addressRow struct {
	Prefix, Addresses, Owner, Link, Used, Subnets string
	Order                                         int // among all, by address
	Percent                                       int
}

func (b *builder) addAddresses() {
	type claim struct {
		prefix netip.Prefix
		owner  *topology.Candidate
	}
	var claims []claim
	for i := range b.t.Candidates {
		for _, p := range b.t.Candidates[i].AddressSpace {
			claims = append(claims, claim{p, &b.t.Candidates[i]})
		}
	}
	slices.SortStableFunc(claims, func(x, y claim) int { return ipnet.Compare(x.prefix, y.prefix) })
	subnets := map[string][]*topology.Subnet{}
	for i := range b.t.Subnets {
		s := &b.t.Subnets[i]
		subnets[string(s.Network)] = append(subnets[string(s.Network)], s)
	}
	for i, c := range claims {
		if i == mostRows {
			b.v.MoreAddresses = len(claims) - mostRows
			return
		}
		row := addressRow{Prefix: c.prefix.String(), Addresses: size(c.prefix), Owner: c.owner.Name, Link: b.anchor[c.owner.Name], Order: i}
		var inside []netip.Prefix
		names := map[netip.Prefix]string{}
		for _, s := range subnets[c.owner.Name] {
			for _, p := range s.Prefixes {
				if ipnet.Contains(c.prefix, p) {
					inside = append(inside, p)
					names[p] = s.Name
				}
			}
		}
		slices.SortFunc(inside, ipnet.Compare)
		used := 0.0
		var list []string
		for _, p := range inside {
			used += math.Pow(2, float64(c.prefix.Bits()-p.Bits()))
			list = append(list, names[p]+" "+p.String())
		}
		if c.owner.Kind == topology.NetworkCandidate {
			row.Percent = int(math.Round(used * 100))
			row.Used = fmt.Sprintf("%d %%", row.Percent)
			row.Subnets = strings.Join(list[:min(len(list), mostAlike)], ", ")
			if len(list) > mostAlike {
				row.Subnets += fmt.Sprintf(" and %s more", count(len(list)-mostAlike))
			}
		}
		b.v.Addresses = append(b.v.Addresses, row)
	}
}

// size is how many addresses a prefix has; of one of IPv6 a power of two.
func size(p netip.Prefix) string {
	bits := p.Addr().BitLen() - p.Bits()
	if bits > 32 {
		return fmt.Sprintf("2^%d", bits)
	}
	return count(1 << bits)
}
