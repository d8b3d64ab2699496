package azure

// Leaf is a node of a shape at its path in the body: properties.subnets[].properties.addressPrefix.
type Leaf struct {
	Path string
	Node Node
}

// Leaves are the paths of a resource's body with what is written there, in order: each node that is not an object, a list or a choice
// itself. A path may be there twice, where one of several nodes makes it.
func (r *Resource) Leaves() []Leaf {
	var out []Leaf
	walk("", r.Body, func(path string, n Node) { out = append(out, Leaf{path, n}) })
	return out
}

func walk(path string, n Node, visit func(string, Node)) {
	switch n := n.(type) {
	case Fields:
		for _, f := range n {
			at := f.Key
			if path != "" {
				at = path + "." + f.Key
			}
			walk(at, f.Value, visit)
		}
	case Items:
		for _, item := range n {
			walk(path+"[]", item, visit)
		}
	case Concat:
		for _, list := range n {
			walk(path, list, visit)
		}
	case When:
		walk(path, n.Then, visit)
	case First:
		for _, item := range n {
			walk(path, item, visit)
		}
	case Around:
		walk(path, n.Of, visit)
	case *Rows:
		visit(path, n)
		walk(path+"[]", n.Item, visit)
	case Each:
		visit(path, n.Column)
		walk(path+"[]", n.Item, visit)
	default:
		visit(path, n)
	}
}
