package plan

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/topology"
)

// parts are what belongs to networks, by the network.
type parts struct {
	subnets map[topology.NetworkID][]*topology.Subnet
	table   map[topology.NetworkID]*topology.RouteTable    // that of the network, not of one subnet
	group   map[topology.NetworkID]*topology.SecurityGroup // likewise
	routes  map[topology.RouteTableID][]*topology.Route
	rules   map[topology.SecurityGroupID][]*topology.SecurityRule
	tables  map[topology.RouteTableID]ID
	groups  map[topology.SecurityGroupID]ID
	shared  map[string][]*topology.Route // by the name of the set
	toHubs  map[string]bool              // those of them by which hubs reach the spokes of another
}

func (l *lowering) partsOfNetworks() *parts {
	p := &parts{
		subnets: map[topology.NetworkID][]*topology.Subnet{}, table: map[topology.NetworkID]*topology.RouteTable{},
		group:  map[topology.NetworkID]*topology.SecurityGroup{},
		routes: map[topology.RouteTableID][]*topology.Route{}, rules: map[topology.SecurityGroupID][]*topology.SecurityRule{},
		tables: map[topology.RouteTableID]ID{}, groups: map[topology.SecurityGroupID]ID{}, toHubs: map[string]bool{},
	}
	for i := range l.t.Subnets {
		s := &l.t.Subnets[i]
		p.subnets[s.Network] = append(p.subnets[s.Network], s)
	}
	for i := range l.t.RouteTables {
		t := &l.t.RouteTables[i]
		p.tables[t.ID] = l.tableID(t)
		if string(t.ID) == string(t.Network) {
			p.table[t.Network] = t
		}
	}
	for i := range l.t.Routes {
		r := &l.t.Routes[i]
		p.routes[r.Table] = append(p.routes[r.Table], r)
	}
	for i := range l.t.SecurityGroups {
		g := &l.t.SecurityGroups[i]
		if string(g.ID) == string(g.Network) {
			p.group[g.Network] = g
		}
		p.groups[g.ID] = l.securityGroupID(g)
	}
	for i := range l.t.SecurityRules {
		r := &l.t.SecurityRules[i]
		p.rules[r.Group] = append(p.rules[r.Group], r)
	}
	return p
}

// lowerNetworks makes the networks that are created, each with its table and its group one row; of those that exist the tables and
// groups alone. What is external is a step for its owner.
func (l *lowering) lowerNetworks() {
	p := l.partsOfNetworks()
	l.shareRoutes(p)
	rows := map[topology.NetworkID]*madeRow{}
	for i := range l.t.Networks {
		if n := &l.t.Networks[i]; n.Ownership == topology.Created {
			rows[n.ID] = l.row(azure.Networks, l.place(n.ResourceGroup), l.networkFacts(n, p))
		}
	}
	l.indexHubTables(p)
	for i := range l.t.RouteTables {
		switch t := &l.t.RouteTables[i]; {
		case t.Existing:
			l.addToTable(t, p)
		case l.networks[t.Network].Ownership != topology.External:
			l.addRouteTable(t, p, rows[t.Network])
		}
	}
	for i := range l.t.SecurityGroups {
		if g := &l.t.SecurityGroups[i]; g.Existing {
			l.addToGroup(g, p)
		} else {
			l.addSecurityGroup(g, p, rows)
		}
	}
	for i := range l.t.Networks {
		switch n := &l.t.Networks[i]; n.Ownership {
		case topology.Created:
			l.addNetwork(n, p, rows[n.ID])
		case topology.Existing:
			l.associate(n, p)
		case topology.External:
			l.handOverRoutes(n, p)
		}
	}
}

// addRouteTable makes a table. A routed network's table waits for the firewalls, load balancers and gateways that it
// points to, so that no spoke is sent to what is not up; a hub's table comes before them, since its subnets are theirs.
func (l *lowering) addRouteTable(t *topology.RouteTable, p *parts, network *madeRow) {
	n := l.networks[t.Network]
	made := network
	_, subnet, own := strings.Cut(string(t.ID), "/")
	if own || network == nil {
		made = l.tableRow(t, p)
	}
	r := &staged{stage: inStage(n, azure.StageHub), group: n.ResourceGroup, unit: string(n.ID),
		Resource: made.resource("routeTable", describe(tableSentence(n, subnet), t.Origin), t.Origin)}
	if r.stage == azure.StageNetwork {
		var through []string
		for _, route := range p.routes[t.ID] {
			if route.Through != "" {
				through = append(through, route.Through)
			}
		}
		r.after = l.nextHops(through)
	}
	l.add(r, "")
}

// tableRow makes the row of a table that is none of its network's row: of one subnet, or of a network that is not created.
func (l *lowering) tableRow(t *topology.RouteTable, p *parts) *madeRow {
	n := l.networks[t.Network]
	f := factsOf(n.Location, n.Tags)
	f["network"], f["azureName"] = Str(n.ID), Str(t.Name)
	l.tableFacts(f, t, p)
	table := azure.RouteTables
	if _, subnet, own := strings.Cut(string(t.ID), "/"); own {
		f["subnet"], table = Str(subnet), azure.SubnetRouteTables
	}
	return l.row(table, l.place(n.ResourceGroup), f)
}

func tableSentence(n *topology.Network, subnet string) string {
	if subnet != "" {
		return fmt.Sprintf("Routes of subnet %s of %s.", subnet, n.ID)
	}
	return fmt.Sprintf("Routes of %s.", n.ID)
}

