package adopt

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/reachability/template"
)

var (
	sectionLine = pattern.Lazy(`^([a-zA-Z]+):`)
	memberLine  = pattern.Lazy(`^  ([A-Za-z0-9_().-]+):`)
)

// PlaceAt is what stands on a line of the intent, counted from one: connections.estate, networks.hub; "" for nothing that has a name.
func (r *Result) PlaceAt(line int) string {
	section, member := "", ""
	for i, text := range strings.Split(string(r.Intent), "\n") {
		if m := sectionLine().FindStringSubmatch(text); m != nil {
			section, member = m[1], ""
		} else if m := memberLine().FindStringSubmatch(text); m != nil {
			member = m[1]
		}
		if i+1 == line && member != "" {
			return section + "." + member
		}
	}
	return ""
}

// without is what of an intent is left out, by names, with the reasons.
type without struct {
	connections, sites, circuits map[string]string
	naming                       []string          // kinds
	resources                    map[string]string // by id: they are passed over
}

// except reads what is to be left out, of an importer that has left out nothing: of a network with all that joins it, of a site with what
// leads to it. What connections join that are left out is not taken over: what it is joined by, and routed by, stays as it is.
func (o *Options) except(im *importer, connections *tree) without {
	w := without{connections: map[string]string{}, sites: map[string]string{}, circuits: map[string]string{}, resources: map[string]string{}}
	exists := map[string]bool{}
	joins := func(matches func(madeBy, *tree) bool, why string) {
		for what, t := range im.statements {
			if matches(what, t) {
				w.connections[connections.keyOf(t)] = why
				exists[what.local], exists[what.remote] = true, true
			}
		}
	}
	for _, place := range sortedKeys(o.Without) {
		why := o.Without[place]
		section, name, _ := strings.Cut(place, ".")
		switch section {
		case "connections":
			w.connections[name] = why
			node := connections.at(name).node
			joins(func(_ madeBy, t *tree) bool { return t.node == node }, why)
		case "naming":
			kind, word, _ := strings.Cut(name, ".")
			if found := im.notTakenOver(o, word, fmt.Sprintf("what it makes is not all that is there: %s", why)); !found {
				w.naming = append(w.naming, kind)
				o.Creates = nil
			}
		case "sites":
			w.sites[name] = why
			joins(func(what madeBy, _ *tree) bool { return what.remote == name }, why)
			for _, s := range im.sites {
				if s.name == name && s.circuit != "" {
					w.circuits[s.circuit] = why
					joins(func(what madeBy, _ *tree) bool { return what.remote == s.circuit }, why)
				}
			}
		case "circuits":
			w.circuits[name] = why
			joins(func(what madeBy, _ *tree) bool { return what.remote == name }, why)
		default:
			for what := range im.statements {
				if section == "networks" && (what.local == name || what.remote == name) {
					exists[what.local], exists[what.remote] = true, true
				}
			}
			for id := range im.behind(section, name) {
				w.resources[id] = why
			}
		}
	}
	if creates := o.Creates; creates != nil {
		ids := map[string]bool{}
		for _, n := range im.networks {
			ids[n.x.ID] = exists[n.name]
		}
		for _, h := range im.hubs {
			ids[h.x.ID] = exists[h.name]
		}
		o.Creates = func(x *template.Resource) bool { return !ids[x.ID] && o.asIs[x.ID] == "" && creates(x) }
	}
	return w
}

// notTakenOver leaves the networks as they are whose part has a name that the intent gives to nothing, and tells whether there is one that it
// would create: the name is that of the network first. Without a name nothing is made, under whatever name.
func (im *importer) notTakenOver(o *Options, word, why string) bool {
	found := false
	if o.asIs == nil {
		o.asIs = map[string]string{}
	}
	for _, n := range im.networks {
		if of := word == n.name || strings.HasPrefix(word, n.name+"-"); !n.exists && (of || word == "") {
			o.asIs[n.x.ID] = why
			found = found || of
		}
	}
	return found
}

// behind are the ids of the resources that a member of the intent is made of.
func (im *importer) behind(section, name string) map[string]bool {
	out := map[string]bool{}
	for _, n := range im.networks {
		if section == "networks" && n.name == name || section == "resourceGroups" && strings.EqualFold(n.x.ResourceGroup, name) {
			out[n.x.ID] = true
		}
	}
	for _, h := range im.hubs {
		if section == "networks" && h.name == name || section == "resourceGroups" && strings.EqualFold(h.x.ResourceGroup, name) || section == "virtualWans" && h.wan == name {
			out[h.x.ID] = true
		}
	}
	for id, wan := range im.wans {
		if section == "virtualWans" && wan == name {
			out[id] = true
		}
	}
	for _, x := range im.of(azure.TypeNetworkManager) {
		if key, _ := nameOf(x.Name, "vnm-", func(string) bool { return false }); section == "networkManagers" && key == name {
			out[x.ID] = true
		}
	}
	return out
}

// leaveOut takes connections, sites and circuits out of the intent.
func (im *importer) leaveOut(intent, connections *tree, w without) {
	for _, name := range sortedKeys(w.connections) {
		if !connections.has(name) {
			continue
		}
		node := connections.at(name).node
		connections.remove(name)
		im.refused = append(im.refused, name+": "+w.connections[name])
		for _, n := range im.networks {
			for what, t := range im.statements {
				if t.node == node && what.local == n.name {
					im.leave(n.x, "what joins it with %s is not in the intent, which would be refused: %s", what.remote, w.connections[name])
				}
			}
		}
	}
	for _, kind := range w.naming {
		intent.at("naming").remove(kind)
	}
	if intent.at("naming").empty() {
		intent.remove("naming")
	}
	for section, names := range map[string]map[string]string{"sites": w.sites, "circuits": w.circuits} {
		members := intent.at(section)
		for name := range names {
			members.remove(name)
		}
		if members.empty() {
			intent.remove(section)
		}
	}
	for _, s := range im.sites { // what a circuit that is left out led to
		if sites := intent.at("sites"); s.circuit != "" && w.circuits[s.circuit] != "" {
			sites.remove(s.name)
			if sites.empty() {
				intent.remove("sites")
			}
		}
	}
}

// kept are the resources that are not passed over; those that are, are listed.
func kept(resources []template.Resource, w without) (out []template.Resource, left []Left) {
	out = slices.DeleteFunc(slices.Clone(resources), func(x template.Resource) bool { return w.resources[x.ID] != "" })
	for _, x := range resources {
		if why := w.resources[x.ID]; why != "" {
			left = append(left, Left{x.Type, x.Name, x.ID, why})
		}
	}
	return out, left
}

// oneLine is a text without line breaks, as a comment has it: whatever an export holds, it ends no comment. What cannot be printed is a question mark.
func oneLine(text string) string {
	printable := func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPrint(r) {
			return r
		}
		return '?'
	}
	return strings.Join(strings.Fields(strings.Map(printable, text)), " ")
}
