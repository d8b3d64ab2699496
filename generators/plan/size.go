package plan

import "iter"

// Literal is the measure of a language in which each resource stands as it is: ARM JSON, and what compiles to the same. Its bytes are about
// those of ARM JSON without white space.
type Literal struct{}

// Module has as parameters what it is told: its secrets, and where it is in a declared subscription, the deployment's own.
func (Literal) Module(m *Module) Size {
	used := map[string]bool{}
	for i := range m.Resources {
		for _, name := range m.Resources[i].Secrets() {
			used[name] = true
		}
	}
	s := Size{Bytes: ModuleBytes(m), Resources: len(m.Resources), Outputs: len(m.Outputs), Parameters: len(used)}
	if m.Scope.Subscription != "" {
		s.Parameters++
	}
	return s
}

// Root has no outputs to count: there is one for each kind of them.
func (Literal) Root(r *Root) Size {
	return Size{Bytes: TemplateBytes(r), Resources: len(r.Groups) + len(r.Modules), Parameters: len(r.Parameters)}
}

// Least are the bytes of the resources themselves.
func (Literal) Least(resources iter.Seq[*Resource]) int {
	n := 0
	for r := range resources {
		n += r.bytes()
	}
	return n
}

// LeastModule has each of the resources once.
func (Literal) LeastModule(resources iter.Seq[*Resource]) Size {
	s := Size{Bytes: moduleBytes}
	for r := range resources {
		s.Bytes, s.Resources = s.Bytes+r.bytes(), s.Resources+1
	}
	return s
}

// moduleBytes is about the size of a nested deployment without its resources and names.
const moduleBytes = 600

// TemplateBytes is about the size of a root's ARM JSON without white space.
func TemplateBytes(root *Root) int {
	bytes := 300 + 190*len(root.Groups)
	for _, p := range root.Parameters {
		bytes += 4*len(p.Name) + 2*len(p.Description) + 155 // in the root, in a module, and handed on
	}
	for j := range root.Modules {
		bytes += ModuleBytes(&root.Modules[j])
	}
	return bytes + outputsBytes(root.Outputs)
}

// ModuleBytes is about the size of a module in a root's ARM JSON without white space.
func ModuleBytes(m *Module) int {
	bytes := moduleBytes + len(m.Name) + len(m.Description) + 195*len(m.DependsOn)
	for k := range m.Resources {
		bytes += ResourceBytes(&m.Resources[k])
	}
	return bytes + outputsBytes(m.Outputs)
}

// outputsBytes is about the size of the outputs of a module or a root.
func outputsBytes(outputs []Output) int {
	bytes := 0
	for i := range outputs {
		bytes += 70 + len(outputs[i].Name) + len(outputs[i].Description) + outputBytes(outputs[i].Value)
	}
	return bytes
}

// outputBytes is about the length of what is handed out: it names resources of the same module.
func outputBytes(v Value) int {
	switch v := v.(type) {
	case List:
		n := 2
		for _, x := range v {
			n += outputBytes(x) + 1
		}
		return n
	case Object:
		n := 2
		for _, m := range v {
			n += len(m.Key) + 4 + outputBytes(m.Value)
		}
		return n
	case Ref:
		return 22 + len(v.Type) + len(v.Name)
	case Property:
		return 51 + len(v.Of.Type) + len(v.Of.Name) + len(v.Path)
	case ModuleOutput:
		return 245
	}
	return ValueBytes(v)
}

// ResourceBytes is about the size of a resource in ARM JSON without white space.
func ResourceBytes(r *Resource) int {
	return r.bytes() + 105*len(r.DependsOn)
}

// bytes are those of a resource that waits for nothing.
func (r *Resource) bytes() int {
	body := r.bodyBytes
	if body == 0 {
		body = ValueBytes(r.Body)
	}
	return 100 + len(r.ID.Name) + len(r.ID.Type) + len(r.Description) + body
}

// ValueBytes is about the length of a value as JSON without white space.
func ValueBytes(v Value) int {
	switch v := v.(type) {
	case Str:
		return len(v) + 2
	case List:
		n := 2
		for _, x := range v {
			n += ValueBytes(x) + 1
		}
		return n
	case Object:
		n := 2
		for _, m := range v {
			n += len(m.Key) + 4 + ValueBytes(m.Value)
		}
		return n
	case Secret:
		return 18 + len(v.Name)
	case Property:
		return 150 + len(v.Of.Name) + len(v.Of.Type)
	case Ref:
		return 24 + len(v.Subscription) + len(v.ResourceGroup) + len(v.Type) + len(v.Name)
	}
	return 8
}
