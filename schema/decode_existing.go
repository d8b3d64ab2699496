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
