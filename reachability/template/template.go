// Package template owns the reading of ARM JSON templates: it evaluates what a deployment would, and says what it cannot.
//
// It knows the template language (parameters, variables, functions, copy loops, conditions, nested deployments) and no
// resource type. It reads text and never a cloud. What depends on something that only a deployment knows is Unknown.
package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/source"
)

// Kind is what a value is.
type Kind int

// The kinds of value. Unknown stands for what only a deployment could tell.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
	Unknown
)

// Value is a JSON value, evaluated, that knows where it stands in its template. A nil *Value is an absent one; its methods
// may be called.
type Value struct {
	Kind    Kind
	Bool    bool
	Float   bool // of a Number: it is written with a fraction or an exponent, which the template language tells from an integer
	whole   bool // of a part of an answer of reference() and the like: the template says all of it, as of the outputs of a deployment
	Number  float64
	Text    string // of a String; of an Unknown: why it is not known, for a reader
	Key     string // of an Unknown: what it is made of, such as "vnet-{name}"; the same Key is the same value. Often ""
	Items   []*Value
	Members []Member // in the order of the template
	At      source.Range

	offset  int   // of its first byte in At.File, for places inside a string
	height  int32 // how deep values are inside each other, and how many there are; 0 where that is not yet measured
	size    int32
	partial string // of an answer of reference() and the like: what it is an answer of; what is not there is Unknown
	read    string // of an Unknown that is a property of a resource: what is read, such as reference(/subscriptions/…).ipAddress; of a secret: where it is from, after secretFrom
}

// Member is a member of an object.
type Member struct {
	Key   string
	KeyAt source.Range
	Value *Value
}

// Get walks members by key (without regard to case, as Azure does); nil where there is none. Of what is not known every
// member is not known either, and so is one that an answer of reference() and the like does not have.
func (v *Value) Get(path ...string) *Value {
	for _, key := range path {
		switch {
		case v == nil:
			return nil
		case v.Kind == Unknown:
			return &Value{Kind: Unknown, Text: v.Text, At: v.At}
		case v.Kind != Object:
			return nil
		}
		next := v.member(key)
		switch {
		case v.partial == "":
		case next == nil || next.Kind == Null: // what is left out of a resource Azure may fill in
			next = &Value{Kind: Unknown, Text: v.partial + "." + key + " is known only at deployment", At: v.At}
		default:
			next = asPartOf(v, next, "."+key)
		}
		v = next
	}
	return v
}

// member is the member of that key; nil where there is none.
func (v *Value) member(key string) *Value {
	for i := range v.Members {
		if equalFold(v.Members[i].Key, key) {
			return v.Members[i].Value
		}
	}
	return nil
}

// String is the text of a string, or "".
func (v *Value) String() string {
	if v == nil || v.Kind != String {
		return ""
	}
	return v.Text
}

// ReadOf is a value that only a deployment knows: the property of a resource, by the path below its properties.
func ReadOf(id, path string) *Value {
	return &Value{Kind: Unknown, Text: "only the deployment knows it", read: "reference(" + id + ")." + path}
}

// ReadFrom is of what is known only at deployment whose property it is: the id of the resource in canonical form, and the path
// below its properties, such as bgpSettings.bgpPeeringAddresses[0].tunnelIpAddresses[0]; false where it is no property of one.
func (v *Value) ReadFrom() (id, path string, ok bool) {
	if v == nil || v.Kind != Unknown {
		return "", "", false
	}
	end := strings.LastIndexByte(v.read, ')') // a path has none
	id, ok = strings.CutPrefix(v.read[:max(end, 0)], "reference(")
	if !ok || !strings.HasPrefix(id, "/") {
		return "", "", false
	}
	return canonicalID(id), strings.TrimPrefix(v.read[end+1:], "."), true
}

// Secret is of the value of a secure parameter where it is from, for a reader: a secret of a key vault, or the parameter. Equal words are one secret, and others
// may be another. False where it is no such value.
func (v *Value) Secret() (string, bool) {
	if v == nil || v.Kind != Unknown {
		return "", false
	}
	return strings.CutPrefix(v.read, secretFrom)
}

// secretFrom begins what is noted of a secret.
const secretFrom = "secret: "

// SecretOfVault is what Secret says of a secret of a key vault.
func SecretOfVault(name, vault string) string {
	return "secret " + name + " of key vault " + strings.ToLower(vault[strings.LastIndexByte(vault, '/')+1:])
}

// SecretOfParameter is what Secret says of a parameter of which no file says where its value is from.
func SecretOfParameter(name string) string { return "parameter " + name }

// ID is the resource id that the value holds, in lower case as Resource.ID has it, or "". An id with parts that are not
// known has these as {…}: it is equal to the ID of the Resource whose name has the same unknown parts.
func (v *Value) ID() string {
	text := ""
	switch {
	case v == nil:
	case v.Kind == String:
		text = v.Text
	case v.Kind == Unknown:
		text = v.Key
	}
	if !strings.HasPrefix(text, "/") {
		return ""
	}
	return canonicalID(text)
}

// True tells whether the value is the boolean true.
func (v *Value) True() bool { return v != nil && v.Kind == Bool && v.Bool }

// List are the items of an array; a value that is no array has none.
func (v *Value) List() []*Value {
	if v == nil || v.Kind != Array {
		return nil
	}
	return v.Items
}

// IsUnknown tells whether the value itself is not known.
func (v *Value) IsUnknown() bool { return v != nil && v.Kind == Unknown }

// Resource is a resource that a deployment of the templates would make, with everything evaluated.
type Resource struct {
	ID            string // whole resource id in lower case, as ResourceID makes it; unknown parts as {…}, "" if all is
	Type          string // as written: Microsoft.Network/virtualNetworks/subnets
	Name          string // whole name, segments by "/"; unknown parts as {…}
	Subscription  string // UUID in lower case, "" for the deployment's own
	ResourceGroup string // "" for a resource group, or where the template does not say: the group of the deployment
	Location      string
	APIVersion    string
	Existing      bool     // read, not made (symbolic `existing`)
	Deployed      bool     // what Azure has answered, not what a template makes
	Conditional   bool     // its condition is not known; a false one makes no Resource
	Body          *Value   // the whole object: sku, tags, zones, properties
	Properties    *Value   // Body's properties
	DependsOn     []string // ids in lower case of resources and deployments
	DependsOnMore bool     // it waits for more, which is not known
	At            source.Range

	Unknown    string // why the ID is not wholly known; "" where it is
	Lacks      string // why a list of what is deployed is not held, or a resource that others name: this stands for it, by its ID and Type
	Deployment string // ID of the nested deployment that makes it; "" for a template's own resources
}

// IsThere tells whether the resource is there already, and not made by a deployment of the templates.
func (x *Resource) IsThere() bool { return x.Existing || x.Deployed }

// Result is what was read.
type Result struct {
	Resources []Resource // in the order of the templates; children that stood inside their parent follow it
}
