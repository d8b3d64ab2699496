package compile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

const twoNetworks = `vnetloom: v1
name: demo
defaults: {location: westeurope}
networks:
  a: {addressSpace: 10.0.0.0/24, subnets: {web: 10.0.0.0/26}}
  b: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  ab: {kind: peering, between: [a, b]}
`

func text(content string) []*source.File {
	return []*source.File{source.New("estate.yaml", []byte(content))}
}

func paths(files []generators.File) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.Path)
	}
	return out
}

// A lister is a generator of an outsider's: the names of the plan's roots.
type lister struct {
	target string
	err    error
	breaks bool
	set    func() *generators.FileSet
}

func (l lister) Target() string { return l.target }

func (l lister) Generate(p *plan.Plan) (*generators.FileSet, error) {
	if l.breaks {
		panic("a secret of the intent")
	}
	if l.set != nil {
		return l.set(), nil
	}
	out := &generators.FileSet{}
	for i := range p.Roots {
		if err := out.Add(p.Roots[i].Folder()+".txt", []byte(p.Roots[i].About+"\n")); err != nil {
			return nil, err
		}
	}
	return out, l.err
}

func TestAnIntentBecomesFilesThatAreProved(t *testing.T) {
	r, err := Sources(t.Context(), text(twoNetworks), Options{})
	require.NoError(t, err)
	require.Empty(t, r.Findings.Without(diag.Note))
	require.Len(t, r.Topology.Networks, 2)
	require.Equal(t, "demo", r.Plan.Name)
	require.Equal(t, []string{"arm/README.md", "arm/main/main.json", "arm/main/main.parameters.json"}, paths(r.Files)[:3])
	require.True(t, slices.IsSorted(paths(r.Files)))
	for _, f := range r.Files {
		require.NotEmpty(t, f.Content, f.Path)
	}
	a, found := r.Proof.Analysis()
	require.Empty(t, found)
	web, err := a.SubnetsOf("a/web")
	require.NoError(t, err)
	require.Len(t, web, 1)
	require.NotEmpty(t, a.EffectiveRoutes(web[0].ID))
}

func TestOptionsChooseTheTargets(t *testing.T) {
	mine := lister{target: "list"}
	for name, c := range map[string]struct {
		options Options
		want    []string
	}{
		"none":              {Options{Targets: []string{}}, nil},
		"one":               {Options{Targets: []string{"arm"}}, []string{"arm/README.md", "arm/main/main.json", "arm/main/main.parameters.json"}},
		"one without proof": {Options{Targets: []string{"arm"}, SkipProof: true}, []string{"arm/README.md", "arm/main/main.json", "arm/main/main.parameters.json"}},
		"an outsider's":     {Options{Targets: []string{"list"}, Generators: []generators.Generator{mine}}, []string{"list/main.txt"}},
		"not the outsider's": {Options{Targets: []string{"arm"}, Generators: []generators.Generator{mine}},
			[]string{"arm/README.md", "arm/main/main.json", "arm/main/main.parameters.json"}},
	} {
		r, err := Sources(t.Context(), text(twoNetworks), c.options)
		require.NoError(t, err, name)
		require.Equal(t, c.want, paths(r.Files), name)
		require.Equal(t, c.options.SkipProof, r.Proof == nil, name)
	}
	all, err := Sources(t.Context(), text(twoNetworks), Options{Generators: []generators.Generator{mine}})
	require.NoError(t, err)
	require.Contains(t, paths(all.Files), "list/main.txt")
	require.Contains(t, paths(all.Files), "bicep/main/main.bicep")
}

func TestTemplatesTakeThePlaceOfTheBuiltInOnes(t *testing.T) {
	pack := fstest.MapFS{"bicep/main.bicepparam.tmpl": {Data: []byte("// {{.Main}}\n")}}
	r, err := Sources(t.Context(), text(twoNetworks), Options{Targets: []string{"bicep"}, Templates: pack})
	require.NoError(t, err)
	i := slices.Index(paths(r.Files), "bicep/main/main.bicepparam")
	require.Equal(t, "// './main.bicep'\n", string(r.Files[i].Content))
}

