package golden_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A sameNetwork is what one target deploys, read back from its files, in a form that is the same for all targets: that of
// the ARM JSON with every expression evaluated. The readers use nothing of the plan or of the printers. Each refuses what
// it does not know, so that nothing which is emitted stays unread.
type sameNetwork struct {
	resources map[string]*sameResource // by id
	closures  map[string]map[string]bool
}

// A sameResource is a resource, the deployment of a module, or an output.
type sameResource struct {
	id, kind, api, about string
	module               string         // id of the deployment that it is in, "" for the root
	body                 map[string]any // what stands beside type and name: string, int64, bool, []any, map[string]any
	needs                []string       // ids in the same template that it waits for
}

const (
	sameDeployments = "Microsoft.Resources/deployments"
	sameGroups      = "Microsoft.Resources/resourceGroups"
	sameOutputs     = "output"
	sameParameters  = "secure parameter" // of a root
	ownSubscription = "{own}"            // the deployment's, whichever that is
)

// addSecret adds a secure parameter of the root. Its value is known to nobody here; what uses it has secretOf in its place.
func (n *sameNetwork) addSecret(name, about string) {
	n.add(&sameResource{id: secretID(name), kind: sameParameters, about: about, body: map[string]any{}})
}

func secretID(name string) string { return sameParameters + " " + secretOf(name) }

// secretOf is the value of a secure parameter. PowerShell's variables begin with a capital and have no underscores; none of
// the languages tells names apart by case.
func secretOf(name string) string {
	return "(secret " + strings.ToLower(strings.ReplaceAll(name, "_", "")) + ")"
}

// foreignProperty tells whether a property is one that a template may read of a resource that another module or root has made: the key
// of an authorization of a circuit, and the addresses of VPN gateways.
func foreignProperty(id string) bool {
	for _, kind := range []string{"virtualnetworkgateways", "vpngateways"} {
		if _, name, ok := strings.Cut(id, "/microsoft.network/"+kind+"/"); ok {
			return !strings.Contains(name, "/")
		}
	}
	return strings.Contains(id, "/microsoft.network/expressroutecircuits/") && strings.Contains(id, "/authorizations/")
}

func newSameNetwork() *sameNetwork {
	return &sameNetwork{resources: map[string]*sameResource{}, closures: map[string]map[string]bool{}}
}

func (n *sameNetwork) add(r *sameResource) {
	if n.resources[r.id] != nil {
		refuse("%s is there twice", r.id)
	}
	n.resources[r.id] = r
}

// before are the ids of all that a resource waits for in its template, directly or through others.
func (n *sameNetwork) before(id string) map[string]bool {
	if c, ok := n.closures[id]; ok {
		if c == nil {
			refuse("%s waits for itself", id)
		}
		return c
	}
	n.closures[id] = nil
	c := map[string]bool{}
	for _, other := range n.resources[id].needs {
		if r := n.resources[other]; r == nil || r.module != n.resources[id].module {
			refuse("%s waits for %s, which is not in its template", id, other)
		}
		c[other] = true
		maps.Copy(c, n.before(other))
	}
	n.closures[id] = c
	return c
}

// A sameScope is where a template deploys: a subscription, or a resource group of it.
type sameScope struct{ subscription, group string }

func (s sameScope) path() string {
	path := "/subscriptions/" + s.subscription
	if s.group != "" {
		path += "/resourceGroups/" + s.group
	}
	return strings.ToLower(path)
}

// id is the id of a resource in the scope.
func (s sameScope) id(kind string, names ...string) string {
	parts := strings.Split(kind, "/")
	if len(parts)-1 != len(names) || slices.Contains(names, "") {
		refuse("%s has not one name for each segment of its type: %q", kind, names)
	}
	if strings.EqualFold(kind, sameGroups) {
		return strings.ToLower(s.path() + "/resourceGroups/" + names[0])
	}
	id := s.path() + "/providers/" + parts[0]
	for i, name := range names {
		id += "/" + parts[i+1] + "/" + name
	}
	return strings.ToLower(id)
}

