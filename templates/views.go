package templates

// BicepMain is the view of bicep/main.bicep.tmpl: the root, at subscription scope.
type BicepMain struct {
	Header      Code // comment line
	Order       Code // comment line, or "" for the only root
	Description Code // string
	Parameters  []BicepParameter
	Groups      []BicepResource
	Modules     []BicepModule
	Outputs     []BicepOutput
}

// BicepParameters is the view of bicep/main.bicepparam.tmpl.
type BicepParameters struct {
	Header  Code // comment line
	Main    Code // string: the path of the file it is for
	Secrets []BicepSecret
}

// BicepSecret is a secure parameter in a parameter file: the environment variable that holds it.
type BicepSecret struct {
	Comment  Code // comment line
	Name     Code // identifier
	Variable Code // string
}

// BicepFile is the view of bicep/module.bicep.tmpl: a file that deploys to one scope.
type BicepFile struct {
	Header            Code // comment line
	About             Code // comment line: where it is deployed to
	Description       Code // string
	SubscriptionScope bool
	Parameters        []BicepParameter
	Existing          []BicepExisting
	Resources         []BicepResource
	Outputs           []BicepOutput
}

// BicepParameter is a parameter without a default.
type BicepParameter struct {
	Secure      bool
	Description Code // string
	Name        Code // identifier
	Type        Code // type
}

// BicepExisting is a resource that is referred to and not written.
type BicepExisting struct {
	Symbol Code // identifier
	Type   Code // string: type@version
	Parent Code // identifier, or nothing
	Scope  Code // expression, or nothing
	Name   Code // string
}

// BicepResource is a resource that is written.
type BicepResource struct {
	Description Code // string
	Symbol      Code // identifier
	Type        Code // string: type@version
	Parent      Code // identifier, or nothing
	Name        Code // string
	Body        Code // members, or nothing
	DependsOn   []Code
}

// BicepModule is a module of the root.
type BicepModule struct {
	Description Code // string
	Symbol      Code // identifier
	Path        Code // string
	Name        Code // string
	Scope       Code // expression, or nothing
	Parameters  Code // members, or nothing
	DependsOn   []Code
}

// BicepOutput is an output.
type BicepOutput struct {
	Description Code // string
	Name        Code // identifier
	Type        Code // type
	Value       Code // expression
}
