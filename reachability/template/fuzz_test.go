package template

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/vnetloom/vnetloom/source"
)

// FuzzRead reads anything: it must end soon, and what it returns must hold to what consumers rely on.
func FuzzRead(f *testing.F) {
	for _, code := range Codes() {
		f.Add([]byte(code.Example()))
	}
	names, _ := filepath.Glob(filepath.Join("testdata", "*.json"))
	for _, name := range names {
		if content, err := os.ReadFile(name); err == nil && len(content) < 20_000 {
			f.Add(content)
		}
	}
	f.Add([]byte("{" + nestedSeed + "}"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<16 {
			return
		}
		file := source.New("main.json", content)
		start := time.Now()
		result, found := Read([]*source.File{file, file}, Options{Parameters: []*source.File{file},
			Open: func(string) (*source.File, error) { return file, nil }})
		if took := time.Since(start); took > 20*time.Second {
			t.Fatalf("it took %v", took)
		}
		for _, d := range found {
			if d.Summary == "" || d.Code == nil {
				t.Fatal("a diagnostic says nothing")
			}
		}
		checkInvariants(t, result)
	})
}

const nestedSeed = groupSchema + `, "parameters": {"p": {"type": "string"}}, "functions": [{"namespace": "f",` +
	` "members": {"g": {"parameters": [{"name": "x", "type": "int"}], "output": {"type": "int", "value": "[add(parameters('x'), 1)]"}}}}],
"variables": {"copy": [{"name": "l", "count": 2, "input": "[copyIndex('l')]"}], "o": "[union(createObject('a', 1), json('{}'))]"},
"resources": [{"type": "A.B/c", "name": "[format('{0:D2}', f.g(1))]", "copy": {"name": "c", "count": "[length(variables('l'))]"},` +
	` "properties": {"x": "[map(variables('l'), lambda('v', cidrSubnet('10.0.0.0/8', 16, lambdaVariables('v'))))]"}},
{"type": "Microsoft.Resources/deployments", "name": "[parameters('p')]", "properties": {"templateLink": {"relativePath": "x.json"},` +
	` "parameters": {"p": {"value": "[reference('c').x]"}}}}]`
