// Code generated from the CUE in this folder (UPDATE_GOLDEN=1 go test ./schema -run Fields); DO NOT EDIT.

package schema

// IntentField is the fields of Intent.
var IntentField = struct {
	Circuits        Field[Intent]
	Connections     Field[Intent]
	Defaults        Field[Intent]
	Expect          Field[Intent]
	Isolate         Field[Intent]
	Limits          Field[Intent]
	Name            Field[Intent]
	Naming          Field[Intent]
	NetworkManagers Field[Intent]
	Networks        Field[Intent]
	Profiles        Field[Intent]
	ResourceGroups  Field[Intent]
	Sites           Field[Intent]
	Subscriptions   Field[Intent]
	Tenants         Field[Intent]
	VirtualWANs     Field[Intent]
	Vnetloom        Field[Intent]
}{
	Circuits:        Field[Intent]{"circuits"},
	Connections:     Field[Intent]{"connections"},
	Defaults:        Field[Intent]{"defaults"},
	Expect:          Field[Intent]{"expect"},
	Isolate:         Field[Intent]{"isolate"},
	Limits:          Field[Intent]{"limits"},
	Name:            Field[Intent]{"name"},
	Naming:          Field[Intent]{"naming"},
	NetworkManagers: Field[Intent]{"networkManagers"},
	Networks:        Field[Intent]{"networks"},
	Profiles:        Field[Intent]{"profiles"},
	ResourceGroups:  Field[Intent]{"resourceGroups"},
	Sites:           Field[Intent]{"sites"},
	Subscriptions:   Field[Intent]{"subscriptions"},
	Tenants:         Field[Intent]{"tenants"},
	VirtualWANs:     Field[Intent]{"virtualWans"},
	Vnetloom:        Field[Intent]{"vnetloom"},
}

// NamingField is the fields of Naming.
var NamingField = struct {
	Circuit                   Field[Naming]
	Commit                    Field[Naming]
	Connection                Field[Naming]
	ConnectivityConfiguration Field[Naming]
	ExpressRouteGateway       Field[Naming]
	Firewall                  Field[Naming]
	FirewallPolicy            Field[Naming]
	HubConnection             Field[Naming]
	HubRouteTable             Field[Naming]
	IPGroup                   Field[Naming]
	LoadBalancer              Field[Naming]
	LocalGateway              Field[Naming]
	Network                   Field[Naming]
	NetworkGroup              Field[Naming]
	NetworkManager            Field[Naming]
	Peering                   Field[Naming]
	PublicAddress             Field[Naming]
	RouteTable                Field[Naming]
	SecurityGroup             Field[Naming]
	SubnetRouteTable          Field[Naming]
	SubnetSecurityGroup       Field[Naming]
	VirtualHub                Field[Naming]
	VirtualWAN                Field[Naming]
	VPNGateway                Field[Naming]
	VPNSite                   Field[Naming]
}{
	Circuit:                   Field[Naming]{"circuit"},
	Commit:                    Field[Naming]{"commit"},
	Connection:                Field[Naming]{"connection"},
	ConnectivityConfiguration: Field[Naming]{"connectivityConfiguration"},
	ExpressRouteGateway:       Field[Naming]{"expressRouteGateway"},
	Firewall:                  Field[Naming]{"firewall"},
	FirewallPolicy:            Field[Naming]{"firewallPolicy"},
	HubConnection:             Field[Naming]{"hubConnection"},
	HubRouteTable:             Field[Naming]{"hubRouteTable"},
	IPGroup:                   Field[Naming]{"ipGroup"},
	LoadBalancer:              Field[Naming]{"loadBalancer"},
	LocalGateway:              Field[Naming]{"localGateway"},
	Network:                   Field[Naming]{"network"},
	NetworkGroup:              Field[Naming]{"networkGroup"},
	NetworkManager:            Field[Naming]{"networkManager"},
	Peering:                   Field[Naming]{"peering"},
	PublicAddress:             Field[Naming]{"publicAddress"},
	RouteTable:                Field[Naming]{"routeTable"},
	SecurityGroup:             Field[Naming]{"securityGroup"},
	SubnetRouteTable:          Field[Naming]{"subnetRouteTable"},
	SubnetSecurityGroup:       Field[Naming]{"subnetSecurityGroup"},
	VirtualHub:                Field[Naming]{"virtualHub"},
	VirtualWAN:                Field[Naming]{"virtualWan"},
	VPNGateway:                Field[Naming]{"vpnGateway"},
	VPNSite:                   Field[Naming]{"vpnSite"},
}

