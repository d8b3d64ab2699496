package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// Bounds of reading templates, in bytes. Azure takes no template of more than 4 MiB; the reader of templates has a bound of
// its own below the first, and says so.
const (
	templateMax  = 64 << 20 // of one file; what is beyond is not read
	templatesMax = 1 << 30  // of all files together
)

// An irregular is the error that a file is none: a pipe that nobody may ever write to, a device without an end, a folder.
type irregular struct {
	name string
	mode fs.FileMode
}

func (e *irregular) Error() string { return e.name + " is " + describe(e.mode) + ", not a file" }

// openRegular opens a file that has a beginning and an end. Opening others may wait for ever, so it looks first, and again
// at what it has opened.
func openRegular(fsys fs.FS, name, shown string) (fs.File, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &irregular{shown, info.Mode()}
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
		err = &irregular{shown, info.Mode()}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// readRegular reads a file of that kind, up to a bound.
func readRegular(fsys fs.FS, name, shown string, most int64) ([]byte, error) {
	f, err := openRegular(fsys, name, shown)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, most))
}

// unreadable is the error for who named a file.
func unreadable(what string, err error) error {
	var e *irregular
	if errors.As(err, &e) {
		return usageError("PATH is a regular file, a folder, or - for standard input", "%s", e)
	}
	return failure(cannot(what, err))
}

// machine is the file system of the machine, by its own paths.
type machine struct{}

func (machine) Open(name string) (fs.File, error)     { return os.Open(name) }
func (machine) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }
