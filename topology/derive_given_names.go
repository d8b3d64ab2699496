package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// pairWord is what `names` calls what one holds and another is at the end of.
func pairWord(local, remote string) string { return local + "-" + remote }

// givenPattern is the name or the pattern that a connection gives for a pair, with its place; "" for none.
func givenPattern(c *schema.Connection, local, remote string) (string, schema.Element[schema.NamedPair]) {
	word := pairWord(local, remote)
	for i := range c.Names {
		if c.Names[i].Pair == word {
			return c.Names[i].Name, c.Names[i].Element
		}
	}
	return c.NamePattern, schema.Element[schema.NamedPair]{}
}

// nameFor is the name of what a home holds and a remote is at the end of: as one of the statements says, else by the naming pattern.
// Statements that say different names contradict each other.
func (r *resolution) nameFor(kind schema.Field[schema.Naming], of home, remote string, by []*schema.Connection) string {
	more := placeholders{"remote": remote}
	name := ""
	var first *schema.Connection
	for _, c := range by {
		pattern, at := givenPattern(c, of.name, remote)
		if pattern == "" {
			continue
		}
		place := c.At(schema.ConnectionField.Names)
		if at != (schema.Element[schema.NamedPair]{}) {
			place = at.Range()
		}
		given := r.filled(pattern, place, kind, of, more)
		if name != "" && given != name {
			r.refuse(codeContradiction, diag.Diagnostic{
				Summary: fmt.Sprintf("%q and %q name what joins %q to %q differently: %q and %q", first.Name, c.Name, of.name, remote, name, given),
				Subject: place,
				Related: []diag.Related{{Range: first.At(schema.ConnectionField.Names), Message: fmt.Sprintf("%q", name)}},
				Why:     "Azure refuses a second one to the same end under another name (AnotherPeeringAlreadyReferencesRemoteVnet of peerings)",
				Hint:    "give the name once, the one that it has",
			})
			return name
		}
		name, first = given, c
	}
	if name == "" {
		return r.nameOf(kind, of, more)
	}
	return name
}
