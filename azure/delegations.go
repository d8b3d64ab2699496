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

// Delegations are the services of which it is known, by the name of the delegation. Their sources were opened on 2026-11-29.
var Delegations = []struct {
	Service string
	Group   GroupOnDelegation
	Source  string
	Needs   string // what it must send to beyond the network, for a sentence; "" for nothing that is known
}{
	{"Microsoft.Sql/managedInstances", GroupManaged,
		"Microsoft Learn, enable service-aided subnet configuration for Azure SQL Managed Instance: a network intent policy adds mandatory rules to the group", ""},
	{"Microsoft.Databricks/workspaces", GroupManaged,
		"Azure/azure-quickstart-templates#6670: the group cannot be written again without the rules that Databricks has added; MicrosoftDocs/azure-docs#56329: network intent policy", ""},
	{"Microsoft.Netapp/volumes", GroupRefused,
		"MicrosoftDocs/azure-docs, azure-netapp-files-network-topologies: groups on the subnet with Standard network features alone, none with Basic ones", ""},
	{"Microsoft.HardwareSecurityModules/dedicatedHSMs", GroupRefused,
		"MicrosoftDocs/azure-docs, dedicated-hsm/networking: groups and user-defined routes are not supported on delegated subnets", ""},
	{"Microsoft.Web/serverFarms", GroupTaken,
		"MicrosoftDocs/azure-docs, app-service/overview-vnet-integration: a group blocks outbound traffic, inbound rules do not apply", ""},
	{"Microsoft.Web/hostingEnvironments", GroupTaken,
		"MicrosoftDocs/azure-docs, app-service/environment/networking: needs Azure Load Balancer to port 80, which Azure's own rules let in", ""},
	{"Microsoft.ContainerInstance/containerGroups", GroupTaken,
		"MicrosoftDocs/azure-docs, container-instances-virtual-network-concepts: rules of a group control access", ""},
	{"Microsoft.App/environments", GroupTaken,
		"MicrosoftDocs/azure-docs, container-apps/firewall-integration: groups with its rules; AzureLoadBalancer in, Azure's services on 443 out", "Azure Monitor, Microsoft's container registry and other services of Azure"},
	{"Microsoft.DBforPostgreSQL/flexibleServers", GroupTaken,
		"MicrosoftDocs/azure-databases-docs, postgresql/flexible-server/concepts-networking-private: port 5432 within the subnet, and Azure Storage", "Azure Storage, for the archive of its log"},
	{"Microsoft.DBforMySQL/flexibleServers", GroupTaken,
		"MicrosoftDocs/azure-databases-docs, mysql/flexible-server/concepts-networking-vnet (2026-01): groups filter; AzurePlatformDNS is not to be blocked", ""},
	{"Microsoft.Network/applicationGateways", GroupTaken,
		"Microsoft Learn, Application Gateway infrastructure configuration", ""},
	{"Microsoft.ApiManagement/service", GroupTaken,
		"Microsoft Learn, virtual network configuration reference of API Management: one is required (stv2)", ""},
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

// DelegatedNeeds is what the service that a subnet is delegated to must send to beyond its network, "" where nothing is known.
func DelegatedNeeds(delegation string) string {
	for i := range Delegations {
		if strings.EqualFold(Delegations[i].Service, delegation) {
			return Delegations[i].Needs
		}
	}
	return ""
}