// resourceID is the function of that name, which Bicep and ARM JSON have: [subscription], [group], type, names.
func (s sameScope) resourceID(args []string) string {
	for i, arg := range args {
		if !strings.Contains(arg, "/") {
			continue
		}
		switch {
		case i == 1 && s.group != "":
			s.group = args[0]
		case i == 2:
			s.subscription, s.group = args[0], args[1]
		case i > 0:
			refuse("resourceId%q: what stands before the type", args)
		}
		if s.group == "" {
			refuse("resourceId%q: outside of a resource group", args)
		}
		return s.id(arg, args[i+1:]...)
	}
	refuse("resourceId%q: no type", args)
	return ""
}

// literalText is a string that is written out. One that is an id is compared as ids are: without case.
func literalText(s string) string {
	if strings.HasPrefix(s, "/subscriptions/") || strings.HasPrefix(s, "/providers/") {
		return strings.ToLower(s)
	}
	return s
}

// propertyOf stands for a property that is known only after the deployment.
func propertyOf(id, path string) map[string]any {
	return map[string]any{"$property": id + " " + path}
}

// A refusal is why a reader gives up.
type refusal string

func refuse(format string, args ...any) { panic(refusal(fmt.Sprintf(format, args...))) }

// reading runs a reader, and returns its refusal.
func reading(read func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case refusal:
			err = errors.New(string(r))
		default:
			panic(r)
		}
	}()
	read()
	return nil
}

// eachProperty calls f with every property in a value that is known only after the deployment.
func eachProperty(v any, f func(id, path string)) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			eachProperty(item, f)
		}
	case map[string]any:
		if id, path, ok := strings.Cut(textOf(v["$property"]), " "); ok {
			f(id, path)
			return
		}
		for key := range v {
			eachProperty(v[key], f)
		}
	}
}

// checkOutputs refuses what refers to a resource or an output that is not there.
func (n *sameNetwork) checkOutputs(v any) {
	eachProperty(v, func(id, path string) {
		if n.resources[id] == nil && !foreignProperty(id) {
			refuse("a property of %s, which is not there", id)
		}
		if name, ok := strings.CutPrefix(path, "outputs."); ok && n.resources[id+" output "+name] == nil {
			refuse("the output %s of %s is not there", name, id)
		}
	})
}

// stated puts in the place of a property what the network states of it: the output of a module, or a property that is written.
func (n *sameNetwork) stated(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = n.stated(v[i])
		}
		return out
	case map[string]any:
		id, path, ok := strings.Cut(textOf(v["$property"]), " ")
		if !ok {
			out := make(map[string]any, len(v))
			for key := range v {
				out[key] = n.stated(v[key])
			}
			return out
		}
		if name, ok := strings.CutPrefix(path, "outputs."); ok {
			return n.stated(n.resources[id+" output "+name].body["value"])
		}
		if of := n.resources[id]; of != nil {
			if value := memberAt(of.body["properties"], path); value != nil {
				return n.stated(value)
			}
		}
	}
	return v
}

// memberAt walks a path such as ipConfigurations[0].properties.privateIPAddress; nil where it leads nowhere.
func memberAt(v any, path string) any {
	for _, part := range strings.FieldsFunc(path, func(c rune) bool { return c == '.' || c == '[' || c == ']' }) {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil {
				return nil
			}
			v = itemAt(x, i)
		default:
			return nil
		}
	}
	return v
}

// differences says how the other network differs, one resource and property a line.
func (n *sameNetwork) differences(other *sameNetwork, name, otherName string) []string {
	var lines []string
	ids := maps.Clone(n.resources)
	maps.Copy(ids, other.resources)
	for _, id := range sortedNames(ids) {
		a, b := n.resources[id], other.resources[id]
		switch {
		case a == nil:
			lines = append(lines, fmt.Sprintf("%s %s: only %s has it", b.kind, id, otherName))
			continue
		case b == nil:
			lines = append(lines, fmt.Sprintf("%s %s: only %s has it", a.kind, id, name))
			continue
		}
		report := func(path string, x, y any) {
			lines = append(lines, fmt.Sprintf("%s %s: %s: %s has %s, %s has %s", a.kind, id, path, name, brief(x), otherName, brief(y)))
		}
		compareValues("type", a.kind, b.kind, report)
		compareValues("apiVersion", a.api, b.api, report)
		compareValues("description", a.about, b.about, report)
		compareValues("module", a.module, b.module, report)
		if !sameValue(a.body, b.body) {
			compareValues("", a.body, b.body, report)
		}
	}
	return lines
}

