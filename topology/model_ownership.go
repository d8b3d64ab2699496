package topology

// Ownership says whose a network is, and so what of it is written.
type Ownership string

// The kinds of ownership.
const (
	Created  Ownership = ""         // created by this intent, and exact
	Existing Ownership = "existing" // exists: peerings, connections and tables are written, the network and its subnets are not
	External Ownership = "external" // managed by another owner: nothing in it is written
)

// Words are the intent's word for it.
func (o Ownership) Words() string {
	if o == Created {
		return "created"
	}
	return string(o)
}
