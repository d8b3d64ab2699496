package template

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

// Two examples are parameter files, which are read beside a template.
func TestEveryCodesExampleShowsTheCode(t *testing.T) {
	empty := source.New("main.json", []byte(`{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", `+
		`"contentVersion": "1.0.0.0", "resources": []}`))
	parameters := map[string]bool{"VL705": true, "VL706": true}
	for _, code := range Codes() {
		t.Run(code.ID, func(t *testing.T) {
			file, options := source.New("example.json", []byte(code.Example())), Options{}
			if parameters[code.ID] {
				file, options.Parameters = empty, []*source.File{file}
			}
			_, found := Read([]*source.File{file}, options)
			var ids []string
			for _, d := range found {
				ids = append(ids, d.Code.ID)
			}
			require.Contains(t, ids, code.ID, "%v", found)
		})
	}
}
