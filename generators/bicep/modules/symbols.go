package modules

import (
	"fmt"
	"strings"
)

// nameSymbols names resources: by the plural of the type where that is one resource's, else by the table or by the key in it.
func (m *stage) nameSymbols() {
	kinds, keys := map[string]int{}, map[string]int{}
	for _, r := range m.resources {
		kinds[kindWord(r.res.Type)]++
		keys[r.res.Key]++
	}
	for _, x := range m.existing {
		kinds[kindWord(x.ref.Type)]++
	}
	taken := map[string]bool{"group": true, "tags": true, "subscriptions": true, "keys": true}
	take := func(candidates ...string) string {
		for _, c := range candidates {
			if !taken[c] && !m.variables[c] {
				taken[c] = true
				return c
			}
		}
		m.fail(fmt.Errorf("no name is left of %v", candidates))
		return ""
	}
	for _, r := range m.resources {
		var names []string
		if word := kindWord(r.res.Type); kinds[word] == 1 {
			names = append(names, word)
		}
		if last := len(r.table.Resources) - 1; r.res == &r.table.Resources[last] {
			names = append(names, r.table.Name)
		}
		if keys[r.res.Key] == 1 {
			names = append(names, plural(r.res.Key))
		}
		r.symbol = take(append(names, r.table.One+capital(plural(r.res.Key)))...)
	}
	for _, x := range m.existing {
		var names []string
		if word := kindWord(x.ref.Type); kinds[word] == 1 {
			names = append(names, word)
		}
		x.symbol = take(append(names, x.table.One+capital(plural(x.ref.Column)))...)
	}
}

// kindWord is the plural of a resource type.
func kindWord(kind string) string {
	return plural(strings.TrimSuffix(kind[strings.LastIndexByte(kind, '/')+1:], "s"))
}

func plural(one string) string {
	switch {
	case strings.HasSuffix(one, "s"):
		return one + "es"
	case strings.HasSuffix(one, "ey"), strings.HasSuffix(one, "ay"):
		return one + "s"
	case strings.HasSuffix(one, "y"):
		return strings.TrimSuffix(one, "y") + "ies"
	}
	return one + "s"
}