// nextHops are the hub resources that stand behind next hops such as hub/firewall.
func (l *lowering) nextHops(through []string) []ID {
	sort.Strings(through)
	var out []ID
	for i, ref := range through {
		if i > 0 && ref == through[i-1] {
			continue
		}
		for _, f := range l.t.Firewalls {
			if string(f.ID) == ref {
				out = l.appendHub(out, f.Network, azure.TypeFirewall, f.Name)
			}
		}
		for _, g := range l.t.Gateways {
			if string(g.ID) == ref {
				out = l.appendHub(out, g.Network, azure.TypeGateway, g.Name)
			}
		}
		for _, b := range l.t.LoadBalancers {
			if string(b.Appliance) == ref {
				out = l.appendHub(out, b.Network, azure.TypeLoadBalancer, b.Name)
			}
		}
	}
	return out
}

func (l *lowering) appendHub(ids []ID, n topology.NetworkID, kind, name string) []ID {
	if network := l.networks[n]; network.Tier == topology.Hub {
		return append(ids, l.id(network, kind, name))
	}
	return ids
}

func (l *lowering) addNetwork(n *topology.Network, p *parts, row *madeRow) {
	r := &staged{stage: inStage(n, azure.StageHub), group: n.ResourceGroup,
		Resource: row.resource("network", describe(fmt.Sprintf("Virtual network %s.", n.ID), n.Origin), n.Origin)}
	for _, s := range p.subnets[n.ID] {
		if id, ok := p.tables[s.RouteTable]; ok {
			r.after = append(r.after, id)
		}
		if id, ok := p.groups[s.SecurityGroup]; ok {
			r.after = append(r.after, id)
		}
	}
	r.after = distinct(append(r.after, l.added[n.ID]...)) // else its subnets would have the tables and groups without them for a time
	l.add(r, n.ID)
}

// networkFacts are a network with its table and its group.
func (l *lowering) networkFacts(n *topology.Network, p *parts) azure.Facts {
	f := factsOf(n.Location, n.Tags)
	f["name"], f["azureName"] = Str(n.ID), Str(n.Name)
	f["prefixes"] = prefixes(n.AddressSpace)
	f["encryption"] = Bool(n.Encryption)
	f.Text("ddosProtectionPlan", n.DDoSProtectionPlan)
	if labels := labelTags(n); len(labels) > 0 {
		f["labelTags"] = tagObject(labels)
	}
	var servers []string
	for _, a := range n.DNSServers {
		servers = append(servers, a.String())
	}
	f.Texts("dnsServers", servers)
	if t := p.table[n.ID]; t != nil {
		f["routeTableAzureName"] = Str(t.Name)
		l.tableFacts(f, t, p)
	}
	if g := p.group[n.ID]; g != nil {
		f["securityGroupAzureName"] = Str(g.Name)
		f["rules"] = ruleFacts(p.rules[g.ID])
	}
	list := azure.Nested{}
	for _, s := range p.subnets[n.ID] {
		list = append(list, l.subnetFacts(n, s, p))
	}
	f["subnets"] = list
	return f
}

// subnetFacts are a subnet: what is derived for it, and what the intent says of it, which is handed on.
func (l *lowering) subnetFacts(n *topology.Network, s *topology.Subnet, p *parts) azure.Facts {
	f := azure.Facts{"name": Str(s.Name)}
	if len(s.Prefixes) == 1 {
		f["prefix"] = Str(s.Prefixes[0].String())
	} else {
		f["prefixes"] = prefixes(s.Prefixes)
	}
	f.Text("routeTableId", s.GivenRouteTable)
	if table, ok := p.tables[s.RouteTable]; ok && s.GivenRouteTable == "" {
		l.routed(f, n, s, table, p)
	}
	switch group, ok := p.groups[s.SecurityGroup]; {
	case ok && string(s.SecurityGroup) == string(n.ID):
		f["secured"] = Bool(true)
	case ok:
		f["securityGroup"] = azure.To{ID: group, Name: s.Name}
	default:
		f.Text("networkSecurityGroup", s.NetworkSecurityGroup)
	}
	l.handOn(f, s.SubnetSettings)
	if n.Ownership != topology.Created {
		f["defaultOutboundAccess"] = outboundAsItIs(s)
	}
	return f
}

// routed gives a subnet its table: that of its network, or one of its own.
func (l *lowering) routed(f azure.Facts, n *topology.Network, s *topology.Subnet, table ID, p *parts) {
	if string(s.RouteTable) == string(n.ID) && p.table[n.ID] != nil {
		f["routed"] = Bool(true)
		return
	}
	f["routeTable"] = azure.To{ID: table, Name: s.Name}
}

func prefixes(ps []netip.Prefix) List {
	out := List{}
	for _, p := range ps {
		out = append(out, Str(p.String()))
	}
	return out
}

// labelTags are a network's labels that become tags; a tag that is there already in other letters stays.
func labelTags(n *topology.Network) map[string]string {
	have := map[string]bool{}
	for key := range n.Tags {
		have[strings.ToLower(key)] = true
	}
	out := map[string]string{}
	for key, value := range n.LabelTags {
		if !have[strings.ToLower(key)] {
			out[key] = value
		}
	}
	return out
}

func tagObject(tags map[string]string) Object {
	keys := make([]string, 0, len(tags))
	for k := range tags {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	out := Object{}
	for _, k := range keys {
		out = append(out, Member{Key: k, Value: Str(tags[k])})
	}
	return out
}

// describe says what a resource is and which statements of the intent it comes from.
func describe(sentence string, o topology.Origin) string {
	if len(o.Statements) == 0 {
		return sentence
	}
	return sentence + " From " + strings.Join(o.Statements, ", ") + "."
}

func distinct(ids []ID) []ID {
	seen := map[ID]bool{}
	kept := ids[:0:0]
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}
