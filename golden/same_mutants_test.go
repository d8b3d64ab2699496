package golden_test

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The cases whose emitted text is changed, value by value, to see that the comparison can fail.
var changedCases = []string{"cases/transit-appliances", "cases/peering-subnets", "beyond", "connected"}

// A textChange is a change of an emitted file: a place in its text, and what stands there instead.
type textChange struct {
	kind       string
	start, end int
	text       string
}

func (m textChange) apply(text string) string { return text[:m.start] + m.text + text[m.end:] }

// where is the line of a change, for a report.
func (m textChange) where(text string) string {
	begin := strings.LastIndexByte(text[:m.start], '\n') + 1
	line, _, _ := strings.Cut(text[begin:], "\n")
	return fmt.Sprintf("line %d, %s: %s -> %q", 1+strings.Count(text[:begin], "\n"), m.kind, strings.TrimSpace(line), m.text)
}

// dropped is a change that leaves an item or a member out, with what divides it from its neighbour on the line.
func dropped(kind, text string, start, end int) textChange {
	for _, divider := range []string{", ", "; "} {
		if strings.HasPrefix(text[end:], divider) {
			return textChange{kind, start, end + len(divider), ""}
		}
		if strings.HasSuffix(text[:start], divider) {
			return textChange{kind, start - len(divider), end, ""}
		}
	}
	return textChange{kind, start, end, ""}
}

// nextHops are the addresses to which the routes of a network lead.
func nextHops(n *sameNetwork) []string {
	found := map[string]bool{}
	eachPart(n, network+"routeTables", "routes", func(_, p map[string]any) bool {
		if hop := textOf(p["nextHopIpAddress"]); hop != "" {
			found[hop] = true
		}
		return true
	})
	return sortedNames(found)
}

// changesOf are the changes of a value in a text: each in it that can be made without knowing what it is, and the next hops
// of other routes.
func changesOf(value *sameNode, text string, quote func(string) string, hops []string) []textChange {
	var out []textChange
	value.visit(func(n *sameNode) {
		add := func(kind, text string) { out = append(out, textChange{kind, n.start, n.end, text}) }
		switch n.kind {
		case truthNode:
			// The script's literals have a sign before them.
			add("flag", map[bool]string{true: "false", false: "true"}[n.truth])
		case numberNode:
			add("number", strconv.FormatInt(n.number+1, 10))
		case textNode:
			kind, other := otherText(n.text)
			add(kind, quote(other))
		case listNode:
			for _, item := range n.items {
				kind := "item dropped"
				if item.member("NextHop") != nil || item.member("properties").member("nextHopType") != nil {
					kind = "route dropped"
				}
				out = append(out, dropped(kind, text, item.start, item.end))
			}
		case objectNode:
			for i, item := range n.items {
				out = append(out, dropped("member dropped", text, n.keyStarts[i], item.end))
			}
			for _, key := range []string{"nextHopIpAddress", "Address"} {
				i := slices.Index(hops, textOfNode(n.member(key)))
				if i >= 0 && len(hops) > 1 {
					hop := n.member(key)
					out = append(out, textChange{"next hop of another route", hop.start, hop.end, quote(hops[(i+1)%len(hops)])})
				}
			}
		}
	})
	return out
}

// textOfNode is the text of a node, "" where there is none.
func textOfNode(n *sameNode) string {
	if n == nil {
		return ""
	}
	return n.text
}

// otherText is another text of the same kind.
func otherText(s string) (kind, other string) {
	if p, err := netip.ParsePrefix(s); err == nil {
		if p.Bits() == 0 {
			return "prefix", netip.PrefixFrom(p.Addr(), 1).String()
		}
		return "prefix", netip.PrefixFrom(p.Addr(), p.Bits()-1).String()
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return "address", a.Next().String()
	}
	return "text", s + "x"
}

func quoteScript(s string) string {
	for _, q := range scriptQuotes {
		s = strings.ReplaceAll(s, string(q), string(q)+string(q))
	}
	return "'" + s + "'"
}

