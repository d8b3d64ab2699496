package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"text/template"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"
	"github.com/Masterminds/sprig/v3"
	"github.com/google/go-jsonnet"
	"go.yaml.in/yaml/v3"
)

// What peers are given, as a user of each would have written it.
var (
	//go:embed peers/estate.cue
	cueText string
	//go:embed peers/estate.jsonnet
	jsonnetText string
	//go:embed peers/estate.tmpl
	sprigText string
)

// peers make one template in ARM JSON of the networks of an estate in JSON.
var peers = map[string]func(data []byte) ([]byte, error){"cue": byCUE, "jsonnet": byJsonnet, "sprig": bySprig}

func byCUE(data []byte) ([]byte, error) {
	ctx := cuecontext.New()
	v := ctx.CompileString(cueText)
	estate := ctx.CompileBytes(data)
	v = v.FillPath(cue.ParsePath("estate"), estate)
	return v.LookupPath(cue.ParsePath("template")).MarshalJSON()
}

func byJsonnet(data []byte) ([]byte, error) {
	vm := jsonnet.MakeVM()
	vm.ExtCode("estate", string(data))
	out, err := vm.EvaluateAnonymousSnippet("estate.jsonnet", jsonnetText)
	return []byte(out), err
}

func bySprig(data []byte) ([]byte, error) {
	t, err := template.New("estate").Funcs(sprig.TxtFuncMap()).Parse(sprigText)
	if err != nil {
		return nil, err
	}
	var estate map[string]any
	if err := json.Unmarshal(data, &estate); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, estate)
	return b.Bytes(), err
}

// runPeer reads an estate in JSON, and writes the template.
func runPeer(name, in, out string) error {
	data, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	made, err := peers[name](data)
	if err != nil {
		return err
	}
	return os.WriteFile(out, made, 0o644)
}

// A floorIntent has what is read of an intent in any case.
type floorIntent struct {
	Name            string                  `yaml:"name"`
	Defaults        map[string]any          `yaml:"defaults"`
	Profiles        map[string]floorNetwork `yaml:"profiles"`
	Networks        map[string]floorNetwork `yaml:"networks"`
	Sites           map[string]any          `yaml:"sites"`
	NetworkManagers map[string]any          `yaml:"networkManagers"`
	Connections     map[string]any          `yaml:"connections"`
}

type floorNetwork struct {
	Location      string            `yaml:"location"`
	Profile       string            `yaml:"profile"`
	ResourceGroup string            `yaml:"resourceGroup"`
	AddressSpace  string            `yaml:"addressSpace"`
	Labels        map[string]string `yaml:"labels"`
	Subnets       map[string]string `yaml:"subnets"`
	Gateways      map[string]any    `yaml:"gateways"`
	Firewall      map[string]any    `yaml:"firewall"`
}

// decodeAndWrite is the least that any compiler does: the YAML is decoded into structs, and the same bytes are written.
func decodeAndWrite(intent string, files map[string][]byte, out string) error {
	text, err := os.ReadFile(intent)
	if err != nil {
		return err
	}
	var decoded floorIntent
	if err := yaml.Unmarshal(text, &decoded); err != nil {
		return err
	}
	if len(decoded.Networks) == 0 {
		return errors.New("no networks were decoded")
	}
	for name, content := range files {
		name = filepath.Join(out, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func readAll(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	return files, err
}
