package gittree

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Batch is the two ends of a running `git cat-file --batch`: names and ids of objects go in, objects come out.
type Batch struct {
	in         io.Writer
	out        *bufio.Reader
	left, most int64
}

// NewBatch makes one, of which so many bytes of objects are read together at most.
func NewBatch(in io.Writer, out io.Reader, most int64) *Batch {
	return &Batch{in, bufio.NewReader(out), most, most}
}

// ErrMissing is the error of a name that git does not know.
var ErrMissing = errors.New("git does not have it")

// ErrEnded is the error of a git that reads and prints no more.
var ErrEnded = errors.New("git has ended")

// Object is the id and the content of an object, by its id or a name of it.
func (b *Batch) Object(name string) (id string, content []byte, err error) {
	if strings.ContainsAny(name, "\n\x00") {
		return "", nil, ErrMissing
	}
	if _, err := io.WriteString(b.in, name+"\n"); err != nil {
		return "", nil, ErrEnded
	}
	head, err := b.out.ReadString('\n')
	if err != nil {
		return "", nil, ErrEnded
	}
	fields := strings.Fields(head)
	if len(fields) != 3 || !isObjectID(fields[0]) {
		return "", nil, ErrMissing
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return "", nil, ErrMissing
	}
	if b.left -= size; b.left < 0 {
		return "", nil, fmt.Errorf("the files of the revision have more than %d MiB", b.most>>20)
	}
	content = make([]byte, size+1) // a line feed follows
	if _, err := io.ReadFull(b.out, content); err != nil {
		return "", nil, ErrEnded
	}
	return fields[0], content[:size], nil
}

// isObjectID tells ids of SHA-1 and of SHA-256.
func isObjectID(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && (len(s) == 40 || len(s) == 64)
}
