package cli

import (
	"io/fs"
	"sync"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// stages are the rooms that the command calls, in the order of the street.
type stages struct {
	load       func(fs.FS, []string) (*schema.Intent, diag.List)
	resolve    func(*schema.Intent) (*topology.Topology, diag.List)
	lower      func(*topology.Topology) (*plan.Plan, diag.List)
	generators []generators.Generator
	companion  generators.Generator                                              // written beside every target, whatever is asked for; nil: nothing
	prove      func(*topology.Topology, *plan.Plan, map[string][]byte) diag.List // nil: nothing is proved
	codes      [][]*diag.Code
}

// A compilation is what comes of an intent: as far as it got, with everything that was found on the way, sorted.
type compilation struct {
	network *topology.Topology
	plan    *plan.Plan        // nil where an error stopped the run before it
	proved  map[string][]byte // what the second analysis read: the ARM JSON, by target/path
	found   diag.List
	err     error // of the printer of what is proved
}

// compile runs the stages up to the plan, and the second analysis on what would be emitted. It stops after the first that
// finds an error.
func (s stages) compile(in *inputs) *compilation {
	c := &compilation{}
	defer func() { c.found.Sort() }()
	add := func(more diag.List) bool {
		c.found = append(c.found, more...)
		return !more.HasErrors()
	}
	intent, found := s.load(in, in.names())
	if !add(found) {
		return c
	}
	if c.network, found = s.resolve(intent); !add(found) {
		return c
	}
	p, found := s.lower(c.network)
	if !add(found) {
		return c
	}
	c.plan = p
	if s.prove != nil {
		if c.proved, c.err = generate(p, s.proofOf()); c.err == nil {
			add(s.prove(c.network, p, c.proved))
		}
	}
	return c
}

// proofOf is the printer of what the second analysis reads.
func (s stages) proofOf() []generators.Generator {
	for _, g := range s.generators {
		if g.Target() == "arm" {
			return []generators.Generator{g}
		}
	}
	return nil
}

// generate prints the plan with all of the generators at once. The result is every file by its path, which begins with the
// target's name; the error is the first printer's that failed, and names it.
func generate(p *plan.Plan, printers []generators.Generator) (map[string][]byte, error) {
	sets, errs := make([]*generators.FileSet, len(printers)), make([]error, len(printers))
	var wg sync.WaitGroup
	for i, printer := range printers {
		wg.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					errs[i] = bug(v)
				}
			}()
			sets[i], errs[i] = printer.Generate(p)
		})
	}
	wg.Wait()
	out := map[string][]byte{}
	for i, printer := range printers {
		if errs[i] != nil {
			return nil, errs[i]
		}
		for _, f := range sets[i].Files() {
			out[printer.Target()+"/"+f.Path] = f.Content
		}
	}
	return out, nil
}
