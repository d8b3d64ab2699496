package golden_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// This file reads the Bicep: what the compiler would make of it.

// A bicepFiles parses files, and keeps what it has parsed.
type bicepFiles map[string]parsedBicep

type parsedBicep struct {
	text       string
	statements []*bicepStatement
}

func (c bicepFiles) parse(name string, content []byte) []*bicepStatement {
	if p, ok := c[name]; ok && p.text == string(content) {
		return p.statements
	}
	p := parsedBicep{string(content), parseBicep(name, string(content))}
	c[name] = p
	return p.statements
}

// A bicepReader reads a file, main.bicep or that of a module.
type bicepReader struct {
	network    *sameNetwork
	files      map[string][]byte
	cache      bicepFiles
	read       map[string]bool // files
	scope      sameScope
	module     string // id of the deployment of the file, "" for main.bicep
	about      string // what the file's metadata says
	symbols    map[string]*bicepStatement
	ids        map[string]string // of resources and modules, by symbol
	parameters map[string]string // values
}

// readBicep reads what a root emits as Bicep.
func readBicep(files map[string][]byte, cache bicepFiles) *sameNetwork {
	r := &bicepReader{
		network: newSameNetwork(), files: files, cache: cache, read: map[string]bool{},
		scope: sameScope{subscription: ownSubscription},
	}
	parameters := r.open("bicep/main/main.bicepparam")
	if len(parameters) == 0 || parameters[0].keyword != "using" || parameters[0].value.text != "./main.bicep" {
		refuse("main.bicepparam does not begin with the name of main.bicep")
	}
	r.secrets(parameters[1:])
	r.file("bicep/main/main.bicep")
	for name := range r.parameters {
		if s := r.symbols[name]; s == nil || s.keyword != "param" {
			refuse("main.bicepparam gives %s, which main.bicep does not take", name)
		}
	}
	for name := range files {
		if strings.HasPrefix(name, "bicep/") && !r.read[name] {
			refuse("%s is used by nobody", name)
		}
	}
	for _, x := range r.network.resources {
		r.network.checkOutputs(x.body)
	}
	for _, x := range r.network.resources {
		if x.kind == sameOutputs {
			x.body["value"] = r.network.stated(x.body["value"])
		}
	}
	return r.network
}

// secrets reads what main.bicepparam gives: each from an environment variable of its own, none in clear.
func (r *bicepReader) secrets(given []*bicepStatement) {
	r.parameters = map[string]string{}
	variables := map[string]bool{}
	for _, s := range given {
		if s.keyword != "param" || s.value == nil || s.value.kind != callNode || s.value.text != "readEnvironmentVariable" || len(s.value.items) != 1 {
			refuse("main.bicepparam: %s %s is not read from the environment", s.keyword, s.name)
		}
		variable := s.value.items[0].text
		if strings.ReplaceAll(variable, "_", "") != strings.ToUpper(strings.ReplaceAll(s.name, "_", "")) || variables[variable] {
			refuse("main.bicepparam: %s is read from %s", s.name, variable)
		}
		variables[variable] = true
		r.parameters[s.name] = secretOf(s.name)
	}
}

func (r *bicepReader) open(name string) []*bicepStatement {
	content, ok := r.files[name]
	if !ok || r.read[name] {
		refuse("%s: not there, or used twice", name)
	}
	r.read[name] = true
	return r.cache.parse(name, content)
}

// file reads a file that is deployed to the reader's scope.
func (r *bicepReader) file(name string) {
	r.symbols, r.ids = map[string]*bicepStatement{}, map[string]string{}
	statements := r.open(name)
	target := "resourceGroup"
	for _, s := range statements {
		switch s.keyword {
		case "targetScope":
			target = s.value.text
		case "resource", "module", "param":
			if r.symbols[s.name] != nil {
				refuse("%s: %s is declared twice", name, s.name)
			}
			r.symbols[s.name] = s
		}
	}
	if (target == "subscription") != (r.scope.group == "") {
		refuse("%s: the target scope %s is not where it is deployed", name, target)
	}
	for _, s := range statements {
		r.statement(path.Dir(name), s)
	}
}

