//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package fsatomic

import (
	"errors"
	"os"
	"syscall"
)

// A lock of a folder is the kernel's: it ends with the run, however that ends.
type lock struct {
	f     *os.File
	alone bool
}

// lockAlone locks the folder where no other run is under way, and does not wait where one is.
func lockAlone(root *os.Root) (*lock, error) {
	l, err := flock(root, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return &lock{}, nil
	}
	return l, err
}

// lockShared locks the folder as a run among others. It waits while one sweeps.
func lockShared(root *os.Root) (*lock, error) { return flock(root, syscall.LOCK_SH) }

func flock(root *os.Root, how int) (*lock, error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	switch {
	case err == nil:
		return &lock{f: f, alone: true}, nil
	case unsupported(err):
		return &lock{}, f.Close()
	}
	return nil, errors.Join(err, f.Close())
}

// unsupported tells that the file system has no such locks.
func unsupported(err error) bool {
	for _, e := range []error{syscall.ENOSYS, syscall.ENOTSUP, syscall.EOPNOTSUPP, syscall.ENOLCK, syscall.EINVAL, syscall.EBADF} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (l *lock) unlock() {
	if l.f != nil {
		_ = l.f.Close() // nothing was written to it
	}
}
