package topology

// Ownership says whose a network is, and so what of it is written.
type Ownership string

// The kinds of ownership.
const (
	Created  Ownership = ""         // made by us, and exact
	Existing Ownership = "existing" // there already: our halves, connections and tables are written, the network and its subnets are not
	External Ownership = "external" // somebody else's: nothing in it is written by us
)
