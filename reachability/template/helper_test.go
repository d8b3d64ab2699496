package template

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

const (
	groupSchema        = `"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0"`
	subscriptionSchema = `"$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", "contentVersion": "1.0.0.0"`
	parameterSchema    = `"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0"`
)

// read reads one template to a resource group with no options.
func read(body string) (*Result, diag.List) {
	return Read([]*source.File{source.New("main.json", []byte("{"+groupSchema+",\n"+body+"}"))}, Options{})
}

// must reads a template that has to be good.
func must(t *testing.T, body string) *Result {
	t.Helper()
	result, found := read(body)
	require.Empty(t, errorsOf(found))
	return result
}

func errorsOf(found diag.List) []string {
	var out []string
	for _, d := range found {
		out = append(out, d.Error())
	}
	return out
}

func codesOf(found diag.List) []string {
	var out []string
	for _, d := range found {
		out = append(out, d.Code.ID)
	}
	return out
}

func idsOf(result *Result) []string {
	var out []string
	for _, r := range result.Resources {
		out = append(out, r.ID)
	}
	return out
}

// show writes a value as JSON; what is unknown as <why>.
func show(v *Value) string {
	if v == nil {
		return "absent"
	}
	switch v.Kind {
	case Unknown:
		return "<" + v.Text + ">"
	case Array:
		var parts []string
		for _, item := range v.Items {
			parts = append(parts, show(item))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case Object:
		var parts []string
		for _, m := range v.Members {
			parts = append(parts, quoteJSON(m.Key)+":"+show(m.Value))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	var b strings.Builder
	writeJSON(&b, v, false)
	return b.String()
}

// inVariable makes a template whose one resource shows an expression as its property p.
func inVariable(expression, rest string) string {
	return rest + `"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"p": ` + quoteJSON("["+expression+"]") + `}}]`
}

// evaluate evaluates an expression in a template with some more parts.
func evaluate(t *testing.T, expression, rest string) (string, diag.List) {
	t.Helper()
	result, found := read(inVariable(expression, rest))
	require.Len(t, result.Resources, 1)
	return show(result.Resources[0].Properties.Get("p")), found
}

// sample reads a file of testdata.
func sample(t *testing.T, name string) *source.File {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return source.New(name, content)
}

func namesOf(result *Result) []string {
	var out []string
	for _, r := range result.Resources {
		out = append(out, r.Name)
	}
	return out
}

// summaries are codes and summaries.
func summaries(found diag.List) []string {
	var out []string
	for _, d := range found {
		out = append(out, d.Code.ID+": "+d.Summary)
	}
	return out
}
