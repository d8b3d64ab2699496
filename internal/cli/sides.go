package cli

import (
	"context"
	"os"
	"path"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// A side is one of two networks, as it was read: nothing, files of templates and exports, or an intent.
type side struct {
	given, word string
	files       templateFiles
	intent      *inputs // nil where it is none
}

// words are what the two networks are called.
var words = [2]string{"OLD", "NEW"}

// sides reads the two networks, and compiles those that are intents.
func (a *app) sides(ctx context.Context, old, next string, o *rehearseOptions) ([2]compile.Network, error) {
	var read [2]*side
	var out [2]compile.Network
	for i, given := range []string{old, next} {
		if i == 1 && sameFile(old, next) && out[0].Intent != nil { // it says once what is to be said of it
			out[1], read[1] = out[0], &side{}
			continue
		}
		var err error
		if read[i], err = a.readSide(ctx, given, words[i]); err != nil {
			return out, err
		}
		if answers := read[i].files.answers; i == 1 && o.toBe && len(answers) > 0 {
			return out, notToBe(next, answers)
		}
		if read[i].intent == nil {
			continue
		}
		result, err := a.compiledInputs(ctx, read[i].intent, compile.Options{Targets: []string{}})
		if err != nil {
			return out, err
		}
		if err := a.printFound(result.Findings, false); err != nil {
			return out, err
		}
		out[i].Intent = result
	}
	if err := a.others(read, &out, o); err != nil {
		return out, err
	}
	for i := range out {
		if err := a.printFound(templateErrors(out[i]), false); err != nil {
			return out, err
		}
	}
	return out, nil
}

// templateErrors are the errors in templates of a network.
func templateErrors(n compile.Network) diag.List {
	return rehearsal.Found(n.Templates).Without(diag.Note).Without(diag.Warning)
}

// sameFile tells whether two arguments name one file or folder.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// notToBe refuses an export as NEW, and what holds nothing at all.
func notToBe(next string, answers []*source.File) error {
	if there, _ := deployed.Read(answers); len(there.Resources) == 0 {
		return usageError("NEW is what is to be: an intent or templates; `vnetloom migrate` deletes what only OLD has", "NEW %s holds nothing: it is neither an intent nor a template", path.Clean(next))
	}
	return usageError("NEW is what is to be: an intent or templates", "NEW %s is an export of what is deployed", path.Clean(next))
}

// readSide reads one of the networks.
func (a *app) readSide(ctx context.Context, given, word string) (s *side, err error) {
	s = &side{given: given, word: word}
	if given == "empty" {
		return s, nil
	}
	if !namesIntent([]string{given}) {
		if s.files, err = findTemplates(ctx, []string{given}); err != nil {
			return nil, err
		}
	}
	if !s.files.found() {
		s.intent, err = readInputs([]string{given}, a.stdin)
	}
	return s, err
}

// readRevision reads one of the networks of REVISION:PATH. What it returns is called once nothing more is read.
func (a *app) readRevision(ctx context.Context, given, word string) (s *side, done func(), err error) {
	r, done, err := openRevision(ctx, given)
	if err != nil {
		return nil, nil, err
	}
	s = &side{given: given, word: word}
	is, err := r.namesIntent()
	if err == nil && !is {
		s.files, err = r.templates()
	}
	if err == nil && !s.files.found() {
		s.intent, err = r.inputs()
	}
	return s, done, err
}

// isRevision tells what is no path of the machine, and looks like REVISION:PATH.
func isRevision(given string) bool {
	if _, _, ok := splitRevision(given); !ok {
		return false
	}
	_, err := os.Lstat(given)
	return os.IsNotExist(err)
}

// others makes the networks that are no intents: once it is known whether an intent leaves the subscription to the deployment.
func (a *app) others(read [2]*side, out *[2]compile.Network, o *rehearseOptions) (err error) {
	for i := range out {
		if r := out[i].Intent; r != nil {
			o.named = o.named || !compile.NamesNoSubscription(r)
		}
	}
	for i, s := range read {
		switch f := &s.files; {
		case len(f.templates) > 0 && len(f.answers) > 0:
			return usageError("give the export or the templates", "%s %s has both templates and an export", words[i], s.given)
		case len(f.answers) > 0:
			if out[i], err = a.exported(f, o); err != nil {
				return err
			}
		}
	}
	for i, s := range read {
		if len(s.files.templates) == 0 {
			continue
		}
		list, err := deploymentsOf(&s.files, o)
		if err != nil {
			return err
		}
		out[i].Templates = rehearsal.Read(list)
	}
	return nil
}

// compiledInputs compiles files that were read. Its errors are of the tool, or of who named the files.
func (a *app) compiledInputs(ctx context.Context, in *inputs, o compile.Options) (*compile.Result, error) {
	if err := in.refuseExports(); err != nil {
		return nil, err
	}
	done := a.doing("compiling the intent")
	result, failed := a.compile(ctx, in, in.names(), o)
	done()
	if result == nil {
		return nil, compileFailure(failed)
	}
	if failed != nil {
		if err := a.print(result.Findings.Without(diag.Note)); err != nil {
			return nil, failure(cannot("print diagnostics", err))
		}
		return nil, compileFailure(failed)
	}
	return result, nil
}
