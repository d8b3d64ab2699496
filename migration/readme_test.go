package migration

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

func TestAStepSaysWhatIsLookedAtAndHowItIsUndone(t *testing.T) {
	half := "/subscriptions/" + OwnSubscription + "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-a/virtualNetworkPeerings/peer-a-to-b"
	m := &Migration{
		Steps: []Step{
			{Name: "01-links", Title: "New peerings", Plan: &plan.Plan{}, Created: []string{half}, Writes: 1},
			{Name: "02-routes", Title: "Tables", Plan: &plan.Plan{Steps: []plan.Step{{}}}},
			{Name: "03-cut", Title: "Old peerings", Remove: []string{half}, Writes: 1},
		},
		Vacancies: []Vacancy{{ID: "/providers/Microsoft.Network/virtualNetworks/vnet-a/subnets/web", Step: "03-cut", From: "10.0.0.0/26"}},
	}
	page := string(m.Readme(Page{Name: "move"}))
	require.NotContains(t, page, "not followed")
	m.Beyond, m.Followed, m.All = 2, 3, 30
	m.Interruptions = []Interruption{{Pair: "a to b and the 9 pairs like it", From: "x in 01-links", To: "y in 03-cut", Rule: "a rule", fromStep: 0, toStep: 2}}
	beyond := string(m.Readme(Page{Name: "move"}))
	require.Contains(t, beyond, "**2 kinds of pairs are not followed**")
	require.Contains(t, beyond, "*like it* are pairs of subnets of others")
	require.Contains(t, beyond, "They have their way again in 03-cut")
	require.Contains(t, beyond, "Before it, vnet-a/subnets/web has to be empty")
	require.Contains(t, page, "subscription=$(az account show --query id --output tsv)")
	require.Contains(t, page, `az network vnet peering list --subscription "$subscription" --resource-group rg --vnet-name vnet-a --query "[].peeringState"`)
	require.NotRegexp(t, `<[a-z ]+>`, page)
	require.Contains(t, page, "| as long as its companion steps |")
	require.Contains(t, page, "each companion step says nothing more when it is run again")
	require.Contains(t, page, "| 03-cut | vnet-a/subnets/web | 10.0.0.0/26 | is deleted |")
	require.Contains(t, back(&m.Steps[0]), "then delete the peerings")
	require.Contains(t, back(&m.Steps[2]), "go on to the last step")
}

// Commands name what is looked at, each once, and no more than are read.
func TestTheCommandsOfAStepNameWhatItMakes(t *testing.T) {
	in := "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/"
	s := &Step{Slow: true, Created: []string{in + "virtualNetworkGateways/vgw", in + "routeTables/rt"}}
	sentence, shown := check(s)
	require.Equal(t, []string{`az resource show --ids "` + in + `virtualNetworkGateways/vgw" --query properties.provisioningState`}, shown)
	require.NotContains(t, sentence, "below")
	for _, n := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		s.Created = append(s.Created, in+"virtualNetworks/"+n+"/virtualNetworkPeerings/x", in+"virtualNetworks/"+n+"/virtualNetworkPeerings/y")
	}
	sentence, shown = check(s)
	require.Len(t, shown, mostShown)
	require.Contains(t, sentence, "6 of 7 are below")
}

// Whether a configuration of a network manager is in force no resource says: it is asked for, of managers that a step commits
// and of networks that join a group.
func TestAStepAsksWhetherAManagerIsInForce(t *testing.T) {
	manager := azure.ID{ResourceGroup: "rg", Type: azure.TypeNetworkManager, Name: "vnm"}
	p := &plan.Plan{Steps: []plan.Step{{Action: plan.Commit{Manager: plan.ID(manager), Regions: []string{"westeurope", "northeurope"}}}}}
	sentence, shown := check(&Step{Name: "02-links", Plan: p})
	require.Contains(t, sentence, "are in force")
	require.Equal(t, []string{`az network manager list-active-connectivity-config --subscription "$subscription" --resource-group rg --network-manager-name vnm ` +
		`--regions westeurope northeurope --query "value[].{configuration:id, region:region}" --output table`}, shown)
	sentence, shown = check(&Step{Name: "02-links", Plan: &plan.Plan{}})
	require.NotContains(t, sentence, "in force")
	require.Empty(t, shown)
}

func TestTheFirstStepThatWritesNothingHasNoneBefore(t *testing.T) {
	t.Parallel()
	nothing := Step{Title: "The new network, whole", Plan: &plan.Plan{}}
	first, second := nothing, nothing
	first.Name, second.Name = "01-new", "02-new"
	page := string((&Migration{Steps: []Step{first}}).Readme(Page{Name: "move"}))
	require.Contains(t, page, "All of it is there already")
	require.NotContains(t, page, "The steps before")
	require.Contains(t, string((&Migration{Steps: []Step{first, second}}).Readme(Page{Name: "move"})), "The steps before have written all of it")
}
