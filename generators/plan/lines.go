package plan

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// A Line is what a line of emitted rows is of: of a set that several rows share, or of a row.
type Line struct {
	Sets, Name string             // the set, and of which kind: routeSets; "" for a row
	Resources  map[*Resource]bool // what takes the set, or what the row makes; of a nested row what it alone makes, where it makes some
}

// LineOfRows is what a line of estate.bicep or of estate.json is of. A line that is of neither a set nor a row has no resources.
func (p *Plan) LineOfRows(file string, content []byte, line int) (Line, error) {
	parse := rowsOfBicep
	if strings.HasSuffix(file, ".json") {
		parse = rowsOfJSON
	}
	groups, sets := parse(string(content))
	for _, kind := range sets.members {
		if set := kind.value.at(line); set != nil {
			return Line{kind.key, set.key, p.takers(kind.key, set.key)}, nil
		}
	}
	for _, stage := range groups.members {
		for _, group := range stage.value.items {
			for _, table := range group.members {
				for _, row := range table.value.items {
					if row.has(line) && !row.isText {
						return p.lineOfRow(group, table.key, row, line)
					}
				}
			}
		}
	}
	return Line{}, nil
}

// lineOfRow finds the row of the plan that a row of a file is.
func (p *Plan) lineOfRow(group *rowNode, table string, row *rowNode, line int) (Line, error) {
	column, number := row.nestedAt(line)
	own, all := map[*Resource]bool{}, map[*Resource]bool{}
	for r := range p.withRows() {
		if !isRow(r.Row, group, table, row) {
			continue
		}
		all[r] = true
		made, err := p.Made(r.Row)
		if err != nil {
			return Line{}, err
		}
		if slices.ContainsFunc(made, func(m azure.Made) bool {
			return m.ID == r.ID && m.Resource.Each != "" && m.Resource.Each == column && m.Index == number
		}) {
			own[r] = true
		}
	}
	if len(own) > 0 {
		return Line{Resources: own}, nil
	}
	return Line{Resources: all}, nil
}

// takers are the resources whose rows name a set.
func (p *Plan) takers(kind, name string) map[*Resource]bool {
	out := map[*Resource]bool{}
	lists := func(one azure.Resource) bool {
		return slices.ContainsFunc(one.Leaves(), func(leaf azure.Leaf) bool {
			rows, ok := leaf.Node.(*azure.Rows)
			return ok && rows.From == kind
		})
	}
	for r := range p.withRows() {
		names, _ := r.Row.Cells.Get(kind).(azure.List)
		table := r.Row.Table
		own := table.Resource(r.Key)
		if slices.Contains(names, azure.Value(azure.Str(name))) && (own == nil || lists(*own) || !slices.ContainsFunc(table.Resources, lists)) {
			out[r] = true
		}
	}
	return out
}

// withRows are the resources that rows make.
func (p *Plan) withRows() iter.Seq[*Resource] {
	return func(yield func(*Resource) bool) {
		for i := range p.Roots {
			root := &p.Roots[i]
			lists := [][]Resource{root.Groups}
			for j := range root.Modules {
				lists = append(lists, root.Modules[j].Resources)
			}
			for _, list := range lists {
				for k := range list {
					if list[k].Row != nil && !yield(&list[k]) {
						return
					}
				}
			}
		}
	}
}

// isRow tells whether a row of the plan is the one of a file: of the same table and place, with the same cells.
func isRow(r *azure.Row, group *rowNode, table string, row *rowNode) bool {
	if r.Table.Name != table || r.Place.Subscription != group.textOf("subscription") || r.Place.ResourceGroup != group.textOf("resourceGroup") {
		return false
	}
	cells := 0
	for _, m := range row.members {
		if v := r.Cells.Get(m.key); v != nil && m.value.is(v) {
			cells++
		}
	}
	return cells == len(r.Cells)
}

// A rowNode is a value of a file of rows, with its lines.
type rowNode struct {
	start, end int
	text       string // of a scalar
	isText     bool
	members    []rowMember
	items      []*rowNode
}

type rowMember struct {
	key   string
	start int
	value *rowNode
}

func (n *rowNode) has(line int) bool { return n.start <= line && line <= n.end }

// at is the member around a line.
func (n *rowNode) at(line int) *rowMember {
	for i := range n.members {
		if m := &n.members[i]; m.start <= line && line <= m.value.end {
			return m
		}
	}
	return nil
}

func (n *rowNode) textOf(key string) string {
	for _, m := range n.members {
		if m.key == key {
			return m.value.text
		}
	}
	return ""
}

// nestedAt is the nested row that a line is of alone: its column and its number.
func (n *rowNode) nestedAt(line int) (string, int) {
	if m := n.at(line); m != nil && n.start < line && line < n.end {
		for i, item := range m.value.items {
			if item.has(line) && m.value.start < line {
				return m.key, i
			}
		}
	}
	return "", -1
}

// is tells whether a node has a value.
func (n *rowNode) is(v azure.Value) bool {
	switch v := v.(type) {
	case azure.Str:
		return n.isText && n.text == string(v)
	case azure.Int:
		return n.isText && n.text == strconv.FormatInt(int64(v), 10)
	case azure.Bool:
		return n.isText && n.text == strconv.FormatBool(bool(v))
	case azure.List:
		return !n.isText && len(n.items) == len(v) && !slices.ContainsFunc(indexes(len(v)), func(i int) bool { return !n.items[i].is(v[i]) })
	case azure.Object:
		return !n.isText && len(n.members) == len(v) && !slices.ContainsFunc(indexes(len(v)), func(i int) bool {
			return n.members[i].key != v[i].Key || !n.members[i].value.is(v[i].Value)
		})
	}
	return false
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
