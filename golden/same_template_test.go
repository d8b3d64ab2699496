package golden_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// This file reads the ARM JSON.

// A templateReader reads a template, the root's or one that is nested.
type templateReader struct {
	network    *sameNetwork
	scope      sameScope
	module     string            // id of the deployment that holds the template, "" for the root
	parameters map[string]string // values
	apis       map[string]string // API versions of resources by id
}

// readTemplates reads what a root emits as ARM JSON.
func readTemplates(files map[string][]byte) *sameNetwork {
	parameters := decodeObject(files["arm/main/main.parameters.json"])
	knownKeys(parameters, "$schema", "contentVersion", "parameters")
	if len(objectOf(parameters["parameters"])) > 0 {
		refuse("main.parameters.json has parameters")
	}
	r := &templateReader{network: newSameNetwork(), scope: sameScope{subscription: ownSubscription}, apis: map[string]string{}}
	r.template(decodeObject(files["arm/main/main.json"]))
	for _, x := range r.network.resources {
		r.network.checkOutputs(x.body)
	}
	return r.network
}

func decodeObject(content []byte) map[string]any {
	var out map[string]any
	d := json.NewDecoder(bytes.NewReader(content))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		refuse("%v", err)
	}
	return out
}

func objectOf(v any) map[string]any {
	o, ok := v.(map[string]any)
	if !ok && v != nil {
		refuse("%s is no object", brief(v))
	}
	return o
}

func listOf(v any) []any {
	l, ok := v.([]any)
	if !ok && v != nil {
		refuse("%s is no list", brief(v))
	}
	return l
}

func textOf(v any) string {
	s, ok := v.(string)
	if !ok && v != nil {
		refuse("%s is no string", brief(v))
	}
	return s
}

// knownKeys refuses members that nobody reads.
func knownKeys(o map[string]any, keys ...string) {
	for _, key := range sortedNames(o) {
		if !slices.Contains(keys, key) {
			refuse("a member that this reader does not know: %s", key)
		}
	}
}

func (r *templateReader) template(o map[string]any) {
	knownKeys(o, "$schema", "contentVersion", "metadata", "parameters", "resources", "outputs")
	if schema := textOf(o["$schema"]); strings.HasSuffix(schema, "/subscriptionDeploymentTemplate.json#") != (r.scope.group == "") {
		refuse("%s: the schema %s is not that of its scope", r.module, schema)
	}
	if r.module == "" {
		r.secrets(objectOf(o["parameters"]))
	}
	for _, item := range listOf(o["resources"]) {
		r.resource(objectOf(item))
	}
	outputs := objectOf(o["outputs"])
	for _, name := range sortedNames(outputs) {
		out := objectOf(outputs[name])
		knownKeys(out, "type", "metadata", "value")
		r.network.add(&sameResource{
			id: r.module + " output " + name, kind: sameOutputs, about: aboutOf(out), module: r.module,
			body: map[string]any{"type": textOf(out["type"]), "value": r.value(out["value"])},
		})
	}
}

// secrets reads the parameters of the root, each of which is a secure string without a value.
func (r *templateReader) secrets(declared map[string]any) {
	r.parameters = map[string]string{}
	for _, name := range sortedNames(declared) {
		d := objectOf(declared[name])
		knownKeys(d, "type", "metadata")
		if d["type"] != "securestring" {
			refuse("the parameter %s of the root is %s", name, brief(d["type"]))
		}
		r.parameters[name] = secretOf(name)
		r.network.addSecret(name, aboutOf(d))
	}
}

// aboutOf is the description that an object has for a reader.
func aboutOf(o map[string]any) string {
	metadata := objectOf(o["metadata"])
	knownKeys(metadata, "description")
	return textOf(metadata["description"])
}

func (r *templateReader) resource(o map[string]any) {
	kind, name := textOf(o["type"]), r.text(o["name"])
	x := &sameResource{
		kind: kind, api: textOf(o["apiVersion"]), about: aboutOf(o), module: r.module, body: map[string]any{},
		id: r.scope.id(kind, strings.Split(name, "/")...),
	}
	if kind == sameDeployments {
		r.deployment(x, o)
	} else {
		for key, v := range o {
			if !slices.Contains([]string{"type", "name", "apiVersion", "metadata", "dependsOn"}, key) {
				x.body[key] = r.value(v)
			}
		}
		if refersToProperty(x.body, r.network, r.module) {
			refuse("%s: a reference that orders resources without dependsOn", x.id)
		}
	}
	for _, d := range listOf(o["dependsOn"]) {
		x.needs = append(x.needs, r.text(d))
	}
	r.apis[x.id] = x.api
	r.network.add(x)
}

