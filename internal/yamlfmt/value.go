package yamlfmt

import "strings"

// value reads what stands behind a key or a dash: on the line, and below it. Alone, a value begins at own, the column of its line.
func (p *parser) value(e *entry, text string, column, own int) error {
	line := p.at
	rest := text
	for rest != "" && (rest[0] == '&' || rest[0] == '!') { // properties
		end := strings.IndexAny(rest, " \t")
		if end < 0 {
			end = len(rest)
		}
		rest = strings.TrimLeft(rest[end:], " \t")
	}
	props := text[:len(text)-len(rest)]
	switch {
	case rest == "" || rest[0] == '#':
		e.head, e.note = strings.TrimRight(props, " \t"), strings.TrimRight(rest, " \t")
		p.at++
		if own >= 0 {
			return nil
		}
		return p.below(e, column)
	case rest[0] == '|' || rest[0] == '>':
		if e.head, e.note = cutComment(text); own >= 0 {
			return p.syntax(line, "a block scalar stands on a line without its key")
		}
		p.at++
		p.blockScalar(e, column)
		return nil
	case rest[0] == '{' || rest[0] == '[':
		return p.flowValue(e, props, rest)
	case rest[0] == '"' || rest[0] == '\'':
		return p.quotedValue(e, text, len(props))
	}
	e.head, e.note = cutComment(text)
	p.at++
	if e.note != "" {
		return nil
	}
	start := p.at
	for p.at < len(p.lines) && !isComment(p.lines[p.at]) && (isBlank(p.lines[p.at]) || indentOf(p.lines[p.at]) > column) {
		p.at++
	}
	for p.at > start && isBlank(p.lines[p.at-1]) {
		p.at--
	}
	if p.at > start {
		e.style = plain
		for i, l := range p.lines[start:p.at] {
			cut, note := cutComment(strings.TrimLeft(l, " \t"))
			e.more = append(e.more, cut)
			if note != "" {
				if start+i+1 < p.at {
					return p.syntax(start+i, "a comment stands within a value")
				}
				e.more[i] += "  " + note
			}
		}
	}
	return nil
}

// below reads the value of a key or a dash with nothing behind it.
func (p *parser) below(e *entry, column int) error {
	start := p.at
	leads := p.leads()
	if p.at < len(p.lines) {
		next := indentOf(p.lines[p.at])
		sameColumn := e.key != "" && next == column && isItem(p.lines[p.at][next:])
		if next > column || sameColumn {
			child, err := p.block(next, trimmed(leads), column)
			e.child = child
			return err
		}
	}
	p.at = start
	return nil
}

// blockScalar reads the lines of a literal or folded scalar.
func (p *parser) blockScalar(e *entry, column int) {
	start := p.at
	for p.at < len(p.lines) && (isBlank(p.lines[p.at]) || indentOf(p.lines[p.at]) > column) {
		p.at++
	}
	if !strings.Contains(e.head[strings.LastIndexAny(e.head, "|>"):], "+") {
		for p.at > start && isBlank(p.lines[p.at-1]) {
			p.at--
		}
	}
	e.style = literal
	for _, l := range p.lines[start:p.at] { // from the column of the key
		cut := min(indentOf(l), max(column, 0))
		e.more = append(e.more, l[cut:])
	}
}

// quotedValue reads a scalar in quotes; the quote begins at an offset of the text.
func (p *parser) quotedValue(e *entry, text string, offset int) error {
	line := p.at
	quote := text[offset]
	current, at := text, offset+1
	for {
		end := closing(current, at, quote)
		if end >= 0 {
			rest := strings.TrimSpace(current[end+1:])
			if rest != "" && rest[0] != '#' {
				return p.syntax(p.at, "something stands behind a value in quotes")
			}
			e.note = rest
			if current = current[:end+1]; p.at == line {
				e.head = current
			} else {
				e.more = append(e.more, strings.TrimLeft(current, " \t"))
			}
			p.at++
			return nil
		}
		if p.at == line {
			e.head, e.style = current, quoted
		} else {
			e.more = append(e.more, strings.TrimLeft(current, " \t"))
		}
		if p.at++; p.at == len(p.lines) {
			return p.syntax(line, "a quote is not closed")
		}
		current, at = p.lines[p.at], 0
	}
}

// closing is where a quote is closed, -1 where it is not on the line.
func closing(line string, at int, quote byte) int {
	for ; at < len(line); at++ {
		switch {
		case quote == '"' && line[at] == '\\':
			at++
		case line[at] != quote:
		case quote == '\'' && at+1 < len(line) && line[at+1] == '\'':
			at++
		default:
			return at
		}
	}
	return -1
}

// cutComment divides what stands behind a key, and is in no quotes, into value and comment.
func cutComment(text string) (value, note string) {
	for i := range len(text) {
		if text[i] == '#' && (i == 0 || text[i-1] == ' ' || text[i-1] == '\t') {
			return strings.TrimRight(text[:i], " \t"), strings.TrimRight(text[i:], " \t")
		}
	}
	return strings.TrimRight(text, " \t"), ""
}
