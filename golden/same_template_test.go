package golden_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// This file reads the ARM JSON: the reader of the second opinion evaluates it. What that leaves out, because it is no property of a
// resource, is read beside it: descriptions, outputs, and how a module is deployed; what is not known is refused.

// A templateReader walks templates in the order in which their resources are evaluated.
type templateReader struct {
	network    *sameNetwork
	part       string // of the root that is walked, where it is divided
	evaluated  []template.Resource
	references []string // texts with the function reference
}

// outputsType is the type of a resource that stands for the outputs of a template, so that they are evaluated in their place.
const outputsType = "Test.Outputs/outputs"

// readTemplates reads what a root emits as ARM JSON: main.json, or the parts of a root that is divided.
func readTemplates(files map[string][]byte) *sameNetwork {
	parameters := decodeObject(files["arm/main/main.parameters.json"])
	knownKeys(parameters, "$schema", "contentVersion", "parameters")
	if len(objectOf(parameters["parameters"])) > 0 {
		refuse("main.parameters.json has parameters")
	}
	var roots []map[string]any
	var sources []*source.File
	for _, name := range sortedNames(files) {
		if !strings.HasPrefix(name, "arm/main/") || strings.HasSuffix(name, ".parameters.json") {
			continue
		}
		root := decodeObject(files[name])
		reveal(root, true)
		content, err := json.Marshal(root)
		if err != nil {
			refuse("%v", err)
		}
		roots, sources = append(roots, root), append(sources, source.New(name, content))
	}
	read, found := template.Read(sources, template.Options{})
	if len(found) > 0 {
		refuse("the reader finds: %v", found)
	}
	r := &templateReader{network: newSameNetwork(), evaluated: read.Resources}
	for i, root := range roots {
		if len(roots) > 1 {
			r.part = sources[i].Name
		}
		r.secrets(objectOf(root["parameters"]))
		r.template("", sameScope{subscription: ownSubscription}, root)
	}
	if len(r.evaluated) > 0 {
		refuse("%s is evaluated, and not in its place", r.evaluated[0].ID)
	}
	r.checkReferences()
	for _, x := range r.network.resources {
		r.network.checkOutputs(x.body)
	}
	return r.network
}

// secureText is the type of a secure parameter, and revealedText what it is evaluated as, so that it is seen where its value goes.
const secureText, revealedText = "securestring", "string"

