package powershell

import (
	"embed"
	"fmt"
	"path"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// Module is the folder of the engine: the name by which PowerShell imports it.
const Module = "Vnetloom.Deploy"

//go:embed module/Vnetloom.Deploy.psm1 module/Vnetloom.Deploy.psd1
var module embed.FS

// Engine is the module that brings Azure to the rows of any estate: its manifest, its code, and the table of types. The files are the same for
// every estate. Paths are below the target's folder.
func Engine() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, name := range []string{Module + ".psd1", Module + ".psm1"} {
		content, err := module.ReadFile("module/" + name)
		if err != nil {
			return nil, fmt.Errorf("powershell: %w", err)
		}
		out[path.Join(Module, name)] = content
	}
	types, err := Types()
	if err != nil {
		return nil, fmt.Errorf("powershell: types: %w", err)
	}
	out[path.Join(Module, "types.json")] = types
	return out, nil
}

// Data is estate.json of a root: its rows, in the words of the intent.
func Data(p *plan.Plan, root *plan.Root) ([]byte, error) {
	estate, err := estateOf(p, root)
	if err != nil {
		return nil, err
	}
	return printJSON(estate, estateWidth)
}
