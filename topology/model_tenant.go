package topology

// Tenant is a declared tenant of which something is used. There is a row for each only where networks are in several: one tenant
// needs no word.
type Tenant struct {
	Name, ID string // ID is a UUID
	Origin   Origin
}
