package vnetloom_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
)

// What an editor shows is asked of the YAML language server, which most editors use. Its program is in VNETLOOM_LANGUAGE_SERVER, a script for
// node; `.ci/run editor` installs one. Without it the test is skipped.
func TestEditorCompletesAndMarks(t *testing.T) {
	program := os.Getenv("VNETLOOM_LANGUAGE_SERVER")
	if program == "" {
		t.Skip("SKIPPED: VNETLOOM_LANGUAGE_SERVER names no YAML language server")
	}
	dir := t.TempDir()
	var printed bytes.Buffer
	require.Zero(t, cli.Main([]string{"schema", "--format", "json"}, strings.NewReader(""), &printed, io.Discard))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "intent.schema.json"), printed.Bytes(), 0o600))
	const text = `# yaml-language-server: $schema=intent.schema.json
vnetloom: v1
name: demo
networks:
  a: 10.0.0.0/16
  b: {addressSpace: 10.1.0.0/16, adressSpace: 10.2.0.0/16}
  c: {addressSpace: nonsense}
connections:
  ab: {kind: peering, between: [a, b]}
  cd:
    kind: 
  ef: {kind: meshy, members: [a, b]}
`
	file := filepath.Join(dir, "intent.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	server := startServer(t, program, dir)
	document := map[string]any{"uri": "file://" + file, "languageId": "yaml", "version": 1, "text": text}
	server.say("textDocument/didOpen", map[string]any{"textDocument": document})
	at := func(line, column int) map[string]any {
		return map[string]any{"textDocument": document, "position": map[string]int{"line": line - 1, "character": column - 1}}
	}

	var marks struct {
		Diagnostics []struct {
			Message string
			Range   struct{ Start struct{ Line int } }
		}
	}
	server.until("textDocument/publishDiagnostics", &marks)
	said := map[int]string{}
	for _, d := range marks.Diagnostics {
		said[d.Range.Start.Line+1] += d.Message + "\n"
	}
	require.Contains(t, said[6], "adressSpace is not allowed")
	require.Contains(t, said[7], "write an address prefix such as 10.0.0.0/16")
	require.Contains(t, said[12], `Value must be "mesh" | "expressRoute"`, "the kinds that have members")
	for _, line := range []int{1, 2, 3, 4, 5, 8, 9} {
		require.Empty(t, said[line], "line %d is right", line)
	}

	require.ElementsMatch(t, []string{"peering", "mesh", "hubAndSpoke", "vpn", "expressRoute"}, server.labels("textDocument/completion", at(11, 11)))
	require.Contains(t, string(server.ask("textDocument/hover", at(6, 8))), "The address prefixes, one or many")
}

// A languageServer is a program that is asked by the Language Server Protocol.
type languageServer struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
	id  int
}

func startServer(t *testing.T, program, dir string) *languageServer {
	t.Helper()
	command := exec.Command("node", program, "--stdio")
	in, err := command.StdinPipe()
	require.NoError(t, err)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	command.Stderr = os.Stderr
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	s := &languageServer{t: t, in: in, out: bufio.NewReader(out)}
	folder := map[string]any{"uri": "file://" + dir, "name": "net"}
	s.ask("initialize", map[string]any{"processId": os.Getpid(), "rootUri": folder["uri"], "workspaceFolders": []any{folder}, "capabilities": map[string]any{}})
	s.say("initialized", map[string]any{})
	return s
}

// A message is one of the protocol.
type message struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  json.RawMessage `json:"error,omitempty"`
}

func (s *languageServer) send(content map[string]any) {
	s.t.Helper()
	content["jsonrpc"] = "2.0"
	text, err := json.Marshal(content)
	require.NoError(s.t, err)
	_, err = fmt.Fprintf(s.in, "Content-Length: %d\r\n\r\n%s", len(text), text)
	require.NoError(s.t, err)
}

func (s *languageServer) say(method string, params any) {
	s.t.Helper()
	s.send(map[string]any{"method": method, "params": params})
}

// read is the next message that is no question of the server's; those have no answer here.
func (s *languageServer) read() message {
	s.t.Helper()
	for {
		header, err := textproto.NewReader(s.out).ReadMIMEHeader()
		require.NoError(s.t, err)
		length, err := strconv.Atoi(header.Get("Content-Length"))
		require.NoError(s.t, err)
		text := make([]byte, length)
		_, err = io.ReadFull(s.out, text)
		require.NoError(s.t, err)
		var m message
		require.NoError(s.t, json.Unmarshal(text, &m))
		if m.Method == "" || m.ID == nil {
			return m
		}
		s.send(map[string]any{"id": m.ID, "result": nil})
	}
}

func (s *languageServer) ask(method string, params any) json.RawMessage {
	s.t.Helper()
	s.id++
	s.send(map[string]any{"id": s.id, "method": method, "params": params})
	for {
		if m := s.read(); string(m.ID) == strconv.Itoa(s.id) {
			require.Empty(s.t, string(m.Error))
			return m.Result
		}
	}
}

// until reads on to a message of that method.
func (s *languageServer) until(method string, params any) {
	s.t.Helper()
	for {
		if m := s.read(); m.Method == method {
			require.NoError(s.t, json.Unmarshal(m.Params, params))
			return
		}
	}
}

func (s *languageServer) labels(method string, params any) []string {
	s.t.Helper()
	var list struct{ Items []struct{ Label string } }
	require.NoError(s.t, json.Unmarshal(s.ask(method, params), &list))
	var out []string
	for _, item := range list.Items {
		out = append(out, item.Label)
	}
	return out
}
