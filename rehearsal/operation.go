package rehearsal

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// The values of provisioningState.
const (
	succeeded = "Succeeded"
	updating  = "Updating"
	deleting  = "Deleting"
	failed    = "Failed"
)

// operation is a write that Azure has accepted and that is not over. It holds what it changes: others are refused meanwhile.
type operation struct {
	id       string
	of       string   // key of the resource
	name     string   // of the operation, as messages have it: PutSubnetOperation
	left     int      // how often it is asked after until it is over
	holds    []string // keys of resources that take no other write
	end      func()   // what it does when it is over; nil for none
	fault    *Refusal // by which it ends; nil: it succeeds
	done     bool
	location string // of its status
	deletion bool
}

// begin starts the operation of a write that is accepted; by a method of the store it is over at once.
func (s *Store) begin(w *write, r *resource) *operation {
	t := azure.TypeOf(w.kind)
	if !w.remote || !strings.HasPrefix(w.kind, "Microsoft.Network/") || isSynchronous(w.kind) {
		return nil
	}
	op := s.operation(r, "Put"+w.noun()+"Operation", w.subscription, textAt(r.body, "location"))
	if t != nil && t.Slow {
		op.left = s.options.Polls
	}
	op.holds = s.held(w)
	r.state, r.op = updating, op
	return op
}

// isSynchronous tells the types of which a write is over when it is answered.
// Source: azure-rest-api-specs, Microsoft.Network 2025-05-01: their operations are not x-ms-long-running-operation.
func isSynchronous(kind string) bool {
	return strings.HasPrefix(kind, azure.TypeNetworkManager)
}

func (s *Store) operation(r *resource, name, subscription, location string) *operation {
	op := &operation{id: s.uuid(), of: r.key, name: name, left: 1, holds: []string{r.key}}
	if location == "" {
		location = "westeurope"
	}
	op.location = "/subscriptions/" + subscription + "/providers/Microsoft.Network/locations/" + strings.ToLower(strings.ReplaceAll(location, " ", "")) +
		"/operations/" + op.id
	s.operations[op.id] = op
	s.running = append(s.running, op)
	return op
}

// noun is what operations call a type: Subnet, VirtualNetwork.
func (w *write) noun() string {
	last := w.kind[strings.LastIndexByte(w.kind, '/')+1:]
	if trimmed, ok := strings.CutSuffix(last, "ies"); ok {
		last = trimmed + "y"
	} else {
		last = strings.TrimSuffix(last, "s")
	}
	return strings.ToUpper(last[:1]) + last[1:]
}

// held are the keys of what a write holds: the resource, and what its type locks.
func (s *Store) held(w *write) []string {
	out := []string{w.root}
	add := func(k string) {
		if r := s.root(k); r != nil {
			k = r.key
		}
		if k != w.root {
			out = append(out, k)
		}
	}
	t := azure.TypeOf(w.kind)
	if t == nil {
		return out
	}
	for _, path := range t.Locks {
		if s.tables.without[lockName(t.Name, path)] {
			continue
		}
		if path == "parent" {
			add(key(w.parent()))
			continue
		}
		s.tables.rulesOf(w.kind).pairs(nil, w.body, parsePath(path), func(p pair) {
			if id, ok := p.new[p.key].(string); ok {
				add(key(id))
			}
		})
	}
	return out
}

// busy refuses a write on what another operation holds. Being asked brings that operation nearer to its end, as time does.
func (s *Store) busy(w *write) *Refusal {
	for _, k := range s.held(w) {
		for _, op := range s.running {
			if slices.Contains(op.holds, k) && !w.sharesHub(op, k) {
				s.tick(op)
				return refuse(codeBusy, op.location)
			}
		}
	}
	return nil
}

// sharesHub tells the one write that Azure takes beside another of its kind: connections of networks with one virtual hub.
// Source: hashicorp/terraform-provider-azurerm#13258, the product group (2021).
func (w *write) sharesHub(op *operation, k string) bool {
	return w.kind == azure.TypeHubConnection && kindOf(op.of) == azure.TypeHubConnection && op.of != w.key && k == key(w.parent())
}

// unprovisioned refuses a write that names what is itself being written.
func (s *Store) unprovisioned(w *write) *Refusal {
	var found *Refusal
	eachReference(w.kind, w.id, w.body, func(target, from string) {
		r := s.root(key(target))
		if found != nil || r == nil || r.key == w.root {
			return
		}
		i := slices.IndexFunc(s.running, func(op *operation) bool {
			return op.of == r.key || strings.HasPrefix(op.of, r.key+"/") && op.of != w.key
		})
		if i < 0 || strings.HasPrefix(w.key, r.key+"/") { // what stands in it has asked what it holds
			return
		}
		name := s.running[i].name
		s.tick(s.running[i])
		found = refuse(codeRetryable).with(refuse(codeNotProvisioned, target, from, updating, name))
	})
	return found
}

// tick brings an operation nearer to its end.
func (s *Store) tick(op *operation) {
	if op.done {
		return
	}
	if op.left--; op.left > 0 {
		return
	}
	s.finish(op)
}

func (s *Store) finish(op *operation) {
	op.done = true
	s.running = slices.DeleteFunc(s.running, func(o *operation) bool { return o == op })
	r := s.resources[op.of]
	if r != nil && r.op == op {
		r.op = nil
		r.state = succeeded
		if op.fault != nil {
			r.state = failed
		}
	}
	if op.fault == nil && op.end != nil {
		op.end()
	}
}

// finishAll ends what is running.
func (s *Store) finishAll() {
	for len(s.running) > 0 {
		s.finish(s.running[0])
	}
}
