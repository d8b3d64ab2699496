package reachability

import (
	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// unheld tells why the children of a type that a resource has are not known, "" where they are, and says it once. An export that does
// not hold a list of children has, in the place of the list, a value that is not known; of what belongs to a gateway by name, the
// connections, it has the same.
func (r *reader) unheld(x *template.Resource, childType string) string {
	v := x.Properties.Get(azure.ListOf(childType))
	r.on = x
	if !r.notKnown(v, "which %s there are of %s %q", azure.ListOf(childType), kindWord(x.Type), x.Name) {
		return ""
	}
	return v.Text
}
