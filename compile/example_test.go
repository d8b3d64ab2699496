package compile_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/source"
)

const estate = `vnetloom: v1
name: ledger
defaults: {location: westeurope}
networks:
  app:  {addressSpace: 10.20.0.0/24, subnets: {web: 10.20.0.0/26}}
  data: {addressSpace: 10.20.1.0/24, subnets: {sql: 10.20.1.0/26}}
connections:
  ledger: {kind: peering, between: [app, data]}
`

// An intent in a file becomes the files of every target.
func ExampleCompile() {
	result, err := compile.Compile(context.Background(), os.DirFS("../examples/contoso"), []string{"intent.yaml"}, compile.Options{})
	if err != nil {
		fmt.Println(err) // of the call or the context, or a bug
		return
	}
	if result.Findings.HasErrors() {
		return // the intent is wrong, and nothing was made
	}
	for _, f := range result.Files {
		if strings.HasSuffix(f.Path, ".bicep") && strings.Contains(f.Path, "estate") {
			fmt.Println(f.Path)
		}
	}
	// Output:
	// bicep/main/estate.bicep
}

// What is wrong with an intent is found, with the place of it. It is no error of the call.
func ExampleSources() {
	text := strings.ReplaceAll(estate, "10.20.1.0", "10.20.0.0")
	result, err := compile.Sources(context.Background(), []*source.File{source.New("estate.yaml", []byte(text))}, compile.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range result.Findings {
		if d.Severity == diag.Error {
			fmt.Println(d.Subject, d.Code.ID)
		}
	}
	fmt.Println(len(result.Files), "files")
	// Output:
	// estate.yaml:6:24 VL220
	// 0 files
}

// types is a target of its own: the types of the resources that a root deploys.
type types struct{}

func (types) Target() string { return "types" }

func (types) Generate(p *plan.Plan) (*generators.FileSet, error) {
	files := &generators.FileSet{}
	for i := range p.Roots {
		var page strings.Builder
		seen := map[string]bool{}
		for _, m := range p.Roots[i].Modules {
			for _, r := range m.Resources {
				if !seen[r.ID.Type] {
					seen[r.ID.Type] = true
					fmt.Fprintln(&page, r.ID.Type)
				}
			}
		}
		if err := files.Add(p.Roots[i].Folder()+".txt", []byte(page.String())); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// A generator of somebody's own prints the same plan as the built-in ones.
func ExampleOptions() {
	result, err := compile.Sources(context.Background(), []*source.File{source.New("estate.yaml", []byte(estate))}, compile.Options{
		Targets:    []string{"types"},
		Generators: []generators.Generator{types{}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range result.Files {
		fmt.Printf("%s:\n%s", f.Path, f.Content)
	}
	// Output:
	// types/main.txt:
	// Microsoft.Network/virtualNetworks
	// Microsoft.Network/virtualNetworks/virtualNetworkPeerings
}

// The network that was emitted can be asked for its routes, by the names of the intent.
func ExampleResult() {
	result, err := compile.Sources(context.Background(), []*source.File{source.New("estate.yaml", []byte(estate))}, compile.Options{Targets: []string{}})
	if err != nil || result.Findings.HasErrors() {
		fmt.Println(err, result.Findings)
		return
	}
	network, _ := result.Proof.Analysis()
	subnets, err := network.SubnetsOf("app/web")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range network.EffectiveRoutes(subnets[0].ID) {
		if strings.HasPrefix(r.Prefix.String(), "10.20.") {
			fmt.Println(r.Source, r.Prefix, r.NextHopType)
		}
	}
	// Output:
	// Default 10.20.0.0/24 VnetLocal
	// Default 10.20.1.0/24 VNetPeering
}
