package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/order"
	"github.com/vnetloom/vnetloom/topology"
)

// moduleDraft is a module in the making: the resources of one stage in one scope, or a part of them.
type moduleDraft struct {
	stage     azure.Stage
	scope     Scope
	part      string // "" for all of them, else the part's digits
	resources []*staged
}

// file is the name of the draft's file: that of its stage, with the part's digits where the stage is divided.
func (d *moduleDraft) file() string { return partName(d.stage.File(), d.part) }

// key names a draft in its root, and sorts those of a stage.
func (d *moduleDraft) key() string {
	return d.scope.Folder + "/" + d.scope.ResourceGroup + "/" + d.file()
}

// assemble makes a root: its parameters, resource groups, then a module for each stage and scope, or each part of these where not all fits.
func (l *lowering) assemble(d *rootDraft, desk *desk, divide func(*moduleDraft) []part) Root {
	root := Root{Name: d.name, PartOf: d.partOf, Tenant: d.tenant, CrossTenant: d.whole() == rootCrossTenant, About: l.rootSentence(d), draft: d}
	for _, t := range l.t.Tenants {
		if d.tenant != "" && t.Name == d.tenant {
			root.TenantID = t.ID
		}
	}
	switch d.whole() {
	case rootExternal:
		root.After = StepOtherHalf
	case rootCrossTenant:
		root.After, root.AuxTenants = StepOtherHalf, l.otherTenants(d.tenant)
	case rootConnections:
		root.After = StepRoutes // no step before needs it, and its provider takes days
	}
	root.Parameters = l.parametersOf(d.resources)
	symbols := symbolTable{}
	for _, p := range root.Parameters {
		symbols.name(p.Name, p.Name)
	}
	drafts := l.groupModules(&root, symbols, d.resources, divide)
	sort.SliceStable(drafts, func(i, j int) bool {
		a, b := drafts[i], drafts[j]
		return a.stage < b.stage || a.stage == b.stage && a.key() < b.key()
	})
	a := l.arrange(drafts, desk)
	defer a.clear()
	edges := make([][]int, len(drafts))
	if !root.CrossTenant { // else each module is a deployment of its own
		edges = a.moduleEdges()
	}
	before := order.Reduce(edges)
	named := make([]string, len(drafts))
	for i, d := range drafts {
		named[i] = symbols.name(moduleWords(d), d.key())
	}
	for i, d := range drafts {
		m := Module{Symbol: named[i], Name: l.deploymentName(root.Name, d), File: d.file(), Description: moduleSentence(d), Stage: d.stage, Part: d.part, Scope: d.scope}
		for _, b := range before[i] {
			m.DependsOn = append(m.DependsOn, named[b])
		}
		sort.Strings(m.DependsOn)
		a.fillModule(&m, d)
		root.Modules = append(root.Modules, m)
	}
	root.Outputs = rootOutputs(root.Modules)
	return root
}

// An arrangement is where the resources of a root have been put. It changes none of them: roots are assembled for several targets at once.
type arrangement struct {
	*lowering
	*desk
	drafts []*moduleDraft
}

// A desk is what roots are arranged on, one after the other. Between them it is cleared: everything is -1.
type desk struct {
	module []int // in which draft a resource is, by its number
	before []int // for each of its chains the resource that comes before it, of those that change the same thing, which takes one change at a time
	last   []int // the last resource of a chain

	resources []Resource // of the module that is measured
	ids       []ID       // of what these depend on
}

func (l *lowering) newDesk() *desk {
	return &desk{module: none(l.numbered), before: none(l.chained), last: none(l.chainNames)}
}

func none(n int) []int { return slices.Repeat([]int{-1}, n) }

// clear makes room for another root.
func (a *arrangement) clear() {
	for _, d := range a.drafts {
		for _, r := range d.resources {
			a.module[r.n] = -1
			for k, chain := range r.chainOf {
				a.before[r.firstOf+k], a.last[chain] = -1, -1
			}
		}
	}
}

// number gives the resources their numbers, and counts what a division asks of each again and again.
func (l *lowering) number() {
	all := slices.Concat(l.resources, l.groups)
	byID, chains := make(map[ID]int, len(all)), map[string]int{}
	for i, r := range all {
		byID[r.ID] = i
	}
	for i, r := range all {
		r.secrets, r.bodyBytes = r.Secrets(), ValueBytes(r.Body)
		r.numbers = numbers{n: i, firstOf: l.chained}
		for _, id := range r.after {
			if n, ok := byID[id]; ok {
				r.afterOf = append(r.afterOf, n)
			}
		}
		for _, name := range r.chains {
			c, ok := chains[name]
			if !ok {
				c = len(chains)
				chains[name] = c
			}
			r.chainOf = append(r.chainOf, c)
		}
		l.chained += len(r.chains)
	}
	l.numbered, l.chainNames, l.inOrder = len(all), len(chains), all
}

// arrange puts the resources of a root that change one thing one after the other, in the order of their modules.
func (l *lowering) arrange(drafts []*moduleDraft, desk *desk) *arrangement {
	a := &arrangement{lowering: l, desk: desk, drafts: drafts}
	for i, d := range drafts {
		for _, r := range d.resources {
			a.module[r.n] = i
			for k, chain := range r.chainOf {
				a.before[r.firstOf+k] = a.last[chain]
				a.last[chain] = r.n
			}
		}
	}
	return a
}