// LimitsField is the fields of Limits.
var LimitsField = struct {
	AddressesPerIPGroup           Field[Limits]
	ConnectedGroupsPerNetwork     Field[Limits]
	DNSServersPerNetwork          Field[Limits]
	FirewallRuleProducts          Field[Limits]
	IPGroupsPerFirewall           Field[Limits]
	ManagedPeeringsPerNetwork     Field[Limits]
	NetworksPerConnectedGroup     Field[Limits]
	NetworksPerSubscription       Field[Limits]
	NetworksPerVirtualHub         Field[Limits]
	PeeringsPerNetwork            Field[Limits]
	PrefixesPerRoutingIntent      Field[Limits]
	PrefixesPerSecurityRule       Field[Limits]
	PublicAddressesPerFirewall    Field[Limits]
	RouteTablesPerSubscription    Field[Limits]
	RoutesPerTable                Field[Limits]
	RulesPerSecurityGroup         Field[Limits]
	SecurityGroupsPerSubscription Field[Limits]
	SubnetsPerNetwork             Field[Limits]
	SubnetsPerSubnetPeering       Field[Limits]
	TemplateBytes                 Field[Limits]
	TemplateOutputs               Field[Limits]
	TemplateParameters            Field[Limits]
	TemplateResourceBytes         Field[Limits]
	TemplateResources             Field[Limits]
}{
	AddressesPerIPGroup:           Field[Limits]{"addressesPerIPGroup"},
	ConnectedGroupsPerNetwork:     Field[Limits]{"connectedGroupsPerNetwork"},
	DNSServersPerNetwork:          Field[Limits]{"dnsServersPerNetwork"},
	FirewallRuleProducts:          Field[Limits]{"firewallRuleProducts"},
	IPGroupsPerFirewall:           Field[Limits]{"ipGroupsPerFirewall"},
	ManagedPeeringsPerNetwork:     Field[Limits]{"managedPeeringsPerNetwork"},
	NetworksPerConnectedGroup:     Field[Limits]{"networksPerConnectedGroup"},
	NetworksPerSubscription:       Field[Limits]{"networksPerSubscription"},
	NetworksPerVirtualHub:         Field[Limits]{"networksPerVirtualHub"},
	PeeringsPerNetwork:            Field[Limits]{"peeringsPerNetwork"},
	PrefixesPerRoutingIntent:      Field[Limits]{"prefixesPerRoutingIntent"},
	PrefixesPerSecurityRule:       Field[Limits]{"prefixesPerSecurityRule"},
	PublicAddressesPerFirewall:    Field[Limits]{"publicAddressesPerFirewall"},
	RouteTablesPerSubscription:    Field[Limits]{"routeTablesPerSubscription"},
	RoutesPerTable:                Field[Limits]{"routesPerTable"},
	RulesPerSecurityGroup:         Field[Limits]{"rulesPerSecurityGroup"},
	SecurityGroupsPerSubscription: Field[Limits]{"securityGroupsPerSubscription"},
	SubnetsPerNetwork:             Field[Limits]{"subnetsPerNetwork"},
	SubnetsPerSubnetPeering:       Field[Limits]{"subnetsPerSubnetPeering"},
	TemplateBytes:                 Field[Limits]{"templateBytes"},
	TemplateOutputs:               Field[Limits]{"templateOutputs"},
	TemplateParameters:            Field[Limits]{"templateParameters"},
	TemplateResourceBytes:         Field[Limits]{"templateResourceBytes"},
	TemplateResources:             Field[Limits]{"templateResources"},
}

