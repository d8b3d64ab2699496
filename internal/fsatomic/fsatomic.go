// Package fsatomic owns changing many files of a folder as one: all of the changes are made, or none of them.
//
// New content is first written to temporary files beside the files that it will replace; only when all of them are
// complete are they renamed over the old ones. When a rename fails, what was there before is put back. Everything is done
// through an os.Root, so no symbolic link leads out of the folder. What a run that was killed has left, Sweep removes.
// It knows nothing of what the files hold. Only the command line enters.
package fsatomic

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// A Change is one file to write, or with Remove to remove. Path is relative to the folder, clean, with slashes.
type Change struct {
	Path    string
	Content []byte
	Remove  bool
}

// Apply makes the changes in the folder dir, which it creates when it is missing. A removal also removes the folders
// that it leaves empty. A file that is replaced keeps its permissions.
//
// On an error nothing has changed; where putting back what was there failed too, the error says for which files.
// Cancelling the context stops the work while nothing is visible yet, and has no effect after that.
func Apply(ctx context.Context, dir string, changes []Change) error {
	return apply(ctx, dir, changes, func(r *os.Root) files { return r })
}

// files is what of an os.Root is used.
type files interface {
	Lstat(name string) (fs.FileInfo, error)
	Mkdir(name string, perm fs.FileMode) error
	OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error)
	ReadFile(name string) ([]byte, error)
	Remove(name string) error
	Rename(old, new string) error
}

func apply(ctx context.Context, dir string, changes []Change, in func(*os.Root) files) (err error) {
	if err := checkPaths(changes); err != nil {
		return err
	}
	made, err := mkdirAll(dir)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			for _, d := range made {
				_ = os.Remove(d)
			}
		}
	}()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	l, err := lockShared(root)
	if err != nil {
		return err
	}
	defer l.unlock()
	w := &writer{files: in(root)}
	if err := w.stage(ctx, changes); err != nil {
		w.cleanUp()
		return fmt.Errorf("%s: %w", dir, err)
	}
	if err := w.commit(); err != nil {
		err = errors.Join(err, w.undo())
		w.cleanUp()
		return fmt.Errorf("%s: %w", dir, err)
	}
	w.removeEmpty()
	return nil
}

// mkdirAll creates a folder, and returns those that were missing, the deepest first.
func mkdirAll(dir string) ([]string, error) {
	var missing []string
	for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
		if _, err := os.Stat(d); !errors.Is(err, fs.ErrNotExist) || d == filepath.Dir(d) {
			break
		}
		missing = append(missing, d)
	}
	return missing, os.MkdirAll(dir, 0o777)
}

func checkPaths(changes []Change) error {
	seen := map[string]bool{}
	for _, c := range changes {
		if !fs.ValidPath(c.Path) || c.Path == "." {
			return fmt.Errorf("%q is not a clean relative path", c.Path)
		}
		if seen[c.Path] {
			return fmt.Errorf("%q is changed twice", c.Path)
		}
		seen[c.Path] = true
	}
	return nil
}

// A writer is one run of Apply.
type writer struct {
	files   files
	steps   []*step
	folders []string // created, in that order
}

// A step is a change under way.
type step struct {
	Change
	temp    string      // the new content, waiting; "" once it is in place or for a removal
	old     []byte      // what was there
	existed bool        // whether anything was
	mode    fs.FileMode // of what was there, else that of a new file
	done    bool
}

