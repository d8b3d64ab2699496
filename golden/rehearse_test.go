package golden_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
)

// rehearsedOver is what Azure makes of deploying an intent over another.
func rehearsedOver(t *testing.T, old, next string) *compiler.Rehearsal {
	t.Helper()
	var sides [2]compiler.Network
	for i, text := range []string{old, next} {
		name := []string{"deployed.yaml", "new.yaml"}[i]
		r, err := compiler.Compile(context.Background(), fstest.MapFS{name: {Data: []byte(text)}}, []string{name}, compiler.Options{Targets: []string{}})
		require.NoError(t, err)
		require.Falsef(t, r.Findings.HasErrors(), "%s: %v", name, r.Findings)
		sides[i].Intent = r
	}
	made, err := compiler.Rehearse(context.Background(), sides[0], sides[1], compiler.RehearseOptions{})
	require.NoError(t, err)
	return made
}
