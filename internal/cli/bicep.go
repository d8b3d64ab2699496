package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// bicepTime bounds one run of the Bicep compiler.
const bicepTime = 2 * time.Minute

// isBicep tells whether a file is in Bicep, by its name: a template, or a parameter file with what it uses.
func isBicep(name string) bool {
	return strings.EqualFold(filepath.Ext(name), ".bicep") || strings.EqualFold(filepath.Ext(name), ".bicepparam")
}

// isBicepThere tells whether a compiler of Bicep is on PATH.
func isBicepThere() bool {
	_, err := exec.LookPath("bicep")
	return err == nil
}

// compileBicep makes ARM JSON of a file in Bicep, with the compiler that is on PATH. It fetches nothing: what a file takes from a registry has
// to be restored already. The ARM JSON is called like its file, and says that it is ARM JSON: its lines are not those of the Bicep.
func (f *templateFiles) compileBicep(ctx context.Context, name string) error {
	shown := filepath.ToSlash(filepath.Clean(name))
	compiler, err := exec.LookPath("bicep")
	if err != nil {
		return usageError(fmt.Sprintf("install it (https://aka.ms/bicep-install), or compile elsewhere and name the ARM JSON: `bicep build %s`", shown),
			"%s is in Bicep, and no Bicep compiler is on PATH", shown)
	}
	command := "build"
	if strings.EqualFold(filepath.Ext(name), ".bicepparam") {
		command = "build-params"
	}
	ctx, cancel := context.WithTimeout(ctx, bicepTime)
	defer cancel()
	run := exec.CommandContext(ctx, compiler, command, name, "--stdout", "--no-restore")
	run.WaitDelay = time.Second
	var out, reported bytes.Buffer
	run.Stdout, run.Stderr = &out, &reported
	if err := run.Run(); err != nil {
		if ctx.Err() != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return failure(diag.Diagnostic{Summary: fmt.Sprintf("the Bicep compiler took longer than %s for %s", bicepTime, shown)})
		}
		text := reported.String()
		if here, err := os.Getwd(); err == nil { // the compiler has whole paths of this machine
			text = strings.ReplaceAll(text, here+string(filepath.Separator), "")
		}
		return &exit{exitIntent, &diag.Diagnostic{Summary: shown + " does not compile", Why: firstLines(text, 5),
			Hint: fmt.Sprintf("run `bicep %s %s`; modules of a registry need `bicep restore %s`", command, shown, shown)}}
	}
	if command == "build" {
		return f.addCompiled(name, shown, out.Bytes())
	}
	built, found := template.ReadAnswers(source.New(shown, out.Bytes()))
	if found.HasErrors() || built.Get("parametersJson").String() == "" {
		return failure(diag.Diagnostic{Summary: "cannot read what the Bicep compiler printed for " + shown})
	}
	f.parameters = append(f.parameters, source.New(shown+" (as ARM JSON)", []byte(built.Get("parametersJson").String())))
	if uses := built.Get("templateJson").String(); uses != "" {
		return f.addCompiled(name, shown+", its template", []byte(uses))
	}
	return nil
}

func (f *templateFiles) addCompiled(name, shown string, content []byte) error {
	if f.size += len(content); f.size > templatesMax {
		return failure(diag.Diagnostic{Summary: fmt.Sprintf("%s: all files together have more than %d MiB", shown, templatesMax>>20)})
	}
	if f.root == "" {
		f.root = filepath.Dir(name)
	}
	f.templates = append(f.templates, source.New(shown+" (as ARM JSON)", content))
	return nil
}

// outerBicep is the file in Bicep of a folder that is deployed, most likely: modules stand in folders below, and it is called main. "" is none.
func (f *templateFiles) outerBicep() string {
	if len(f.uncompiled) == 0 {
		return ""
	}
	return slices.MinFunc(f.uncompiled, func(a, b string) int {
		other := func(name string) int { // than main, which is less
			if strings.HasPrefix(path.Base(name), "main.") {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(other(a), other(b)), cmp.Compare(a, b))
	})
}

// firstLines are the first lines of a text, on one.
func firstLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) > n {
		lines = append(lines[:n], fmt.Sprintf("and %d more", len(lines)-n))
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "; ")
}