// orderDifferences says where the other network does not wait for the same.
func (n *sameNetwork) orderDifferences(other *sameNetwork, name, otherName string) []string {
	var lines []string
	for _, id := range sortedNames(n.resources) {
		if other.resources[id] == nil {
			continue
		}
		a, b := n.before(id), other.before(id)
		for _, x := range sortedNames(a) {
			if !b[x] {
				lines = append(lines, fmt.Sprintf("%s waits for %s in %s only", id, x, name))
			}
		}
		for _, x := range sortedNames(b) {
			if !a[x] {
				lines = append(lines, fmt.Sprintf("%s waits for %s in %s only", id, x, otherName))
			}
		}
	}
	return lines
}

// sameValue tells whether two values are the same, faster than a report of no paths.
func sameValue(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && maps.EqualFunc(x, y, sameValue)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameValue)
	}
	switch b.(type) {
	case map[string]any, []any:
		return false
	}
	return a == b
}

// compareValues reports the paths at which two values differ.
func compareValues(path string, a, b any, report func(path string, a, b any)) {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			report(path, a, b)
			return
		}
		keys := maps.Clone(x)
		maps.Copy(keys, y)
		for _, key := range sortedNames(keys) {
			compareValues(strings.TrimPrefix(path+"."+key, "."), x[key], y[key], report)
		}
	case []any:
		y, ok := b.([]any)
		if !ok {
			report(path, a, b)
			return
		}
		for i := range max(len(x), len(y)) {
			compareValues(fmt.Sprintf("%s[%d]", path, i), itemAt(x, i), itemAt(y, i), report)
		}
	default:
		if !sameValue(a, b) {
			report(path, a, b)
		}
	}
}

