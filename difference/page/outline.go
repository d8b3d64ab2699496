package page

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/difference"
)

// A Span is a part of a line: words of this package, or a text of anyone's.
type Span struct {
	Text  string
	Given bool // it is of anyone's file
}

// A Line is an entry of a section.
type Line []Span

func (l *Line) say(format string, args ...any) *Line {
	*l = append(*l, Span{Text: fmt.Sprintf(format, args...)})
	return l
}

func (l *Line) name(text string) *Line {
	*l = append(*l, Span{Text: text, Given: true})
	return l
}

// An Entry is what is said of one thing. Label is a word of this package, "" for none.
type Entry struct {
	Label string
	Line  Line
}

// A Section is entries under a title. What is folded is a matter of detail.
type Section struct {
	Title   string
	Folded  bool
	Entries []Entry
}

func (s *Section) add(label string, line Line) {
	s.Entries = append(s.Entries, Entry{label, line})
}

// Outline is what is said of a difference, in order. Sections without an entry are not in it.
func Outline(r *difference.Report) []Section {
	var out []Section
	for _, s := range []Section{errors(r), unknown(r), paths(r), failures(r), promises(r), deployment(r), steps(r), warnings(r), leftovers(r), networks(r), resources(r), properties(r), notes(r)} {
		if len(s.Entries) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func paths(r *difference.Report) Section {
	s := Section{Title: "Paths"}
	for i := range r.Paths {
		p := &r.Paths[i]
		var l Line
		pair(&l, p)
		l.say(": ")
		switch {
		case p.Change == difference.Lost:
			l.say("was ")
			allowed(&l, p.Was, p.WasLet)
			if slices.ContainsFunc(p.Is, func(w difference.Way) bool { return w.Reach == "one way" }) {
				l.say(" -> ")
				ways(&l, p.Is)
			}
			why(&l, p.Is)
		case p.Change == difference.Gained:
			allowed(&l, p.Is, p.IsLet)
		case p.Change == difference.Filtered:
			l.say("rules let pass ").name(cmp.Or(p.WasLet, "everything")).say(" -> ").name(cmp.Or(p.IsLet, "everything"))
		default:
			allowed(&l, p.Was, p.WasLet)
			l.say(" -> ")
			allowed(&l, p.Is, p.IsLet)
			why(&l, p.Is)
		}
		s.add(string(p.Change), l)
	}
	return s
}

// pair is both sides of a change of paths.
func pair(l *Line, p *difference.PathChange) {
	ends(l, &p.From)
	switch {
	case p.Within && p.Among:
		l.say(" within each network")
	case p.Among:
		l.say(" among each other")
	case p.Both:
		l.say(" <-> ")
		ends(l, &p.To)
	default:
		l.say(" to ")
		ends(l, &p.To)
	}
	if p.Within && !p.Among {
		l.say(", within each network")
	}
}

// allowed is how packets go, and which ones.
func allowed(l *Line, list []difference.Way, let string) {
	ways(l, list)
	if let != "" {
		l.say(", only ").name(let)
	}
}

// namesShown is how many networks of a list are named.
const namesShown = 3

// partsShown is how many parts of one side of pairs are written out.
const partsShown = 6

func ends(l *Line, e *difference.Ends) {
	for i := range e.Parts {
		p := &e.Parts[i]
		if i == partsShown && len(e.Parts) > partsShown+1 {
			l.say(" and %d others", len(e.Parts)-i)
			return
		}
		switch {
		case i > 0 && i == len(e.Parts)-1:
			l.say(" and ")
		case i > 0:
			l.say(", ")
		}
		if p.Subnets != nil && !(p.Of == "networks" && len(p.Names) <= namesShown) {
			list(l, p.Subnets)
			l.say(" of ")
		}
		part(l, p)
	}
}

func part(l *Line, p *difference.Part) {
	switch p.Of {
	case "internet":
		l.say("the internet")
	case "site":
		l.name(p.Name)
	case "all":
		l.say("all %d networks", p.Count)
	case "spokes":
		l.say("%d spokes of ", p.Count).name(p.Name)
	case "members":
		l.say("%d members of ", p.Count).name(p.Name)
	case "label":
		l.say("%d networks with ", p.Count).name(p.Name)
	default:
		if p.Subnets == nil {
			list(l, p.Names)
			return
		}
		if len(p.Names) > namesShown {
			l.say("%d networks like ", len(p.Names)).name(p.Names[0])
			return
		}
		var each []string
		for _, n := range p.Names {
			for _, s := range p.Subnets {
				each = append(each, n+"/"+s)
			}
		}
		list(l, each)
	}
	if len(p.But) > 0 {
		l.say(" (all but ")
		list(l, p.But)
		l.say(")")
	}
}

// list is names, the first few and how many more.
func list(l *Line, names []string) {
	for i, n := range names {
		switch {
		case i == namesShown && len(names) > namesShown+1:
			l.say(" and %d more", len(names)-i)
			return
		case i > 0:
			l.say(", ")
		}
		l.name(n)
	}
}

// ways is how packets go.
func ways(l *Line, list []difference.Way) {
	if len(list) == 0 {
		l.say("nothing")
		return
	}
	for i := range list {
		if i == namesShown {
			l.say(" or %d other ways", len(list)-i)
			return
		}
		if i > 0 {
			l.say(" or ")
		}
		way(l, &list[i])
	}
}

func way(l *Line, w *difference.Way) {
	switch w.Reach {
	case "no":
		l.say("apart")
		return
	case "not known":
		l.say("not known")
		return
	}
	through(l, w.Via)
	if w.Out != "" {
		l.say(" by ").name(w.Out)
	}
	if w.Back != nil {
		l.say(", answers ")
		through(l, w.Back)
	}
	if w.Reach == "one way" {
		l.say(", and no answer arrives")
	}
}

func through(l *Line, via []string) {
	if len(via) == 0 {
		l.say("directly")
		return
	}
	l.say("through ")
	for i, v := range via {
		if i == partsShown && len(via) > partsShown+1 {
			l.say(" and %d more", len(via)-i)
			return
		}
		if i > 0 {
			l.say(", ")
		}
		l.name(v)
	}
}

// why is the first reason of what does not arrive.
func why(l *Line, list []difference.Way) {
	for i := range list {
		if list[i].Why != "" {
			l.say("; ").name(list[i].Why)
			return
		}
	}
}

// failureWords are kinds of what fails, and what becomes of pairs, in other words where these are plainer.
var failureWords = map[string]string{"circuit": "", "connection": "", "gateway": "", "firewall": "", "appliance": "", "region": "",
	"kept": "", "lost": "", "unknown": "not known", "uninspected": "not inspected", "asymmetric": "answers return another way"}

// failures are what is lost when one thing fails, of pairs that both networks join.
func failures(r *difference.Report) Section {
	s := Section{Title: "When one thing fails"}
	word := func(l *Line, text string) { // words of the report alone are no texts of anyone's
		known, is := failureWords[text]
		if !is {
			l.name(text)
			return
		}
		l.say("%s", cmp.Or(known, text))
	}
	for i := range r.Failures {
		x := &r.Failures[i]
		var l Line
		pair(&l, &difference.PathChange{From: x.From, To: x.To, Both: x.Both, Among: x.Among})
		l.say(", while ")
		word(&l, x.Kind)
		l.say(" ").name(x.Name).say(" is down: ")
		word(&l, string(x.Was))
		l.say(" -> ")
		word(&l, string(x.Is))
		s.add(string(x.Change), l)
	}
	return s
}

// warnings are those of the new intent that the old one has not.
func warnings(r *difference.Report) Section {
	s := Section{Title: "Warnings of NEW that OLD does not have"}
	s.notes(r.Warnings)
	return s
}

func promises(r *difference.Report) Section {
	s := Section{Title: "Promises"}
	for i := range r.Promises {
		p := &r.Promises[i]
		var l Line
		l.say("%s ", p.Kind).name(p.Name).say(": ")
		switch {
		case p.Fails != "":
		case p.Is == "":
			l.name(p.Was)
		case p.Was == "" || p.Was == p.Is:
			l.name(p.Is)
		default:
			l.name(p.Was).say(" -> ").name(p.Is)
		}
		if p.Fails != "" {
			l.name(p.Fails)
		}
		s.add(string(p.Change), l)
	}
	return s
}

func steps(r *difference.Report) Section {
	s := Section{Title: "Steps beside the templates"}
	for i := range r.Steps {
		x := &r.Steps[i]
		var l Line
		if x.Kind == "synchronize" {
			l.say("%s of peerings, whose networks have other address spaces: ", halves(len(x.Of)))
			list(&l, x.Of)
		} else {
			l.name(x.Title)
		}
		if x.Owner != "" {
			l.say(", by the owner of ").name(x.Owner)
		}
		s.add(x.Kind, l)
	}
	return s
}

func halves(n int) string {
	if n == 1 {
		return "1 half"
	}
	return fmt.Sprintf("%d halves", n)
}

func errors(r *difference.Report) Section {
	s := Section{Title: "Errors"}
	s.notes(r.Errors)
	return s
}

func unknown(r *difference.Report) Section {
	s := Section{Title: "Not known, and not compared"}
	for _, x := range r.NotKnown {
		var l Line
		l.name(brief(x.What))
		s.add(x.Network, l)
	}
	return s
}

func notes(r *difference.Report) Section {
	s := Section{Title: "Notes", Folded: true}
	s.notes(r.Notes)
	return s
}

func (s *Section) notes(list []difference.Note) {
	for i := range list {
		var l Line
		l.name(list[i].Summary)
		s.add(list[i].Code, l)
	}
}