// SubscriptionField is the fields of Subscription.
var SubscriptionField = struct {
	ID     Field[Subscription]
	Tenant Field[Subscription]
}{
	ID:     Field[Subscription]{"id"},
	Tenant: Field[Subscription]{"tenant"},
}

// ResourceGroupField is the fields of ResourceGroup.
var ResourceGroupField = struct {
	Existing Field[ResourceGroup]
	Location Field[ResourceGroup]
	Tags     Field[ResourceGroup]
}{
	Existing: Field[ResourceGroup]{"existing"},
	Location: Field[ResourceGroup]{"location"},
	Tags:     Field[ResourceGroup]{"tags"},
}

// VirtualWANField is the fields of VirtualWAN.
var VirtualWANField = struct {
	AzureName      Field[VirtualWAN]
	BranchToBranch Field[VirtualWAN]
	Existing       Field[VirtualWAN]
	Location       Field[VirtualWAN]
	ResourceGroup  Field[VirtualWAN]
	Subscription   Field[VirtualWAN]
	Tags           Field[VirtualWAN]
	Type           Field[VirtualWAN]
}{
	AzureName:      Field[VirtualWAN]{"azureName"},
	BranchToBranch: Field[VirtualWAN]{"branchToBranch"},
	Existing:       Field[VirtualWAN]{"existing"},
	Location:       Field[VirtualWAN]{"location"},
	ResourceGroup:  Field[VirtualWAN]{"resourceGroup"},
	Subscription:   Field[VirtualWAN]{"subscription"},
	Tags:           Field[VirtualWAN]{"tags"},
	Type:           Field[VirtualWAN]{"type"},
}

// NetworkField is the fields of Network.
var NetworkField = struct {
	AddressSpace       Field[Network]
	Appliances         Field[Network]
	AzureName          Field[Network]
	DDoSProtectionPlan Field[Network]
	DeploymentModel    Field[Network]
	DNSServers         Field[Network]
	Encryption         Field[Network]
	Firewall           Field[Network]
	Gateways           Field[Network]
	Labels             Field[Network]
	Location           Field[Network]
	Ownership          Field[Network]
	Profile            Field[Network]
	ResourceGroup      Field[Network]
	RoutingPreference  Field[Network]
	SecurityGroups     Field[Network]
	Subnets            Field[Network]
	Subscription       Field[Network]
	Tags               Field[Network]
	VirtualWAN         Field[Network]
}{
	AddressSpace:       Field[Network]{"addressSpace"},
	Appliances:         Field[Network]{"appliances"},
	AzureName:          Field[Network]{"azureName"},
	DDoSProtectionPlan: Field[Network]{"ddosProtectionPlan"},
	DeploymentModel:    Field[Network]{"deploymentModel"},
	DNSServers:         Field[Network]{"dnsServers"},
	Encryption:         Field[Network]{"encryption"},
	Firewall:           Field[Network]{"firewall"},
	Gateways:           Field[Network]{"gateways"},
	Labels:             Field[Network]{"labels"},
	Location:           Field[Network]{"location"},
	Ownership:          Field[Network]{"ownership"},
	Profile:            Field[Network]{"profile"},
	ResourceGroup:      Field[Network]{"resourceGroup"},
	RoutingPreference:  Field[Network]{"routingPreference"},
	SecurityGroups:     Field[Network]{"securityGroups"},
	Subnets:            Field[Network]{"subnets"},
	Subscription:       Field[Network]{"subscription"},
	Tags:               Field[Network]{"tags"},
	VirtualWAN:         Field[Network]{"virtualWan"},
}

