package microsofttest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// An Engine is one process of the Bicep compiler that is asked many things: a start costs a second, an answer a tenth. Several tests
// may ask at a time.
type Engine struct {
	in      io.WriteCloser
	writing sync.Mutex

	mu      sync.Mutex
	next    int
	waiting map[int]chan answer
	closed  error // why nothing is answered any more
}

// An answer is that to one question: a result or an error.
type answer struct {
	ID     int
	Result json.RawMessage
	Error  *struct {
		Message string
		Data    struct{ Message string }
	}
}

// readsEnvironment is how a .bicepparam file has a value of its environment.
var readsEnvironment = regexp.MustCompile(`readEnvironmentVariable\(\s*'([^']+)'`)

// secretOf is the value of a secure parameter, and of an environment variable that one is read from: sharedKeyHubDc1 and
// SHARED_KEY_HUB_DC1 have the same.
func secretOf(name string) string {
	return "secret " + strings.ToLower(strings.ReplaceAll(name, "_", ""))
}

// Start starts the compiler; it ends with the test. The environment variables that .bicepparam files below the folders read have values
// made of their names.
func Start(t testing.TB, folders ...string) *Engine {
	t.Helper()
	cmd := exec.Command(program(t, "bicep"), "jsonrpc", "--stdio")
	cmd.Env = os.Environ()
	for _, name := range environmentOf(t, folders) {
		cmd.Env = append(cmd.Env, name+"="+secretOf(name))
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e := &Engine{in: in, waiting: map[int]chan answer{}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		e.read(bufio.NewReader(out))
	}()
	t.Cleanup(func() {
		_ = in.Close() // it ends by this; where it does not, it is killed
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		_ = cmd.Wait() // how it ends is no matter: every answer was waited for
	})
	return e
}

// environmentOf are the names of the variables that .bicepparam files below folders read.
func environmentOf(t testing.TB, folders []string) []string {
	t.Helper()
	var out []string
	for _, dir := range folders {
		err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(name) != ".bicepparam" {
				return err
			}
			content, err := os.ReadFile(name)
			for _, m := range readsEnvironment.FindAllSubmatch(content, -1) {
				out = append(out, string(m[1]))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// read hands out answers until there are no more.
func (e *Engine) read(out *bufio.Reader) {
	for {
		a, err := readAnswer(out)
		e.mu.Lock()
		if err != nil {
			e.closed = fmt.Errorf("the compiler has ended: %w", err)
			for _, c := range e.waiting {
				close(c)
			}
			e.waiting = nil
			e.mu.Unlock()
			return
		}
		if c := e.waiting[a.ID]; c != nil {
			delete(e.waiting, a.ID)
			c <- a
		}
		e.mu.Unlock()
	}
}

// readAnswer reads a message: headers, of which one is its length, an empty line, and JSON.
func readAnswer(out *bufio.Reader) (a answer, err error) {
	header, err := textproto.NewReader(out).ReadMIMEHeader()
	if err != nil {
		return a, err
	}
	length, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return a, err
	}
	content := make([]byte, length)
	if _, err := io.ReadFull(out, content); err != nil {
		return a, err
	}
	return a, json.Unmarshal(content, &a)
}

// ask asks the compiler, and reads its answer into result.
func (e *Engine) ask(method string, params, result any) error {
	c := make(chan answer, 1)
	e.mu.Lock()
	if e.closed != nil {
		defer e.mu.Unlock()
		return e.closed
	}
	e.next++
	id := e.next
	e.waiting[id] = c
	e.mu.Unlock()
	content, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	if err != nil {
		return err
	}
	e.writing.Lock()
	_, err = fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(content), content)
	e.writing.Unlock()
	if err != nil {
		return err
	}
	select {
	case a, ok := <-c:
		switch {
		case !ok:
			return errors.New("the compiler has ended before it answered")
		case a.Error != nil && a.Error.Data.Message != "":
			return errors.New(a.Error.Data.Message)
		case a.Error != nil:
			return errors.New(a.Error.Message)
		}
		return json.Unmarshal(a.Result, result)
	case <-time.After(longest):
		return fmt.Errorf("%s is not answered within %v", method, longest)
	}
}
