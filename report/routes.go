package report

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/reachability"
)

// A routeGroup is the effective routes of subnets that have the same, but for prefixes of their own.
type routeGroup struct {
	ID, Title string
	Members   string // the subnets where there are several
	Rows      []routeRow
	networks  []string
}

type routeRow struct {
	Source, State, Prefix, NextHop, Address, Through string
	Count                                            int // of prefixes, where they are not named one by one
}

// Routes that differ by their prefixes alone are one row where there are more than mostAlike; mostGroups bounds the tables.
const (
	mostAlike  = 8
	mostGroups = 150
)

func (b *builder) addRoutes() {
	a := b.in.Analysis
	own := map[string][]netip.Prefix{}
	name := map[string]string{}
	for _, n := range a.Networks() {
		own[n.ID], name[n.ID] = n.Prefixes, a.Name(n.ID)
	}
	at := map[string]int{}
	var groups []routeGroup
	var members [][]string
	for _, s := range a.Subnets() {
		rows := b.routeRows(a.EffectiveRoutes(s.ID), own[s.Network])
		key := fmt.Sprint(rows)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, routeGroup{Rows: rows})
			members = append(members, nil)
		}
		members[i] = append(members[i], a.SubnetName(s))
		if !slices.Contains(groups[i].networks, name[s.Network]) {
			groups[i].networks = append(groups[i].networks, name[s.Network])
		}
	}
	for i := range groups {
		g := &groups[i]
		if i == mostGroups {
			b.v.MoreRoutes = len(groups) - mostGroups
			break
		}
		g.ID = fmt.Sprintf("routes-%d", i+1)
		g.Title = members[i][0]
		if len(members[i]) > 1 {
			g.Title += fmt.Sprintf(" and %s alike", count(len(members[i])-1))
			g.Members = few(members[i])
		}
		b.v.Routes = append(b.v.Routes, *g)
	}
}

// routeRows are the routes of a subnet, alike ones as one.
func (b *builder) routeRows(routes []reachability.EffectiveRoute, own []netip.Prefix) []routeRow {
	type kind struct{ source, state, hop, address string }
	kindOf := func(r *reachability.EffectiveRoute) kind {
		k := kind{r.Source, r.State, r.NextHopType, ""}
		if r.NextHopAddress.IsValid() {
			k.address = r.NextHopAddress.String()
		}
		return k
	}
	alike := map[kind][]netip.Prefix{}
	through := map[kind]map[string]bool{}
	for i := range routes {
		k := kindOf(&routes[i])
		if !slices.Contains(own, routes[i].Prefix) {
			alike[k] = append(alike[k], routes[i].Prefix)
		}
		if through[k] == nil {
			through[k] = map[string]bool{}
		}
		through[k][routes[i].Through] = true
	}
	var out []routeRow
	done := map[kind]bool{}
	for i := range routes {
		r, k := &routes[i], kindOf(&routes[i])
		row := routeRow{Source: k.source, State: k.state, Prefix: r.Prefix.String(), NextHop: k.hop, Address: k.address}
		if r.Through != "" {
			row.Through = b.in.Analysis.Name(r.Through)
		}
		many := len(alike[k]) > mostAlike
		switch isOwn := slices.Contains(own, r.Prefix); {
		case isOwn && r.NextHopType == "VnetLocal":
			row.Prefix, row.Through = "its own", ""
		case isOwn:
			row.Prefix = "its own prefixes"
		case many && done[k]:
			continue
		case many:
			done[k] = true
			row.Count = len(alike[k])
			row.Prefix = between(alike[k])
			if len(through[k]) > 1 {
				row.Through = number(len(through[k]), "network", "networks")
			}
		}
		if !slices.Contains(out, row) {
			out = append(out, row)
		}
	}
	return out
}

// between says how many prefixes there are, without naming one: those of alike subnets differ.
func between(list []netip.Prefix) string {
	slices.SortFunc(list, ipnet.Compare)
	bits := map[int]bool{}
	for _, p := range list {
		bits[p.Bits()] = true
	}
	var sizes []string
	for _, n := range slices.Sorted(maps.Keys(bits)) {
		sizes = append(sizes, fmt.Sprintf("/%d", n))
	}
	return count(len(list)) + " prefixes (" + strings.Join(sizes, ", ") + ")"
}
