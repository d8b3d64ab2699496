package topology

// Typed IDs of what a network manager is made of.
type (
	NetworkManagerID string // avnm
	NetworkGroupID   string // avnm/prod: the group of the statement prod
	GroupPolicyID    string // avnm/prod@shared: that group's policy in the subscription shared
	ConfigurationID  string // avnm/prod; with several hubs avnm/prod/hub-weu
)

// NetworkManager is an Azure Virtual Network Manager. It has access to connectivity and to nothing else.
type NetworkManager struct {
	ID               NetworkManagerID
	Name             string
	ResourceGroup    ResourceGroupID
	Location         string
	Tags             map[string]string
	Subscriptions    []string // its scope: declared names, "" for the deployment's own
	ManagementGroups []string // its scope: names
	Regions          []string // the locations of what it manages: where its configurations are committed
	Commit           string   // the name of the resource that commits its configurations; "" for a companion step
	Origin           Origin
}

// NetworkGroup is the group of networks that a statement's configurations are about.
type NetworkGroup struct {
	ID       NetworkGroupID
	Manager  NetworkManagerID
	Name     string
	Members  []NetworkID // by name, also where policies find them
	ByPolicy bool        // the members are found by GroupPolicies, else each is a static member
	Origin   Origin
}

// GroupPolicy is an Azure Policy of one subscription that puts networks into a network group: those that any selector matches.
type GroupPolicy struct {
	ID           GroupPolicyID
	Group        NetworkGroupID
	Subscription string // declared name, "" for the deployment's own
	Name         string
	Selectors    [][]TagRule
	Origin       Origin
}

// TagRule wants one of the values in a tag of a network, or with Location in the network's location. Azure compares both without
// regard to case.
type TagRule struct {
	Tag      string
	Location bool
	Values   []string
}

// ConnectivityConfiguration is what a manager builds of a group: peerings with a hub, a connected group, or both.
type ConnectivityConfiguration struct {
	ID                    ConfigurationID
	Manager               NetworkManagerID
	Name                  string
	Group                 NetworkGroupID
	Hub                   NetworkID // "" for a mesh
	Direct                bool      // the members are a connected group; always of a mesh
	Global                bool      // the connected group spans regions
	UseHubGateway         bool
	DeleteExistingPeering bool
	Origin                Origin
}