// refersToProperty tells whether a value holds a property of another resource of the module, or one that it may not read of another's.
func refersToProperty(v any, n *sameNetwork, module string) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return refersToProperty(item, n, module) })
	case map[string]any:
		for key := range v {
			if key == "$property" {
				id, _, _ := strings.Cut(textOf(v[key]), " ")
				of := n.resources[id]
				return of != nil && of.module == module || !foreignProperty(id)
			}
			if refersToProperty(v[key], n, module) {
				return true
			}
		}
	}
	return false
}

// deployment reads a module: what it deploys stands in the scope that it names.
func (r *templateReader) deployment(x *sameResource, o map[string]any) {
	knownKeys(o, "type", "apiVersion", "name", "subscriptionId", "resourceGroup", "location", "properties", "dependsOn", "metadata")
	inner := &templateReader{network: r.network, scope: r.scope, parameters: map[string]string{}, apis: r.apis}
	if s := r.text(o["subscriptionId"]); s != "" {
		inner.scope.subscription = s
	}
	inner.scope.group = r.text(o["resourceGroup"])
	x.id = inner.scope.id(x.kind, r.text(o["name"]))
	inner.module = x.id
	if l := textOf(o["location"]); (l == "[deployment().location]") != (inner.scope.group == "") {
		refuse("%s: location %q", x.id, l)
	}
	p := objectOf(o["properties"])
	knownKeys(p, "expressionEvaluationOptions", "mode", "parameters", "template")
	if p["mode"] != "Incremental" || brief(p["expressionEvaluationOptions"]) != `{"scope":"inner"}` {
		refuse("%s: how it is deployed", x.id)
	}
	declared := objectOf(objectOf(p["template"])["parameters"])
	given := objectOf(p["parameters"])
	for name := range given {
		holder := objectOf(given[name])
		knownKeys(holder, "value")
		inner.parameters[name] = r.text(holder["value"])
	}
	knownKeys(given, sortedNames(declared)...)
	knownKeys(declared, sortedNames(given)...)
	x.body["parameters"] = parametersOf(inner.parameters, func(name string) string {
		d := objectOf(declared[name])
		knownKeys(d, "type", "metadata")
		return textOf(d["type"])
	})
	inner.template(objectOf(p["template"]))
}

// parametersOf is what the body of a deployment says of its parameters.
func parametersOf(values map[string]string, kind func(name string) string) map[string]any {
	out := map[string]any{}
	for name, value := range values {
		out[name] = map[string]any{"type": kind(name), "value": value}
	}
	return out
}

// text is the value of a string.
func (r *templateReader) text(v any) string {
	if v == nil {
		return ""
	}
	return textOf(r.value(v))
}

// value evaluates all expressions of a value.
func (r *templateReader) value(v any) any {
	switch v := v.(type) {
	case string:
		return r.evaluate(v)
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			refuse("%v", err)
		}
		return n
	case bool:
		return v
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = r.value(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for key := range v {
			out[key] = r.value(v[key])
		}
		return out
	}
	refuse("a value of type %T", v)
	return nil
}

var expressionLexicon = &lexicon{
	punctuation: []string{"(", ")", ".", ",", "[", "]"},
	comment:     func(string) bool { return false },
	quoted:      func(s string) int { return endOfQuoted(s, "'") },
	decode:      func(s string) (string, error) { return strings.ReplaceAll(s, "''", "'"), nil },
}

// endOfQuoted is the length of a string in single quotes, in which two of any of the quotes are one; 0 where it does not end.
func endOfQuoted(s, quotes string) int {
	for i := 1; i < len(s) && s[i] != '\n'; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !strings.ContainsRune(quotes, r) {
			i += n
			continue
		}
		next, m := utf8.DecodeRuneInString(s[i+n:])
		if m == 0 || !strings.ContainsRune(quotes, next) {
			return i + n
		}
		i += n + m
	}
	return 0
}

