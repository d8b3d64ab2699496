package diag

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheClosestWordIgnoresCaseAndHyphensAndCompletesABeginning(t *testing.T) {
	kinds := []string{"peering", "mesh", "hubAndSpoke", "vpn", "expressRoute"}
	for word, want := range map[string]string{
		"hub-and-spoke": "hubAndSpoke", "EXPRESS_ROUTE": "expressRoute", "express": "expressRoute", "pering": "peering", "hub": "hubAndSpoke",
		"ring": "", "": "", "e": "",
	} {
		require.Equal(t, want, Closest(word, kinds), word)
	}
	require.Empty(t, Closest("network", []string{"networkName", "networkSize"}), "two begin with it")
}
