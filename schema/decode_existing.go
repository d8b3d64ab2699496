package schema

// decodeExisting is what a connection says of what is there already.
func decodeExisting(c *Connection, n *Node) {
	switch existing := n.get("existing"); {
	case existing == nil:
	case existing.kind == kindBool:
		c.Existing = truth(existing)
	case existing.kind == kindList:
		c.ExistingMembers = decodeMembers(existing)
	default: // one member
		one := *existing
		c.ExistingMembers = decodeMembers(&Node{kind: kindList, rng: existing.rng, name: existing.name, key: existing.key, parent: existing.parent,
			children: []*Node{&one}})
	}
	names := n.get("names")
	if names == nil || names.kind != kindMap {
		c.NamePattern = names.str()
		return
	}
	for _, name := range byName(names) {
		if name.name == "default" {
			c.NamePattern = name.text
			continue
		}
		c.Names = append(c.Names, NamedPair{Element[NamedPair]{name}, name.name, name.text})
	}
}

// decodeNaming is how names are made: by a pattern for each kind, the default one where there are only names of some.
func decodeNaming(out *Naming, naming *Node) {
	byDefault := language().intent.byName["naming"].shape.byName
	for _, n := range naming.list(kindMap) {
		if n.kind != kindMap {
			out.Patterns[n.name] = n.text
			continue
		}
		out.Patterns[n.name] = byDefault[n.name].def.text
		for _, name := range byName(n) {
			if name.name == "default" {
				out.Patterns[n.name] = name.text
				continue
			}
			out.Names[n.name] = append(out.Names[n.name], GivenName{Element[GivenName]{name}, name.name, name.text})
		}
	}
}

// NamingKinds are the kinds of resources that have patterns of names, in order.
func NamingKinds() []Field[Naming] {
	var out []Field[Naming]
	for _, f := range language().intent.byName["naming"].shape.fields {
		out = append(out, Field[Naming]{f.name})
	}
	return out
}
