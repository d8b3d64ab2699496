package azure

import "strings"

// GroupOnDelegation is what a service makes of a network security group on a subnet that is delegated to it.
type GroupOnDelegation int

// What there is.
const (
	GroupUnknown GroupOnDelegation = iota // no source found: none is put there unasked
	GroupTaken                            // a group without the service's own rules works
	GroupManaged                          // the service adds rules to the group, which a write of it would take away
	GroupRefused                          // not every kind of the service takes one
)

// Delegations are the services of which it is known, by the name of the delegation.
var Delegations = []struct {
	Service string
	Group   GroupOnDelegation
	Source  string
}{
	{"Microsoft.Sql/managedInstances", GroupManaged, "Microsoft Learn, enable service-aided subnet configuration for Azure SQL Managed Instance: a network intent policy extends the group"},
	{"Microsoft.Databricks/workspaces", GroupManaged, "Microsoft Learn, deploy Azure Databricks in your virtual network: rules are added to the group by a network intent policy"},
	{"Microsoft.Netapp/volumes", GroupRefused, "Microsoft Learn, guidelines for Azure NetApp Files network planning: no groups with Basic network features"},
	{"Microsoft.HardwareSecurityModules/dedicatedHSMs", GroupRefused, "Microsoft Learn, Dedicated HSM networking: groups are not supported on the delegated subnet"},
	{"Microsoft.Web/serverFarms", GroupTaken, "Microsoft Learn, integrate your app with an Azure virtual network: groups apply to outbound traffic"},
	{"Microsoft.Web/hostingEnvironments", GroupTaken, "Microsoft Learn, App Service Environment networking: probes of the load balancer come in"},
	{"Microsoft.ContainerInstance/containerGroups", GroupTaken, "Microsoft Learn, deploy container instances into an Azure virtual network"},
	{"Microsoft.App/environments", GroupTaken, "Microsoft Learn, securing a virtual network in Azure Container Apps"},
	{"Microsoft.DBforPostgreSQL/flexibleServers", GroupTaken, "Microsoft Learn, networking for Azure Database for PostgreSQL with private access"},
	{"Microsoft.DBforMySQL/flexibleServers", GroupTaken, "Microsoft Learn, private network access for Azure Database for MySQL"},
	{"Microsoft.Network/applicationGateways", GroupTaken, "Microsoft Learn, Application Gateway infrastructure configuration"},
	{"Microsoft.ApiManagement/service", GroupTaken, "Microsoft Learn, virtual network configuration reference of API Management"},
}

// GroupOn says what the service that a subnet is delegated to makes of a group there: "" is no delegation, and takes one.
func GroupOn(delegation string) GroupOnDelegation {
	if delegation == "" {
		return GroupTaken
	}
	for i := range Delegations {
		if strings.EqualFold(Delegations[i].Service, delegation) {
			return Delegations[i].Group
		}
	}
	return GroupUnknown
}
