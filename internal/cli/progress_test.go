package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestATerminalIsToldWhatTakesLong(t *testing.T) {
	var b bytes.Buffer
	done := screenOf(&b).during("comparing \x1b[31mOLD", time.Millisecond)
	time.Sleep(50 * time.Millisecond)
	done()
	said := b.String()
	require.True(t, strings.HasPrefix(said, "\r\x1b[Kcomparing "), "%q", said)
	require.True(t, strings.HasSuffix(said, " s\r\x1b[K"), "the line is taken away: %q", said)
	require.NotContains(t, said, "\x1b[31m")

	b.Reset()
	screenOf(&b).during("comparing", time.Hour)()
	require.Empty(t, b.String(), "it was soon done")
}

func TestNobodyIsToldWhereNobodyLooks(t *testing.T) {
	require.Nil(t, terminalOf(&bytes.Buffer{}))
	var b bytes.Buffer
	for name, a := range map[string]*app{"no terminal": {errorFormat: "text"}, "a program reads": {errorFormat: "json", terminal: screenOf(&b)},
		"dumb": {errorFormat: "text", terminal: screenOf(&b), env: map[string]string{"TERM": "dumb"}}} {
		a.doing("comparing")()
		require.Empty(t, b.String(), name)
	}
}
