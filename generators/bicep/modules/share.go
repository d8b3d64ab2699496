package modules

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// companions are the tables of which rows of another table name what they make, so that one module makes both. Any other table has a module
// of its own: nobody reads loops over what an estate has not.
var companions = map[*azure.Table]*azure.Table{
	azure.Networks:      azure.SubnetRouteTables,
	azure.Firewalls:     azure.IPGroups,
	azure.HubFirewalls:  azure.IPGroups,
	azure.NetworkGroups: azure.NetworkManagers,
}

// whole are the stages that have one module whatever rows there are, with the reason.
var whole = map[azure.Stage]string{
	azure.StageCrossTenant: "people deploy it, and call it by one name",
}

// shared are the stages whose rows the module of another stage makes, since it has the same tables and makes them in the same way. What
// differs is when they are deployed, and that is not a module's business.
var shared = map[azure.Stage]azure.Stage{
	azure.StageHubAddedRoutes: azure.StageAddedRoutes,
	azure.StageHub:            azure.StageNetwork,
	azure.StageSpokeGateway:   azure.StageGateway,
	azure.StageSpokeFirewall:  azure.StageFirewall,
}

// A spec is what a module is printed of.
type spec struct {
	file   string
	about  string // without a full stop
	stage  azure.Stage
	tables []*azure.Table
}

// networkAndTables is the file of networks and of the tables of networks that exist: that of networks alone has the name.
const networkAndTables = "network-and-tables"

// fullSuffix is in the name of the file that has the seldom columns of its tables, beside one without them.
const fullSuffix = "-full"

// specOf finds the module for tables of a stage: that of a table with its companion where it makes them all, else that of all tables. With the
// seldom columns it is another one, so that nobody reads what makes clients of gateways where there are none.
func specOf(s azure.Stage, tables []*azure.Table, full bool) spec {
	out := wholeSpec(s, tables)
	if !slices.ContainsFunc(out.tables, func(t *azure.Table) bool { return t.Lean() != nil }) {
		return out
	}
	if full {
		out.file += fullSuffix
		return out
	}
	out.tables = slices.Clone(out.tables)
	for i, t := range out.tables {
		if t.Lean() != nil {
			out.tables[i] = t.Lean()
		}
	}
	return out
}

// wholeSpec is the module with all columns.
func wholeSpec(s azure.Stage, tables []*azure.Table) spec {
	if other, ok := shared[s]; ok {
		s = other
	}
	all := s.Tables()
	for _, main := range mainTables(all) {
		if whole[s] != "" {
			break
		}
		unit := slices.DeleteFunc(slices.Clone(all), func(t *azure.Table) bool { return t != main && t != companions[main] })
		switch {
		case slices.ContainsFunc(tables, func(t *azure.Table) bool { return !slices.Contains(unit, t) }):
		case len(unit) == len(all) && (len(all) > 1 || s.AtOnce(main) != main.AtOnce):
			return spec{s.File(), s.About(), s, all}
		default:
			return spec{hyphens(main.One), strings.TrimSuffix(main.About, "."), s, unit}
		}
	}
	file := s.File()
	if s == azure.StageNetwork {
		file = networkAndTables
	}
	return spec{file, s.About(), s, all}
}

// mainTables are the tables that are no companions of others.
func mainTables(all []*azure.Table) []*azure.Table {
	return slices.DeleteFunc(slices.Clone(all), func(t *azure.Table) bool {
		return slices.ContainsFunc(all, func(other *azure.Table) bool { return companions[other] == t })
	})
}

// specs are all modules, each once.
func specs() []spec {
	var out []spec
	seen := map[string]bool{}
	add := func(x spec) {
		if !seen[x.file] {
			seen[x.file] = true
			out = append(out, x)
		}
	}
	for _, s := range azure.Stages() {
		for _, full := range []bool{false, true} {
			add(specOf(s, s.Tables(), full))
			for _, t := range s.Tables() {
				add(specOf(s, []*azure.Table{t}, full))
			}
		}
	}
	return out
}

// baseOf is the file of the module before one that makes the same tables, "" for none.
func baseOf(all []spec, s spec) string {
	for _, other := range all {
		if other.file == s.file {
			break
		}
		if slices.Equal(other.tables, s.tables) {
			return other.file
		}
	}
	return ""
}

// isBase tells whether another module makes the same tables, and takes what they are from this one.
func isBase(all []spec, s spec) bool {
	return slices.ContainsFunc(all, func(other spec) bool { return baseOf(all, other) == s.file })
}

// hyphens is a name with hyphens between its words: route-table for routeTable.
func hyphens(name string) string { return strings.ReplaceAll(apart(name), " ", "-") }
