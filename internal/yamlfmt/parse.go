package yamlfmt

import "strings"

// A block is a mapping or a sequence in block style, or with a single entry of neither, a value on lines of its own.
type block struct {
	kind    blockKind
	column  int
	entries []*entry
	tail    []string // comments behind the last entry, "" for blank lines
}

type blockKind uint8

const (
	mapBlock blockKind = iota
	listBlock
	valueBlock
)

// An entry is a key with its value, or an item.
type entry struct {
	lead  []string // comments above it, "" for blank lines
	key   string   // as it is written; "" for an item
	head  string   // what stands behind the key on its line, without the comment
	note  string   // the comment there, "#" and all
	flow  *flow    // of a value in flow style, whose text head is not
	more  []string // further lines of the value, as they are
	style moreStyle
	child *block
	// inline: the child begins on the line of the item's dash
	inline bool
}

// moreStyle says what further lines of a value are.
type moreStyle uint8

const (
	noMore moreStyle = iota
	literal
	plain
	quoted
)

type parser struct {
	lines []string
	first int
	at    int
	rest  []string // comments behind all entries
}

func (p *parser) document() (root *block, header []string, err error) {
	leads := p.leads()
	if p.at == len(p.lines) {
		p.rest = trimmed(leads)
		return nil, nil, nil
	}
	header, lead := splitHeader(leads)
	root, err = p.block(indentOf(p.lines[p.at]), trimmed(lead), -1)
	if err == nil && p.at < len(p.lines) {
		err = p.syntax(p.at, "the indentation fits nothing above")
	}
	return root, trimmed(header), err
}

// splitHeader divides the comments above the first key: what a blank line parts from it, and lines for editors, are about the file.
func splitHeader(leads []string) (header, lead []string) {
	at := 0
	for i, l := range leads {
		if strings.TrimSpace(l) == "" || strings.HasPrefix(strings.TrimSpace(l), "# yaml-language-server:") {
			at = i + 1
		}
	}
	return leads[:at], leads[at:]
}

func trimmed(leads []string) []string {
	out := make([]string, len(leads))
	for i, l := range leads {
		out[i] = strings.TrimSpace(l)
	}
	return out
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func isBlank(line string) bool { return strings.TrimSpace(line) == "" }

func isComment(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") }

// leads reads blank lines and comments.
func (p *parser) leads() []string {
	start := p.at
	for p.at < len(p.lines) && (isBlank(p.lines[p.at]) || isComment(p.lines[p.at])) {
		p.at++
	}
	return p.lines[start:p.at]
}

// block reads the entries at a column. Comments that are not indented as far as the column are left for who called it. parent is the column of
// the mapping or list that it stands in.
func (p *parser) block(column int, lead []string, parent int) (*block, error) {
	b := &block{column: column}
	line := p.lines[p.at]
	switch {
	case strings.HasPrefix(strings.TrimLeft(line, " "), "\t"):
		return nil, p.syntax(p.at, "a line is indented by a tab")
	case isItem(line[column:]):
		b.kind = listBlock
	case keyEnd(line[column:]) < 0:
		b.kind = valueBlock
	}
	if b.kind == valueBlock {
		e := &entry{lead: lead}
		b.entries = []*entry{e}
		if err := p.value(e, line[column:], parent, column); err != nil {
			return nil, err
		}
		return b, p.tail(b)
	}
	for {
		e := &entry{lead: lead}
		b.entries = append(b.entries, e)
		if err := p.entry(b, e); err != nil {
			return nil, err
		}
		start := p.at
		leads := p.leads()
		if p.at < len(p.lines) && indentOf(p.lines[p.at]) == column && isItem(p.lines[p.at][column:]) == (b.kind == listBlock) {
			lead = trimmed(leads)
			continue
		}
		if p.at < len(p.lines) && indentOf(p.lines[p.at]) > column {
			return nil, p.syntax(p.at, "the indentation fits nothing above")
		}
		p.at = start
		return b, p.tail(b)
	}
}

// tail gives a block the comments behind it that are indented as far as it is. At the end of a document all that is left is there.
func (p *parser) tail(b *block) error {
	start := p.at
	leads := p.leads()
	mine := 0
	next := -1
	if p.at < len(p.lines) {
		next = indentOf(p.lines[p.at])
	}
	for i, l := range leads {
		if isComment(l) {
			if indentOf(l) < b.column || indentOf(l) <= next {
				break
			}
			mine = i + 1
		}
	}
	b.tail = trimmed(leads[:mine])
	p.at = start + mine
	if b.column == 0 && next < 0 {
		p.rest, p.at = trimmed(leads[mine:]), len(p.lines)
	}
	return nil
}

func isItem(text string) bool {
	return text == "-" || strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "-\t")
}

// entry reads the entry that begins on the line.
func (p *parser) entry(b *block, e *entry) error {
	text := p.lines[p.at][b.column:]
	if b.kind == listBlock {
		rest := strings.TrimLeft(text[1:], " ")
		column := b.column + len(text) - len(rest)
		if strings.HasPrefix(rest, "\t") {
			return p.syntax(p.at, "a tab stands behind a dash")
		}
		if isItem(rest) || rest != "" && keyEnd(rest) >= 0 {
			p.lines[p.at] = strings.Repeat(" ", column) + rest // as if the dash were a space
			child, err := p.block(column, nil, b.column)
			e.child, e.inline = child, true
			return err
		}
		return p.value(e, rest, b.column, -1)
	}
	end := keyEnd(text)
	if end < 0 {
		return p.syntax(p.at, "a line has no key")
	}
	e.key = strings.TrimRight(text[:end], " \t")
	return p.value(e, strings.TrimLeft(text[end+1:], " \t"), b.column, -1)
}

// keyEnd is where the colon of a key stands in a text that begins with it, -1 where there is none.
func keyEnd(text string) int {
	at := 0
	for at < len(text) && text[at] == '&' { // an anchor of the key
		end := strings.IndexByte(text[at:], ' ')
		if end < 0 {
			return -1
		}
		at += end
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], " "))
	}
	if at == len(text) || strings.IndexByte("?|>@`%{[#,]}", text[at]) >= 0 {
		return -1
	}
	if quote := text[at]; quote == '"' || quote == '\'' {
		end := closing(text, at+1, quote)
		if end < 0 {
			return -1
		}
		at = end + 1
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t"))
		if at < len(text) && text[at] == ':' && endsKey(text, at) {
			return at
		}
		return -1
	}
	for ; at < len(text); at++ {
		switch {
		case text[at] == '#' && (text[at-1] == ' ' || text[at-1] == '\t'):
			return -1
		case text[at] == ':' && endsKey(text, at):
			return at
		}
	}
	return -1
}

func endsKey(text string, colon int) bool {
	return colon+1 == len(text) || text[colon+1] == ' ' || text[colon+1] == '\t'
}

// texts are the scalars of a mapping by key.
func (b *block) texts() map[string]string {
	out := map[string]string{}
	if b.kind == mapBlock {
		for _, e := range b.entries {
			if e.child == nil && e.flow == nil && e.more == nil {
				out[bare(e.key)] = bare(e.head)
			}
		}
	}
	return out
}

// bare is a scalar without its quotes.
func bare(text string) string {
	if len(text) > 1 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] {
		return text[1 : len(text)-1]
	}
	return text
}