func (r *bicepReader) statement(dir string, s *bicepStatement) {
	switch s.keyword {
	case "targetScope":
	case "metadata":
		if s.name != "description" {
			refuse("metadata that this reader does not know: %s", s.name)
		}
		r.about = textOf(r.value(s.value))
	case "param":
		if r.parameters[s.name] == "" {
			refuse("the parameter %s is given no value", s.name)
		}
		if r.module == "" {
			if s.kind != "string" || !s.secure {
				refuse("the parameter %s of the root is no secure string", s.name)
			}
			r.network.addSecret(s.name, s.about)
		}
	case "resource":
		id := r.id(s)
		if s.existing {
			r.refuseKeys(s, "parent", "name", "scope")
			return
		}
		x := &sameResource{id: id, kind: s.kind, api: s.api, about: s.about, module: r.module, body: map[string]any{}}
		for i, key := range s.value.keys {
			if !slices.Contains([]string{"parent", "name", "dependsOn", "scope"}, key) {
				x.body[key] = r.value(s.value.items[i])
			}
		}
		x.needs = r.needs(s)
		r.network.add(x)
	case "module":
		r.deployment(dir, s)
	case "output":
		r.network.add(&sameResource{
			id: r.module + " output " + s.name, kind: sameOutputs, about: s.about, module: r.module,
			body: map[string]any{"type": s.kind, "value": r.value(s.value)},
		})
	default:
		refuse("%s in a file of declarations", s.keyword)
	}
}

// refuseKeys refuses members of a declaration that are not among the known ones.
func (r *bicepReader) refuseKeys(s *bicepStatement, known ...string) {
	for _, key := range s.value.keys {
		if !slices.Contains(known, key) {
			refuse("%s %s: a member that this reader does not know: %s", s.keyword, s.name, key)
		}
	}
}

// deployment reads a module: its file is deployed to the scope that the declaration names.
func (r *bicepReader) deployment(dir string, s *bicepStatement) {
	r.refuseKeys(s, "name", "scope", "params", "dependsOn")
	x := &sameResource{id: r.id(s), kind: sameDeployments, about: s.about, module: r.module, needs: r.needs(s)}
	inner := &bicepReader{
		network: r.network, files: r.files, cache: r.cache, read: r.read, module: x.id,
		scope: r.scopeOf(s), parameters: map[string]string{},
	}
	if params := s.value.member("params"); params != nil {
		for i, name := range params.keys {
			inner.parameters[name] = textOf(r.value(params.items[i]))
		}
	}
	inner.file(path.Join(dir, s.kind))
	if inner.about != s.about {
		refuse("module %s: %q, but its file is %q", s.name, s.about, inner.about)
	}
	x.body = map[string]any{"parameters": parametersOf(inner.parameters, func(name string) string {
		p := inner.symbols[name]
		if p == nil || p.keyword != "param" {
			refuse("module %s has no parameter %s", s.name, name)
		}
		if p.secure {
			return "secure" + p.kind
		}
		return p.kind
	})}
	r.network.add(x)
}

// scopeOf is where a resource or module is.
func (r *bicepReader) scopeOf(s *bicepStatement) sameScope {
	n := s.value.member("scope")
	switch {
	case n == nil:
		return r.scope
	case n.kind == nameNode && s.keyword == "module":
		group := r.symbol(n.text)
		if group.kind != sameGroups || group.existing {
			refuse("module %s: the scope %s is no resource group", s.name, n.text)
		}
		return sameScope{r.scope.subscription, textOf(r.value(group.value.member("name")))}
	case n.kind == callNode && (s.existing || s.keyword == "module"):
		var args []string
		for _, item := range n.items {
			args = append(args, textOf(r.value(item)))
		}
		switch fmt.Sprintf("%s %d", n.text, len(args)) {
		case "resourceGroup 1":
			return sameScope{r.scope.subscription, args[0]}
		case "resourceGroup 2":
			return sameScope{args[0], args[1]}
		case "subscription 1":
			return sameScope{subscription: args[0]}
		}
	}
	refuse("%s %s: a scope that this reader does not know", s.keyword, s.name)
	return sameScope{}
}

func (r *bicepReader) symbol(name string) *bicepStatement {
	s := r.symbols[name]
	if s == nil {
		refuse("%s is not declared", name)
	}
	return s
}

