package topology

// A LimitUse is the most that something of the estate takes of one of Azure's limits.
type LimitUse struct {
	Name    string // as in limits of the intent: peeringsPerNetwork
	Most    int    // what Azure takes, or what the intent says
	Count   int
	Subject string // network "hub" has 12 peerings
	Origin  Origin
}
