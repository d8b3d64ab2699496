package golden_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// The examples of --help that compile Bicep.
func TestMicrosoftBicepOfExamplesOfAHelp(t *testing.T) {
	t.Parallel()
	microsofttest.Start(t)
	folder, ran := helpFolder(t), 0
	for _, examples := range examplesOfHelp(t, nil) {
		for _, example := range examples {
			if example = strings.TrimSpace(example); compilesBicep(example) {
				folder.example(t, example, runnerEnvironment(t, t.TempDir()))
				ran++
			}
		}
	}
	require.GreaterOrEqual(t, ran, 2)
}
