package templates

// BicepMain is the view of bicep/main.bicep.tmpl: the root, at subscription scope.
type BicepMain struct {
	Header                Code // comment line
	Order                 Code // comment line, or "" for the only root
	Description           Code // string
	Parameters            []BicepParameter
	TakesKeys             bool   // modules take keys by name
	Keys                  []Code // identifiers of parameters
	Subscriptions         bool   // ids by name are looked up
	DeclaredSubscriptions bool   // of which estate.bicep has some
	Loops                 []BicepLoop
	Outputs               []BicepOutput
}

// BicepEstate is the view of bicep/estate.bicep.tmpl: what is deployed, as data.
type BicepEstate struct {
	Header  Code // comment line
	Imports []BicepImport
	Data    []BicepData
}

// BicepImport are the types that one file uses of another.
type BicepImport struct {
	Names Code // in braces
	Path  Code // string
}

// BicepData is an exported variable, or a parameter that is given.
type BicepData struct {
	Description Code // string; of a parameter a comment line
	Name        Code // identifier
	Type        Code // type; of a parameter nothing
	Value       Code // literal, of several lines
}

// BicepLoop is a loop that calls a module for each entry of a list.
type BicepLoop struct {
	Description Code // string
	Symbol      Code // identifier
	Path        Code // string
	Over        Code // expression: the list. An entry is called group
	Name        Code // string: the name of the deployment of an entry
	Scope       Code // expression
	Arguments   Code // object
	DependsOn   Code // list of identifiers of loops, "" for none
}

// BicepParameters is the view of bicep/main.bicepparam.tmpl.
type BicepParameters struct {
	Header  Code // comment line
	Main    Code // string: the path of the file it is for
	Secrets []BicepSecret
	Stored  bool // in a key vault, all of them
}

// BicepAlone is the view of bicep/alone.bicepparam.tmpl: the parameters of a module that is deployed for itself, to a resource group.
type BicepAlone struct {
	Header     Code // comment line
	About      Code // comment line: how it is deployed
	Module     Code // string: the path of the module
	Parameters []BicepData
	TakesKeys  bool
	Secrets    []BicepSecret
}

// BicepSecret is a secure parameter in a parameter file: the environment variable that holds it, or the call that reads it from a key vault.
type BicepSecret struct {
	Comment  Code // comment line
	Name     Code // identifier
	Variable Code // string
	Stored   Code // expression, or nothing
}

// BicepParameter is a parameter for a secret.
type BicepParameter struct {
	Description Code // string
	Name        Code // identifier
	Type        Code // type
}

// BicepOutput is an output.
type BicepOutput struct {
	Description Code // string
	Name        Code // identifier
	Type        Code // type
	Value       Code // expression
}
