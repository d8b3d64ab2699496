// Command inventory is an example program around vnetloom. It compiles an intent to ARM JSON and to a target that vnetloom does not have,
// an inventory in Markdown, and verifies a template that vnetloom did not generate.
//
//	go run . -out deploy estate.yaml other.json
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

func main() {
	out := flag.String("out", "deploy", "folder to write to")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, flag.Arg(0), flag.Arg(1)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, intent, other string) error {
	result, err := compile.Compile(ctx, os.DirFS("."), []string{intent}, compile.Options{
		Targets:    []string{"arm", "inventory"},
		Generators: []generators.Generator{inventory{}},
	})
	if err != nil {
		return err
	}
	if err := report(result.Findings); err != nil {
		return fmt.Errorf("%s: %w", intent, err)
	}
	for _, f := range result.Files {
		name := filepath.Join(out, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Content, 0o644); err != nil {
			return err
		}
		fmt.Println("wrote", f.Path)
	}
	return verify(other)
}

// verify judges the network of a template, whoever has written it.
func verify(name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	read, found := template.Read([]*source.File{source.New(name, content)}, template.Options{})
	network, more := reachability.Build(read.Resources)
	found = append(append(found, more...), network.Check()...)
	found.Sort()
	if err := report(found); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// report prints what was found. An error among it is an error of the run.
func report(found diag.List) error {
	if err := diag.WriteText(os.Stdout, found.Without(diag.Note), false); err != nil {
		return err
	}
	if found.HasErrors() {
		return errors.New("it has errors")
	}
	return nil
}
