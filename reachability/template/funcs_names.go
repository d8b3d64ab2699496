package template

import (
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

func init() {
	register(
		&function{name: "parameters", min: 1, max: 1, strict: parameter, literal: true},
		&function{name: "variables", min: 1, max: 1, strict: variable, literal: true},
		&function{name: "lambdaVariables", min: 1, max: 1, strict: lambdaVariable, literal: true},
	)
}

// undeclared is why a name that is not there matters.
const undeclared = "Azure refuses a name that is not declared in the scope of the expression; a nested template of inner scope sees only its own names"

// undefined reports a name that is not there.
func (c *call) undefined(summary, hint string) *Value {
	c.r.report(codeUndefined, diag.Diagnostic{Subject: c.where.inside(c.at.from, c.at.to), Summary: summary, Why: undeclared, Hint: hint})
	return unknown("its expression has an error: "+summary, "")
}

func parameter(c *call, args []*Value) *Value {
	name := args[0].String()
	if c.env.args != nil {
		if v := c.env.args[strings.ToLower(name)]; v != nil {
			return v
		}
		return c.undefined("parameter \""+name+"\" does not exist in the function", "")
	}
	if v := c.env.in.parameter(name); v != nil {
		return v
	}
	return c.undefined("parameter \""+name+"\" does not exist in the template", near(name, c.env.in.declarations))
}

func variable(c *call, args []*Value) *Value {
	name := args[0].String()
	if c.env.args != nil {
		return c.undefined("a function of the template cannot use variables of the template", "")
	}
	if v := c.env.in.variable(name); v != nil {
		return v
	}
	return c.undefined("variable \""+name+"\" does not exist in the template", near(name, c.env.in.declaredVars))
}

func near(name string, members map[string]*Member) string {
	var names []string
	for _, m := range members {
		if m.Key != "copy" {
			names = append(names, m.Key)
		}
	}
	sort.Strings(names)
	fallback := ""
	if len(names) > 0 && len(names) <= 8 {
		fallback = "declared: " + strings.Join(names, ", ")
	}
	return diag.DidYouMean(name, names, fallback)
}

func lambdaVariable(c *call, args []*Value) *Value {
	for b := c.env.vars; b != nil; b = b.outer {
		if equalFold(b.name, args[0].String()) {
			return b.value
		}
	}
	return c.undefined("lambda variable \""+args[0].String()+"\" does not exist here", "")
}
