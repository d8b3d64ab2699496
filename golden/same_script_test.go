package golden_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// This file parses the PowerShell script: its data section, and the steps of its main body.

// A script is a script that was parsed.
type script struct {
	tables    map[string][]*scriptRow // by variable
	strings   map[string]string       // variables that hold a string
	steps     []scriptStep
	secrets   map[string]string // secure parameters: what their help says, by name
	functions string            // the text between the data and the steps
	data      *sameNode         // an object of all variables, for those who change something in it
}

// A scriptRow is a row of a table, or one that stands in another.
type scriptRow struct {
	table string // the variable, with the columns that lead to a row in another: $RouteTables.Routes
	node  *sameNode
	read  map[string]bool // columns
}

// A scriptStep brings the rows of a table that are of a stage to Azure.
type scriptStep struct {
	table, stage, function string
	whole                  bool // all rows by one call, else one after the other
}

var (
	rowsStep     = regexp.MustCompile(`^    foreach \(\$row in \(Select-Stage -Row (\$[A-Za-z]+) -Stage '([a-z-]+)'\)\) \{ (Set-[A-Za-z]+) -Row \$row \}$`)
	wholeStep    = regexp.MustCompile(`^    (Set-[A-Za-z]+) -Row @\(Select-Stage -Row (\$[A-Za-z]+) -Stage '([a-z-]+)'\)$`)
	progressStep = regexp.MustCompile(`^    Write-Progress -Activity \$Title (-Status '[a-z-]+' -PercentComplete [0-9]+|-Completed)$`)
)

const (
	dataBegins  = "# without Subscription is in the deployment's own.\n"
	dataEnds    = "---\n# How it is deployed.\n"
	stepsBegin  = "\ntry {\n    Write-Progress -Activity $Title "
	stepsEnd    = "\n}\nfinally {\n"
	completeAll = "    Complete-Peering -Row $Peerings"
)

func parseScript(file, text string) *script {
	text = strings.TrimPrefix(text, "\uFEFF")
	s := &script{tables: map[string][]*scriptRow{}, strings: map[string]string{}, data: &sameNode{kind: objectNode}}
	s.parameters(text[:max(0, strings.Index(text, dataBegins))])
	begin, end := strings.Index(text, dataBegins), strings.Index(text, dataEnds)
	first, last := strings.LastIndex(text, stepsBegin), strings.LastIndex(text, stepsEnd)
	if begin < 0 || end < begin || first < end || last < first {
		refuse("%s has not the parts of a script", file)
	}
	s.statements(tokenize(file, text[:end]+"\n", begin, scriptLexicon)) // up to the middle of a comment
	s.functions = text[end:first]
	for _, line := range strings.Split(text[first+len("\ntry {\n"):last], "\n") {
		s.step(line)
	}
	return s
}

var (
	ownParameter    = "    [ValidatePattern('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')]\n    [string]$SubscriptionId"
	secretParameter = regexp.MustCompile(`^,\n\n    \[Parameter\(Mandatory = \$true\)\]\n    \[securestring\]\$([A-Za-z0-9]+)`)
)

// parameters reads the parameters of the script: the subscription, and secrets, each of which is mandatory, and has help.
func (s *script) parameters(head string) {
	s.secrets = map[string]string{}
	_, rest, ok := strings.Cut(head, "\nparam(\n"+ownParameter)
	if !ok {
		refuse("no parameter block")
	}
	for m := secretParameter.FindStringSubmatch(rest); m != nil; m = secretParameter.FindStringSubmatch(rest) {
		rest = rest[len(m[0]):]
		_, help, _ := strings.Cut(head, "\n.PARAMETER "+m[1]+"\n")
		help, _, _ = strings.Cut(help, "\n\n.")
		help, ok := strings.CutSuffix(strings.ReplaceAll(help, "\n", " "), " It is held in memory only, and asked for where it is not given.")
		if !ok {
			refuse("the parameter %s has no help", m[1])
		}
		s.secrets[m[1]] = help
	}
	if !strings.HasPrefix(rest, "\n)\n") {
		refuse("a parameter that this reader does not know: %.60s", rest)
	}
}

// unquoteScript decodes what stands between single quotes: two of any of the quotes are one, the second.
func unquoteScript(s string) (string, error) {
	var b strings.Builder
	second := false
	for _, r := range s {
		quote := strings.ContainsRune(scriptQuotes, r)
		if !quote || second {
			b.WriteRune(r)
		}
		second = quote && !second
	}
	return b.String(), nil
}

const scriptQuotes = "'\u2018\u2019\u201A\u201B" // any of which PowerShell takes for a single quote

var scriptLexicon = &lexicon{
	punctuation: []string{"@{", "@(", "{", "}", "(", ")", ";", ",", "=", "+", "[", "]"},
	comment:     func(s string) bool { return s[0] == '#' },
	quoted:      func(s string) int { return endOfQuoted(s, scriptQuotes) },
	decode:      unquoteScript,
}

// statements parses assignments of strings and tables to variables.
func (s *script) statements(t *tokens) {
	for t.lines(); t.peek().kind != 0; t.lines() {
		key := t.of('a')
		name := key.text
		if name[0] != '$' {
			t.fail("%q is no variable", name)
		}
		t.want("=")
		value := parseScriptValue(t)
		t.of('\n')
		s.data.add(t, key, value)
		switch value.kind {
		case textNode:
			s.strings[name] = value.text
		case listNode:
			s.tables[name] = rowsOf(name, value)
		default:
			t.fail("%s is neither a string nor a table", name)
		}
	}
}

