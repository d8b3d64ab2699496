package fsatomic

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// A run that is killed leaves temporary files behind. So that the next run may remove them, and never those of a run that is
// under way, each Apply holds a shared lock of the folder; who gets the lock for itself knows that no other run is there.

// stale is the age from which a temporary file is nobody's, where the system cannot lock a folder.
const stale = 24 * time.Hour

// Sweep removes the temporary files that killed runs have left in these folders of dir, and below them. Those of a run that
// is under way stay. A folder that is not there is swept.
func Sweep(dir string, folders []string) error {
	root, err := os.OpenRoot(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	defer func() { _ = root.Close() }()
	l, err := lockAlone(root)
	if err != nil {
		return err
	}
	defer l.unlock()
	for _, folder := range folders {
		err = errors.Join(err, removeTemporary(root, folder, l.alone))
	}
	return err
}

func removeTemporary(root *os.Root, folder string, alone bool) error {
	return fs.WalkDir(root.FS(), folder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission): // where nothing can be read, nothing was written
			return nil
		case err != nil:
			return err
		case !d.Type().IsRegular() || !IsTemporary(d.Name()):
			return nil
		}
		if !alone {
			info, err := d.Info()
			if errors.Is(err, fs.ErrNotExist) || err == nil && time.Since(info.ModTime()) < stale {
				return nil
			}
		}
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}
