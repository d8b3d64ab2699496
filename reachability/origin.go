package reachability

import "github.com/vnetloom/vnetloom/reachability/template"

// origin is what the resources were read from, in the plural: how messages call it.
type origin string

const (
	fromTemplates origin = "templates"
	fromExports   origin = "exports" // what is deployed, as Azure has answered it
	fromBoth      origin = "files"
)

func originOf(res []template.Resource) origin {
	deployed, made := false, false
	for i := range res {
		deployed, made = deployed || res[i].Deployed, made || !res[i].Deployed
	}
	switch {
	case deployed && made:
		return fromBoth
	case deployed:
		return fromExports
	}
	return fromTemplates
}

// add is how a reader adds what is missing: the template that does something, or the export of the subscription that has it.
func (o origin) add(template, export string) string {
	if o == fromExports {
		return export
	}
	return template
}
