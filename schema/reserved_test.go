package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
)

func TestReservedSubnetsAreThoseOfAzure(t *testing.T) {
	require.Len(t, reservedBits, len(azure.ReservedSubnets))
	for _, r := range reservedBits {
		is := azure.Reserved(r.name)
		require.NotNil(t, is, r.name)
		require.Equal(t, is.Name, r.name)
		require.Equal(t, is.Bits, r.bits, r.name)
	}
}
