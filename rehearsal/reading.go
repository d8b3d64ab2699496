package rehearsal

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// reading is a template, evaluated.
type reading struct {
	resources         []template.Resource
	found             diag.List
	waits             []int   // by resource: for how many it waits
	followers, before [][]int // by resource: which wait for it, and for which it waits
}

// Read evaluates templates: what it returns can be deployed again and again without their being evaluated each time. What cannot be read of them
// is said by whoever deploys them.
func Read(deployments []Deployment) []Deployment {
	out := make([]Deployment, len(deployments))
	for i, d := range deployments {
		d.read = d.reading()
		out[i] = d
	}
	return out
}

// Found is what was found in templates as they were evaluated, sorted.
func Found(deployments []Deployment) diag.List {
	var out diag.List
	for i := range deployments {
		out = append(out, deployments[i].reading().found...)
	}
	out.Sort()
	return out
}

// reading evaluates a template, unless Read has.
func (d *Deployment) reading() *reading {
	if d.read != nil {
		return d.read
	}
	read, found := template.Read([]*source.File{d.Template}, template.Options{Parameters: d.Parameters, Subscription: d.Subscription,
		ResourceGroup: d.ResourceGroup, Location: d.Location, Open: d.Open})
	out := &reading{resources: read.Resources, found: found}
	out.waits, out.followers, out.before = dependencies(out.resources)
	return out
}

// dependencies are of each resource how many it waits for, which wait for it, and for which it waits. A nested deployment is over when all that is in it is;
// what is in it begins when it may.
func dependencies(resources []template.Resource) (waits []int, followers, before [][]int) {
	n := len(resources)
	before = make([][]int, n)
	waits, followers = make([]int, n), make([][]int, n)
	byID, inside, nested := map[string][]int{}, map[string][]int{}, map[string][]int{} // nested are the deployments themselves
	for i, res := range resources {
		byID[res.Deployment+"\n"+res.ID] = append(byID[res.Deployment+"\n"+res.ID], i)
		if res.Deployment != "" {
			inside[res.Deployment] = append(inside[res.Deployment], i)
		}
		if strings.EqualFold(res.Type, azure.TypeDeployment) {
			nested[res.ID] = append(nested[res.ID], i)
		}
	}
	edges := map[[2]int]bool{}
	after := func(i, first int) {
		if e := [2]int{first, i}; i != first && !edges[e] {
			edges[e] = true
			waits[i]++
			followers[first] = append(followers[first], i)
			before[i] = append(before[i], first)
		}
	}
	var within func(i int) []int // all that a resource stands for
	within = func(i int) []int {
		out := []int{i}
		if strings.EqualFold(resources[i].Type, azure.TypeDeployment) {
			for _, j := range inside[resources[i].ID] {
				out = append(out, within(j)...)
			}
		}
		return out
	}
	for i, res := range resources {
		for _, id := range res.DependsOn {
			for _, first := range byID[res.Deployment+"\n"+id] {
				for _, f := range within(first) {
					after(i, f)
				}
			}
		}
		for _, around := range nested[res.Deployment] {
			after(i, around)
		}
		for _, first := range byID[res.Deployment+"\n"+parentOf(res.ID)] { // what stands in another of the same template
			after(i, first)
		}
	}
	return waits, followers, before
}

// InOrder are deployments, each after those that make what it names; else as they are given.
func InOrder(deployments []Deployment) []Deployment {
	makes, names := make([]map[string]bool, len(deployments)), make([]map[string]bool, len(deployments))
	for i, d := range deployments {
		makes[i], _ = Makes(deployments[i : i+1])
		names[i] = map[string]bool{}
		r := &run{store: New(Options{}), deployment: d, read: d.reading(), out: &Result{}}
		for j, res := range r.read.resources {
			k := r.key(j)
			names[i][key(parentOf(k))] = true
			if res.Existing {
				names[i][k] = true
			}
			if p, ok := parsePlace(k); ok && p.group != "" {
				names[i][groupKey(p)] = true
			}
			eachReference(res.Type, k, asBody(r.value("", "", res.Body)), func(target, _ string) { names[i][key(target)] = true })
		}
	}
	after := func(i, j int) bool { // i names something that j makes, and itself does not
		for k := range names[i] {
			if makes[j][k] && !makes[i][k] {
				return true
			}
		}
		return false
	}
	var out []Deployment
	done := make([]bool, len(deployments))
	for len(out) < len(deployments) {
		next := -1
		for i := range deployments {
			waits := false
			for j := range deployments {
				waits = waits || i != j && !done[j] && after(i, j)
			}
			if !done[i] && (next < 0 || !waits) {
				next = i // the first of all, where each waits for another
				if !waits {
					break
				}
			}
		}
		done[next] = true
		out = append(out, deployments[next])
	}
	return out
}

// Makes are the ids, in lower case, of what templates write, and of the groups that it stands in.
func Makes(deployments []Deployment) (resources, groups map[string]bool) {
	resources, groups = map[string]bool{}, map[string]bool{}
	for _, d := range deployments {
		r := &run{store: New(Options{}), deployment: d, read: d.reading()}
		for i, res := range r.read.resources {
			if res.Existing || strings.EqualFold(res.Type, azure.TypeDeployment) {
				continue
			}
			resources[r.key(i)] = true
			if p, ok := parsePlace(r.key(i)); ok && p.group != "" {
				groups[groupKey(p)] = true
			}
		}
	}
	return resources, groups
}

// Some are deployments of some of the resources of templates, each after all that it waits for, also by way of others.
func Some(deployments []Deployment, keep func(id, kind string, body Body) bool) []Deployment {
	out := make([]Deployment, len(deployments))
	for i, d := range deployments {
		whole := d.reading()
		r := &run{store: New(Options{}), deployment: d, read: whole, out: &Result{}}
		kept, number := []int{}, make([]int, len(whole.resources))
		for j, res := range whole.resources {
			number[j] = -1
			body, _ := r.value("", "", res.Body).(Body)
			if strings.EqualFold(res.Type, azure.TypeDeployment) || keep(r.key(j), canonicalKind(res.Type), body) {
				number[j] = len(kept)
				kept = append(kept, j)
			}
		}
		d.read = &reading{found: whole.found, waits: make([]int, len(kept)), followers: make([][]int, len(kept)), before: make([][]int, len(kept))}
		for n, j := range kept {
			d.read.resources = append(d.read.resources, whole.resources[j])
			seen := map[int]bool{j: true}
			var wait func(j int)
			wait = func(j int) {
				for _, first := range whole.before[j] {
					switch {
					case seen[first]:
						continue
					case number[first] < 0:
						seen[first] = true
						wait(first)
						continue
					}
					seen[first] = true
					d.read.waits[n]++
					d.read.before[n] = append(d.read.before[n], number[first])
					d.read.followers[number[first]] = append(d.read.followers[number[first]], n)
				}
			}
			wait(j)
		}
		out[i] = d
	}
	return out
}
