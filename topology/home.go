package topology

import (
	"fmt"
	"slices"
)

// home is where the resources of something of the intent stand, and what they are named after.
type home struct {
	element
	kind, name                            string // network, hub: for messages
	location, subscription, resourceGroup string
	words                                 []string // the placeholders of a naming pattern that stand for its name
	created                               bool     // made by this intent
}

// placeholders are words of a naming pattern, without braces, and what they stand for.
type placeholders map[string]string

var (
	networkWords = []string{"name", "network", "local"}
	circuitWords = []string{"name"}
	managerWords = []string{"networkManager"}
)

func (h home) group() ResourceGroupID { return ResourceGroupID(h.subscription + "/" + h.resourceGroup) }

func (h home) String() string { return fmt.Sprintf("%s %q", h.kind, h.name) }

// isNamedBy tells whether a placeholder stands for the name.
func (h home) isNamedBy(word string) bool { return slices.Contains(h.words, word) }

func (n *network) home() home {
	return home{element: n, kind: "network", name: string(n.id), location: n.Location, subscription: n.Subscription,
		resourceGroup: n.ResourceGroup, words: networkWords, created: n.ownership() == Created}
}

func (w *wan) home() home {
	return home{element: w, kind: "virtual WAN", name: string(w.id), location: w.location, subscription: w.Subscription,
		resourceGroup: w.ResourceGroup, words: networkWords, created: !w.Existing}
}

func (c *circuit) home() home {
	return home{element: c, kind: "circuit", name: string(c.id), location: c.Location, subscription: c.Subscription,
		resourceGroup: c.ResourceGroup, words: circuitWords, created: c.Circuit.ID == ""}
}

func (m *manager) home() home {
	return home{element: m, kind: "network manager", name: string(m.id), location: m.Location, subscription: m.Subscription,
		resourceGroup: m.ResourceGroup, words: managerWords, created: true}
}
