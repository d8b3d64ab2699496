package topology

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// networkName is the network's azureName, else by the naming pattern.
func (r *resolution) networkName(n *network) string {
	if n.AzureName != "" {
		return n.AzureName
	}
	return r.rename("network", n, n.origin("network"), "name", string(n.id))
}

// partName is the azureName of a network's gateway or firewall, else by the naming pattern.
func (r *resolution) partName(kind string, n *network, o Origin, azureName string) string {
	if azureName != "" {
		return azureName
	}
	return r.rename(kind, n, o, "", "")
}

// rename fills the naming pattern of a kind for something of a network; key and value are one more placeholder, or "".
func (r *resolution) rename(kind string, n *network, o Origin, key, value string) string {
	return r.fillPattern(kind, func(word string) string { return r.placeholder(kind, word, n, key, value) })
}

// fillPattern fills the naming pattern of a kind, word by word.
func (r *resolution) fillPattern(kind string, fill func(word string) string) string {
	pattern := r.in.Naming[kind]
	var b strings.Builder
	for {
		open := strings.IndexByte(pattern, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(pattern[open:], '}')
		if end < 0 {
			break
		}
		word := pattern[open+1 : open+end]
		b.WriteString(pattern[:open])
		b.WriteString(fill(word))
		pattern = pattern[open+end+1:]
	}
	b.WriteString(pattern)
	return b.String()
}

func (r *resolution) placeholder(kind, word string, n *network, key, value string) string {
	switch word {
	case key:
		return value
	case "network", "local":
		return string(n.id)
	case "name":
		return string(n.id)
	case "location":
		return n.Location
	case "subscription":
		if n.Subscription != "" {
			return n.Subscription
		}
	}
	return r.badPlaceholderOf(kind, word, fmt.Sprintf("network %q is in no declared subscription", n.id))
}

// badPlaceholderOf reports a placeholder that says nothing, once for a pattern.
func (r *resolution) badPlaceholderOf(kind, word, noSubscription string) string {
	if !r.reported("placeholder " + kind + " " + word) {
		why := "every name is made from what its pattern names"
		if word == "subscription" {
			why = noSubscription
		}
		r.refuse(codePlaceholder, diag.Diagnostic{
			Summary: fmt.Sprintf("the naming pattern of %s has {%s}, which says nothing there", kind, word), Subject: r.in.At("naming", kind),
			Why: why, Hint: "use " + placeholdersOf(kind),
		})
	}
	return ""
}

func placeholdersOf(kind string) string {
	words := "{network} {location} {subscription}"
	switch kind {
	case "networkManager", "commit":
		return "{name} {location} {subscription}"
	case "networkGroup", "connectivityConfiguration":
		return "{connection} {location} {subscription}"
	case "peering", "connection":
		return "{local} {remote} {location} {subscription}"
	case "subnetRouteTable":
		return words + " {subnet}"
	case "publicAddress", "loadBalancer", "localGateway", "ipGroup", "network":
		return "{name} " + words
	}
	return words
}

// shorten cuts a name that Azure would find too long, and tells it apart by a digest of the whole.
func shorten(name string) string {
	if len(name) <= 80 {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return strings.TrimRight(name[:71], "-_.") + "-" + hex.EncodeToString(sum[:4])
}
