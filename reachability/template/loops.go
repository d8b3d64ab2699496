package template

import "github.com/vnetloom/vnetloom/diag"

// propertyLoops are the copy loops of an object: those of its member "copy", where that holds nothing but loops.
func propertyLoops(v *Value) []*Value {
	if v == nil || v.Kind != Object {
		return nil
	}
	for i := range v.Members {
		c := v.Members[i].Value
		if !equalFold(v.Members[i].Key, "copy") || c.Kind != Array || len(c.Items) == 0 {
			continue
		}
		for _, l := range c.Items {
			if l.Get("name") == nil || l.Get("count") == nil || l.Get("input") == nil {
				return nil
			}
		}
		return c.Items
	}
	return nil
}

// evalLoops evaluates an object with copy loops; each loop makes a member, an array.
func (r *reader) evalLoops(e *env, v *Value, loops []*Value) *Value {
	out := *v
	out.Members = nil
	for i := range v.Members {
		m := &v.Members[i]
		if equalFold(m.Key, "copy") {
			for _, l := range loops {
				name := l.Get("name")
				out.Members = append(out.Members, Member{Key: r.eval(e, name).String(), KeyAt: name.At, Value: r.turnLoop(e, l)})
			}
			continue
		}
		out.Members = append(out.Members, Member{Key: r.evalKey(e, m), KeyAt: m.KeyAt, Value: r.eval(e, m.Value)})
	}
	return &out
}

// turnLoop evaluates a loop of a property or a variable.
func (r *reader) turnLoop(e *env, l *Value) *Value { return r.turn(e, l, true) }

// turnOutput evaluates a loop of an output, which copyIndex() without a name means.
func (r *reader) turnOutput(e *env, l *Value) *Value { return r.turn(e, l, false) }

func (r *reader) turn(e *env, l *Value, property bool) *Value {
	name := r.eval(e, l.Get("name")).String()
	n, bad := r.count(e, l, name)
	if bad != nil {
		return bad
	}
	out := &Value{Kind: Array, At: l.At}
	for i := range n {
		turn := e.with(loop{name: name, index: i, property: property})
		if item := r.eval(turn, l.Get("input")); item != nil {
			out.Items = append(out.Items, item)
		}
	}
	return out
}

// count is the number of turns of a loop; or an Unknown where it is not valid or not known.
func (r *reader) count(e *env, l *Value, name string) (int, *Value) {
	v := r.eval(e, l.Get("count"))
	at := l.At
	if c := l.Get("count"); c != nil {
		at = c.At
	}
	summary := ""
	switch {
	case v.IsUnknown():
		return 0, v
	case v == nil || v.Kind != Number || v.Number != float64(int(v.Number)):
		summary = "the count of loop \"" + name + "\" is " + describe(v) + ", not a whole number"
	case v.Number < 0:
		summary = "the count of loop \"" + name + "\" is negative"
	case v.Number > maxCopies:
		summary = "loop \"" + name + "\" has " + numberText(v.Number) + " iterations; Azure allows " + itoa(maxCopies)
	default:
		return int(v.Number), nil
	}
	r.report(codeCopy, diag.Diagnostic{Subject: at, Summary: summary, Why: "Azure refuses the deployment; what the loop would create is ignored"})
	return 0, unknown(summary, "")
}