func parseScriptValue(t *tokens) *sameNode {
	k := t.peek()
	n := &sameNode{start: k.start}
	switch {
	case k.kind == '\'':
		n.kind, n.text = textNode, t.next().text
	case k.kind == '0':
		n = t.number()
	case t.is("$true") || t.is("$false"):
		n.kind, n.truth = truthNode, t.next().text == "$true"
	case k.kind == 'a' && k.text[0] == '$':
		n.kind, n.text = nameNode, t.next().text
	case t.is("("):
		parseScriptSum(t, n)
	case t.is("@("):
		parseScriptList(t, n)
	case t.is("@{"):
		parseScriptTable(t, n)
	default:
		t.fail("%q is no value", k.text)
	}
	n.end = t.list[t.at-1].end
	return n
}

// parseScriptSum parses a string that is made of strings and of characters by number.
func parseScriptSum(t *tokens, n *sameNode) {
	n.kind = textNode
	t.want("(")
	n.text = t.of('\'').text // what comes first makes the sum a string
	for t.take("+") {
		if t.peek().kind == '\'' {
			n.text += t.next().text
			continue
		}
		for _, word := range []string{"[", "char", "]"} {
			t.want(word)
		}
		k := t.of('0')
		code, err := strconv.ParseInt(k.text, 0, 32)
		if err != nil || code > 0xFFFF {
			t.fail("%s is no [char]", k.text)
		}
		n.text += string(rune(code))
	}
	t.want(")")
}

// parseScriptList parses @( … ): items stand on lines of their own, or behind commas.
func parseScriptList(t *tokens, n *sameNode) {
	n.kind = listNode
	t.want("@(")
	for t.lines(); !t.take(")"); t.lines() {
		item := parseScriptValue(t)
		if item.kind == listNode {
			t.fail("a list in a list, which PowerShell would unroll")
		}
		n.items = append(n.items, item)
		if !t.is(")") && !t.take(",") {
			t.of('\n')
		}
	}
}

// parseScriptTable parses @{ … }: cells stand on lines of their own, or behind semicolons.
func parseScriptTable(t *tokens, n *sameNode) {
	n.kind = objectNode
	t.want("@{")
	for t.lines(); !t.take("}"); t.lines() {
		key := t.next()
		if key.kind != '\'' && (key.kind != 'a' || key.text[0] == '$') {
			t.fail("%q is no column", key.text)
		}
		t.want("=")
		n.add(t, key, parseScriptValue(t))
		if !t.is("}") && !t.take(";") {
			t.of('\n')
		}
	}
}

func rowsOf(table string, list *sameNode) []*scriptRow {
	var out []*scriptRow
	for _, item := range list.items {
		if item.kind != objectNode {
			refuse("%s: an item that is no row", table)
		}
		out = append(out, &scriptRow{table: table, node: item, read: map[string]bool{}})
	}
	return out
}

func (s *script) step(line string) {
	if m := rowsStep.FindStringSubmatch(line); m != nil {
		s.steps = append(s.steps, scriptStep{table: m[1], stage: m[2], function: m[3]})
	} else if m := wholeStep.FindStringSubmatch(line); m != nil {
		s.steps = append(s.steps, scriptStep{table: m[2], stage: m[3], function: m[1], whole: true})
	} else if line != "" && line != completeAll && !progressStep.MatchString(line) {
		refuse("a step that this reader does not know: %s", line)
	}
}

func (r *scriptRow) refuse(format string, args ...any) {
	name := ""
	if n := r.node.member("Name"); n != nil {
		name = n.text
	}
	refuse("%s %s: %s", r.table, name, fmt.Sprintf(format, args...))
}

// take is the cell of a column, nil where it is not there.
func (r *scriptRow) take(column string) *sameNode {
	r.read[column] = true
	return r.node.member(column)
}

// value is what a cell holds, without rows; nil where it is not there.
func (r *scriptRow) value(column string) any {
	n := r.take(column)
	if n == nil {
		return nil
	}
	return r.valueOf(column, n)
}

func (r *scriptRow) valueOf(column string, n *sameNode) any {
	switch n.kind {
	case textNode:
		return literalText(n.text)
	case numberNode:
		return n.number
	case truthNode:
		return n.truth
	case nameNode: // the only variables that rows name are those of secrets
		return secretOf(n.text[1:])
	case listNode:
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = r.valueOf(column, item)
		}
		return out
	}
	r.refuse("%s holds a row", column)
	return nil
}

// text is the string of a cell, "" where it is not there.
func (r *scriptRow) text(column string) string {
	n := r.take(column)
	switch {
	case n == nil:
		return ""
	case n.kind != textNode:
		r.refuse("%s is no string", column)
	}
	return n.text
}

// rows are the rows in a cell: one, or a list of them.
func (r *scriptRow) rows(column string) []*scriptRow {
	n := r.take(column)
	if n == nil {
		return nil
	}
	if n.kind == objectNode {
		n = &sameNode{kind: listNode, items: []*sameNode{n}}
	}
	return rowsOf(r.table+"."+column, n)
}

// done refuses columns that nobody has read, and notes those that somebody has.
func (r *scriptRow) done(columns map[string]bool) {
	for _, key := range r.node.keys {
		if !r.read[key] {
			r.refuse("a column that this reader does not know: %s", key)
		}
		columns[r.table+" "+key] = true
	}
}

// uses tells whether the functions of the script read a column: of the row itself, or of a row in it.
func (s *script) uses(table, column string) bool {
	holder := `\$(Row|item)`
	if strings.Contains(table, ".") {
		holder = `\$[A-Za-z]+`
	}
	return regexp.MustCompile(holder + `(\.` + column + `\b|\['` + column + `'\])`).MatchString(s.functions)
}
