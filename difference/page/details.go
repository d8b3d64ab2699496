package page

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

func networks(r *difference.Report) Section {
	s := Section{Title: "Networks and sites", Folded: true}
	for i := range r.Networks {
		n := &r.Networks[i]
		var l Line
		if n.Kind == "site" {
			l.say("site ")
		}
		l.name(n.Name)
		switch {
		case n.Change == difference.Gone:
			l.say(", ").name(n.Was)
		case n.Change == difference.Added:
			l.say(", ").name(n.Is)
		case n.Was != n.Is:
			l.say(": ").name(n.Was).say(" -> ").name(n.Is)
		}
		for j := range n.Subnets {
			if j == partsShown && len(n.Subnets) > partsShown+1 {
				l.say("; and %d subnets more", len(n.Subnets)-j)
				break
			}
			x := &n.Subnets[j]
			if j == 0 && n.Was == n.Is {
				l.say(": subnet ").name(x.Name)
			} else {
				l.say("; subnet ").name(x.Name)
			}
			switch x.Change {
			case difference.Added:
				l.say(" is added, ").name(x.Is)
			case difference.Gone:
				l.say(" is gone")
			default:
				l.say(": ").name(x.Was).say(" -> ").name(x.Is)
			}
		}
		s.add(string(n.Change), l)
	}
	return s
}

// A fold makes one line of what is alike: names by what is said of them.
type fold struct {
	keys  []string
	names map[string][]string
}

func (f *fold) add(key, name string) {
	if f.names == nil {
		f.names = map[string][]string{}
	}
	if f.names[key] == nil {
		f.keys = append(f.keys, key)
	}
	f.names[key] = append(f.names[key], name)
}

// resources are those that only one of the two has. What a deployment leaves behind is said there.
func resources(r *difference.Report) Section {
	s := Section{Title: "Resources", Folded: true}
	left := map[string]bool{}
	if r.Rehearsal != nil {
		for _, id := range r.Rehearsal.Report.LeftBehind {
			left[strings.ToLower(id)] = true
		}
	}
	var f fold
	for i := range r.Resources {
		x := &r.Resources[i]
		if x.Change != difference.Changed && !left[strings.ToLower(x.ID)] {
			f.add(string(x.Change)+"\n"+judge.KindWord(x.Type), x.Name)
		}
	}
	for _, key := range f.keys {
		change, kind, _ := strings.Cut(key, "\n")
		var l Line
		list(&l, f.names[key])
		l.say(" (").name(kind).say(")")
		s.add(change, l)
	}
	return s
}

// properties are those that differ, alike ones of several resources as one. Those that are reset, and prefixes, are said elsewhere.
func properties(r *difference.Report) Section {
	s := Section{Title: "Properties", Folded: true}
	above := map[string]bool{}
	if r.Rehearsal != nil {
		for _, c := range slices.Concat(r.Rehearsal.Report.Reset, r.Rehearsal.Report.Removed) {
			above[strings.ToLower(c.ID)+"\n"+c.Path] = true
		}
	}
	var f changes
	for i := range r.Resources {
		x := &r.Resources[i]
		for _, p := range x.Properties {
			if !above[strings.ToLower(x.ID)+"\n"+p.Path] && !isPrefix(p.Path) {
				f.add(x.Type, p.Path, x.Name, p.Was, p.Is)
			}
		}
	}
	f.lines(&s, "")
	return s
}

// changes are properties of resources, alike ones of several resources as one.
type changes struct {
	fold
	values map[string][2]any
	own    map[string]bool // values differ from resource to resource
}

func (f *changes) add(kind, path, name string, was, is any) {
	if f.values == nil {
		f.values, f.own = map[string][2]any{}, map[string]bool{}
	}
	key := kind + "\n" + path
	if v, known := f.values[key]; !known {
		f.values[key] = [2]any{was, is}
	} else if shown(v[0]) != shown(was) || shown(v[1]) != shown(is) {
		f.own[key] = true
	}
	f.fold.add(key, name)
}

func (f *changes) lines(s *Section, label string) {
	for _, key := range f.keys {
		_, path, _ := strings.Cut(key, "\n")
		var l Line
		list(&l, f.names[key])
		l.say(": ").name(shortPath(path))
		was, is := f.values[key][0], f.values[key][1]
		added, gone, isList := listChange(was, is)
		switch {
		case is == nil && strings.HasSuffix(path, "]"):
			l.say(" is gone")
		case was == nil && strings.HasSuffix(path, "]"):
			l.say(" is added")
		case isList:
			l.say(": ")
			elements(&l, "added ", added)
			if len(added) > 0 && len(gone) > 0 {
				l.say("; ")
			}
			elements(&l, "gone ", gone)
		default:
			l.say(": ").name(shown(was)).say(" -> ").name(shown(is))
		}
		if f.own[key] && !isList {
			l.say(" (each its own)")
		}
		s.add(label, l)
	}
}

func elements(l *Line, word string, items []string) {
	if len(items) > 0 {
		l.say("%s", word)
		list(l, items)
	}
}

// listChange is what two lists of texts differ in, but for their order; false where they are none, or differ in nothing else.
func listChange(was, is any) (added, gone []string, ok bool) {
	a, aok := texts(was)
	b, bok := texts(is)
	if !aok || !bok {
		return nil, nil, false
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			added = append(added, brief(x))
		}
	}
	for _, x := range a {
		if !slices.Contains(b, x) {
			gone = append(gone, brief(x))
		}
	}
	return added, gone, len(added)+len(gone) > 0
}

func texts(v any) ([]string, bool) {
	list, ok := v.([]any)
	out := make([]string, 0, len(list))
	for _, item := range list {
		text, is := item.(string)
		if !is {
			return nil, false
		}
		out = append(out, text)
	}
	return out, ok
}

// isPrefix tells paths of prefixes of networks and subnets, and of whole subnets: these are said of the networks.
func isPrefix(path string) bool {
	if strings.HasPrefix(path, "properties.addressSpace") {
		return true
	}
	rest, ok := strings.CutPrefix(path, "properties.subnets[")
	if !ok {
		return false
	}
	_, of, _ := strings.Cut(rest, "]")
	return of == "" || strings.HasPrefix(of, ".properties.addressPrefix")
}

func shortPath(path string) string {
	return strings.ReplaceAll(strings.TrimPrefix(path, "properties."), "].properties.", "].")
}

// mostOfAValue is how much of a value is shown, in characters.
const mostOfAValue = 90

// shown is a value in a few words.
func shown(v any) string {
	if v == nil {
		return "nothing"
	}
	if o, ok := v.(map[string]any); ok && len(o) == 1 {
		if id, ok := o["id"].(string); ok {
			v = id
		}
	}
	text, ok := v.(string)
	if ok {
		text = brief(text)
	} else if content, err := json.Marshal(v); err == nil {
		text = brief(string(content))
	}
	return cut(text, mostOfAValue)
}

// cut is a text up to a number of characters.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// brief is a text whose ids are without what all have in common.
func brief(text string) string {
	var b strings.Builder
	for {
		at := strings.Index(text, "/subscriptions/")
		if at < 0 {
			return b.String() + text
		}
		end := strings.IndexAny(text[at:], "\" ,'")
		if end < 0 {
			end = len(text) - at
		}
		id := text[at : at+end]
		b.WriteString(text[:at] + judge.Short(strings.TrimRight(id, ".")) + id[len(strings.TrimRight(id, ".")):])
		text = text[at+end:]
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
