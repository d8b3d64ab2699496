package microsofttest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The subscription that is deployed to where a test does not say which, and the tenant of every deployment.
const (
	OwnSubscription = "0e0e0e0e-0000-4000-8000-000000000001"
	ownTenant       = "0e0e0e0e-0000-4000-8000-000000000002"

	OwnManagementGroup = "mg-own" // of templates for a management group
)

// A Scope is where a template is deployed: the zero value is a subscription of its own, and a group of it where the template is one for a
// resource group.
type Scope struct{ Subscription, ResourceGroup string }

// A Resource is one that Microsoft's deployment engine expands a template to, as it would be written.
type Resource struct {
	ID   string         // as the engine writes it
	Type string         // Microsoft.Network/virtualNetworks
	Body map[string]any // all of it: id, type, name, apiVersion, location, tags, properties; numbers are json.Number
}

// A Snapshot is what a template expands to. What only a deployment knows stands in it as an expression: text in brackets.
type Snapshot struct {
	Template  []byte              // the ARM JSON that was expanded: the compiler's, or what was given
	Values    []byte              // the parameter file that it was expanded with, nil for none
	Resources map[string]Resource // by ID in lower case
	Outputs   map[string]any
}

// diagnostic is one of the compiler's.
type diagnostic struct {
	Source, Level, Code, Message string
	Range                        struct{ Start struct{ Line, Char int } }
}

func (d diagnostic) String() string {
	return fmt.Sprintf("%s(%d,%d): %s %s: %s", d.Source, d.Range.Start.Line+1, d.Range.Start.Char+1, d.Level, d.Code, d.Message)
}

// failed is the error of a compilation, with everything that the compiler says.
func failed(what string, reported []diagnostic) error {
	list := []error{fmt.Errorf("%s does not compile", what)}
	for _, d := range reported {
		list = append(list, errors.New(d.String()))
	}
	return errors.Join(list...)
}

// Build compiles a .bicep file to ARM JSON.
func (e *Engine) Build(file string) ([]byte, error) {
	whole, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	var built struct {
		Success     bool
		Diagnostics []diagnostic
		Contents    string
	}
	if err := e.ask("bicep/compile", map[string]any{"path": whole}, &built); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if !built.Success {
		return nil, failed(file, built.Diagnostics)
	}
	return []byte(built.Contents), nil
}

// Format is a .bicep file as the compiler formats it.
func (e *Engine) Format(file string) (string, error) {
	whole, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	var formatted struct{ Contents string }
	if err := e.ask("bicep/format", map[string]any{"path": whole}, &formatted); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	return formatted.Contents, nil
}

// BuildParameters compiles a .bicepparam file to ARM JSON: the parameter file, and the template that it uses.
func (e *Engine) BuildParameters(file string) (template, parameters []byte, err error) {
	whole, err := filepath.Abs(file)
	if err != nil {
		return nil, nil, err
	}
	var built struct {
		Success              bool
		Diagnostics          []diagnostic
		Parameters, Template string
	}
	ask := map[string]any{"path": whole, "parameterOverrides": map[string]any{}}
	if err := e.ask("bicep/compileParams", ask, &built); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	if !built.Success {
		return nil, nil, failed(file, built.Diagnostics)
	}
	return []byte(built.Template), []byte(built.Parameters), nil
}

// Folder is what the root in a folder expands to, in whichever language it is: main.bicepparam with what it uses, main.bicep, or
// main.json with main.parameters.json where there is one.
func (e *Engine) Folder(t testing.TB, dir string, to Scope) (*Snapshot, error) {
	t.Helper()
	has := func(name string) (string, bool) {
		path := filepath.Join(dir, name)
		_, err := os.Stat(path)
		return path, err == nil
	}
	if path, ok := has("main.bicepparam"); ok {
		return e.File(t, path, to)
	}
	if path, ok := has("main.bicep"); ok {
		return e.File(t, path, to)
	}
	path, ok := has("main.json")
	if !ok {
		return nil, fmt.Errorf("%s has no main.bicepparam, main.bicep or main.json", dir)
	}
	return e.File(t, path, to)
}

