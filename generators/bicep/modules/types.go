package modules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// types are the exported types of rows, each after those of the rows in it, and the type of an entry.
func (m *stage) types() []string {
	var out []string
	seen := map[string]string{}
	add := func(one string, infos []azure.Info) {
		for _, info := range infos {
			if info.Kind == azure.Condition && seen[conditionType] == "" {
				seen[conditionType] = conditionType
				out = append(out, conditionTypes...)
			}
		}
		text := m.rowType(one, infos)
		if old, ok := seen[one]; ok {
			if old != text {
				m.fail(fmt.Errorf("two types %s", RowType(one)))
			}
			return
		}
		seen[one] = text
		out = append(out, text)
	}
	var visit func([]azure.Info)
	visit = func(infos []azure.Info) {
		for _, info := range infos {
			if info.Rows != nil {
				visit(info.Rows.Infos())
				add(info.Rows.One, info.Rows.Infos())
			}
		}
	}
	for _, t := range m.tables {
		visit(t.Infos())
		add(t.One, t.Infos())
	}
	return append(out, m.groupType())
}

// words is a name with its words apart: route table for routeTable, IP group for ipGroup.
func words(name string) string {
	out := " " + apart(name) + " "
	for _, short := range []string{"ip", "vpn", "wan"} {
		out = strings.ReplaceAll(out, " "+short+" ", " "+strings.ToUpper(short)+" ")
	}
	return strings.TrimSpace(strings.ReplaceAll(out, " express route ", " ExpressRoute "))
}

// apart is a name with its words apart, in small letters.
func apart(name string) string {
	var b strings.Builder
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			b.WriteString(" " + strings.ToLower(string(c)))
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// rowType is the type of a row. It is exported where an estate has rows of it beside the entries: in sets.
func (m *stage) rowType(one string, infos []azure.Info) string {
	var lines []string
	short := true
	for _, info := range infos {
		line := info.Name + ": " + typeOf(info)
		if info.About != "" && !everywhere(info.Name) {
			line += " // " + info.About
			short = false
		}
		lines = append(lines, line)
	}
	text := typeText(RowType(one), lines, short)
	if slices.ContainsFunc(m.Sets, func(s Set) bool { return s.Item == RowType(one) }) {
		return "@export()\n" + text
	}
	return text
}

// conditionType is the type of conditions of Azure Policy, conditionTypes its declaration with those of what stands in it: as deep as
// plans have them. A type that stands in itself ends the compiler where a parameter file uses the compiled module.
const conditionType = "condition"

var conditionTypes = []string{
	"@description('A condition of Azure Policy on a field of a network.')\ntype fieldCondition = { field: string, equals: string?, in: string[]? }",
	"@description('A condition on a field, or several of which all hold.')\n" +
		"type allCondition = { field: string?, equals: string?, in: string[]?, allOf: fieldCondition[]? }",
	"@description('A condition on a field, or several of which one holds.')\n" +
		"type anyCondition = { field: string?, equals: string?, in: string[]?, anyOf: allCondition[]? }",
	"@description('Conditions of which all hold.')\ntype " + conditionType + " = { allOf: anyCondition[] }",
}

// everywhere tells the columns that every row has, and that the type of an entry explains.
func everywhere(column string) bool {
	return column == "location" || column == "tags" || column == "azureName" || strings.HasSuffix(column, "AzureName")
}

// typeText is the declaration of a type, on one line where that is asked for and fits.
func typeText(name string, lines []string, short bool) string {
	text := "{ " + strings.Join(lines, ", ") + " }"
	if declared := "type " + name + " = " + text; !short || len(declared) > width {
		text = "{\n  " + strings.Join(lines, "\n  ") + "\n}"
	}
	return fmt.Sprintf("type %s = %s", name, text)
}

// typeOf is the type of a column.
func typeOf(info azure.Info) string {
	out := map[azure.Kind]string{azure.String: "string", azure.KeyName: "string", azure.Integer: "int", azure.Boolean: "bool", azure.FlagKind: "bool",
		azure.Strings: "string[]", azure.Dictionary: "{ *: string }", azure.Condition: conditionType}[info.Kind]
	if info.Rows != nil {
		out = RowType(info.Rows.One) + "[]"
	}
	if info.Optional {
		out += "?"
	}
	return out
}

// groupType is the type of an entry.
func (m *stage) groupType() string {
	lines := []string{"key: string", "subscription: string?"}
	if !m.InSubscription {
		lines = append(lines, "resourceGroup: string")
	}
	if m.HasLocation {
		lines = append(lines, "location: string?")
	}
	for _, t := range m.tables {
		lines = append(lines, t.Name+": "+RowType(t.One)+"[]?")
	}
	return "@export()\n" + typeText(m.Group, lines, true)
}

// parameters are the declarations of the parameters, a line each.
func (m *stage) parameters() []string {
	out := []string{"param group " + m.Group + " // The rows of one nested deployment."}
	if m.TakesTags {
		out = append(out, "param tags { *: string } // Of what has none of its own.")
	}
	if m.TakesSubscriptions {
		out = append(out, "param subscriptions { *: string } // Ids by their names; "+azure.OwnSubscription+" is that of the deployment.")
	}
	for _, s := range m.Sets {
		out = append(out, fmt.Sprintf("param %s { *: %s[] } // What rows share, by name.", s.Name, s.Item))
	}
	if m.TakesKeys {
		out = append(out, "@secure()\nparam keys { *: string } // By the names that rows have for them.")
	}
	return []string{strings.Join(out, "\n")}
}