// waits are the resources of the same root that must come before r: what is not among them, a root before has made.
func (a *arrangement) waits(r *staged) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, list := range [][]int{r.afterOf, a.before[r.firstOf : r.firstOf+len(r.chainOf)]} {
			for _, n := range list {
				if n >= 0 && a.module[n] >= 0 && !yield(n) {
					return
				}
			}
		}
	}
}

// groupModules sorts the resources of a root into modules. Resource groups of the deployment's own subscription stand in the root,
// those of another in a module of that subscription.
func (l *lowering) groupModules(root *Root, symbols symbolTable, in []*staged, divide func(*moduleDraft) []part) []*moduleDraft {
	type place struct {
		stage azure.Stage
		scope Scope
	}
	made := map[topology.ResourceGroupID]string{}
	byPlace := map[place]*moduleDraft{}
	var drafts []*moduleDraft
	for _, r := range in {
		scope := l.scopes[r.group]
		switch {
		case r.stage == azure.StageGroups && scope.Subscription == "":
			group := r.Resource
			group.Symbol = symbols.name(r.ID.Name, "group "+r.ID.Name)
			made[r.group] = group.Symbol
			root.Groups = append(root.Groups, group)
			continue
		case r.stage == azure.StageGroups:
			scope = Scope{Subscription: scope.Subscription, Folder: scope.Folder}
		case r.at != nil:
			scope = *r.at
		default:
			scope.GroupSymbol = made[r.group]
		}
		p := place{r.stage, scope}
		if byPlace[p] == nil {
			byPlace[p] = &moduleDraft{stage: r.stage, scope: scope}
			drafts = append(drafts, byPlace[p])
		}
		byPlace[p].resources = append(byPlace[p].resources, r)
	}
	if divide == nil || root.CrossTenant { // each of the latter is deployed alone, by the name of its resource group
		return drafts
	}
	var parts []*moduleDraft
	for _, d := range drafts {
		for _, p := range divide(d) {
			parts = append(parts, &moduleDraft{stage: d.stage, scope: d.scope, part: p.digits, resources: p.resources})
		}
	}
	return parts
}

// lowerGroups makes the resource groups that are created.
func (l *lowering) lowerGroups() {
	for i := range l.t.ResourceGroups {
		g := &l.t.ResourceGroups[i]
		if g.Existing {
			continue
		}
		f := azure.Facts{"name": Str(g.Name), "location": Str(g.Location)}
		if len(g.Tags) > 0 {
			f["tags"] = tagObject(g.Tags)
		}
		made := l.row(azure.ResourceGroups, azure.Place{Subscription: g.Subscription}, f)
		l.groups = append(l.groups, &staged{stage: azure.StageGroups, group: g.ID, unit: string(g.ID),
			Resource: made.resource("resourceGroup", groupSentence(g), g.Origin)})
	}
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
func (a *arrangement) moduleEdges() [][]int {
	groups := map[ID]int{} // by resource group: the module that makes it
	for i, d := range a.drafts {
		if d.stage == azure.StageGroups {
			for _, g := range d.resources {
				groups[g.ID] = i
			}
		}
	}
	out := make([][]int, len(a.drafts))
	for i, d := range a.drafts {
		seen := map[int]bool{i: true}
		add := func(j int) {
			if !seen[j] {
				seen[j] = true
				out[i] = append(out[i], j)
			}
		}
		if j, ok := groups[ID{Subscription: d.scope.Subscription, Type: azure.TypeResourceGroup, Name: d.scope.ResourceGroup}]; ok {
			add(j)
		}
		for _, r := range d.resources {
			for n := range a.waits(r) {
				add(a.module[n])
			}
		}
		sort.Ints(out[i])
	}
	return out
}

func (a *arrangement) fillModule(m *Module, d *moduleDraft) {
	m.Resources = make([]Resource, 0, len(d.resources))
	for _, r := range d.resources {
		res := r.Resource
		res.Unit, res.Chains = r.unit, r.chains
		for n := range a.waits(r) {
			if id := a.inOrder[n].ID; a.module[n] == a.module[r.n] && !slices.Contains(res.DependsOn, id) {
				res.DependsOn = append(res.DependsOn, id)
			}
		}
		m.Resources = append(m.Resources, res)
	}
	m.Outputs = a.outputsOf(m)
}

func moduleSentence(d *moduleDraft) string {
	where := "subscription " + d.scope.Folder
	if d.scope.ResourceGroup != "" {
		where = d.scope.ResourceGroup
	}
	if d.part != "" {
		where += ", part " + d.part
	}
	return fmt.Sprintf("%s, in %s.", d.stage.About(), where)
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
	words, key := moduleWords(d), d.key()
	if root != rootMain {
		words, key = root+"-"+words, root+"\x00"+key
	}
	return DeploymentName(l.plan.Name+"-"+words, l.plan.Name+"\x00"+key)
}

// DeploymentName makes a name of a deployment: where Azure would not take it, of at most 64 letters, digits and _ - . ( ), cut and told apart by
// a digest of what it names. Names of resource groups have parentheses, which some tools do not take in one of a deployment.
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources
func DeploymentName(words, identity string) string {
	name := noParentheses.Replace(words)
	if len(name) > longestDeploymentName {
		name = strings.TrimRight(name[:longestDeploymentName-9], "-._") + "-" + digest(identity)
	}
	return name
}

const longestDeploymentName = 64

var noParentheses = strings.NewReplacer("(", "_", ")", "_")

// DeploymentName is the name of a root's own deployment: no other root's, and no module's in the same scope.
func (p *Plan) DeploymentName(r *Root) string {
	return DeploymentName(p.Name+"-"+r.Name, p.Name+"\x00root\x00"+r.Name)
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}