// SubnetField is the fields of Subnet.
var SubnetField = struct {
	DefaultOutboundAccess             Field[Subnet]
	Delegation                        Field[Subnet]
	NATGateway                        Field[Subnet]
	NetworkSecurityGroup              Field[Subnet]
	Prefix                            Field[Subnet]
	PrivateEndpointNetworkPolicies    Field[Subnet]
	PrivateLinkServiceNetworkPolicies Field[Subnet]
	RouteTable                        Field[Subnet]
	Routes                            Field[Subnet]
	Routing                           Field[Subnet]
	RulePriorities                    Field[Subnet]
	SecurityGroups                    Field[Subnet]
	ServiceEndpoints                  Field[Subnet]
}{
	DefaultOutboundAccess:             Field[Subnet]{"defaultOutboundAccess"},
	Delegation:                        Field[Subnet]{"delegation"},
	NATGateway:                        Field[Subnet]{"natGateway"},
	NetworkSecurityGroup:              Field[Subnet]{"networkSecurityGroup"},
	Prefix:                            Field[Subnet]{"prefix"},
	PrivateEndpointNetworkPolicies:    Field[Subnet]{"privateEndpointNetworkPolicies"},
	PrivateLinkServiceNetworkPolicies: Field[Subnet]{"privateLinkServiceNetworkPolicies"},
	RouteTable:                        Field[Subnet]{"routeTable"},
	Routes:                            Field[Subnet]{"routes"},
	Routing:                           Field[Subnet]{"routing"},
	RulePriorities:                    Field[Subnet]{"rulePriorities"},
	SecurityGroups:                    Field[Subnet]{"securityGroups"},
	ServiceEndpoints:                  Field[Subnet]{"serviceEndpoints"},
}

// RouteField is the fields of Route.
var RouteField = struct {
	Existing Field[Route]
	Prefix   Field[Route]
	Via      Field[Route]
}{
	Existing: Field[Route]{"existing"},
	Prefix:   Field[Route]{"prefix"},
	Via:      Field[Route]{"via"},
}

// VPNGatewayField is the fields of VPNGateway.
var VPNGatewayField = struct {
	ActiveActive        Field[VPNGateway]
	APIPA               Field[VPNGateway]
	ASN                 Field[VPNGateway]
	AzureName           Field[VPNGateway]
	BGPRouteTranslation Field[VPNGateway]
	CustomRoutes        Field[VPNGateway]
	Existing            Field[VPNGateway]
	NATRules            Field[VPNGateway]
	ScaleUnits          Field[VPNGateway]
	SKU                 Field[VPNGateway]
	VPNClient           Field[VPNGateway]
	Zones               Field[VPNGateway]
}{
	ActiveActive:        Field[VPNGateway]{"activeActive"},
	APIPA:               Field[VPNGateway]{"apipa"},
	ASN:                 Field[VPNGateway]{"asn"},
	AzureName:           Field[VPNGateway]{"azureName"},
	BGPRouteTranslation: Field[VPNGateway]{"bgpRouteTranslation"},
	CustomRoutes:        Field[VPNGateway]{"customRoutes"},
	Existing:            Field[VPNGateway]{"existing"},
	NATRules:            Field[VPNGateway]{"natRules"},
	ScaleUnits:          Field[VPNGateway]{"scaleUnits"},
	SKU:                 Field[VPNGateway]{"sku"},
	VPNClient:           Field[VPNGateway]{"vpnClient"},
	Zones:               Field[VPNGateway]{"zones"},
}

// VPNClientField is the fields of VPNClient.
var VPNClientField = struct {
	AddressSpace Field[VPNClient]
	Certificates Field[VPNClient]
	Entra        Field[VPNClient]
	Protocols    Field[VPNClient]
	Radius       Field[VPNClient]
}{
	AddressSpace: Field[VPNClient]{"addressSpace"},
	Certificates: Field[VPNClient]{"certificates"},
	Entra:        Field[VPNClient]{"entra"},
	Protocols:    Field[VPNClient]{"protocols"},
	Radius:       Field[VPNClient]{"radius"},
}

// EntraClientsField is the fields of EntraClients.
var EntraClientsField = struct {
	Audience Field[EntraClients]
	Tenant   Field[EntraClients]
}{
	Audience: Field[EntraClients]{"audience"},
	Tenant:   Field[EntraClients]{"tenant"},
}

// ClientCertificatesField is the fields of ClientCertificates.
var ClientCertificatesField = struct {
	Revoked Field[ClientCertificates]
	Roots   Field[ClientCertificates]
}{
	Revoked: Field[ClientCertificates]{"revoked"},
	Roots:   Field[ClientCertificates]{"roots"},
}