// id is the id of a resource or module.
func (r *bicepReader) id(s *bicepStatement) string {
	if id, ok := r.ids[s.name]; ok {
		if id == "" {
			refuse("%s is its own parent", s.name)
		}
		return id
	}
	r.ids[s.name] = ""
	id := ""
	name := textOf(r.value(s.value.member("name")))
	switch parent := s.value.member("parent"); {
	case parent != nil && parent.kind == nameNode && s.value.member("scope") == nil:
		p := r.symbol(parent.text)
		last := strings.TrimPrefix(s.kind, p.kind+"/")
		if p.keyword != "resource" || strings.Contains(last, "/") || strings.Contains(name, "/") {
			refuse("%s: its type or name does not go with its parent's", s.name)
		}
		id = strings.ToLower(r.id(p) + "/" + last + "/" + name)
	case parent != nil:
		refuse("%s: a parent that this reader does not know", s.name)
	case s.keyword == "module":
		id = r.scopeOf(s).id(sameDeployments, name)
	case s.keyword == "resource":
		id = r.scopeOf(s).id(s.kind, strings.Split(name, "/")...)
	default:
		refuse("%s %s has no id", s.keyword, s.name)
	}
	r.ids[s.name] = id
	return id
}

// needs are the ids of what the compiler puts before a declaration: what it lists, and what it names. What an existing
// resource names counts for those who name it.
func (r *bicepReader) needs(s *bicepStatement) []string {
	var ids []string
	seen := map[*bicepStatement]bool{s: true}
	var visit func(*bicepStatement)
	visit = func(from *bicepStatement) {
		from.value.visit(func(n *sameNode) {
			if n.kind != nameNode {
				return
			}
			to := r.symbol(n.text)
			switch {
			case to == s:
				refuse("%s names itself", s.name)
			case to.keyword == "param" || seen[to]:
			case to.existing:
				seen[to] = true
				visit(to)
			default:
				seen[to] = true
				ids = append(ids, r.id(to))
			}
		})
	}
	visit(s)
	if list := s.value.member("dependsOn"); list != nil {
		for _, n := range list.items {
			if list.kind != listNode || n.kind != nameNode || r.symbol(n.text).existing || r.symbol(n.text).value == nil {
				refuse("%s: dependsOn lists what is not deployed", s.name)
			}
		}
	}
	return ids
}

// value evaluates a value.
func (r *bicepReader) value(n *sameNode) any {
	if n == nil {
		return nil
	}
	switch n.kind {
	case textNode:
		return literalText(n.text)
	case numberNode:
		return n.number
	case truthNode:
		return n.truth
	case listNode:
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = r.value(item)
		}
		return out
	case objectNode:
		out := make(map[string]any, len(n.items))
		for i, key := range n.keys {
			out[key] = r.value(n.items[i])
		}
		return out
	case nameNode:
		if s := r.symbol(n.text); s.keyword == "param" {
			return r.parameters[n.text]
		}
	case callNode:
		if n.text == "format" && len(n.items) == 2 && textOf(r.value(n.items[0])) == "/subscriptions/{0}" {
			return sameScope{subscription: textOf(r.value(n.items[1]))}.path()
		}
		if n.text == "resourceId" {
			var args []string
			for _, item := range n.items {
				args = append(args, textOf(r.value(item)))
			}
			return r.scope.resourceID(args)
		}
	case dotNode, indexNode:
		return r.access(n)
	}
	refuse("a value that this reader does not know: %s %s", n.kind, n.text)
	return nil
}

// access evaluates what is accessed of a symbol: its id, a property that the service sets, or an output of a module.
func (r *bicepReader) access(n *sameNode) any {
	accessed := ""
	for ; n.kind != nameNode; n = n.base {
		switch n.kind {
		case dotNode:
			accessed = "." + n.text + accessed
		case indexNode:
			accessed = fmt.Sprintf("[%d]", n.number) + accessed
		case callNode:
			if n.text == "subscription" && len(n.items) == 0 && accessed == ".subscriptionId" && r.module == "" {
				return ownSubscription
			}
			if n.text == "subscription" && len(n.items) == 0 && accessed == ".id" {
				return sameScope{subscription: r.scope.subscription}.path()
			}
			refuse("%s() with %s", n.text, accessed)
		}
	}
	s := r.symbol(n.text)
	property, ok := strings.CutPrefix(accessed, ".properties.")
	switch {
	case s.keyword == "resource" && accessed == ".id":
		return r.id(s)
	case s.keyword == "resource" && ok && (!s.existing || foreignProperty(r.id(s))):
		return propertyOf(r.id(s), property)
	case s.keyword == "module" && strings.HasPrefix(accessed, ".outputs."):
		return propertyOf(r.id(s), accessed[1:])
	}
	refuse("%s%s: an access that this reader does not know", n.text, accessed)
	return nil
}
