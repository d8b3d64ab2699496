package azure

// BastionRule is a rule that Azure requires of a security group on AzureBastionSubnet. It refuses a group that lacks one:
// NetworkSecurityGroupNotCompliantForAzureBastionSubnet.
type BastionRule struct {
	Name, About string
	Inbound     bool
	Protocol    string // Tcp or *
	Source      string // a service tag, * for any
	Destination string
	Ports       []string
}

// BastionRules are all of them, as of 2026-11.
// Source: Microsoft Learn, Working with NSG access and Azure Bastion (bastion-nsg), "AzureBastionSubnet".
var BastionRules = []BastionRule{
	{Name: "https", About: "Whoever opens a session.", Inbound: true, Protocol: "Tcp", Source: "Internet", Destination: "*", Ports: []string{"443"}},
	{Name: "gateway-manager", About: "The control plane of Bastion.", Inbound: true, Protocol: "Tcp", Source: "GatewayManager", Destination: "*", Ports: []string{"443"}},
	{Name: "load-balancer", About: "Health probes.", Inbound: true, Protocol: "Tcp", Source: "AzureLoadBalancer", Destination: "*", Ports: []string{"443"}},
	{Name: "bastion-hosts", About: "Bastion's hosts with each other.", Inbound: true, Protocol: "*", Source: "VirtualNetwork", Destination: "VirtualNetwork",
		Ports: []string{"8080", "5701"}},
	{Name: "sessions", About: "Sessions with the machines.", Protocol: "*", Source: "*", Destination: "VirtualNetwork", Ports: []string{"22", "3389"}},
	{Name: "azure-cloud", About: "Logs and metrics.", Protocol: "Tcp", Source: "*", Destination: "AzureCloud", Ports: []string{"443"}},
	{Name: "bastion-hosts", About: "Bastion's hosts with each other.", Protocol: "*", Source: "VirtualNetwork", Destination: "VirtualNetwork",
		Ports: []string{"8080", "5701"}},
	{Name: "http", About: "Sessions and certificates are validated.", Protocol: "*", Source: "*", Destination: "Internet", Ports: []string{"80"}},
}