// RADIUSServerField is the fields of RADIUSServer.
var RADIUSServerField = struct {
	KeyName Field[RADIUSServer]
	Server  Field[RADIUSServer]
}{
	KeyName: Field[RADIUSServer]{"keyName"},
	Server:  Field[RADIUSServer]{"server"},
}

// APIPAField is the fields of APIPA.
var APIPAField = struct {
	First  Field[APIPA]
	Second Field[APIPA]
}{
	First:  Field[APIPA]{"first"},
	Second: Field[APIPA]{"second"},
}

// NATRuleField is the fields of NATRule.
var NATRuleField = struct {
	External      Field[NATRule]
	ExternalPorts Field[NATRule]
	Instance      Field[NATRule]
	Internal      Field[NATRule]
	InternalPorts Field[NATRule]
	Mode          Field[NATRule]
	Type          Field[NATRule]
}{
	External:      Field[NATRule]{"external"},
	ExternalPorts: Field[NATRule]{"externalPorts"},
	Instance:      Field[NATRule]{"instance"},
	Internal:      Field[NATRule]{"internal"},
	InternalPorts: Field[NATRule]{"internalPorts"},
	Mode:          Field[NATRule]{"mode"},
	Type:          Field[NATRule]{"type"},
}

// ExpressRouteGatewayField is the fields of ExpressRouteGateway.
var ExpressRouteGatewayField = struct {
	AzureName  Field[ExpressRouteGateway]
	Existing   Field[ExpressRouteGateway]
	ScaleUnits Field[ExpressRouteGateway]
	SKU        Field[ExpressRouteGateway]
}{
	AzureName:  Field[ExpressRouteGateway]{"azureName"},
	Existing:   Field[ExpressRouteGateway]{"existing"},
	ScaleUnits: Field[ExpressRouteGateway]{"scaleUnits"},
	SKU:        Field[ExpressRouteGateway]{"sku"},
}

// FirewallField is the fields of Firewall.
var FirewallField = struct {
	AzureName          Field[Firewall]
	BasePolicy         Field[Firewall]
	DNS                Field[Firewall]
	Existing           Field[Firewall]
	Insights           Field[Firewall]
	IntrusionDetection Field[Firewall]
	Policy             Field[Firewall]
	PrivateAddress     Field[Firewall]
	PrivateRanges      Field[Firewall]
	PublicAddresses    Field[Firewall]
	Rules              Field[Firewall]
	ThreatIntel        Field[Firewall]
	Tier               Field[Firewall]
	Zones              Field[Firewall]
}{
	AzureName:          Field[Firewall]{"azureName"},
	BasePolicy:         Field[Firewall]{"basePolicy"},
	DNS:                Field[Firewall]{"dns"},
	Existing:           Field[Firewall]{"existing"},
	Insights:           Field[Firewall]{"insights"},
	IntrusionDetection: Field[Firewall]{"intrusionDetection"},
	Policy:             Field[Firewall]{"policy"},
	PrivateAddress:     Field[Firewall]{"privateAddress"},
	PrivateRanges:      Field[Firewall]{"privateRanges"},
	PublicAddresses:    Field[Firewall]{"publicAddresses"},
	Rules:              Field[Firewall]{"rules"},
	ThreatIntel:        Field[Firewall]{"threatIntel"},
	Tier:               Field[Firewall]{"tier"},
	Zones:              Field[Firewall]{"zones"},
}

// FirewallDNSField is the fields of FirewallDNS.
var FirewallDNSField = struct {
	Proxy   Field[FirewallDNS]
	Servers Field[FirewallDNS]
}{
	Proxy:   Field[FirewallDNS]{"proxy"},
	Servers: Field[FirewallDNS]{"servers"},
}

// FirewallRuleField is the fields of FirewallRule.
var FirewallRuleField = struct {
	Action Field[FirewallRule]
	From   Field[FirewallRule]
	Ports  Field[FirewallRule]
	To     Field[FirewallRule]
}{
	Action: Field[FirewallRule]{"action"},
	From:   Field[FirewallRule]{"from"},
	Ports:  Field[FirewallRule]{"ports"},
	To:     Field[FirewallRule]{"to"},
}

