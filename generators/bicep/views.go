package bicep

import (
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/generators/bicep/modules"
	"github.com/vnetloom/vnetloom/templates"
)

// Views are the views of the templates that are rendered by themselves, by their paths.
func Views() map[string]any {
	return map[string]any{"bicep/main.bicep.tmpl": templates.BicepMain{}, "bicep/estate.bicep.tmpl": templates.BicepEstate{},
		"bicep/main.bicepparam.tmpl": templates.BicepParameters{}, "bicep/alone.bicepparam.tmpl": templates.BicepAlone{}}
}

// Modules are the texts of the modules, and of what they import, by the paths at which a pack has another one. They are without the header, which
// whoever prints them adds.
func Modules() (map[string]string, error) {
	all, err := modules.All()
	if err != nil {
		return nil, err
	}
	out := map[string]string{"bicep/" + modules.Functions: headless(modules.FunctionsText)}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out["bicep/"+all[name].Path()] = headless(all[name].Text)
	}
	return out, nil
}

// Quote is a string literal of Bicep, on one line.
func Quote(s string) (string, error) { return string(text(s)), nil }
