package golden_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/rehearsal"
)

const brownfield = "../examples/brownfield/"

// The export of examples/brownfield is what stands in the case existing-estate-one-spoke-more before anything is deployed.
func TestTheExampleOfAnExistingEstate(t *testing.T) {
	t.Parallel()
	e := compiled(t, "cases/existing-estate-one-spoke-more")
	require.NoError(t, e.err)
	s := rehearsal.New(rehearsal.Options{})
	require.NoError(t, migration.Stand(s, e.plan))
	requireGolden(t, brownfield+"estate.json", string(append(exported(t, s), '\n')))
	requireGolden(t, brownfield+"one-spoke-more.txt", saysOfDeploying(t, brownfield+"estate.json", brownfield+"intent.yaml", 0))
}

// What was adopted as existing becomes the intent's own without a change: the networks, their tables and their peerings are as they were.
func TestFromExistingToCreatedNothingIsInterrupted(t *testing.T) {
	t.Parallel()
	said := saysOfDeploying(t, brownfield+"estate.json", brownfield+"adopted.yaml", 0)
	requireGolden(t, brownfield+"adopted.txt", said)
	require.Contains(t, said, "subnets[web].properties.defaultOutboundAccess: true -> false")
	require.Contains(t, said, "6 of them joined by both networks")
	for _, word := range []string{"Interrupted", "Refused", "Removed", "Reset", "Left behind"} {
		require.NotContains(t, said, word)
	}
}

// saysOfDeploying is what the command says of deploying one network over another.
func saysOfDeploying(t *testing.T, deployed, intent string, exit int) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Main([]string{"rehearse", deployed, intent}, strings.NewReader(""), &stdout, &stderr)
	require.Equalf(t, exit, code, "%s%s", stdout.String(), stderr.String())
	return stdout.String()
}