// ApplianceField is the fields of Appliance.
var ApplianceField = struct {
	EgressSubnet   Field[Appliance]
	LoadBalancer   Field[Appliance]
	PrivateAddress Field[Appliance]
	Subnet         Field[Appliance]
}{
	EgressSubnet:   Field[Appliance]{"egressSubnet"},
	LoadBalancer:   Field[Appliance]{"loadBalancer"},
	PrivateAddress: Field[Appliance]{"privateAddress"},
	Subnet:         Field[Appliance]{"subnet"},
}

// LoadBalancerField is the fields of LoadBalancer.
var LoadBalancerField = struct {
	Probe Field[LoadBalancer]
}{
	Probe: Field[LoadBalancer]{"probe"},
}

// ConnectionField is the fields of Connection.
var ConnectionField = struct {
	Access                Field[Connection]
	BackupBy              Field[Connection]
	BandwidthMbps         Field[Connection]
	Between               Field[Connection]
	BGP                   Field[Connection]
	Circuit               Field[Connection]
	ConnectionMode        Field[Connection]
	DeleteExistingPeering Field[Connection]
	DPDTimeoutSeconds     Field[Connection]
	Existing              Field[Connection]
	FastPath              Field[Connection]
	ForwardedTraffic      Field[Connection]
	Hub                   Field[Connection]
	HubSubnets            Field[Connection]
	Inspect               Field[Connection]
	Internet              Field[Connection]
	IPsec                 Field[Connection]
	IPv6Only              Field[Connection]
	KeyName               Field[Connection]
	Kind                  Field[Connection]
	Members               Field[Connection]
	Membership            Field[Connection]
	Names                 Field[Connection]
	NATRules              Field[Connection]
	NetworkManager        Field[Connection]
	NetworkToNetwork      Field[Connection]
	OnPremises            Field[Connection]
	OverCircuit           Field[Connection]
	SpokeToSpoke          Field[Connection]
	Spokes                Field[Connection]
	TrafficSelectors      Field[Connection]
	Transit               Field[Connection]
	UseGatewayOf          Field[Connection]
	VirtualWAN            Field[Connection]
	Weight                Field[Connection]
}{
	Access:                Field[Connection]{"access"},
	BackupBy:              Field[Connection]{"backupBy"},
	BandwidthMbps:         Field[Connection]{"bandwidthMbps"},
	Between:               Field[Connection]{"between"},
	BGP:                   Field[Connection]{"bgp"},
	Circuit:               Field[Connection]{"circuit"},
	ConnectionMode:        Field[Connection]{"connectionMode"},
	DeleteExistingPeering: Field[Connection]{"deleteExistingPeering"},
	DPDTimeoutSeconds:     Field[Connection]{"dpdTimeoutSeconds"},
	Existing:              Field[Connection]{"existing"},
	FastPath:              Field[Connection]{"fastPath"},
	ForwardedTraffic:      Field[Connection]{"forwardedTraffic"},
	Hub:                   Field[Connection]{"hub"},
	HubSubnets:            Field[Connection]{"hubSubnets"},
	Inspect:               Field[Connection]{"inspect"},
	Internet:              Field[Connection]{"internet"},
	IPsec:                 Field[Connection]{"ipsec"},
	IPv6Only:              Field[Connection]{"ipv6Only"},
	KeyName:               Field[Connection]{"keyName"},
	Kind:                  Field[Connection]{"kind"},
	Members:               Field[Connection]{"members"},
	Membership:            Field[Connection]{"membership"},
	Names:                 Field[Connection]{"names"},
	NATRules:              Field[Connection]{"natRules"},
	NetworkManager:        Field[Connection]{"networkManager"},
	NetworkToNetwork:      Field[Connection]{"networkToNetwork"},
	OnPremises:            Field[Connection]{"onPremises"},
	OverCircuit:           Field[Connection]{"overCircuit"},
	SpokeToSpoke:          Field[Connection]{"spokeToSpoke"},
	Spokes:                Field[Connection]{"spokes"},
	TrafficSelectors:      Field[Connection]{"trafficSelectors"},
	Transit:               Field[Connection]{"transit"},
	UseGatewayOf:          Field[Connection]{"useGatewayOf"},
	VirtualWAN:            Field[Connection]{"virtualWan"},
	Weight:                Field[Connection]{"weight"},
}

