package azure

import "fmt"

// An Output is what a deployment hands out of the rows of a table: a list with an item for each row, or with Each for each of its nested
// rows. A module has one for each of the tables of its stage that have rows in it; a root hands on those of its modules, as a list with
// the list of each module.
//
// An item says what the row says and what Azure makes of it. It is made of columns that the table has already, of ids of resources of
// the row (Own), and of properties that Azure sets (Read of an Own, Now). It has no secret: outputs stand in the history of deployments
// for all to read who may read that.
type Output struct {
	Name  string // of the list, in a module: vpnGateways. Stage.OutputName has its name in a root
	One   string // of an item: vpnGateway
	About string // a sentence
	Each  string // nested rows, of each of which there is an item; "" for the row itself
	Item  Fields
}

// OutputItem is an item of the list of an output.
type OutputItem struct {
	Output *Output
	Value  Object
}

// Outputs are the items that a row gives to the outputs of its table, in their order. What exists has no row that makes it, so it has no
// outputs either.
func (e *Estate) Outputs(r *Row) ([]OutputItem, error) {
	x := &expander{estate: e, row: r}
	root := &scope{cells: r.Cells}
	var out []OutputItem
	for i := range r.Table.Outputs {
		o := &r.Table.Outputs[i]
		scopes := []*scope{root}
		if o.Each != "" {
			scopes = x.items(root, o.Each)
		}
		for _, s := range scopes {
			v, err := x.fields(o.Item, s)
			if err != nil {
				return nil, fmt.Errorf("output %s of a row of %s: %w", o.Name, r.Table.Name, err)
			}
			out = append(out, OutputItem{o, v.(Object)})
		}
	}
	return out, nil
}

// OutputName is the name of an output in a root, where several stages have tables in common: hubNetworks are the networks of StageHub,
// spokeVpnGateways the gateways of routed networks.
func (s Stage) OutputName(o *Output) string {
	switch s {
	case StageHub:
		return "hub" + upperFirst(o.Name)
	case StageSpokeGateway, StageSpokeFirewall, StageSpokeLoadBalancer:
		return "spoke" + upperFirst(o.Name)
	}
	return o.Name
}

func upperFirst(s string) string { return string(s[0]-'a'+'A') + s[1:] }

// ownID is the id of a resource of the row, as the field of an item.
func ownID(key string) Field { return Field{"id", Own{Resource: key}} }

// readOf is a property that Azure has set on a resource of the row.
func readOf(key string, path Pattern) Read {
	return Read{Of: Own{Resource: key}, Path: path, Now: true}
}
