package removal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
)

const own = "00000000-0000-0000-0000-000000000000"

func printed(t *testing.T, r Removal) map[string]string {
	t.Helper()
	set, err := r.Print()
	require.NoError(t, err)
	out := map[string]string{}
	for _, f := range set.Files() {
		out[f.Path] = string(f.Content)
		intent, generated := generators.OriginOf(f.Path, f.Content)
		require.Truef(t, generated, "%s is known for ours", f.Path)
		require.Equal(t, r.Intent, intent)
	}
	return out
}

func TestIDsAreOneWordWhateverIsInThem(t *testing.T) {
	group := "/subscriptions/" + own + "/resourceGroups/rg (it's $(x) `y`)/providers/Microsoft.Network/publicIPAddresses/a"
	_, err := (&Removal{Intent: "move", Own: own, Delete: []string{group}}).Print()
	require.ErrorContains(t, err, "no id has", "an apostrophe would end the word")

	group = strings.ReplaceAll(group, "'", "")
	files := printed(t, Removal{Intent: "move", Title: "Old things are deleted", Own: own, Module: "../../05-new/powershell/Vnetloom.Deploy", Delete: []string{
		group, "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Network/routeTables/rt"}})
	require.Contains(t, files[Commands], `az resource delete --subscription "$subscription" --ids "/subscriptions/$subscription"'/resourceGroups/rg (its $(x) `+"`y`"+`)/providers/`)
	require.Contains(t, files[Commands], "subscription=\"${1:?")
	require.Contains(t, files[Commands], `az resource delete --subscription 'aaaaaaaa-0000-4000-8000-000000000001' --ids '/subscriptions/aaaaaaaa-0000-4000-8000-000000000001/resourceGroups/rg/`)
	require.Contains(t, files[Script], `Remove-VnetloomResource @PSBoundParameters -Id @(`+"\n"+`    ('/subscriptions/' + $SubscriptionId + '/resourceGroups/rg (its $(x) `+"`y`"+`)/providers/`)
	require.Less(t, strings.Index(files[Script], "publicIPAddresses"), strings.Index(files[Script], "routeTables/rt"), "the order is the order of the deletions")
}

func TestPeeringsAreSynchronizedUnderAnotherName(t *testing.T) {
	files := printed(t, Removal{Intent: "move", Title: "Peerings learn the space", Own: own, Synchronize: []string{
		"/subscriptions/" + own + "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/a/virtualNetworkPeerings/b"}})
	require.Contains(t, files[SyncCommands], `az network vnet peering sync --subscription "$subscription" --ids "/subscriptions/$subscription"'/resourceGroups/rg/`)
	require.Contains(t, files[SyncScript], "Set-VnetloomResource -Id ")
	require.NotContains(t, files[SyncScript], "Remove-VnetloomResource")
}

func TestCommandsInNamedSubscriptionsNeedNoArgument(t *testing.T) {
	r := Removal{Intent: "move", Title: "Old things are deleted", Own: own, Delete: []string{"/subscriptions/aaaaaaaa-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Network/routeTables/rt"}}
	require.False(t, r.NeedsSubscription())
	require.NotContains(t, printed(t, r)[Commands], "$")
	r.Synchronize = []string{"/subscriptions/" + own + "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/a/virtualNetworkPeerings/b"}
	require.True(t, r.NeedsSubscription())
}