// EndField is the fields of End.
var EndField = struct {
	Network Field[End]
	Subnets Field[End]
}{
	Network: Field[End]{"network"},
	Subnets: Field[End]{"subnets"},
}

// IPsecPolicyField is the fields of IPsecPolicy.
var IPsecPolicyField = struct {
	DHGroup             Field[IPsecPolicy]
	IKEEncryption       Field[IPsecPolicy]
	IKEIntegrity        Field[IPsecPolicy]
	IPsecEncryption     Field[IPsecPolicy]
	IPsecIntegrity      Field[IPsecPolicy]
	PFSGroup            Field[IPsecPolicy]
	SADataSizeKilobytes Field[IPsecPolicy]
	SALifetimeSeconds   Field[IPsecPolicy]
}{
	DHGroup:             Field[IPsecPolicy]{"dhGroup"},
	IKEEncryption:       Field[IPsecPolicy]{"ikeEncryption"},
	IKEIntegrity:        Field[IPsecPolicy]{"ikeIntegrity"},
	IPsecEncryption:     Field[IPsecPolicy]{"ipsecEncryption"},
	IPsecIntegrity:      Field[IPsecPolicy]{"ipsecIntegrity"},
	PFSGroup:            Field[IPsecPolicy]{"pfsGroup"},
	SADataSizeKilobytes: Field[IPsecPolicy]{"saDataSizeKilobytes"},
	SALifetimeSeconds:   Field[IPsecPolicy]{"saLifetimeSeconds"},
}

// TrafficSelectorField is the fields of TrafficSelector.
var TrafficSelectorField = struct {
	Local  Field[TrafficSelector]
	Remote Field[TrafficSelector]
}{
	Local:  Field[TrafficSelector]{"local"},
	Remote: Field[TrafficSelector]{"remote"},
}

// BGPField is the fields of BGP.
var BGPField = struct {
	Advertise       Field[BGP]
	APIPA           Field[BGP]
	LocalPreference Field[BGP]
	PeerAPIPA       Field[BGP]
	Prepend         Field[BGP]
	Receive         Field[BGP]
}{
	Advertise:       Field[BGP]{"advertise"},
	APIPA:           Field[BGP]{"apipa"},
	LocalPreference: Field[BGP]{"localPreference"},
	PeerAPIPA:       Field[BGP]{"peerApipa"},
	Prepend:         Field[BGP]{"prepend"},
	Receive:         Field[BGP]{"receive"},
}

// AccessFlowField is the fields of AccessFlow.
var AccessFlowField = struct {
	From  Field[AccessFlow]
	Ports Field[AccessFlow]
	To    Field[AccessFlow]
}{
	From:  Field[AccessFlow]{"from"},
	Ports: Field[AccessFlow]{"ports"},
	To:    Field[AccessFlow]{"to"},
}

// NetworkManagerField is the fields of NetworkManager.
var NetworkManagerField = struct {
	Commit        Field[NetworkManager]
	Location      Field[NetworkManager]
	ResourceGroup Field[NetworkManager]
	Scope         Field[NetworkManager]
	Subscription  Field[NetworkManager]
	Tags          Field[NetworkManager]
}{
	Commit:        Field[NetworkManager]{"commit"},
	Location:      Field[NetworkManager]{"location"},
	ResourceGroup: Field[NetworkManager]{"resourceGroup"},
	Scope:         Field[NetworkManager]{"scope"},
	Subscription:  Field[NetworkManager]{"subscription"},
	Tags:          Field[NetworkManager]{"tags"},
}

