package template

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/diag"
	"github.com/vnetloom/vnetloom/internal/source"
)

func TestEachCodeShowsItself(t *testing.T) {
	registry, err := diag.NewRegistry(Codes())
	require.NoError(t, err)
	for _, code := range registry.Codes() {
		require.Regexp(t, `^VL7\d\d$`, code.ID)
		require.NotEmpty(t, code.Title+code.Text)
		require.NotContains(t, code.Title[len(code.Title)-1:], ".", code.ID)
		f := source.New("example.json", []byte(code.Example))
		files, options := []*source.File{f}, Options{}
		if code == codeParameterFile || code == codeParameterUnused {
			files, options.Parameters = []*source.File{source.New("main.json", []byte("{"+groupSchema+`, "resources": []}`))}, files
		}
		_, found := Read(files, options)
		require.Contains(t, codesOf(found), code.ID, strings.Join(errorsOf(found), "\n"))
	}
}

func TestEachCodeIsInTheList(t *testing.T) {
	require.Len(t, Codes(), len(fileCodes)+len(evaluationCodes))
	require.Len(t, Codes(), 22)
}
