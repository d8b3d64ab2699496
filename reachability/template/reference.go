package template

import "strings"

func init() {
	register(
		&function{name: "reference", min: 1, max: 3, loose: reference},
		&function{name: "references", min: 1, max: 2, strict: references},
		&function{name: "resourceInfo", min: 1, max: 1, strict: resourceInfo},
	)
}

// find finds a resource by its id, its symbolic name or its name; nil where no template that is read has it.
func (c *call) find(v *Value) *node {
	d := c.env.in
	if id := v.ID(); id != "" {
		if n := c.r.byID[id]; n != nil {
			return n
		}
		c.r.expandToFind()
		return c.r.byID[id]
	}
	written, _ := part(v)
	if s, turn := d.symbol(written); s != nil {
		if turn == nil {
			turn = s.nodes
		}
		if len(turn) == 1 {
			return turn[0]
		}
		return nil
	}
	if found := d.byName[strings.ToLower(written)]; len(found) == 1 {
		return found[0]
	}
	return nil
}

// reference is what a template states of a resource; the rest is Unknown.
func reference(c *call, args []*Value) *Value {
	n := c.find(args[0])
	if at := c.env.node; n != nil && at != nil && args[0].ID() == "" {
		at.implicit = append(at.implicit, n.id)
	}
	switch {
	case n != nil && !n.existing && !n.absent:
		return c.state(n, "reference("+n.id+")", len(args) == 3 && equalFold(args[2].String(), "Full"))
	case n == nil && args[0].Kind == Unknown:
		return unknown(args[0].Text, c.r.keyOf("reference", args))
	case n == nil && args[0].Kind != String:
		return c.wrong(0, "a string", args[0])
	}
	id := args[0].ID()
	if n != nil {
		id = n.id
	}
	what := "reference(" + or(id, args[0].String()) + ")"
	why := what + " refers to a resource that the templates do not create"
	if n != nil && n.existing {
		why = what + " refers to an existing resource"
	}
	out := unknown(why, c.r.short("reference", itoa(len(args))+what+or(id, itoa(c.env.in.serial))))
	if len(args) < 3 {
		out.read = what
	}
	return out
}

// partID is the id that Azure gives a part of a resource which stands in a list of it with its name and properties, such as a subnet in
// the subnets of a network: that of the resource, the name of the list and its own; nil where it is no such part.
func (c *call) partID(of *Value) *Value {
	name, properties := of.member("name"), of.member("properties")
	end := strings.LastIndexByte(of.partial, ')')
	id, ok := strings.CutPrefix(of.partial[:max(end, 0)], "reference(")
	list, index, inList := strings.Cut(strings.TrimPrefix(of.partial[end+1:], "."), "[")
	if rest, ok := strings.CutPrefix(list, "properties."); ok { // of a full answer
		list = rest
	}
	if !ok || !inList || !strings.HasSuffix(index, "]") || strings.ContainsAny(list+index, ".[") || properties == nil || name == nil {
		return nil
	}
	n := c.r.byID[canonicalID(id)]
	written, known := part(name)
	if n == nil || !known {
		return nil
	}
	out := n.written + "/" + list + "/" + written
	switch {
	case name.Kind == Unknown:
		return unknown(name.Text, out)
	case n.unknown != "":
		return unknown(n.unknown, out)
	}
	return text(out)
}

// state is what the templates say of a resource.
func (c *call) state(n *node, what string, full bool) *Value {
	properties := &Value{Kind: Object, partial: what}
	switch {
	case n.isDeployment():
		n.open()
		if n.nested == nil {
			return unknown(or(n.reason, "the deployment is not read"), "")
		}
		outputs := n.nested.outputValues()
		properties.Members = []Member{{Key: "outputs", Value: outputs}}
		if outputs.Kind == Unknown {
			return outputs
		}
	default:
		stated := n.evaluated().Get("properties")
		switch {
		case n.evaluated().Kind == Unknown:
			return n.evaluated()
		case stated != nil && stated.Kind == Unknown:
			return stated
		case stated != nil && stated.Kind == Object:
			properties.Members = stated.Members
		}
	}
	if !full {
		return properties
	}
	out := &Value{Kind: Object, partial: what}
	if !n.isDeployment() {
		out.Members = append(out.Members, n.evaluated().Members...)
	}
	for i := range out.Members {
		if equalFold(out.Members[i].Key, "properties") {
			out.Members[i].Value = properties
			return out
		}
	}
	out.Members = append(out.Members, Member{Key: "properties", Value: properties})
	return out
}

// references are the resources of a loop.
func references(c *call, args []*Value) *Value {
	s, _ := c.env.in.symbol(args[0].String())
	if s == nil {
		return unknown("references("+args[0].String()+") refers to resources that the template does not create", "")
	}
	out := list(nil)
	for _, n := range s.nodes {
		what := "reference(" + n.id + ")"
		switch {
		case n.absent:
			continue
		case n.conditional:
			return unknown("which resources of "+args[0].String()+" are created is not known", "")
		case n.existing:
			out.Items = append(out.Items, unknown(what+" is known only at deployment", ""))
			continue
		}
		out.Items = append(out.Items, c.state(n, what, len(args) == 2 && equalFold(args[1].String(), "Full")))
	}
	return out
}

// resourceInfo are id, name and type of a resource by its symbolic name.
func resourceInfo(c *call, args []*Value) *Value {
	s, turn := c.env.in.symbol(args[0].String())
	if s != nil && turn == nil {
		turn = s.nodes
	}
	if len(turn) != 1 {
		return c.fail("resource \"" + args[0].String() + "\" does not exist in the template")
	}
	n := turn[0]
	id, name := text(n.written), text(n.name)
	if n.unknown != "" {
		id, name = unknown(n.unknown, n.written), unknown(n.unknown, n.name)
	}
	out := &Value{Kind: Object, partial: "resourceInfo(" + n.id + ")", Members: []Member{
		{Key: "id", Value: id}, {Key: "name", Value: name}, {Key: "type", Value: text(n.kind)}}}
	for _, key := range []string{"location", "apiVersion"} {
		if v := c.r.eval(n.env, n.raw.Get(key)); v != nil {
			out.Members = append(out.Members, Member{Key: key, Value: v})
		}
	}
	return out
}
