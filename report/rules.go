package report

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// A ruleGroup is the rules of network security groups that have the same, but for prefixes of their own network.
type ruleGroup struct {
	ID, Title, Members string
	Rows               []ruleRow
}

type ruleRow struct {
	Direction, Access, Name, Protocol, Source, Destination, Ports, About string
	Priority                                                             int
}

type firewallView struct {
	ID, Title, About string
	Rows             []firewallRow
	More             int
}

type firewallRow struct{ Name, Protocol, Source, Destination, Ports string }

func (b *builder) addRules() {
	space := map[topology.NetworkID][]netip.Prefix{}
	for i := range b.t.Networks {
		space[b.t.Networks[i].ID] = b.t.Networks[i].AddressSpace
	}
	rules := map[topology.SecurityGroupID][]*topology.SecurityRule{}
	for i := range b.t.SecurityRules {
		r := &b.t.SecurityRules[i]
		rules[r.Group] = append(rules[r.Group], r)
	}
	at := map[string]int{}
	var members [][]string
	for _, g := range b.t.SecurityGroups {
		var rows []ruleRow
		for _, r := range rules[g.ID] {
			rows = append(rows, ruleRowOf(r, space[g.Network]))
		}
		key := fmt.Sprint(rows)
		i, ok := at[key]
		if !ok {
			i = len(members)
			at[key] = i
			members = append(members, nil)
			if i < mostGroups {
				b.v.SecurityGroups = append(b.v.SecurityGroups, ruleGroup{ID: fmt.Sprintf("rules-%d", i+1), Rows: rows})
			} else {
				b.v.MoreGroups++
			}
		}
		members[i] = append(members[i], g.Name+" ("+string(g.ID)+")")
	}
	for i := range b.v.SecurityGroups {
		g := &b.v.SecurityGroups[i]
		g.Title = members[i][0]
		if len(members[i]) > 1 {
			g.Title += fmt.Sprintf(" and %s alike", count(len(members[i])-1))
			g.Members = few(members[i])
		}
	}
}

func ruleRowOf(r *topology.SecurityRule, own []netip.Prefix) ruleRow {
	side := func(list []netip.Prefix, tag string) string {
		switch {
		case tag != "":
			return tag
		case list == nil:
			return "any"
		case slices.Equal(list, own):
			return "its own network"
		case len(list) > mostAlike:
			return between(slices.Clone(list))
		}
		return prefixes(list)
	}
	row := ruleRow{Direction: "outbound", Access: "deny", Name: r.Name, Protocol: r.Protocol, Priority: r.Priority, Source: side(r.Sources, r.SourceTag),
		Destination: side(r.Destinations, r.DestinationTag), Ports: orAny(r.Ports), About: r.Description}
	if r.Inbound {
		row.Direction = "inbound"
	}
	if r.Allow {
		row.Access = "allow"
	}
	if row.Protocol == "*" {
		row.Protocol = "any"
	}
	return row
}

func orAny(ports []string) string {
	if len(ports) == 0 {
		return "any"
	}
	return strings.Join(ports, ", ")
}

func (b *builder) addFirewalls() {
	groups := map[topology.IPGroupID]string{}
	for _, g := range b.t.IPGroups {
		if groups[g.ID] = prefixes(g.Addresses); len(g.Addresses) > mostAlike {
			groups[g.ID] = between(slices.Clone(g.Addresses))
		}
		groups[g.ID] = g.Name + " (" + groups[g.ID] + ")"
	}
	side := func(ids []topology.IPGroupID, list []netip.Prefix) string {
		var out []string
		for _, id := range ids {
			out = append(out, groups[id])
		}
		if len(list) > mostAlike {
			out = append(out, between(slices.Clone(list)))
		} else if len(list) > 0 {
			out = append(out, prefixes(list))
		}
		if len(out) == 0 {
			return "any"
		}
		return strings.Join(out, ", ")
	}
	for _, f := range b.t.Firewalls {
		v := firewallView{ID: "firewall-" + slug(string(f.ID)), Title: string(f.ID)}
		switch {
		case f.Existing:
			v.About = "It exists already, with its policy."
		case f.Policy != "":
			v.About = "Its policy is yours: " + f.Policy
		default:
			v.About = "Tier " + f.Tier + ". Its rules are derived; what no rule allows is dropped."
		}
		for i := range b.t.FirewallRules {
			r := &b.t.FirewallRules[i]
			if r.Firewall != f.ID {
				continue
			}
			if len(v.Rows) == mostRows {
				v.More++
				continue
			}
			protocol := strings.ToLower(r.Protocol)
			if protocol == "" {
				protocol = "any"
			}
			v.Rows = append(v.Rows, firewallRow{r.Name, protocol, side(r.Sources, r.SourceAddresses), side(r.Destinations, r.DestinationAddresses), orAny(r.Ports)})
		}
		b.v.Firewalls = append(b.v.Firewalls, v)
	}
}