// evaluate evaluates a string: what stands in brackets is an expression, but for what stands in two.
func (r *templateReader) evaluate(s string) any {
	switch {
	case !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, "]"):
		return literalText(s)
	case strings.HasPrefix(s, "[["):
		return s[1:]
	}
	t := tokenize(s, s[1:len(s)-1], 0, expressionLexicon)
	v := r.expression(parseExpression(t))
	if t.peek().kind != 0 {
		t.fail("%q after the expression", t.peek().text)
	}
	if a, ok := v.(armAfter); ok {
		return a.property()
	}
	return v
}

// parseExpression parses a string, a number or a call, with what is accessed of it.
func parseExpression(t *tokens) *sameNode {
	k := t.peek()
	n := &sameNode{start: k.start}
	switch k.kind {
	case '\'':
		n.kind, n.text = textNode, t.next().text
	case '0':
		n = t.number()
	default:
		n.kind, n.text = callNode, t.of('a').text
		t.want("(")
		for !t.take(")") {
			n.items = append(n.items, parseExpression(t))
			if !t.is(")") {
				t.want(",")
			}
		}
	}
	for {
		switch {
		case t.take("."):
			n = &sameNode{kind: dotNode, text: t.of('a').text, base: n}
		case t.take("["):
			n = &sameNode{kind: indexNode, number: t.number().number, base: n}
			t.want("]")
		default:
			return n
		}
	}
}

// An armAfter is what the function reference returns, and what is accessed of it.
type armAfter struct{ id, path string }

func (a armAfter) property() map[string]any {
	path := strings.TrimPrefix(a.path, ".")
	if strings.Contains(a.id, "/microsoft.resources/deployments/") {
		var ok bool
		if path, ok = strings.CutSuffix(path, ".value"); !ok || !strings.HasPrefix(path, "outputs.") {
			refuse("%s of %s is no output", a.path, a.id)
		}
	}
	return propertyOf(a.id, path)
}

var errSubscription = errors.New("subscription()") // the value of that call, of which only the id is read

// expression evaluates an expression: to a string, a number, an armAfter or errSubscription.
func (r *templateReader) expression(n *sameNode) any {
	switch n.kind {
	case textNode:
		return n.text
	case numberNode:
		return n.number
	case callNode:
		return r.call(n)
	case dotNode:
		switch base := r.expression(n.base).(type) {
		case armAfter:
			base.path += "." + n.text
			return base
		case error:
			if n.text == "subscriptionId" && r.module == "" {
				return ownSubscription
			}
			if n.text == "id" {
				return sameScope{subscription: r.scope.subscription}.path()
			}
		}
	case indexNode:
		if base, ok := r.expression(n.base).(armAfter); ok {
			base.path += fmt.Sprintf("[%d]", n.number)
			return base
		}
	}
	refuse("an expression that this reader does not know: %s %s", n.kind, n.text)
	return nil
}

func (r *templateReader) call(n *sameNode) any {
	if n.text == "subscription" && len(n.items) == 0 {
		return errSubscription
	}
	var args []string
	for _, item := range n.items {
		args = append(args, textOf(r.expression(item)))
	}
	switch {
	case n.text == "resourceId":
		return r.scope.resourceID(args)
	case n.text == "subscriptionResourceId" && len(args) > 1:
		s := sameScope{subscription: r.scope.subscription}
		if !strings.Contains(args[0], "/") {
			s.subscription, args = args[0], args[1:]
		}
		return s.id(args[0], args[1:]...)
	case n.text == "extensionResourceId" && len(args) == 3:
		return strings.ToLower(args[0] + "/providers/" + args[1] + "/" + args[2])
	case n.text == "format" && len(args) > 0:
		s := args[0]
		for i, arg := range args[1:] {
			s = strings.ReplaceAll(s, fmt.Sprintf("{%d}", i), arg)
		}
		return s
	case n.text == "parameters" && len(args) == 1 && r.parameters[args[0]] != "":
		return r.parameters[args[0]]
	case n.text == "reference" && len(args) == 2:
		if r.apis[args[0]] != args[1] && (r.apis[args[0]] != "" || !foreignProperty(args[0])) {
			refuse("%s is referenced with the API version %s, and written with %q", args[0], args[1], r.apis[args[0]])
		}
		return armAfter{id: args[0]}
	}
	refuse("a call that this reader does not know: %s%q", n.text, args)
	return nil
}
