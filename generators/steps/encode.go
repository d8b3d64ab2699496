package steps

import (
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/pwsh"
	"github.com/vnetloom/vnetloom/templates"
)

// An encoder encodes the values of one script. The first thing that is wrong is kept.
type encoder struct {
	own bool // something is in the deployment's own subscription
	err error
}

func (e *encoder) str(s string) templates.Code {
	q, err := pwsh.Quote(s)
	if err != nil && e.err == nil {
		e.err = err
	}
	return templates.Code(q)
}

func (e *encoder) flag(b bool) templates.Code { return templates.Code(pwsh.Boolean(b)) }

func (e *encoder) strs(list []string) []templates.Code {
	out := make([]templates.Code, len(list))
	for i, s := range list {
		out[i] = e.str(s)
	}
	return out
}

// id is the resource id of a resource; where it is in the deployment's own subscription, a sum with that of the script.
func (e *encoder) id(id plan.ID) templates.Code {
	path, err := resourcePath(id)
	if err != nil && e.err == nil {
		e.err = err
	}
	if id.Subscription == "" {
		e.own = true
		return "($OwnSubscription + " + e.str(path) + ")"
	}
	return e.str("/subscriptions/" + id.Subscription + path)
}

// resourcePath is what stands behind the subscription in a resource id.
func resourcePath(id plan.ID) (string, error) {
	if err := generators.CheckID(id); err != nil {
		return "", err
	}
	types, names := strings.Split(id.Type, "/"), strings.Split(id.Name, "/")
	path := "/resourceGroups/" + id.ResourceGroup + "/providers/" + types[0]
	for i, name := range names {
		path += "/" + types[i+1] + "/" + name
	}
	return path, nil
}

// prose is a text of comments and of the README: one line.
func prose(s string) templates.Code { return templates.Code(pwsh.Comment(s)) }

var marked = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", "|", `\|`)

// markdown is a text of the README: one line, in which nothing is a mark.
func markdown(s string) templates.Code { return templates.Code(marked.Replace(pwsh.Comment(s))) }

// wrapped is prose in lines of at most 116 columns, as it stands in help.
func wrapped(s string) templates.Code {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(pwsh.Comment(s)) {
		switch {
		case i == 0:
		case column+1+len(word) > 116:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return templates.Code(b.String())
}
