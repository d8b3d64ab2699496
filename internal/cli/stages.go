package cli

import (
	"io/fs"
	"sync"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/topology"
)

// stages are the rooms that the command calls, in the order of the street.
type stages struct {
	load       func(fs.FS, []string) (*schema.Intent, diag.List)
	resolve    func(*schema.Intent) (*topology.Topology, diag.List)
	lower      func(*topology.Topology) (*plan.Plan, diag.List)
	generators []generators.Generator
	codes      [][]*diag.Code
}

// compile runs the stages up to the plan. It stops after the first that finds an error; the list is sorted.
func (s stages) compile(in *inputs) (*plan.Plan, diag.List) {
	intent, found := s.load(in, in.names())
	if !found.HasErrors() {
		network, more := s.resolve(intent)
		found = append(found, more...)
		if !more.HasErrors() {
			p, more := s.lower(network)
			found = append(found, more...)
			found.Sort()
			return p, found
		}
	}
	found.Sort()
	return nil, found
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
