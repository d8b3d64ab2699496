package powershell

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"sync"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// Module is the folder of the engine: the name by which PowerShell imports it.
const Module = "Vnetloom.Deploy"

// Manifest is the path by which the engine is imported, from the target's folder: PowerShell takes the brackets in a folder's name for a pattern, but
// not in the path of a manifest.
const Manifest = Module + "/" + Module + ".psd1"

// dataFile is the name of the rows of a root.
const dataFile = "estate.json"

//go:embed module/Vnetloom.Deploy.psm1 module/Vnetloom.Deploy.psd1 module/Rows.ps1
var module embed.FS

// Engine are the files of the module that brings Azure to the rows of any estate: its manifest, its code, the table of types, and the shapes of rows. They are the same for
// every estate. Paths are below the target's folder.
func Engine() (map[string][]byte, error) {
	files, err := printedEngine()
	return maps.Clone(files), err
}

// printedEngine is printed once: it takes as long as the rest of a small estate.
var printedEngine = sync.OnceValues(printEngine)

func printEngine() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, name := range []string{Module + ".psd1", Module + ".psm1"} {
		content, err := module.ReadFile("module/" + name)
		if err != nil {
			return nil, fmt.Errorf("powershell: %w", err)
		}
		out[path.Join(Module, name)] = content
	}
	for name, printed := range map[string]func() ([]byte, error){"types.json": Types, "Shapes.ps1": Shapes} {
		content, err := printed()
		if err != nil {
			return nil, fmt.Errorf("powershell: %s: %w", name, err)
		}
		out[path.Join(Module, name)] = content
	}
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
