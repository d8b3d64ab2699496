package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// rehearsalText prints a report for people. What is alike is one line: the first, and how many more.
type rehearsalText struct {
	out   screen
	r     *judge.Report
	roots bool // there are several, so a write is told with its root
	drift bool // OLD was deployed from NEW

	promises []proof.Verdict
}

// mostLines is how many lines a section has. The JSON has all of them.
const mostLines = 25

func (t *rehearsalText) print() {
	r := t.r
	t.out.line("%s of the templates: %d created, %d changed", plural(r.Writes, "write"), len(r.Created), t.touched())
	t.section("Refused", t.refused())
	t.section("Not written, since what it waits for is refused", t.kinds(r.Skipped))
	t.section("Created", t.created())
	t.section("Changed", t.changes(r.Changed))
	t.section("Reset to Azure's default, since no template says it", t.changes(r.Reset))
	t.section("Removed", t.changes(r.Removed))
	t.section("Expected: others make it, as the list says", t.expected())
	t.section("Not known: it is written, and OLD does not hold how it is", t.notHeld())
	t.section("Has to be empty, or Azure refuses the write: what is in it is not known", t.vacate())
	t.section("May interrupt what no route shows", t.disturbed())
	t.section("Left behind: it is there, and NEW does not have it", t.kinds(r.LeftBehind))
	t.section("Not in sync: the peers have no route to new prefixes until it is synchronized", t.kinds(r.NotInSync))
	t.pairs()
	t.promised()
	switch {
	case t.drift && r.IsDrift():
		t.out.line("")
		t.out.line("drift: what is deployed is not what NEW says")
	case t.drift:
		t.out.line("")
		t.out.line("no drift: what is deployed is what NEW says%s", map[bool]string{true: ", but for what is expected"}[len(r.Expected) > 0])
	case r.Clean() && allKept(t.promises):
		t.out.line("")
		t.out.line("clean: nothing is refused, interrupted, reset, removed or left behind")
	}
}

func (t *rehearsalText) section(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	t.out.line("")
	t.out.line("%s", title)
	for i, line := range lines {
		if i == mostLines {
			t.out.line("  … and %d lines more: --format json has all", len(lines)-i)
			return
		}
		t.out.line("  %s", line)
	}
}

// touched is how many resources are changed.
func (t *rehearsalText) touched() int {
	ids := map[string]bool{}
	for _, c := range slices.Concat(t.r.Changed, t.r.Reset, t.r.Removed) {
		ids[strings.ToLower(c.ID)] = true
	}
	return len(ids)
}

func (t *rehearsalText) refused() []string {
	var out []string
	for _, x := range t.r.Refused {
		line := fmt.Sprintf("%s: %s: %s (%s)", judge.Short(x.ID), x.Code, briefed(x.Message), x.Source)
		if x.Order != "declared" {
			line += "; in another order of writes that dependencies allow"
		}
		out = append(out, t.in(x.Root, line))
	}
	return out
}

// in tells a line with its root, where there are several.
func (t *rehearsalText) in(root, line string) string {
	if t.roots && root != "" {
		return root + ": " + line
	}
	return line
}

// briefed are the ids in a message without what all have in common.
func briefed(message string) string {
	words := strings.Fields(message)
	for i, w := range words {
		if at := strings.Index(w, "/subscriptions/"); at >= 0 {
			words[i] = w[:at] + judge.Short(w[at:])
		}
	}
	return strings.Join(words, " ")
}

func (t *rehearsalText) created() []string {
	f := folder{}
	for _, m := range t.r.Created {
		what := judge.KindWord(m.Type)
		if m.Takes > judge.Seconds {
			what += ", " + m.Takes.String()
		}
		f.add(what, judge.Short(m.ID))
	}
	return f.lines(func(what, names string) string { return names + " (" + what + ")" })
}

func (t *rehearsalText) expected() []string {
	var changes []judge.Change
	f := folder{}
	for _, x := range t.r.Expected {
		if x.Path != "" {
			changes = append(changes, x.Change)
			continue
		}
		f.add(judge.KindWord(x.Type), judge.Short(x.ID))
	}
	return append(t.changes(changes), f.lines(func(kind, names string) string { return names + " (" + kind + "): NEW does not have it" })...)
}

func (t *rehearsalText) notHeld() []string {
	f := folder{}
	for _, x := range t.r.NotHeld {
		f.add(judge.KindWord(x.Type)+"\n"+x.Why, judge.Short(x.ID))
	}
	return f.lines(func(key, names string) string {
		kind, why, _ := strings.Cut(key, "\n")
		return fmt.Sprintf("%s (%s): %s", names, kind, why)
	})
}

// kinds are ids, by their types.
func (t *rehearsalText) kinds(ids []string) []string {
	f := folder{}
	for _, id := range ids {
		f.add(judge.KindWord(judge.KindOf(id)), judge.Short(id))
	}
	return f.lines(func(what, names string) string { return names + " (" + what + ")" })
}

func (t *rehearsalText) changes(list []judge.Change) []string {
	f := folder{}
	values := map[string]string{}
	for _, c := range list {
		value := fmt.Sprintf("%s -> %s", shown(c.Was), shown(c.Is))
		key := c.Type + "\n" + c.Path
		switch known, there := values[key]; {
		case !there:
			values[key] = value
		case known != value && !strings.HasSuffix(known, eachItsOwn):
			values[key] = known + eachItsOwn
		}
		f.add(key, judge.Short(c.ID))
	}
	return f.lines(func(key, names string) string {
		_, path, _ := strings.Cut(key, "\n")
		return fmt.Sprintf("%s: %s: %s", names, strings.TrimPrefix(path, "properties."), values[key])
	})
}

const eachItsOwn = " (each its own)"

// shown is a value in a few words.
func shown(v any) string {
	const most = 90
	if v == nil {
		return "nothing"
	}
	if o, ok := v.(map[string]any); ok && len(o) == 1 {
		if id, ok := o["id"].(string); ok {
			v = id
		}
	}
	if text, ok := v.(string); ok {
		return briefed(text)
	}
	content, err := diag.EncodeJSON(v, "")
	if err != nil {
		return "?"
	}
	text := strings.TrimSpace(string(content))
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

func (t *rehearsalText) disturbed() []string {
	f := folder{}
	for _, d := range t.r.Disturbed {
		f.add(d.Note, judge.Short(d.ID))
	}
	return f.lines(func(note, names string) string { return names + ": " + note })
}

func (t *rehearsalText) vacate() []string {
	var out []string
	for _, v := range t.r.Vacate {
		becomes := "deleted"
		if len(v.Is) > 0 {
			becomes = strings.Join(v.Is, ", ")
		}
		out = append(out, t.in(v.Root, fmt.Sprintf("%s: %s -> %s (%s)", judge.Short(v.ID), strings.Join(v.Was, ", "), becomes, v.Code)))
	}
	return out
}

// A folder makes one line of what is alike.
type folder struct {
	keys  []string
	names map[string][]string
}

func (f *folder) add(key, name string) {
	if f.names == nil {
		f.names = map[string][]string{}
	}
	if f.names[key] == nil {
		f.keys = append(f.keys, key)
	}
	if !slices.Contains(f.names[key], name) {
		f.names[key] = append(f.names[key], name)
	}
}

func (f *folder) lines(line func(key, names string) string) []string {
	const few = 3
	var out []string
	for _, key := range f.keys {
		names := f.names[key]
		text := strings.Join(names[:min(few, len(names))], ", ")
		if more := len(names) - few; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		out = append(out, line(key, text))
	}
	return out
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