// File is what a .bicep file, a .bicepparam file with what it uses, or an ARM template expands to; beside X.json, the values of
// X.parameters.json are given.
func (e *Engine) File(t testing.TB, file string, to Scope) (*Snapshot, error) {
	t.Helper()
	switch filepath.Ext(file) {
	case ".bicepparam":
		template, parameters, err := e.BuildParameters(file)
		if err != nil {
			return nil, err
		}
		return e.Expand(t, template, parameters, to)
	case ".bicep":
		template, err := e.Build(file)
		if err != nil {
			return nil, err
		}
		return e.Expand(t, template, nil, to)
	}
	template, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	parameters, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".parameters.json")
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return e.Expand(t, template, parameters, to)
}

// Expand is what an ARM template expands to with the values of a parameter file, which may be nil. Secure parameters are expanded like
// others, so that it is seen where each goes: one without a value has one that is made of its name.
func (e *Engine) Expand(t testing.TB, template, parameters []byte, to Scope) (*Snapshot, error) {
	t.Helper()
	tree, err := decode(template)
	if err != nil {
		return nil, err
	}
	given, err := valuesOf(parameters)
	if err != nil {
		return nil, err
	}
	declared, _ := tree["parameters"].(map[string]any)
	for name, d := range declared {
		if o, _ := d.(map[string]any); isSecure(o) && given[name] == nil {
			given[name] = secretOf(name)
		}
	}
	reveal(tree)
	rename(tree, policyRule, openPolicyRule)
	content, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "main.bicepparam")
	if err := os.WriteFile(filepath.Join(dir, "main.json"), content, 0o600); err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, bicepparam(given), 0o600); err != nil {
		return nil, err
	}
	metadata, err := metadataOf(tree, to)
	if err != nil {
		return nil, err
	}
	s, err := e.snapshot(file, metadata)
	if err != nil {
		return nil, err
	}
	s.Template, s.Values = template, parameters
	return s, nil
}

// snapshot asks for that of a .bicepparam file.
func (e *Engine) snapshot(file string, metadata map[string]any) (*Snapshot, error) {
	var answered struct{ Snapshot string }
	if err := e.ask("bicep/getSnapshot", map[string]any{"path": file, "metadata": metadata}, &answered); err != nil {
		if _, _, why := e.BuildParameters(file); why != nil { // the answer says no more than that it does not compile
			return nil, errors.Join(err, why)
		}
		return nil, err
	}
	var read struct {
		PredictedResources []map[string]any
		Diagnostics        []json.RawMessage
		Outputs            map[string]any
	}
	d := json.NewDecoder(strings.NewReader(answered.Snapshot))
	d.UseNumber()
	if err := d.Decode(&read); err != nil {
		return nil, err
	}
	if len(read.Diagnostics) > 0 {
		return nil, fmt.Errorf("the engine says: %s", slices.Concat(read.Diagnostics...))
	}
	s := &Snapshot{Resources: map[string]Resource{}, Outputs: read.Outputs}
	for _, body := range read.PredictedResources {
		rename(body, openPolicyRule, policyRule)
		r := Resource{Body: body}
		r.ID, _ = body["id"].(string)
		r.Type, _ = body["type"].(string)
		key := strings.ToLower(r.ID)
		if _, twice := s.Resources[key]; twice || key == "" || r.Type == "" {
			return nil, fmt.Errorf("a resource without id or type, or twice: %s", key)
		}
		s.Resources[key] = r
	}
	return s, nil
}

func decode(content []byte) (tree map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(content))
	d.UseNumber()
	return tree, d.Decode(&tree)
}

