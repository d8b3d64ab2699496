package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/internal/order"
	"github.com/vnetloom/vnetloom/topology"
)

// moduleDraft is a module in the making: the resources of one stage in one scope.
type moduleDraft struct {
	stage     stage
	scope     Scope
	key       string
	part      int
	resources []*staged
}

// file is the name of the draft's file: that of its stage, with a number where the stage is divided.
func (d *moduleDraft) file() string {
	if d.part == 0 {
		return stages[d.stage].file
	}
	return fmt.Sprintf("%s-%d", stages[d.stage].file, d.part+1)
}

// assemble makes a root: its parameters, resource groups, then a module for each stage and scope.
func (l *lowering) assemble(name, tenant string) Root {
	root := Root{Name: name, Tenant: tenant, Crossing: name == rootCrossing, About: l.rootSentence(name)}
	switch name {
	case rootOwners:
		root.After = StepOtherHalf
	case rootCrossing:
		root.After, root.AuxTenants = StepOtherHalf, l.otherTenants(tenant)
	case rootConnections:
		root.After = StepRoutes // no step before needs it, and its provider takes days
	}
	var in []*staged
	for _, r := range l.resources {
		if r.stage.root() == name && l.tenants[r.group] == tenant {
			in = append(in, r)
		}
	}
	root.Parameters = l.parametersOf(in)
	symbols := symbolTable{}
	for _, p := range root.Parameters {
		symbols.name(p.Name, p.Name)
	}
	drafts := l.groupModules(&root, symbols, in)
	sort.SliceStable(drafts, func(i, j int) bool {
		a, b := drafts[i], drafts[j]
		return a.stage < b.stage || a.stage == b.stage && a.key < b.key
	})
	for i, d := range drafts {
		for _, r := range d.resources {
			r.module = i
		}
	}
	edges := make([][]int, len(drafts))
	if !root.Crossing { // else each module is a deployment of its own
		edges = l.moduleEdges(drafts)
	}
	before := order.Reduce(edges)
	named := make([]string, len(drafts))
	for i, d := range drafts {
		named[i] = symbols.name(moduleWords(d), d.key)
	}
	for i, d := range drafts {
		m := Module{Symbol: named[i], Name: l.deploymentName(root.Name, d), File: d.file(), Description: moduleSentence(d), Scope: d.scope}
		for _, b := range before[i] {
			m.DependsOn = append(m.DependsOn, named[b])
		}
		sort.Strings(m.DependsOn)
		l.fillModule(&m, d)
		root.Modules = append(root.Modules, m)
	}
	root.Outputs = l.rootOutputs(drafts, root.Modules)
	return root
}

// groupModules sorts the resources of a root into modules and makes the resource groups that are ours and that they need: those
// of the deployment's own subscription stand in the root, those of another in a module of that subscription. The roots behind
// the main one stand in groups that it has made.
func (l *lowering) groupModules(root *Root, symbols symbolTable, in []*staged) []*moduleDraft {
	needed, scopes := map[topology.ResourceGroupID]bool{}, map[topology.ResourceGroupID]Scope{}
	for _, r := range in {
		needed[r.group] = root.Name != rootConnections && root.Name != rootOwners && root.Name != rootCrossing
	}
	byKey := map[string]*moduleDraft{}
	var drafts []*moduleDraft
	module := func(s stage, part int, scope Scope) *moduleDraft {
		d := &moduleDraft{stage: s, part: part, scope: scope}
		d.key = scope.Folder + "/" + scope.ResourceGroup + "/" + d.file()
		if byKey[d.key] == nil {
			byKey[d.key] = d
			drafts = append(drafts, d)
		}
		return byKey[d.key]
	}
	for i := range l.t.ResourceGroups {
		g := &l.t.ResourceGroups[i]
		scope := l.scopes[g.ID]
		scopes[g.ID] = scope
		if g.Existing || !needed[g.ID] {
			continue
		}
		body := Object{{"location", Str(g.Location)}}
		if len(g.Tags) > 0 {
			body = append(body, Member{"tags", tagObject(g.Tags)})
		}
		r := &staged{stage: stageGroups, Resource: Resource{ID: ID{Subscription: scope.Subscription, Type: TypeResourceGroup, Name: g.Name}, APIVersion: resourcesAPI,
			Origin: g.Origin, Description: groupSentence(g), Body: body}}
		if scope.Subscription != "" {
			d := module(stageGroups, 0, Scope{Subscription: scope.Subscription, Folder: scope.Folder})
			d.resources = append(d.resources, r)
			continue
		}
		r.Symbol = symbols.name(g.Name, "group "+g.Name)
		scope.GroupSymbol = r.Symbol
		scopes[g.ID] = scope
		root.Groups = append(root.Groups, r.Resource)
	}
	for _, r := range in {
		scope := scopes[r.group]
		if r.at != nil {
			scope = *r.at
		}
		d := module(r.stage, r.part, scope)
		d.resources = append(d.resources, r)
	}
	return drafts
}

func groupSentence(g *topology.ResourceGroup) string {
	for _, s := range g.Origin.Statements {
		if strings.HasPrefix(s, "resourceGroups.") {
			return describe("Resource group of virtual networks and what belongs to them.", g.Origin)
		}
	}
	return "Resource group of virtual networks and what belongs to them."
}