// reveal gives every secure parameter of a root the value secretOf, and hands it on to the modules; and it makes a resource of the outputs.
func reveal(o map[string]any, root bool) {
	for name, d := range objectOf(o["parameters"]) {
		declared := objectOf(d)
		knownKeys(declared, "type", "metadata")
		switch kind := textOf(declared["type"]); {
		case kind == secureText:
			declared["type"], declared["metadata"] = revealedText, map[string]any{"was": secureText, "description": aboutOf(declared)}
		case root || kind != revealedText:
			refuse("the parameter %s is %s", name, kind)
		}
		if root {
			declared["defaultValue"] = secretOf(name)
		}
	}
	for _, item := range listOf(o["resources"]) {
		if nested := objectOf(objectOf(objectOf(item)["properties"])["template"]); nested != nil {
			reveal(nested, false)
		}
	}
	outputs := objectOf(o["outputs"])
	if len(outputs) == 0 {
		return
	}
	values := map[string]any{}
	for name, out := range outputs {
		values[name] = objectOf(out)["value"]
	}
	o["resources"] = append(listOf(o["resources"]), map[string]any{"type": outputsType, "apiVersion": "2026-01-01", "name": "outputs", "properties": values})
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

// next is the next resource as it is evaluated.
func (r *templateReader) next(kind string) template.Resource {
	if len(r.evaluated) == 0 || r.evaluated[0].Type != kind {
		refuse("a %s that is not evaluated in its place", kind)
	}
	x := r.evaluated[0]
	r.evaluated = r.evaluated[1:]
	return x
}

// template walks a template, of a root or of the module that has that id.
func (r *templateReader) template(module string, scope sameScope, o map[string]any) {
	knownKeys(o, "$schema", "contentVersion", "metadata", "parameters", "resources", "outputs")
	if schema := textOf(o["$schema"]); strings.HasSuffix(schema, "/subscriptionDeploymentTemplate.json#") != (scope.group == "") {
		refuse("%s: the schema %s is not that of its scope", module, schema)
	}
	for _, item := range listOf(o["resources"]) {
		if raw := objectOf(item); raw["type"] == outputsType {
			r.outputs(module, objectOf(o["outputs"]), objectOf(raw["properties"]))
		} else {
			r.resource(module, raw)
		}
	}
}

// secrets reads the parameters of the root, each of which is a secure string without a value.
func (r *templateReader) secrets(declared map[string]any) {
	for _, name := range sortedNames(declared) {
		about := textOf(objectOf(objectOf(declared[name])["metadata"])["description"])
		if other := r.network.resources[secretID(name)]; other == nil {
			r.network.addSecret(name, about)
		} else if r.part == "" || other.about != about { // parts of a root ask for the same
			refuse("the parameter %s is there twice", name)
		}
	}
}

// aboutOf is the description that an object has for a reader.
func aboutOf(o map[string]any) string {
	metadata := objectOf(o["metadata"])
	knownKeys(metadata, "description")
	return textOf(metadata["description"])
}

func (r *templateReader) outputs(module string, declared, raw map[string]any) {
	values, of := r.next(outputsType).Properties, module
	if module == "" {
		of = r.part
	}
	for _, name := range sortedNames(declared) {
		out := objectOf(declared[name])
		knownKeys(out, "type", "metadata", "value")
		r.network.add(&sameResource{
			id: of + " output " + name, kind: sameOutputs, about: aboutOf(out), module: module,
			body: map[string]any{"type": textOf(out["type"]), "value": r.value(raw[name], values.Get(name))},
		})
	}
}

func (r *templateReader) resource(module string, raw map[string]any) {
	read := r.next(textOf(raw["type"]))
	x := &sameResource{
		id: read.ID, kind: read.Type, api: read.APIVersion, about: aboutOf(raw), module: module, body: map[string]any{}, needs: read.DependsOn,
	}
	if read.Deployment != module {
		refuse("%s is evaluated as one of %s", x.id, read.Deployment)
	}
	if x.kind == sameDeployments {
		r.deployment(x, raw, read)
	} else {
		for key, v := range raw {
			if !slices.Contains([]string{"type", "name", "apiVersion", "metadata", "dependsOn"}, key) {
				x.body[key] = r.value(v, read.Body.Get(key))
			}
		}
		if readsProperty(raw) && !readsForeign(x.body, r.network, module) {
			refuse("%s: a reference that orders resources without dependsOn", x.id)
		}
	}
	r.network.add(x)
}

// readsProperty tells whether a value has the function reference in it.
func readsProperty(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.Contains(v, "reference(")
	case []any:
		return slices.ContainsFunc(v, readsProperty)
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), readsProperty)
	}
	return false
}

// readsForeign tells whether every property that a value holds, and one at least, is of a resource of another module, and one that may be
// read there.
func readsForeign(v any, n *sameNetwork, module string) bool {
	found, foreign := 0, 0
	eachProperty(v, func(id, _ string) {
		found++
		if of := n.resources[id]; (of == nil || of.module != module) && foreignProperty(id) {
			foreign++
		}
	})
	return found > 0 && found == foreign
}

