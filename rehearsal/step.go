package rehearsal

import (
	"cmp"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/pattern"
)

// Step is one write of a deployment.
type Step struct {
	Deployment  string // its name
	ID          string // of what is written
	Type        string
	Created     bool
	Refusal     *Refusal     // why nothing was written; then the rest is empty
	Differences []Difference // in the resource, and in others that the write changes
	Interrupts  []string     // what of it interrupts traffic, or may: the words of the table of types
	Vacates     []Vacancy    // subnets that have to be empty, or it is refused
	Slow        bool         // it takes minutes
}

// written is one write, with what it changes.
func (s *Store) written(id string, body Body, c call) Step {
	step := Step{ID: id}
	p, ok := parsePlace(id)
	if !ok {
		step.Refusal = refuse(codePartNotFound, id)
		return step
	}
	step.Type = p.kind
	k := key(id)
	rootKey := k
	if partOf(p.kind) != nil {
		rootKey = key(p.parent())
	}
	before := map[string]Body{}
	watch := []string{rootKey}
	if mirror := s.mirror(p.parent(), textAt(body, "properties.remoteVirtualNetwork.id")); p.kind == azure.TypePeering && mirror != nil {
		watch = append(watch, mirror.key)
	}
	for _, w := range watch {
		if r := s.resources[w]; r != nil {
			before[w] = clone(r.body)
		}
	}
	step.Created = !s.exists(k)
	if t := azure.TypeOf(p.kind); t != nil {
		step.Slow = t.Slow
	}
	var secrets []Difference
	c.secret = func(path, was, is string) {
		secrets = append(secrets, Difference{ID: id, Path: path, How: Changed, Was: was, Is: is, Secret: true})
	}
	if _, refusal := s.put(p, clone(body), c); refusal != nil {
		step.Refusal, step.Created = refusal, false
		return step
	}
	for _, w := range watch {
		r := s.resources[w]
		was := before[w]
		if r == nil || was == nil {
			continue
		}
		var given Body
		if w == k {
			given = body
		}
		step.Differences = append(step.Differences, s.tables.differences(r.id, r.kind, was, r.body, given)...)
		step.Vacates = append(step.Vacates, s.vacancies(r, was)...)
	}
	step.Differences = append(step.Differences, secrets...)
	var is Body
	if r := s.resources[k]; r != nil {
		is = r.body
	}
	step.Interrupts = s.interrupts(p.kind, is, step.Differences)
	return step
}

// interrupts are the behaviors of a type that say that a difference interrupts traffic.
func (s *Store) interrupts(kind string, body Body, found []Difference) []string {
	var out []string
	rules := s.tables.rulesOf(kind).by[azure.Interrupts]
	closest := make([]string, len(found)) // of each difference the longest path that says something of it: what is above says less
	for i, d := range found {
		for _, r := range rules {
			if isAt(withoutNames(d.Path), r.Path) && len(r.Path) > len(closest[i]) {
				closest[i] = r.Path
			}
		}
	}
	for _, r := range rules {
		for i, d := range found {
			if r.of == azure.TypeRouteTable && !s.unanswered(d) || s.translatesNothing(d) || r.Empty && len(listAt(body, r.Path)) > 0 {
				continue
			}
			if r.Path != "" && r.Path == closest[i] {
				out = append(out, d.Path+": "+cmp.Or(r.Note, "it interrupts traffic"))
				break
			}
		}
	}
	return out
}

// isAt tells whether a path is one of a table, or below it.
func isAt(path, of string) bool {
	return path == of || strings.HasPrefix(path, of+".") || strings.HasPrefix(path, of+"[")
}

var itemNames = pattern.Lazy(`\[[^\]]*\]`)

func withoutNames(path string) string { return itemNames().ReplaceAllString(path, "[]") }