// stage does everything that can fail for want of room or of rights before anything is seen to change.
func (w *writer) stage(ctx context.Context, changes []Change) error {
	for _, c := range changes {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		s := &step{Change: c, mode: 0o666}
		w.steps = append(w.steps, s)
		if err := w.remember(s); err != nil {
			return err
		}
		if c.Remove {
			continue
		}
		var err error
		for range 3 { // another run may remove a folder that has become empty between our making and using it
			if err = w.mkdirAll(path.Dir(c.Path)); err != nil {
				return err
			}
			if s.temp, err = w.writeTemp(c.Path, c.Content, s.mode, s.existed); !errors.Is(err, fs.ErrNotExist) {
				break
			}
		}
		if err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// remember reads what the step will replace.
func (w *writer) remember(s *step) error {
	info, err := w.files.Lstat(s.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a regular file", s.Path)
	}
	s.existed, s.mode = true, info.Mode().Perm()
	s.old, err = w.files.ReadFile(s.Path)
	return err
}

func (w *writer) mkdirAll(dir string) error {
	if dir == "." {
		return nil
	}
	if err := w.mkdirAll(path.Dir(dir)); err != nil {
		return err
	}
	err := w.files.Mkdir(dir, 0o777)
	switch {
	case err == nil:
		w.folders = append(w.folders, dir)
		return nil
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	info, err := w.files.Lstat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a folder", dir)
	}
	return err
}

// IsTemporary tells the names of the files in which new content waits.
func IsTemporary(name string) bool {
	middle, ok := strings.CutPrefix(name, temporaryBegin)
	middle, ended := strings.CutSuffix(middle, temporaryEnd)
	_, err := strconv.ParseUint(middle, 36, 64)
	return ok && ended && err == nil
}

const temporaryBegin, temporaryEnd = ".vnetloom-", ".tmp"

// writeTemp writes content to a new file beside name and returns the file's name. With exact the permissions are set,
// else they are what the system makes of them.
func (w *writer) writeTemp(name string, content []byte, mode fs.FileMode, exact bool) (temp string, err error) {
	var f *os.File
	for {
		temp = path.Join(path.Dir(name), temporaryBegin+strconv.FormatUint(rand.Uint64(), 36)+temporaryEnd)
		f, err = w.files.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode|0o200)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	if err == nil && exact {
		err = f.Chmod(mode)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, w.files.Remove(temp))
	}
	return temp, nil
}

// commit puts the new files in place, then removes what is to be removed.
func (w *writer) commit() error {
	for _, s := range w.steps {
		if s.Remove {
			continue
		}
		if err := w.files.Rename(s.temp, s.Path); err != nil {
			return err
		}
		s.temp, s.done = "", true
	}
	for _, s := range w.steps {
		if !s.Remove || !s.existed {
			continue
		}
		if err := w.files.Remove(s.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		s.done = true
	}
	return nil
}

// undo puts back what was there before, and says for which files it could not.
func (w *writer) undo() error {
	var errs []error
	for i := len(w.steps) - 1; i >= 0; i-- {
		s := w.steps[i]
		if !s.done {
			continue
		}
		if err := w.restore(s); err != nil {
			errs = append(errs, fmt.Errorf("%s could not be put back as it was: %w", s.Path, err))
		}
	}
	return errors.Join(errs...)
}

func (w *writer) restore(s *step) error {
	if !s.existed {
		return w.files.Remove(s.Path)
	}
	temp, err := w.writeTemp(s.Path, s.old, s.mode, true)
	if err != nil {
		return err
	}
	if err := w.files.Rename(temp, s.Path); err != nil {
		return errors.Join(err, w.files.Remove(temp))
	}
	return nil
}

// cleanUp removes what stage has made and commit has not used.
func (w *writer) cleanUp() {
	for _, s := range w.steps {
		if s.temp != "" {
			_ = w.files.Remove(s.temp)
		}
	}
	for i := len(w.folders) - 1; i >= 0; i-- {
		_ = w.files.Remove(w.folders[i]) // fails, as it should, where another run has put something into it
	}
}

// removeEmpty removes the folders that removals have left empty.
func (w *writer) removeEmpty() {
	folders := map[string]bool{}
	for _, s := range w.steps {
		if s.Remove && s.done {
			for d := path.Dir(s.Path); d != "."; d = path.Dir(d) {
				folders[d] = true
			}
		}
	}
	sorted := make([]string, 0, len(folders))
	for d := range folders {
		sorted = append(sorted, d)
	}
	sort.Sort(sort.Reverse(sort.StringSlice(sorted))) // what is below a folder comes before it
	for _, d := range sorted {
		_ = w.files.Remove(d) // fails, as it should, where the folder is not empty
	}
}
