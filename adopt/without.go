package adopt

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// statementLine is a line on which a statement begins: it stands below connections, on one line.
var statementLine = regexp.MustCompile(`^  ([A-Za-z0-9][A-Za-z0-9_-]*):`)

// StatementAt is the connection that stands on a line of the intent, counted from one; "" for none.
func (r *Result) StatementAt(line int) string {
	inside := false
	for i, text := range strings.Split(string(r.Intent), "\n") {
		if text != "" && text[0] != ' ' && text[0] != '#' {
			inside = text == "connections:"
		}
		if m := statementLine.FindStringSubmatch(text); i+1 == line && inside && m != nil {
			return m[1]
		}
	}
	return ""
}

// exceptOf are the options without the networks that statements to be left out join: what they are joined by, and routed by, stays as it is.
func (o Options) exceptOf(im *importer, connections *tree) Options {
	exists := map[string]bool{}
	for name := range o.Without {
		node := connections.at(name).node
		for what, t := range im.statements {
			if t.node == node {
				exists[what.local], exists[what.remote] = true, true
			}
		}
	}
	ids := map[string]bool{}
	for _, n := range im.networks {
		ids[n.x.ID] = exists[n.name]
	}
	for _, h := range im.hubs {
		ids[h.x.ID] = exists[h.name]
	}
	creates := o.Creates
	o.Creates = func(x *template.Resource) bool { return !ids[x.ID] && creates(x) }
	return o
}

// leaveOut takes statements out of the intent.
func (im *importer) leaveOut(connections *tree, without map[string]string) {
	for _, name := range sortedKeys(without) {
		if !connections.has(name) {
			continue
		}
		node := connections.at(name).node
		connections.remove(name)
		im.refused = append(im.refused, name+": "+without[name])
		for _, n := range im.networks {
			for what, t := range im.statements {
				if t.node == node && what.local == n.name {
					im.leave(n.x, "what joins it with %s is not in the intent, which would be refused: %s", what.remote, without[name])
				}
			}
		}
	}
}

// oneLine is a text without line breaks, as a comment has it.
func oneLine(text string) string { return string(bytes.Join(bytes.Fields([]byte(text)), []byte(" "))) }