// deployment reads a module: what it deploys stands in the scope that it names.
func (r *templateReader) deployment(x *sameResource, raw map[string]any, read template.Resource) {
	knownKeys(raw, "type", "apiVersion", "name", "subscriptionId", "resourceGroup", "location", "properties", "dependsOn", "metadata")
	if l := textOf(raw["location"]); (l == "[deployment().location]") != (read.ResourceGroup == "") {
		refuse("%s: location %q", x.id, l)
	}
	p := objectOf(raw["properties"])
	knownKeys(p, "expressionEvaluationOptions", "mode", "parameters", "template")
	if p["mode"] != "Incremental" || brief(p["expressionEvaluationOptions"]) != `{"scope":"inner"}` {
		refuse("%s: how it is deployed", x.id)
	}
	inner := objectOf(p["template"])
	declared, given := objectOf(inner["parameters"]), objectOf(p["parameters"])
	knownKeys(given, sortedNames(declared)...)
	knownKeys(declared, sortedNames(given)...)
	values := map[string]string{}
	for name := range given {
		holder := objectOf(given[name])
		knownKeys(holder, "value")
		values[name] = handedOn(textOf(holder["value"]))
	}
	x.body["parameters"] = parametersOf(values, func(name string) string {
		d := objectOf(declared[name])
		if objectOf(d["metadata"])["was"] == secureText {
			return secureText
		}
		return textOf(d["type"])
	})
	r.template(x.id, sameScope{subscription: read.Subscription, group: read.ResourceGroup}, inner)
}

// handedOn is the value that a root hands on to a module: that of a secure parameter of its own, or the subscription that it is deployed to.
func handedOn(expression string) string {
	if expression == "[subscription().subscriptionId]" {
		return ownSubscription
	}
	name, ok := strings.CutPrefix(expression, "[parameters('")
	name, end := strings.CutSuffix(name, "')]")
	if !ok || !end {
		refuse("a module is given %s", expression)
	}
	return secretOf(name)
}

// parametersOf is what the body of a deployment says of its parameters.
func parametersOf(values map[string]string, kind func(name string) string) map[string]any {
	out := map[string]any{}
	for name, value := range values {
		out[name] = map[string]any{"type": kind(name), "value": value}
	}
	return out
}

// value is an evaluated value; what only a deployment knows is the property that it is. Members that are not evaluated are refused.
func (r *templateReader) value(raw any, v *template.Value) any {
	if s, ok := raw.(string); ok && strings.Contains(s, "reference(") {
		r.references = append(r.references, s)
	}
	switch x := raw.(type) {
	case []any:
		if v == nil || len(v.List()) != len(x) {
			break
		}
		out := make([]any, len(x))
		for i := range x {
			out[i] = r.value(x[i], v.Items[i])
		}
		return out
	case map[string]any:
		if v == nil || v.Kind != template.Object || len(v.Members) != len(x) {
			break
		}
		out := make(map[string]any, len(x))
		for key := range x {
			out[key] = r.value(x[key], v.Get(key))
		}
		return out
	case string, json.Number, bool:
		return evaluatedValue(v)
	}
	refuse("%s is evaluated as %s", brief(raw), brief(plainOf(v)))
	return nil
}

func evaluatedValue(v *template.Value) any { return readValue(plainOf(v)) }

// readValue puts properties that are read in the place of what is not known yet.
func readValue(v any) any {
	switch out := v.(type) {
	case string, bool:
		return out
	case float64:
		if n := int64(out); float64(n) == out {
			return n
		}
	case []any: // what an expression makes, such as the value of an output
		list := make([]any, len(out))
		for i, item := range out {
			list[i] = readValue(item)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(out))
		for key, member := range out {
			object[key] = readValue(member)
		}
		return object
	case unread:
		if out.id != "" {
			return propertyOf(out.id, out.path)
		}
	}
	refuse("a value that is not known: %s", brief(v))
	return nil
}

// referenced matches the type and the API version of a reference.
var referenced = regexp.MustCompile(`reference\((?:resourceId|extensionResourceId|subscriptionResourceId)\(` +
	`.*'(Microsoft\.[A-Za-z./]+)'(?:, '[^']*')+\), '([0-9-]+)'\)`)

// checkReferences holds that what is referenced is so with the API version that it is written with.
func (r *templateReader) checkReferences() {
	apis := map[string]string{}
	for _, x := range r.network.resources {
		apis[x.kind] = x.api
	}
	for _, s := range r.references {
		all := referenced.FindAllStringSubmatch(s, -1)
		if len(all) != strings.Count(s, "reference(") {
			refuse("a reference that this reader does not know: %s", s)
		}
		for _, m := range all {
			if api := apis[m[1]]; api != "" && api != m[2] {
				refuse("%s is written with the API version %s: %s", m[1], api, s)
			}
		}
	}
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