// scriptChanges are the changes of a script: of its data, and of the steps.
func scriptChanges(file, text string, hops []string) []textChange {
	s := parseScript(file, text)
	var out []textChange
	for _, m := range changesOf(s.data, text, quoteScript, hops) {
		switch {
		case strings.HasPrefix(text[m.start:], "$Title") || strings.HasSuffix(text[:m.start], "$Title = "):
			continue // not read
		case m.kind == "flag":
			m.text = "$" + m.text
		}
		out = append(out, m)
	}
	return append(out, stepChanges(text)...)
}

// stepChanges are the changes of the steps of a script: each left out, and each made before all others.
func stepChanges(text string) []textChange {
	var out []textChange
	first := ""
	at := strings.LastIndex(text, stepsBegin) + len("\ntry {\n")
	begin := at
	for line := range strings.Lines(text[at:strings.LastIndex(text, stepsEnd)]) {
		if strings.Contains(line, "Select-Stage") {
			out = append(out, textChange{"step dropped", at, at + len(line), ""})
			if first != "" {
				out = append(out, textChange{"step first", begin, at + len(line), line + text[begin:at]})
			}
			first = line
		}
		at += len(line)
	}
	return out
}

// An unnoticed is a change that is none: both texts are the same network.
type unnoticed struct{ kind, line, reason string }

var unnoticedInScript = []unnoticed{
	{"member dropped", "Count = 2", "the function has the same number of probes where the row leaves it open"},
	{"member dropped", "FloatingIP = $false", "the function has the same flag where the row leaves it open"},
}

// hunt applies changes, and requires that each is noticed: read as another network, or refused.
func hunt(t *testing.T, file, text string, changes []textChange, same []unnoticed, seen *counts, notices func(text string) ([]string, error)) {
	t.Helper()
	var lines []string
	for _, m := range changes {
		found, err := notices(m.apply(text))
		if err != nil || len(found) > 0 {
			seen.add(m.kind, 1)
			seen.add(map[bool]string{true: "all: refused by the reader", false: "all: read as another network"}[err != nil], 1)
			continue
		}
		where := m.where(text)
		if i := slices.IndexFunc(same, func(u unnoticed) bool { return u.kind == m.kind && strings.Contains(where, u.line) }); i >= 0 {
			seen.add("none: "+same[i].reason, 1)
			continue
		}
		lines = append(lines, file+" "+where)
	}
	report(t, lines)
}

// eachChangedCase runs a test on the cases whose text is changed, and says how many changes there were.
func eachChangedCase(t *testing.T, same []unnoticed, kinds []string, test func(t *testing.T, files map[string][]byte, seen *counts)) {
	t.Helper()
	eachOfCases(t, changedCases, test, func(seen *counts) { checkChanges(t, same, kinds, seen) })
}

// checkChanges requires that changes of all kinds were made, and that those which change nothing still do.
func checkChanges(t *testing.T, same []unnoticed, kinds []string, seen *counts) {
	t.Helper()
	for _, kind := range kinds {
		require.NotZerof(t, seen.by[kind], "no change of the kind %q was made", kind)
	}
	for _, u := range same {
		require.NotZerof(t, seen.by["none: "+u.reason], "%q is noticed now: delete it", u.reason)
	}
	for _, kind := range sortedNames(seen.by) {
		t.Logf("%5d %s", seen.by[kind], kind)
	}
}

func TestTheComparisonNoticesEachChangeOfTheScript(t *testing.T) {
	t.Parallel()
	kinds := []string{"flag", "number", "prefix", "address", "text", "route dropped", "next hop of another route", "item dropped", "member dropped",
		"step dropped", "step first"}
	eachChangedCase(t, unnoticedInScript, kinds, func(t *testing.T, files map[string][]byte, seen *counts) {
		arm, allowed := readARMOf(t, files), readARMOf(t, files).allowed("powershell", &counts{})
		for _, name := range sortedNames(files) {
			if !strings.HasSuffix(name, ".ps1") {
				continue
			}
			changed := maps.Clone(files)
			text := strings.TrimPrefix(string(files[name]), "\uFEFF")
			hunt(t, name, text, scriptChanges(name, text, nextHops(arm)), unnoticedInScript, seen, func(text string) ([]string, error) {
				changed[name] = []byte(text)
				lines, _, err := scriptDifferences(arm, allowed, changed)
				return lines, err
			})
		}
	})
}
