package azure

import "net/netip"

// Disallowed is a range that no virtual network may have in its address space, and what it is for.
type Disallowed struct {
	Prefix netip.Prefix
	What   string
}

// DisallowedRanges are all of them.
// Source: Azure Virtual Network frequently asked questions, "What address ranges can I use in my virtual networks?".
var DisallowedRanges = []Disallowed{
	{netip.MustParsePrefix("224.0.0.0/4"), "multicast"},
	{netip.MustParsePrefix("255.255.255.255/32"), "broadcast"},
	{netip.MustParsePrefix("127.0.0.0/8"), "loopback"},
	{netip.MustParsePrefix("169.254.0.0/16"), "link-local"},
	{netip.MustParsePrefix("168.63.129.16/32"), "Azure's own DNS and health probes"},
	{netip.MustParsePrefix("ff00::/8"), "multicast"},
	{netip.MustParsePrefix("fe80::/10"), "link-local"},
}