func TestTemplatesThatCannotBeReadOrAreNotUsedAreErrors(t *testing.T) {
	for want, pack := range map[string]fs.FS{
		"no such file": os.DirFS(filepath.Join(t.TempDir(), "none")),
		"disk full":    brokenFS{},
		"takes the place of no built-in template, and no template uses it": fstest.MapFS{"bicep/mian.bicepparam.tmpl": {Data: []byte("x")}},
	} {
		_, err := Sources(t.Context(), text(twoNetworks), Options{Targets: []string{"bicep"}, Templates: pack})
		require.ErrorContains(t, err, want)
	}
	pack := fstest.MapFS{"bicep/main.bicepparam.tmpl": {Data: []byte("{{if .Main}}{{template \"mine.tmpl\" .}}{{end}}\n")}, "bicep/mine.tmpl": {Data: []byte("// {{.Main}}")}}
	_, err := Sources(t.Context(), text(twoNetworks), Options{Targets: []string{"bicep"}, Templates: pack})
	require.NoError(t, err, "a template of its own that another uses")
}

type brokenFS struct{}

func (brokenFS) Open(string) (fs.File, error) { return nil, errors.New("disk full") }

func TestSourcesHaveCleanNamesAndGeneratorsAreThere(t *testing.T) {
	for want, names := range map[string][]string{
		`source 2 is called "./a.yaml"`:    {"a.yaml", "./a.yaml"},
		`source 1 is called "x/../a.yaml"`: {"x/../a.yaml"},
		`source 1 is called "a.yaml/"`:     {"a.yaml/"},
		`source 1 is called ""`:            {""},
		`source 1 is called "/a.yaml"`:     {"/a.yaml"},
		`two files are called "a.yaml"`:    {"a.yaml", "a.yaml"},
		`source 1 is nil`:                  nil,
	} {
		files := []*source.File{nil}
		if names != nil {
			files = nil
		}
		for _, name := range names {
			files = append(files, source.New(name, []byte(twoNetworks)))
		}
		_, err := Sources(t.Context(), files, Options{})
		require.ErrorContains(t, err, want)
	}
	_, err := Compile(t.Context(), nil, []string{"a.yaml"}, Options{})
	require.EqualError(t, err, "the file system is nil")
	_, err = Sources(t.Context(), text(twoNetworks), Options{Generators: []generators.Generator{nil}})
	require.EqualError(t, err, "a generator is nil")
	_, err = Sources(t.Context(), text(twoNetworks), Options{Generators: []generators.Generator{(*lister)(nil)}})
	var b *Bug
	require.ErrorAs(t, err, &b, "its Target panics")
	require.Contains(t, err.Error(), `generator "*compile.lister" panicked in compile.`)
	for _, name := range []string{"CON", "a.", "a?", "a\nb", "\xff", strings.Repeat("a", 300)} {
		_, err = Sources(t.Context(), text(twoNetworks), Options{Generators: []generators.Generator{lister{target: name}}})
		require.ErrorContains(t, err, "the name of a target is that of a folder")
	}
}

func TestWhatIsAskedWronglyIsAnError(t *testing.T) {
	for want, o := range map[string]Options{
		`unknown target "bicpe": targets are bicep, arm, powershell`:       {Targets: []string{"bicpe"}},
		`unknown target "steps": targets are bicep, arm, powershell, list`: {Targets: []string{"steps"}, Generators: []generators.Generator{lister{target: "list"}}},
		`target "Bicep": there is one of this name already`:                {Generators: []generators.Generator{lister{target: "Bicep"}}},
		`target "steps": there is one of this name already`:                {Generators: []generators.Generator{lister{target: "steps"}}},
		`target "../arm": the name of a target is that of a folder`:        {Generators: []generators.Generator{lister{target: "../arm"}}},
		`target "": the name of a target is that of a folder`:              {Generators: []generators.Generator{lister{}}},
		`disk full`: {Generators: []generators.Generator{lister{target: "list", err: errors.New("disk full")}}},
		`list: the generator has made no set of files`: {Generators: []generators.Generator{
			lister{target: "list", set: func() *generators.FileSet { return nil }},
		}},
		`bicep/broken.tmpl:1:1: unclosed action`: {Templates: fstest.MapFS{"bicep/broken.tmpl": {Data: []byte("{{")}}},
	} {
		_, err := Sources(t.Context(), text(twoNetworks), o)
		require.EqualError(t, err, want)
	}
	_, err := Sources(t.Context(), append(text(twoNetworks), text("name: other")...), Options{})
	require.EqualError(t, err, `two files are called "estate.yaml"`)
}