// moduleEdges are the modules that each one waits for: those that hold what its resources wait for, and its resource group's.
func (l *lowering) moduleEdges(drafts []*moduleDraft) [][]int {
	groups := map[ID]int{} // by resource group: the module that makes it
	for i, d := range drafts {
		if d.stage == stageGroups {
			for _, g := range d.resources {
				groups[g.ID] = i
			}
		}
	}
	out := make([][]int, len(drafts))
	for i, d := range drafts {
		seen := map[int]bool{i: true}
		add := func(j int) {
			if !seen[j] {
				seen[j] = true
				out[i] = append(out[i], j)
			}
		}
		if j, ok := groups[ID{Subscription: d.scope.Subscription, Type: TypeResourceGroup, Name: d.scope.ResourceGroup}]; ok {
			add(j)
		}
		for _, r := range d.resources {
			for _, id := range r.after {
				if other := l.byID[id]; l.together(other, r) { // else the root before has made it
					add(other.module)
				}
			}
		}
		sort.Ints(out[i])
	}
	return out
}

func (l *lowering) fillModule(m *Module, d *moduleDraft) {
	symbols := symbolTable{}
	for _, p := range l.parametersOf(d.resources) {
		symbols.name(p.Name, p.Name)
	}
	for _, r := range d.resources {
		res := r.Resource
		res.Symbol = symbols.name(symbolWords(r.ID), r.ID.Type+r.ID.Name)
		for _, id := range distinct(r.after) {
			if other := l.byID[id]; other.module == r.module && l.together(other, r) {
				res.DependsOn = append(res.DependsOn, id)
			}
		}
		m.Resources = append(m.Resources, res)
		for _, k := range r.outputs {
			o := k.Output
			o.Name = res.Symbol + o.Name
			m.Outputs = append(m.Outputs, o)
		}
	}
}

// rootOutputs hand the modules' outputs on: one object a kind, by the names of the intent.
func (l *lowering) rootOutputs(drafts []*moduleDraft, modules []Module) []Output {
	addresses, pools, keys := Object{}, Object{}, Object{}
	for i, d := range drafts {
		next := 0
		for _, r := range d.resources {
			for _, k := range r.outputs {
				value := Member{k.key, ModuleOutput{Module: modules[i].Symbol, Output: modules[i].Outputs[next].Name}}
				next++
				switch r.ID.Type {
				case TypeFirewall:
					addresses = append(addresses, value)
				case TypeCircuit:
					keys = append(keys, value)
				default:
					pools = append(pools, value)
				}
			}
		}
	}
	var out []Output
	if len(pools) > 0 {
		out = append(out, Output{Name: "backendPoolIds", Type: "object", Description: "Backend pools that the machines of the appliances join, by appliance.", Value: pools})
	}
	if len(addresses) > 0 {
		out = append(out, Output{Name: "firewallAddresses", Type: "object", Description: "Private addresses of the firewalls as Azure has them, by firewall; the routes lead there.", Value: addresses})
	}
	if len(keys) > 0 { // Azure: a service key is no secret for security purposes
		out = append(out, Output{Name: "serviceKeys", Type: "object", Description: "Service keys by which the providers provision the circuits, by circuit.", Value: keys})
	}
	return out
}

// rootSentence says what a root holds, and when it is deployed.
func (l *lowering) rootSentence(name string) string {
	switch name {
	case rootCircuits:
		return "The ExpressRoute circuits of " + l.plan.Name + ". Deployed first: their providers take days to provision them."
	case rootOwners:
		return "What of " + l.plan.Name + " waits for other owners. Deployed once they have run their steps."
	case rootConnections:
		return "The connections of " + l.plan.Name + " to its ExpressRoute circuits. Deployed last, once their providers have provisioned them."
	}
	return "The networks of " + l.plan.Name + " and how they are joined."
}

func moduleSentence(d *moduleDraft) string {
	where := "subscription " + d.scope.Folder
	if d.scope.ResourceGroup != "" {
		where = d.scope.ResourceGroup
	}
	return fmt.Sprintf("%s, in %s.", stages[d.stage].what, where)
}

func moduleWords(d *moduleDraft) string {
	words := d.file()
	if d.scope.ResourceGroup != "" {
		words = d.scope.ResourceGroup + "-" + words
	}
	if d.scope.Folder != "default" {
		words = d.scope.Folder + "-" + words
	}
	return words
}

// deploymentName is unique in the plan and at most 64 characters, as Azure wants it: cut and numbered by its content
// where it would be longer.
func (l *lowering) deploymentName(root string, d *moduleDraft) string {
	words, key := moduleWords(d), d.key
	if root != rootMain {
		words, key = root+"-"+words, root+"\x00"+key
	}
	name := strings.NewReplacer("(", "_", ")", "_").Replace(l.plan.Name + "-" + words)
	full := l.plan.Name + "\x00" + key
	if len(name) > 64 {
		name = strings.TrimRight(name[:55], "-._") + "-" + digest(full)
	}
	return name
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}
