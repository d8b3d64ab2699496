package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strings"
	"time"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/gittree"
)

// A revision is REVISION:PATH of git: a file or a folder as a commit, a tag or a tree has it.
type revision struct {
	name string // REVISION
	path string // of the file or the folder, from the root
	tree *gittree.Tree
}

// splitRevision cuts REVISION:PATH at the colon that git cuts it at: the first that stands in no braces. False for what has none, or nothing before it.
func splitRevision(given string) (name, below string, ok bool) {
	depth := 0
	for i := range len(given) {
		switch given[i] {
		case '{':
			depth++
		case '}':
			depth--
		case ':':
			if depth == 0 {
				return given[:i], given[i+1:], i > 0
			}
		}
	}
	return "", "", false
}

// gitTime bounds one run of git.
const gitTime = 2 * time.Minute

// gitArguments make git do nothing but read: no pager, no hook, no monitor, and objects as they are.
var gitArguments = []string{"--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"}

// gitEnvironment keeps git from asking, and from fetching what a partial clone lacks: no protocol is allowed.
var gitEnvironment = []string{"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_PAGER=", "LC_ALL=C"}

// A git is a running `git cat-file --batch`. Names never become arguments.
type git struct {
	*gittree.Batch
	run      *exec.Cmd
	in       io.Closer
	reported bytes.Buffer
}

func gitCommand(ctx context.Context, arguments ...string) (*exec.Cmd, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, err
	}
	run := exec.CommandContext(ctx, program, append(append([]string{}, gitArguments...), arguments...)...)
	run.Env = append(os.Environ(), gitEnvironment...)
	run.WaitDelay = time.Second
	return run, nil
}

// startGit starts it in the current folder, whose repository it is.
func startGit(ctx context.Context) (*git, error) {
	run, err := gitCommand(ctx, "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	g := &git{run: run}
	run.Stderr = &g.reported
	in, err := run.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := run.StdoutPipe()
	if err != nil {
		return nil, err
	}
	g.in, g.Batch = in, gittree.NewBatch(in, out, readMax)
	return g, run.Start()
}

func (g *git) close() {
	_ = g.in.Close()
	_ = g.run.Process.Kill() // all that it was asked for is read
	_ = g.run.Wait()
}

// object is an object by its id or a name of it. Where git has ended, the error says why in git's own words.
func (g *git) object(name string) (id string, content []byte, err error) {
	id, content, err = g.Object(name)
	if !errors.Is(err, gittree.ErrEnded) {
		return id, content, err
	}
	_ = g.in.Close()
	_ = g.run.Wait()
	if text := strings.TrimSpace(g.reported.String()); text != "" {
		err = errors.New(firstLines(text, 3))
	}
	return "", nil, err
}

// openRevision finds what REVISION:PATH names, and gives its files while the run of git lasts. Errors are for who named it.
func openRevision(ctx context.Context, given string) (*revision, func(), error) {
	name, below, _ := splitRevision(given)
	ctx, cancel := context.WithTimeout(ctx, gitTime)
	g, err := startGit(ctx)
	if err != nil {
		cancel()
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, exec.ErrDot) {
			return nil, nil, usageError("install git, or name a file or a folder", "%s does not exist, and no git is on PATH that would know it as a revision", given)
		}
		return nil, nil, failure(cannot("run git", err))
	}
	closeAll := func() { g.close(); cancel() }
	r, err := g.revision(ctx, given, name, below)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	return r, closeAll, nil
}

func (g *git) revision(ctx context.Context, given, name, below string) (*revision, error) {
	root, _, err := g.object(name + "^{tree}")
	switch {
	case errors.Is(err, gittree.ErrMissing):
		return nil, usageError("REVISION:PATH names a commit, a branch or a tag that `git show` knows; a shallow clone has few", "%s does not exist, and git knows no revision %q", given, name)
	case err != nil:
		return nil, usageError("run it in a clone of the repository, or name a file or a folder", "%s is no file, and git cannot read it as a revision: %s", given, err)
	}
	at, err := fromRoot(ctx, below)
	if err != nil {
		return nil, err
	}
	r := &revision{name: name, path: at, tree: gittree.New(root, func(id string) ([]byte, error) {
		_, content, err := g.object(id)
		if errors.Is(err, gittree.ErrMissing) {
			err = errors.New("is not in this clone: a partial clone has to fetch it first")
		}
		return content, err
	})}
	if _, err := fs.Stat(r.tree, at); err != nil {
		return nil, r.unreadable(given, err)
	}
	return r, nil
}

// fromRoot is a path of REVISION:PATH from the root of the repository. One that begins with ./ or ../ is from the current folder.
func fromRoot(ctx context.Context, below string) (string, error) {
	if below == "." || below == ".." || strings.HasPrefix(below, "./") || strings.HasPrefix(below, "../") {
		run, err := gitCommand(ctx, "rev-parse", "--show-prefix")
		if err != nil {
			return "", failure(cannot("run git", err))
		}
		out, err := run.Output()
		if err != nil {
			return "", failure(cannot("find the folder of the repository", err))
		}
		below = path.Join(strings.TrimSuffix(string(out), "\n"), below)
	}
	at := path.Clean(strings.TrimSuffix(below, "/"))
	if !fs.ValidPath(at) {
		return "", usageError("a path of a revision is from the root of the repository: main:net/intent.yaml", "%q leads out of the repository", below)
	}
	return at, nil
}

// shown is what a file of the revision is called.
func (r *revision) shown(name string) string {
	if name == "." {
		name = ""
	}
	return r.name + ":" + name
}

// unreadable is the error for who named a revision whose file cannot be read.
func (r *revision) unreadable(given string, err error) error {
	for _, reason := range []error{gittree.ErrSubmodule, gittree.ErrOutside, gittree.ErrCircle} {
		if errors.Is(err, reason) {
			return usageError("name a file that is in the revision", "%s %s", given, reason)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		hint := "a path of a revision is from the root of the repository: main:net/intent.yaml; main:./intent.yaml is from the current folder"
		return usageError(hint, "revision %q has no %q", r.name, r.path)
	}
	return failure(diag.Diagnostic{Summary: "cannot read " + given + ": " + err.Error()})
}
