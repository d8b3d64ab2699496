package cli

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/fsatomic"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/source"
)

const fmtHelp = `Lay out intents in one form: two spaces a level, one space where there may be many, fields in the order of the language, one blank line
where there are several. Names that you chose stay where they are, and so do comments, anchors, quotes, block texts, flow style, and the kind of line ends.
CUE is laid out as cue fmt does. An intent means the same before and after.

PATH is a file or a folder, as for other commands; the files are changed in place, all or none (of a folder not those that are no intent, such as a pipeline beside it), and the names of those that change are printed. - reads YAML
from standard input and prints it. With --check nothing is changed: it exits 4 and prints the names of files that would be.`

func (a *app) fmtCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt [PATH...]",
		Short: "Lay out intents in one form",
		Long:  fmtHelp,
		Example: `  vnetloom fmt estate.yaml
  vnetloom fmt --check intents
  vnetloom fmt - < estate.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if slices.Contains(args, "-") {
				if len(args) > 1 {
					return usageError("format files in a run of its own", "- stands alone")
				}
				return a.formatInput(check)
			}
			return a.formatFiles(cmd.Context(), orHere(args), check)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "change nothing: exit 4 and print the names of files that are laid out otherwise")
	return cmd
}

// formatInput formats standard input to standard output.
func (a *app) formatInput(check bool) error {
	in := &inputs{left: readMax}
	content, err := in.readAll(a.stdin)
	if err != nil {
		return failure(cannot("read standard input", err))
	}
	made, found := compile.Format(source.New(stdinName, content))
	if err := a.printFound(found, false); err != nil {
		return err
	}
	if check {
		if bytes.Equal(made, content) {
			return nil
		}
		return otherwise(1)
	}
	a.stdout.exact(made)
	return nil
}

// laidOut is an intent in YAML that vnetloom itself has made, as `fmt` lays it out.
func laidOut(content []byte) ([]byte, error) {
	made, found := compile.Format(source.New("intent.yaml", content))
	if found.HasErrors() {
		return nil, failure(diag.Diagnostic{Summary: "the intent that was made is no intent: " + found[0].Summary, Hint: "this is a bug of vnetloom"})
	}
	return made, nil
}

// formatFiles formats files in place, all or none of them.
func (a *app) formatFiles(ctx context.Context, paths []string, check bool) error {
	files, err := filesOf(paths)
	if err != nil {
		return err
	}
	var found diag.List
	changed := map[string][]fsatomic.Change{} // by folder
	var folders, names []string
	for _, f := range files {
		content, err := readRegular(machine{}, f.real, f.shown, readMax+1)
		switch {
		case err != nil:
			return unreadable("read the intent", err)
		case len(content) > readMax:
			return usageError("an intent is smaller", "%s has more than %d MiB", f.shown, readMax>>20)
		case deployed.Holds(content):
			return usageError("name the files of the intent", "%s is an export of what is deployed, not an intent", f.shown)
		}
		if f.found && !isOfAnIntent(content) {
			continue
		}
		made, list := compile.Format(source.New(f.shown, content))
		found = append(found, list...)
		if list.HasErrors() || bytes.Equal(made, content) {
			continue
		}
		dir, base := filepath.Split(f.real)
		if changed[dir] == nil {
			folders = append(folders, dir)
		}
		changed[dir] = append(changed[dir], fsatomic.Change{Path: base, Content: made})
		names = append(names, f.shown)
	}
	if err := a.printFound(found, false); err != nil {
		return err
	}
	if !check {
		for _, dir := range folders {
			if err := fsatomic.Apply(ctx, dir, changed[dir]); err != nil {
				return failure(cannot("write", err))
			}
		}
	}
	for _, name := range names {
		a.stdout.line("%s", name)
	}
	if check && len(names) > 0 {
		return otherwise(len(names))
	}
	return nil
}

// otherwise is the verdict of --check on files that are laid out otherwise.
func otherwise(files int) error {
	summary := "1 file is laid out otherwise"
	if files > 1 {
		summary = strconv.Itoa(files) + " files are laid out otherwise"
	}
	return &exit{exitDiffers, &diag.Diagnostic{Summary: summary, Hint: "`vnetloom fmt` with the same arguments, without --check, lays it out"}}
}

// A formattedFile is a file by its name and where it is, without symbolic links.
type formattedFile struct {
	shown, real string
	found       bool // in a folder: nobody has named it
}

// topKey is a key of a block mapping at the beginning of a line of YAML.
var topKey = pattern.Lazy(`(?m)^([A-Za-z][A-Za-z0-9_-]*)[ \t]*:`)

// isOfAnIntent tells whether a file of a folder is laid out: not where it has a field that the language does not have, and does not say that it is
// an intent, such as a pipeline in YAML that stands beside one.
func isOfAnIntent(content []byte) bool {
	language, _, _ := compile.ExplainField("")
	for _, m := range topKey().FindAllSubmatch(content, -1) {
		key := string(m[1])
		if key == "vnetloom" {
			return true
		}
		if !slices.ContainsFunc(language.Fields, func(f compile.FieldDoc) bool { return f.Path == key }) {
			return false
		}
	}
	return true
}

// filesOf are the files that paths name, each once.
func filesOf(paths []string) ([]formattedFile, error) {
	var out []formattedFile
	for _, given := range paths {
		files, err := expand(given)
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			inFolder := name != given
			real, err := filepath.EvalSymlinks(name)
			if err == nil {
				real, err = filepath.Abs(real)
			}
			if err != nil {
				return nil, failure(cannot("read the intent", err))
			}
			if !slices.ContainsFunc(out, func(f formattedFile) bool { return f.real == real }) {
				out = append(out, formattedFile{filepath.ToSlash(filepath.Clean(name)), real, inFolder})
			}
		}
	}
	return out, nil
}