func TestAnErrorOfTheIntentIsAFindingAndEndsTheRun(t *testing.T) {
	r, err := Sources(t.Context(), text("vnetloom: v1\nname: demo\nnetworks: {a: {addressSpace: 10.0.0.1/24}}\n"), Options{})
	require.NoError(t, err)
	require.True(t, r.Findings.HasErrors())
	require.Equal(t, "estate.yaml", r.Findings[0].Subject.File.Name)
	require.Nil(t, r.Plan)
	require.Nil(t, r.Files)

	r, err = Compile(t.Context(), fstest.MapFS{}, []string{"none.yaml"}, Options{})
	require.NoError(t, err)
	require.Equal(t, "none.yaml", r.Findings[0].Subject.String())
}

func TestABrokenPromiseIsAFindingAndNothingIsEmitted(t *testing.T) {
	r, err := Sources(t.Context(), text(twoNetworks+"expect:\n  apart: {from: a, to: b, reachable: false}\n"), Options{})
	require.NoError(t, err)
	require.True(t, r.Findings.HasErrors())
	require.NotNil(t, r.Plan)
	require.Nil(t, r.Files)
}

// fakes are stages of which each says that it ran.
func fakes(at func(stage string)) stages {
	return stages{
		load: func(fs.FS, []string) (*schema.Intent, diag.List) { at("load"); return &schema.Intent{}, nil },
		resolve: func(*schema.Intent) (*topology.Topology, diag.List) {
			at("resolve")
			return &topology.Topology{}, nil
		},
		lower: func(*topology.Topology) (*plan.Plan, diag.List) { at("lower"); return &plan.Plan{}, nil },
		prove: func(*topology.Topology, *plan.Plan, []generators.File) *proof.Proof {
			at("prove")
			return &proof.Proof{}
		},
	}
}

var stageNames = []string{"load", "resolve", "lower", "prove"}

func TestThePanicOfAStageIsABugWithItsPlace(t *testing.T) {
	for _, stage := range stageNames {
		r, err := fakes(func(at string) {
			if at == stage {
				panic("a secret of the intent")
			}
		}).compile(t.Context(), nil, nil, Options{})
		var b *Bug
		require.ErrorAs(t, err, &b)
		require.NotNil(t, r)
		require.Equal(t, stage, b.Stage)
		require.Regexp(t, `^this is a bug in vnetloom: `+stage+` panicked in compile\.TestThePanic\S+ \(compile_test\.go:\d+\)$`, err.Error())
		require.NotContains(t, err.Error()+string(b.Stack), "secret")
	}
	_, err := fakes(func(string) {}).compile(t.Context(), nil, nil, Options{Generators: []generators.Generator{lister{target: "list", breaks: true}}})
	require.Regexp(t, `^generator "list" panicked in compile\.lister\.Generate \(compile_test\.go:\d+\)$`, err.Error())
}

func TestTheRunEndsWithTheContext(t *testing.T) {
	why := errors.New("the caller is gone")
	for _, stage := range append([]string{"before"}, stageNames...) {
		ctx, cancel := context.WithCancelCause(t.Context())
		stop := make(chan bool)
		var ran []string
		var mutex sync.Mutex
		if stage == "before" {
			cancel(why)
		}
		r, err := fakes(func(at string) {
			mutex.Lock()
			ran = append(ran, at)
			mutex.Unlock()
			if at == stage {
				cancel(why)
				<-stop // it does not end by itself
			}
		}).compile(ctx, nil, nil, Options{})
		close(stop)
		require.ErrorIs(t, err, why)
		require.Nil(t, r)
		mutex.Lock()
		require.Equal(t, stageNames[:slices.Index(stageNames, stage)+1], append([]string{}, ran...), "nothing runs after %s", stage)
		mutex.Unlock()
	}
}

func TestEveryCodeIsDeclaredOnce(t *testing.T) {
	_, err := diag.NewRegistry(Codes())
	require.NoError(t, err)
	require.Empty(t, CheckCodes())
}
