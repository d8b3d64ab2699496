package golden_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// This file parses the part of Bicep that is emitted.

// A bicepStatement is a declaration of a file.
type bicepStatement struct {
	keyword    string // targetScope metadata using param resource module output
	name       string
	kind       string // of resources the type, of modules the file, of parameters and outputs the type
	api        string // of resources
	about      string // what @description says
	existing   bool
	secure     bool      // parameters
	value      *sameNode // nil for parameters
	start, end int
}

var (
	resourceOf   = regexp.MustCompile(`^([A-Za-z]+\.[A-Za-z]+(?:/[A-Za-z]+)+)@([0-9]{4}-[0-9]{2}-[0-9]{2})$`)
	disabled     = regexp.MustCompile(`^#disable-next-line BCP[0-9]{3}\n`)
	bicepLexicon = &lexicon{
		punctuation: []string{"{", "}", "[", "]", "(", ")", ":", ".", ",", "=", "@"},
		comment:     func(s string) bool { return strings.HasPrefix(s, "//") || disabled.MatchString(s) },
		quoted:      endOfEscaped,
		decode:      unescapeBicep,
	}
)

// endOfEscaped is the length of a string in which a backslash escapes what follows, 0 where it does not end.
func endOfEscaped(s string) int {
	for i := 1; i < len(s) && s[i] != '\n'; i++ {
		switch s[i] {
		case '\\':
			i++
		case '\'':
			return i + 1
		}
	}
	return 0
}

func parseBicep(file, text string) []*bicepStatement {
	t := tokenize(file, text, 0, bicepLexicon)
	var out []*bicepStatement
	for t.lines(); t.peek().kind != 0; t.lines() {
		out = append(out, parseBicepStatement(t))
	}
	return out
}

// unescapeBicep decodes what stands between quotes. Interpolation is not known.
func unescapeBicep(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], "${"):
			return "", fmt.Errorf("an interpolation")
		case s[i] != '\\':
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case '\\', '\'', '$':
			b.WriteByte(c)
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'u':
			length := strings.IndexByte(s[i:], '}')
			if length < 3 || s[i+1] != '{' {
				return "", fmt.Errorf("the escape %q", s[i-1:])
			}
			r, err := strconv.ParseInt(s[i+2:i+length], 16, 32)
			if err != nil {
				return "", err
			}
			b.WriteRune(rune(r))
			i += length
		default:
			return "", fmt.Errorf("the escape %q", s[i-1:])
		}
	}
	return b.String(), nil
}

func parseBicepStatement(t *tokens) *bicepStatement {
	s := &bicepStatement{start: t.peek().start}
	for t.take("@") {
		switch {
		case t.take("secure") && !s.secure:
			s.secure = true
			t.want("(")
		case s.about != "":
			t.fail("a second description")
		default:
			t.want("description")
			t.want("(")
			s.about = t.of('\'').text
		}
		t.want(")")
		t.of('\n')
		t.lines()
	}
	s.keyword = t.of('a').text
	switch s.keyword {
	case "targetScope":
		t.want("=")
		s.value = parseBicepValue(t)
	case "using":
		s.value = parseBicepValue(t)
	case "metadata":
		s.name = t.of('a').text
		t.want("=")
		s.value = parseBicepValue(t)
	case "param":
		s.name = t.of('a').text
		if t.take("=") { // in a parameter file
			s.value = parseBicepValue(t)
		} else {
			s.kind = t.of('a').text
		}
	case "output":
		s.name, s.kind = t.of('a').text, t.of('a').text
		t.want("=")
		s.value = parseBicepValue(t)
	case "resource":
		s.name = t.of('a').text
		parts := resourceOf.FindStringSubmatch(t.of('\'').text)
		if parts == nil {
			t.fail("resource %s: no type with a version", s.name)
		}
		s.kind, s.api = parts[1], parts[2]
		s.existing = t.take("existing")
		t.want("=")
		s.value = parseBicepValue(t)
	case "module":
		s.name, s.kind = t.of('a').text, t.of('\'').text
		t.want("=")
		s.value = parseBicepValue(t)
	default:
		t.fail("a declaration that this reader does not know: %s", s.keyword)
	}
	s.end = t.peek().start
	t.of('\n')
	if slices.Contains([]string{"resource", "module"}, s.keyword) && s.value.kind != objectNode {
		t.fail("%s %s is no object", s.keyword, s.name)
	}
	return s
}

func parseBicepValue(t *tokens) *sameNode {
	k := t.peek()
	n := &sameNode{start: k.start}
	switch {
	case k.kind == '\'':
		n.kind, n.text = textNode, t.next().text
	case k.kind == '0':
		n = t.number()
	case k.kind == 'a' && (k.text == "true" || k.text == "false"):
		n.kind, n.truth = truthNode, t.next().text == "true"
	case k.kind == 'a':
		n.kind, n.text = nameNode, t.next().text
	case t.is("{"):
		parseBicepObject(t, n)
	case t.is("["):
		parseBicepList(t, n)
	default:
		t.fail("%q is no value", k.text)
	}
	n.end = t.list[t.at-1].end
	if n.kind == nameNode {
		return parseBicepAccess(t, n)
	}
	return n
}

// parseBicepAccess parses what is accessed of a symbol, or the arguments of a call.
func parseBicepAccess(t *tokens, n *sameNode) *sameNode {
	for {
		switch {
		case t.take("."):
			n = &sameNode{kind: dotNode, text: t.of('a').text, base: n, start: n.start}
		case t.take("["):
			n = &sameNode{kind: indexNode, number: t.number().number, base: n, start: n.start}
			t.want("]")
		case n.kind == nameNode && t.take("("):
			n.kind = callNode
			for !t.take(")") {
				n.items = append(n.items, parseBicepValue(t))
				if !t.is(")") {
					t.want(",")
				}
			}
		default:
			return n
		}
		n.end = t.list[t.at-1].end
	}
}

func parseBicepObject(t *tokens, n *sameNode) {
	n.kind = objectNode
	t.want("{")
	for t.lines(); !t.take("}"); t.lines() {
		key := t.next()
		if key.kind != 'a' && key.kind != '\'' {
			t.fail("%q is no key", key.text)
		}
		t.want(":")
		n.add(t, key, parseBicepValue(t))
		if !t.is("}") {
			t.of('\n')
		}
	}
}

func parseBicepList(t *tokens, n *sameNode) {
	n.kind = listNode
	t.want("[")
	for t.lines(); !t.take("]"); t.lines() {
		n.items = append(n.items, parseBicepValue(t))
		if !t.is("]") {
			t.of('\n')
		}
	}
}
