package expected

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// Apply moves what is expected of a report to its list Expected: properties and parts that what is deployed has, and NEW has otherwise or not at all, and
// resources that NEW does not have. What NEW creates, and what is not there and should be, is never expected.
func (l *List) Apply(r *judge.Report) {
	for _, list := range []*[]judge.Change{&r.Changed, &r.Reset, &r.Removed} {
		left := []judge.Change{}
		for _, c := range *list {
			left = append(left, l.change(r, c)...)
		}
		*list = left
	}
	r.LeftBehind = slices.DeleteFunc(r.LeftBehind, func(id string) bool {
		kind := judge.KindOf(id)
		e := l.find(func(e *entry) bool { return e.path == nil && e.of(id, kind) })
		if e == nil {
			return false
		}
		e.used = true
		r.Expected = append(r.Expected, judge.Expected{Change: judge.Change{ID: id, Type: kind}, Reason: e.why})
		return true
	})
}

// change moves a change, or the parts of it that are expected; it returns what is left.
func (l *List) change(r *judge.Report, c judge.Change) []judge.Change {
	if c.Was == nil {
		return []judge.Change{c}
	}
	path, _ := pathOf(c.Path)
	if e := l.find(func(e *entry) bool { return e.of(c.ID, c.Type) && e.path != nil && covers(e.path, path) }); e != nil {
		e.used = true
		r.Expected = append(r.Expected, judge.Expected{Change: c, Reason: e.why})
		return nil
	}
	deeper := l.find(func(e *entry) bool {
		return e.of(c.ID, c.Type) && len(e.path) > len(path) && covers(e.path[:len(path)], path)
	})
	was, isObject := c.Was.(rehearsal.Body)
	is, other := c.Is.(rehearsal.Body)
	if deeper == nil || !isObject || c.Is != nil && !other {
		return []judge.Change{c}
	}
	var left []judge.Change
	split := false
	keys := map[string]bool{}
	for k := range was {
		keys[k] = true
	}
	for k := range is {
		keys[k] = true
	}
	for _, k := range sorted(keys) {
		part := c
		part.Path, part.Was, part.Is = c.Path+"."+k, was[k], is[k]
		rest := l.change(r, part)
		split = split || len(rest) != 1 || rest[0].Path != part.Path
		left = append(left, rest...)
	}
	if !split { // nothing of it is expected
		return []judge.Change{c}
	}
	return left
}

func (l *List) find(is func(e *entry) bool) *entry {
	if i := slices.IndexFunc(l.entries, is); i >= 0 {
		return l.entries[i]
	}
	return nil
}

// Unused notes the entries of which Apply has found nothing.
func (l *List) Unused() diag.List {
	var out diag.List
	for _, e := range l.entries {
		if !e.used {
			out.Add(codeUnused, diag.Diagnostic{Subject: e.at, Summary: fmt.Sprintf("nothing of the report is the expected change of %s", e.shown),
				Why: "an entry that is not needed any more could hide a change of a person later"})
		}
	}
	return out
}

// of tells whether an entry is about a resource.
func (e *entry) of(id, kind string) bool {
	if e.kind != nil {
		have := kindOf(kind)
		if len(have) != len(e.kind) {
			return false
		}
		for i := range have {
			if !glob(e.kind[i], have[i]) {
				return false
			}
		}
	}
	return e.name == nil || glob(e.name[0], strings.ToLower(judge.Short(id)))
}

// kindOf is a type by its segments in lower case. One without a provider is of Microsoft.Network.
func kindOf(text string) []string {
	out := strings.Split(strings.ToLower(text), "/")
	if !strings.Contains(out[0], ".") {
		out = append([]string{"microsoft.network"}, out...)
	}
	return out
}

// pathOf is a path by its segments in lower case, without the level "properties", which reports leave out for people; an item of a list is a segment.
func pathOf(text string) ([]string, bool) {
	out := []string{}
	text = strings.ToLower(text)
	for text != "" {
		end := strings.IndexAny(text, ".[")
		switch {
		case end == 0 && text[0] == '[':
			closing := strings.IndexByte(text, ']')
			if closing < 2 {
				return nil, false
			}
			out = append(out, text[:closing+1])
			text = text[closing+1:]
			if text != "" && text[0] == '.' {
				if text = text[1:]; text == "" {
					return nil, false
				}
			} else if text != "" && text[0] != '[' {
				return nil, false
			}
			continue
		case end == 0:
			return nil, false
		case end < 0:
			end = len(text)
		}
		if word := text[:end]; word != "properties" {
			out = append(out, word)
		}
		if text = text[end:]; text != "" && text[0] == '.' {
			if text = text[1:]; text == "" || text[0] == '[' {
				return nil, false
			}
		}
	}
	return out, true
}

// covers tells whether a pattern is of a path, or of what the path stands in.
func covers(pattern, path []string) bool {
	if len(pattern) > len(path) {
		return false
	}
	for i := range pattern {
		if !glob(pattern[i], path[i]) {
			return false
		}
	}
	return true
}

// glob matches a word: * stands for anything, of any length.
func glob(pattern, word string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == word
	}
	if !strings.HasPrefix(word, parts[0]) {
		return false
	}
	word = word[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(word, part)
		if i < 0 {
			return false
		}
		word = word[i+len(part):]
	}
	return strings.HasSuffix(word, last)
}

func sorted(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