func itemAt(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// brief is a value on a line that is not too long.
func brief(v any) string {
	if v == nil {
		return "nothing"
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	if len(text) > 160 {
		return string(text[:160]) + "…"
	}
	return string(text)
}

// A sameNode is a piece of the syntax of Bicep, of the script's data or of an ARM expression, with its place in the text.
type sameNode struct {
	kind       nodeKind
	text       string // of texts and names; of dots, what is accessed
	number     int64  // of numbers and indexes
	truth      bool
	base       *sameNode   // of dots and indexes
	items      []*sameNode // of lists, objects and calls
	keys       []string    // of objects
	keyStarts  []int
	start, end int
}

type nodeKind string

const (
	textNode   nodeKind = "text"
	numberNode nodeKind = "number"
	truthNode  nodeKind = "truth"
	listNode   nodeKind = "list"
	objectNode nodeKind = "object"
	nameNode   nodeKind = "name"
	callNode   nodeKind = "call"
	dotNode    nodeKind = "dot"
	indexNode  nodeKind = "index"
)

// visit calls f with a node and all below it.
func (n *sameNode) visit(f func(*sameNode)) {
	if n == nil {
		return
	}
	f(n)
	n.base.visit(f)
	for _, item := range n.items {
		item.visit(f)
	}
}

// member is the member of an object, nil where it is not there.
func (n *sameNode) member(key string) *sameNode {
	if n == nil {
		return nil
	}
	if i := slices.Index(n.keys, key); i >= 0 {
		return n.items[i]
	}
	return nil
}

// add adds a member to an object.
func (n *sameNode) add(t *tokens, key token, value *sameNode) {
	if slices.ContainsFunc(n.keys, func(k string) bool { return strings.EqualFold(k, key.text) }) {
		t.fail("%q is there twice", key.text)
	}
	n.keys, n.keyStarts, n.items = append(n.keys, key.text), append(n.keyStarts, key.start), append(n.items, value)
}

// A token is a word of a text. Strings are decoded.
type token struct {
	kind       byte // ' string, a word, 0 number, \n line break, else punctuation
	text       string
	start, end int
}

// tokens is a text that is being parsed.
type tokens struct {
	file string
	text string
	list []token
	at   int
}

// A lexicon is what the tokens of a language are, beside words, numbers, spaces and line breaks.
type lexicon struct {
	punctuation []string // the longer ones first
	comment     func(s string) bool
	quoted      func(s string) int // the length of the string at the beginning, 0 where it does not end
	decode      func(s string) (string, error)
}

// length is that of the token at the beginning of a text, 0 where there is none.
func (l *lexicon) length(s string) int {
	switch c := s[0]; {
	case c == '\n':
		return 1
	case c == ' ' || c == '\t':
		return len(s) - len(strings.TrimLeft(s, " \t"))
	case c == '\'':
		return l.quoted(s)
	case isWord(c) || c == '$' || c == '-':
		n := 1
		for n < len(s) && isWord(s[n]) {
			n++
		}
		return n
	case l.comment(s):
		line, _, _ := strings.Cut(s, "\n")
		return len(line)
	}
	for _, p := range l.punctuation {
		if strings.HasPrefix(s, p) {
			return len(p)
		}
	}
	return 0
}

func isWord(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// tokenize divides a text, from a place on, into tokens. Strings are decoded; spaces and comments are left out, and what is no
// token is refused.
func tokenize(file, text string, from int, l *lexicon) *tokens {
	t := &tokens{file: file, text: text, list: make([]token, 0, (len(text)-from)/5)}
	for pos := from; pos < len(text); {
		n := l.length(text[pos:])
		if n == 0 {
			refuse("%s: %.30q is no token", t.place(pos), text[pos:])
		}
		k := token{text[pos], text[pos : pos+n], pos, pos + n}
		pos += n
		switch c := k.kind; {
		case c == ' ' || c == '\t' || c == '/' || c == '#':
			continue
		case c == '\'':
			s, err := l.decode(k.text[1 : n-1])
			if err != nil {
				refuse("%s: %s: %v", t.place(k.start), k.text, err)
			}
			k.text = s
		case isDigit(c) || c == '-':
			k.kind = '0'
		case isWord(c) || c == '$':
			k.kind = 'a'
		}
		t.list = append(t.list, k)
	}
	t.list = append(t.list, token{kind: 0, text: "the end", start: len(text), end: len(text)})
	return t
}

func (t *tokens) place(pos int) string {
	return fmt.Sprintf("%s:%d", t.file, 1+strings.Count(t.text[:pos], "\n"))
}

func (t *tokens) fail(format string, args ...any) {
	refuse("%s: %s", t.place(t.peek().start), fmt.Sprintf(format, args...))
}

func (t *tokens) peek() token { return t.list[t.at] }

func (t *tokens) next() token {
	k := t.list[t.at]
	if k.kind != 0 {
		t.at++
	}
	return k
}

// is tells whether the next token is that punctuation or word.
func (t *tokens) is(text string) bool {
	k := t.peek()
	return k.kind != '\'' && k.kind != 0 && k.text == text
}

// take takes the next token if it is that punctuation or word.
func (t *tokens) take(text string) bool {
	if !t.is(text) {
		return false
	}
	t.at++
	return true
}

func (t *tokens) want(text string) token {
	if !t.is(text) {
		t.fail("%q, want %q", t.peek().text, text)
	}
	return t.next()
}

// of takes a token of a kind.
func (t *tokens) of(kind byte) token {
	if t.peek().kind != kind {
		t.fail("%q, want %q", t.peek().text, kind)
	}
	return t.next()
}

func (t *tokens) lines() {
	for t.take("\n") {
	}
}

// number makes a node of a number.
func (t *tokens) number() *sameNode {
	k := t.of('0')
	n, err := strconv.ParseInt(k.text, 10, 64)
	if err != nil {
		refuse("%s: %v", t.place(k.start), err)
	}
	return &sameNode{kind: numberNode, number: n, start: k.start, end: k.end}
}
