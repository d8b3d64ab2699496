package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// circuitMember is a network or a virtual hub that is joined to a circuit. Whether its gateway lets what is behind the circuit's other gateways in
// is said of the gateway.
type circuitMember struct {
	name, circuit string
	isHub         bool
	exists        bool // what it is joined by is there, and is not written
	fastPath      bool
	weight        int64 // 0 for Azure's default
	toNetworks    bool  // other networks of the circuit
	toWAN         bool  // networks of virtual WANs; of a virtual hub, networks outside of one
}

// circuitConnection reads that a network or a virtual hub is joined to a circuit. Statements are written once all are known.
func (im *importer) circuitConnection(x *template.Resource, peer *template.Value, m circuitMember, sites, circuits *tree) {
	id := peer.ID()
	if i := strings.Index(id, "/peerings/"); i > 0 {
		id = id[:i]
	}
	circuit := im.byID[id]
	if circuit == nil {
		im.leave(x, "its circuit is not in the export: the site at its other end is not known")
		return
	}
	im.take(x)
	im.take(circuit)
	im.used[circuit.ID] = true
	name := im.circuits[circuit.ID]
	if name == "" {
		name, _ = nameOf(circuit.Name, "erc-", circuits.has)
		im.circuits[circuit.ID] = name
		behind := uniqueIn(sites, name+"-site")
		end := &site{name: behind, hub: m.name, circuit: name}
		for _, p := range circuit.Properties.Get("peerings").List() {
			if link := p.Get("properties", "primaryPeerAddressPrefix").String(); link != "" {
				end.spaces = []string{link}
			}
		}
		im.writeSite(end, sites)
		c := object().inline()
		c.text("site", behind)
		c.text("id", "/subscriptions/"+circuit.Subscription+"/resourceGroups/"+circuit.ResourceGroup+"/providers/"+template.Interleave(circuit.Type, circuit.Name))
		circuits.add(name, c)
	}
	m.circuit = name
	if m.isHub {
		im.called("connection", x, map[string]string{"local": m.name, "remote": name})
	}
	im.circuitMembers = append(im.circuitMembers, m)
}

// circuitStatements writes who is joined to which circuit: a statement for all that are joined alike.
func (im *importer) circuitStatements(connections *tree) {
	var groups [][]circuitMember
	for _, m := range im.circuitMembers {
		at := slices.IndexFunc(groups, func(g []circuitMember) bool { return goesWith(g, m) })
		if at < 0 {
			groups, at = append(groups, nil), len(groups)
		}
		groups[at] = append(groups[at], m)
	}
	im.overTheirCircuits()
	for _, g := range groups {
		var members, exist []string
		hubs, toNetworks := 0, 0
		for _, m := range g {
			if slices.Contains(members, m.name) {
				continue
			}
			members = append(members, m.name)
			if m.exists {
				exist = append(exist, m.name)
			}
			switch {
			case m.isHub:
				hubs++
			case m.toNetworks:
				toNetworks++
			}
		}
		slices.Sort(members)
		slices.Sort(exist)
		out := object().inline()
		out.text("kind", "expressRoute")
		out.text("circuit", g[0].circuit)
		out.put("members", list(members))
		if toNetworks > 0 {
			out.flag("networkToNetwork", true)
		}
		if g[0].toWAN && hubs > 0 && hubs < len(members) {
			out.flag("virtualWan", true)
		}
		if g[0].fastPath {
			out.flag("fastPath", true)
		}
		if g[0].weight != 0 {
			out.number("weight", g[0].weight)
		}
		out.texts("existing", exist)
		for _, member := range members {
			im.joins("connection", out, member, g[0].circuit)
		}
		name := g[0].circuit
		if len(members) == 1 {
			name = members[0] + "-" + name
		}
		connections.add(uniqueIn(connections, name), out)
	}
}

// goesWith tells whether a member is joined to a circuit as the others of a statement are. A virtual hub goes with networks that let it in, however
// these are joined with each other.
func goesWith(group []circuitMember, m circuitMember) bool {
	return !slices.ContainsFunc(group, func(o circuitMember) bool {
		return o.circuit != m.circuit || o.fastPath != m.fastPath || o.weight != m.weight || o.toWAN != m.toWAN || !o.isHub && !m.isHub && o.toNetworks != m.toNetworks
	})
}
