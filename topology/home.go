package topology

import "fmt"

// home is where the resources of something of the intent stand, and what they are named after.
type home struct {
	element
	what                                  string // network "hub", for messages
	location, subscription, resourceGroup string
	words                                 placeholders // what naming patterns may hold of it
	created                               bool         // made by this intent
}

// placeholders are the words that stand in a naming pattern, without braces, and what they stand for.
type placeholders map[string]string

func (h home) group() ResourceGroupID { return ResourceGroupID(h.subscription + "/" + h.resourceGroup) }

func (n *network) home() home {
	id := string(n.id)
	return home{element: n, what: fmt.Sprintf("network %q", id), location: n.Location, subscription: n.Subscription, resourceGroup: n.ResourceGroup,
		words: placeholders{"name": id, "network": id, "local": id}, created: n.ownership() == Created}
}

func (w *wan) home() home {
	id := string(w.id)
	return home{element: w, what: fmt.Sprintf("virtual WAN %q", id), location: w.location, subscription: w.Subscription, resourceGroup: w.ResourceGroup,
		words: placeholders{"name": id, "network": id, "local": id}, created: true}
}

func (c *circuit) home() home {
	return home{element: c, what: fmt.Sprintf("circuit %q", c.id), location: c.Location, subscription: c.Subscription, resourceGroup: c.ResourceGroup,
		words: placeholders{"name": string(c.id)}, created: c.Circuit.ID == ""}
}

func (m *manager) home() home {
	return home{element: m, what: fmt.Sprintf("network manager %q", m.id), location: m.Location, subscription: m.Subscription, resourceGroup: m.ResourceGroup,
		words: placeholders{"networkManager": m.Name}, created: true}
}