// ManagerScopeField is the fields of ManagerScope.
var ManagerScopeField = struct {
	ManagementGroups Field[ManagerScope]
	Subscriptions    Field[ManagerScope]
}{
	ManagementGroups: Field[ManagerScope]{"managementGroups"},
	Subscriptions:    Field[ManagerScope]{"subscriptions"},
}

// SiteField is the fields of Site.
var SiteField = struct {
	AddressSpace Field[Site]
	BGP          Field[Site]
	DefaultRoute Field[Site]
	Labels       Field[Site]
	VPN          Field[Site]
}{
	AddressSpace: Field[Site]{"addressSpace"},
	BGP:          Field[Site]{"bgp"},
	DefaultRoute: Field[Site]{"defaultRoute"},
	Labels:       Field[Site]{"labels"},
	VPN:          Field[Site]{"vpn"},
}

// SiteVPNField is the fields of SiteVPN.
var SiteVPNField = struct {
	ASN           Field[SiteVPN]
	AzureName     Field[SiteVPN]
	BGPPeer       Field[SiteVPN]
	FQDN          Field[SiteVPN]
	PublicAddress Field[SiteVPN]
}{
	ASN:           Field[SiteVPN]{"asn"},
	AzureName:     Field[SiteVPN]{"azureName"},
	BGPPeer:       Field[SiteVPN]{"bgpPeer"},
	FQDN:          Field[SiteVPN]{"fqdn"},
	PublicAddress: Field[SiteVPN]{"publicAddress"},
}

// CircuitField is the fields of Circuit.
var CircuitField = struct {
	BandwidthMbps   Field[Circuit]
	ID              Field[Circuit]
	Location        Field[Circuit]
	ManagedBy       Field[Circuit]
	PeeringLocation Field[Circuit]
	PrivatePeering  Field[Circuit]
	Provider        Field[Circuit]
	Provisioned     Field[Circuit]
	ResourceGroup   Field[Circuit]
	Site            Field[Circuit]
	SKU             Field[Circuit]
	Subscription    Field[Circuit]
	Tags            Field[Circuit]
}{
	BandwidthMbps:   Field[Circuit]{"bandwidthMbps"},
	ID:              Field[Circuit]{"id"},
	Location:        Field[Circuit]{"location"},
	ManagedBy:       Field[Circuit]{"managedBy"},
	PeeringLocation: Field[Circuit]{"peeringLocation"},
	PrivatePeering:  Field[Circuit]{"privatePeering"},
	Provider:        Field[Circuit]{"provider"},
	Provisioned:     Field[Circuit]{"provisioned"},
	ResourceGroup:   Field[Circuit]{"resourceGroup"},
	Site:            Field[Circuit]{"site"},
	SKU:             Field[Circuit]{"sku"},
	Subscription:    Field[Circuit]{"subscription"},
	Tags:            Field[Circuit]{"tags"},
}

// PrivatePeeringField is the fields of PrivatePeering.
var PrivatePeeringField = struct {
	PeerASN   Field[PrivatePeering]
	Primary   Field[PrivatePeering]
	Secondary Field[PrivatePeering]
	VLANID    Field[PrivatePeering]
}{
	PeerASN:   Field[PrivatePeering]{"peerAsn"},
	Primary:   Field[PrivatePeering]{"primary"},
	Secondary: Field[PrivatePeering]{"secondary"},
	VLANID:    Field[PrivatePeering]{"vlanId"},
}

// ExpectationField is the fields of Expectation.
var ExpectationField = struct {
	Flow      Field[Expectation]
	From      Field[Expectation]
	Reachable Field[Expectation]
	To        Field[Expectation]
	Via       Field[Expectation]
	When      Field[Expectation]
}{
	Flow:      Field[Expectation]{"flow"},
	From:      Field[Expectation]{"from"},
	Reachable: Field[Expectation]{"reachable"},
	To:        Field[Expectation]{"to"},
	Via:       Field[Expectation]{"via"},
	When:      Field[Expectation]{"when"},
}

// FailureField is the fields of Failure.
var FailureField = struct {
	Down Field[Failure]
}{
	Down: Field[Failure]{"down"},
}
