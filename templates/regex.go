package templates

import (
	"fmt"
	"io"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// mostPattern bounds a pattern, in bytes. Each letter of a text is held against as many instructions as the pattern has.
const mostPattern = 1000

// A pattern is a regular expression that is looked for in a text letter by letter, so that what is read can be counted: a search may read to the end of a
// text for each place where it begins.
type pattern struct {
	first        *regexp.Regexp // from the beginning of a text
	later        *regexp.Regexp // from the letter before the place where the search begins: what the pattern says of it holds; what is found is its first group
	instructions int
}

// patternOf is a pattern, compiled once.
func (r *run) patternOf(name, text string) (*pattern, error) {
	if p := r.patterns[text]; p != nil {
		return p, nil
	}
	if len(text) > mostPattern {
		return nil, &boundError{fmt.Sprintf("%s is given a pattern of %d bytes", name, len(text)),
			fmt.Sprintf("a pattern has %d bytes at most; is it the first argument?", mostPattern)}
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, notAPattern(name, err)
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, notAPattern(name, err)
	}
	p := &pattern{instructions: len(program.Inst)}
	if err := r.uses(name, 32*p.instructions); err != nil {
		return nil, err
	}
	if p.first, err = regexp.Compile(text); err != nil {
		return nil, notAPattern(name, err)
	}
	if p.later, err = regexp.Compile(`\A(?s:.)(?s:.*?)(` + tree.String() + `)`); err != nil {
		return nil, notAPattern(name, err)
	}
	if r.patterns == nil {
		r.patterns = map[string]*pattern{}
	}
	r.patterns[text] = p
	return p, nil
}

func notAPattern(name string, err error) error {
	return &boundError{fmt.Sprintf("%s is given what is no regular expression: %s", name, strings.TrimPrefix(err.Error(), "error parsing regexp: ")),
		"its first argument is the pattern"}
}

// A countedText is a text that is read as far as the work of its run goes.
type countedText struct {
	strings.Reader
	run  *run
	name string
	cost int // of two letters
	read int
	err  error
}

func (t *countedText) ReadRune() (rune, int, error) {
	if t.err != nil {
		return 0, 0, t.err
	}
	if t.read++; t.read%2 == 0 {
		if t.err = t.run.uses(t.name, t.cost); t.err != nil {
			return 0, 0, t.err
		}
	}
	c, n, err := t.Reader.ReadRune()
	if err != nil && err != io.EOF {
		t.err = err
	}
	return c, n, err
}

// find is where a pattern and its groups are in a text, from a place on; nil where it is not.
func (r *run) find(name string, p *pattern, text string, from int) ([]int, error) {
	start, re := 0, p.first
	if from > 0 {
		re = p.later
		_, n := utf8.DecodeLastRuneInString(text[:from])
		start = from - n
	}
	t := &countedText{run: r, name: name, cost: p.instructions}
	t.Reset(text[start:])
	found := re.FindReaderSubmatchIndex(t)
	if t.err == nil {
		t.err = r.uses(name, itemWork+t.read%2*p.instructions/2)
	}
	if t.err != nil || found == nil {
		return nil, t.err
	}
	if from > 0 {
		found = found[2:]
	}
	for i := range found {
		if found[i] >= 0 {
			found[i] += start
		}
	}
	return found, nil
}

func (r *run) regexMatch(expression, text string) (bool, error) {
	p, err := r.patternOf("regexMatch", expression)
	if err != nil {
		return false, err
	}
	found, err := r.find("regexMatch", p, text, 0)
	return found != nil, err
}

// regexReplaceAll is what regexp.ReplaceAllString does.
func (r *run) regexReplaceAll(expression, text, by string) (string, error) {
	const name = "regexReplaceAll"
	p, err := r.patternOf(name, expression)
	if err != nil {
		return "", err
	}
	var out []byte
	copied := 0
	for at := 0; at <= len(text); {
		found, err := r.find(name, p, text, at)
		if err != nil {
			return "", err
		}
		if found == nil {
			break
		}
		out = append(out, text[copied:found[0]]...)
		if found[1] > copied || found[0] == 0 { // not for nothing, right behind what was replaced
			before := len(out)
			out = p.first.ExpandString(out, by, text, found)
			if err := r.uses(name, len(out)-before); err != nil {
				return "", err
			}
		}
		if copied = found[1]; len(out) > mostText {
			return "", tooLarge(name)
		}
		_, width := utf8.DecodeRuneInString(text[at:])
		at = max(at+max(width, 1), found[1])
	}
	return string(append(out, text[copied:]...)), nil
}