// valuesOf are the values of a parameter file, by name.
func valuesOf(parameters []byte) (map[string]any, error) {
	out := map[string]any{}
	if parameters == nil {
		return out, nil
	}
	file, err := decode(parameters)
	if err != nil {
		return nil, err
	}
	list, _ := file["parameters"].(map[string]any)
	for name, p := range list {
		o, _ := p.(map[string]any)
		if _, stored := o["reference"]; stored {
			continue // in a key vault: it has the value of one that is not given
		}
		value, ok := o["value"]
		if !ok {
			return nil, fmt.Errorf("parameter %s has neither a value nor a reference", name)
		}
		out[name] = value
	}
	return out, nil
}

func isSecure(declaration map[string]any) bool {
	kind, _ := declaration["type"].(string)
	return strings.HasPrefix(strings.ToLower(kind), "secure")
}

// reveal makes every secure parameter of a template, and of those that are nested in it, one like others.
func reveal(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			reveal(item)
		}
	case map[string]any:
		if kind, _ := v["type"].(string); isSecure(v) {
			v["type"] = strings.ToLower(kind)[len("secure"):]
		}
		for _, item := range v {
			reveal(item)
		}
	}
}

// The engine leaves what stands in the rule of a policy definition as it is, since a policy has expressions of its own. A deployment
// expands them: the quickstart of Azure Virtual Network Manager has the id of a network group there as an expression.
const policyRule, openPolicyRule = "policyRule", "openPolicyRule"

// rename renames a member wherever it stands.
func rename(v any, from, to string) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			rename(item, from, to)
		}
	case map[string]any:
		for _, item := range v {
			rename(item, from, to)
		}
		if item, ok := v[from]; ok {
			delete(v, from)
			v[to] = item
		}
	}
}

// metadataOf is what the engine is told of a deployment, by the scope that the template's schema says.
func metadataOf(tree map[string]any, to Scope) (map[string]any, error) {
	out := map[string]any{"tenantId": ownTenant, "subscriptionId": cmp.Or(to.Subscription, OwnSubscription), "location": "westeurope", "deploymentName": "main"}
	schema, _ := tree["$schema"].(string)
	switch lower := strings.ToLower(schema); {
	case strings.Contains(lower, "/subscriptiondeploymenttemplate.json"):
	case strings.Contains(lower, "/deploymenttemplate.json"):
		out["resourceGroup"] = cmp.Or(to.ResourceGroup, "rg-own")
	case strings.Contains(lower, "/managementgroupdeploymenttemplate.json"):
		delete(out, "subscriptionId")
		out["managementGroupId"] = OwnManagementGroup
	case strings.Contains(lower, "/tenantdeploymenttemplate.json"):
		delete(out, "subscriptionId")
	default:
		return nil, fmt.Errorf("%q is no template for a deployment", schema)
	}
	return out, nil
}

// bicepparam is a file that gives values to the parameters of main.json beside it.
func bicepparam(given map[string]any) []byte {
	var b bytes.Buffer
	b.WriteString("using './main.json'\n")
	for _, name := range slices.Sorted(maps.Keys(given)) {
		fmt.Fprintf(&b, "param %s = %s\n", name, literal(given[name]))
	}
	return b.Bytes()
}

var escapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`, `${`, `\${`)

// literal writes a JSON value in Bicep.
func literal(v any) string {
	switch v := v.(type) {
	case string:
		return "'" + escapes.Replace(v) + "'"
	case []any:
		var b strings.Builder
		for _, item := range v {
			b.WriteString(literal(item) + "\n")
		}
		return "[\n" + b.String() + "]"
	case map[string]any:
		var b strings.Builder
		for _, key := range slices.Sorted(maps.Keys(v)) {
			b.WriteString(literal(key) + ": " + literal(v[key]) + "\n")
		}
		return "{\n" + b.String() + "}"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") { // Bicep has no fractions
			return "json('" + v.String() + "')"
		}
		return v.String()
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}
