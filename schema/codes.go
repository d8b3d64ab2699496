package schema

import (
	"strings"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// The codes of this room: VL1xx for the language, VL201 to VL209 for addresses.
var (
	codeUnreadable = &diag.Code{ID: "VL101", Title: "an input cannot be read",
		Text:    "A path that was given does not exist, cannot be read, is no YAML, JSON or CUE file, or is a folder without any such file. A folder stands for its *.yaml, *.yml, *.json and *.cue files, those of its subfolders not among them.",
		Example: "# vnetloom check estate.txt\n"}
	codeSyntax = &diag.Code{ID: "VL102", Title: "a file is not well-formed",
		Text:    "The text is not YAML 1.2, JSON or CUE, or uses what an intent has no use for: several YAML documents in one file, tags, keys that are not scalars, an encoding other than UTF-8.",
		Example: "vnetloom: v1\nname: [demo\n"}
	codeTooLarge = &diag.Code{ID: "VL103", Title: "an input is larger than the loader takes",
		Text:    "Files, the depth of nesting and the number of values are bounded, with YAML aliases and profiles expanded, so that no input exhausts the machine; an evaluation of CUE is given up after a minute, or at 4 GiB. The bounds lie far beyond an intent of ten thousand networks.",
		Example: "vnetloom: v1\nname: " + strings.Repeat("[", 80) + strings.Repeat("]", 80) + "\n"}
	codeDuplicate = &diag.Code{ID: "VL104", Title: "a key stands twice in one map",
		Text:    "YAML and JSON leave open which of two equal keys counts; here neither does. Keys of one map differ.",
		Example: "vnetloom: v1\nname: demo\nnetworks:\n  hub: 10.0.0.0/16\n  hub: 10.1.0.0/16\n"}
	codeConflict = &diag.Code{ID: "VL105", Title: "one field has two values",
		Text:    "Several files are unified as one document: maps merge, and a field may be given more than once only with the same value. No file overrides another.",
		Example: "# a.yaml\nvnetloom: v1\nname: one\n# b.yaml\nname: two\n"}
	codeUnknownField = &diag.Code{ID: "VL106", Title: "a field that the language does not have",
		Text:    "Every map of the language but the ones keyed by names has a fixed set of fields. A field that is not of the set is refused, never ignored.",
		Example: "vnetloom: v1\nname: demo\nnetworks:\n  hub: {adressSpace: 10.0.0.0/16}\n"}
	codeLater = &diag.Code{ID: "VL107", Title: "known in the language but not in this version",
		Text:    "The word belongs to the intent language, and this version does not implement it yet. It is refused, not ignored, so that nothing is left out in silence. In this version there is no such word.",
		Example: "# none: this version takes every word of the language\n"}
	codeSecret = &diag.Code{ID: "VL108", Title: "a secret in an intent",
		Text:    "Shared keys, authorization keys and passwords are never in an intent: it is text that is reviewed and kept in version control. What needs one gets a secure parameter in the output. Values of such fields are never printed.",
		Example: "vnetloom: v1\nname: demo\nconnections:\n  office: {kind: peering, between: [a, b], sharedKey: abc}\n"}
	codeMissing = &diag.Code{ID: "VL109", Title: "a required field is missing",
		Text:    "The field has no default, and nothing else gives it.",
		Example: "vnetloom: v1\nname: demo\nconnections:\n  estate: {kind: hubAndSpoke, spokes: shop}\n"}
	codeType = &diag.Code{ID: "VL110", Title: "a value of the wrong type",
		Text:    "Types are strict: a number in quotes is a string, and yes and no are strings in YAML 1.2.",
		Example: "vnetloom: v1\nname: demo\nnetworks:\n  hub: {addressSpace: 10.0.0.0/16, gateways: {vpn: {asn: \"65010\"}}}\n"}
	codeNull = &diag.Code{ID: "VL111", Title: "a field without a value",
		Text:    "In YAML a key with nothing behind it is null, which means neither the defaults nor nothing at all. Write {} for a map with its defaults, or leave the key out.",
		Example: "vnetloom: v1\nname: demo\nnetworks:\n  hub:\n    addressSpace: 10.0.0.0/16\n    firewall:\n"}
	codeEnum = &diag.Code{ID: "VL112", Title: "a value that is not among the possible ones",
		Text:    "The field takes one of a fixed set of words, spelt exactly as they are.",
		Example: "vnetloom: v1\nname: demo\nnetworks:\n  hub: {addressSpace: 10.0.0.0/16, firewall: {tier: premium}}\n"}
	codeValue = &diag.Code{ID: "VL113", Title: "a value that the field does not take",
		Text:    "The value has the right type, and is outside the range or not of the form that the field takes.",
		Example: "vnetloom: v1\nname: demo\nnetworks:\n  hub: {addressSpace: 10.0.0.0/16, firewall: {publicAddresses: 251}}\n",
		Source:  "Resource names: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"}
	codeName = &diag.Code{ID: "VL114", Title: "a key that is no name",
		Text:    "Keys that name something are letters and digits with \"-\" and \"_\" between them, at most 60 characters, so that they are legal in every Azure name that is made of them. The keys of labels, tags and resource groups have wider rules of their own.",
		Example: "vnetloom: v1\nname: demo\nnetworks:\n  \"my hub\": 10.0.0.0/16\n",
		Source:  "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"}
	codeCase = &diag.Code{ID: "VL115", Title: "two names that differ in case alone",
		Text:    "Azure compares names without regard to case, so names of one kind must differ in more.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {hub: 10.0.0.0/16, Hub: 10.1.0.0/16}\n",
		Source:  "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"}
	codePart = &diag.Code{ID: "VL116", Title: "two parts of a network share a name",
		Text:    "Subnets, appliances and the words firewall, vpnGateway and expressRouteGateway share one namespace, since each is referred to as network/part.",
		Example: "vnetloom: v1\nname: demo\nnetworks:\n  hub: {addressSpace: 10.0.0.0/16, subnets: {nva: 10.0.0.0/24}, appliances: {nva: {privateAddress: 10.0.0.4, subnet: nva}}}\n"}
	codeProfile = &diag.Code{ID: "VL117", Title: "a profile that there is not",
		Text:    "A network's profile is one of those under profiles.",
		Example: "vnetloom: v1\nname: demo\nprofiles: {app: {labels: {env: prod}}}\nnetworks: {shop: {profile: apps, addressSpace: 10.1.0.0/24}}\n"}
	codeSubscription = &diag.Code{ID: "VL118", Title: "a subscription that is not declared",
		Text:    "A subscription is referred to by the name that it has under subscriptions, where its id stands once.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {shop: {subscription: prod, addressSpace: 10.1.0.0/24}}\n"}
	codePlaceholder = &diag.Code{ID: "VL119", Title: "a name pattern with a placeholder that there is not",
		Text:    "Patterns of naming are over {name} {location} {subscription} {network} {subnet} {connection} {local} {remote}.",
		Example: "vnetloom: v1\nname: demo\nnaming: {network: \"vnet-{region}\"}\n"}
	codeLocation = &diag.Code{ID: "VL120", Severity: diag.Warning, Title: "a location that is probably misspelt",
		Text:    "The location is not in the table of Azure's public locations, and one that is in it is spelt nearly the same. A location unlike any of the table is taken as it is: the table may be older than it.",
		Example: "vnetloom: v1\nname: demo\ndefaults: {location: westeurop}\n",
		Source:  "learn.microsoft.com/azure/reliability/regions-list"}
	codeLabel = &diag.Code{ID: "VL121", Title: "a label that is always there",
		Text:    "The labels location and subscription stand for the network's own fields, and cannot be given another value.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {shop: {addressSpace: 10.1.0.0/24, labels: {location: here}}}\n"}
	codeCUE = &diag.Code{ID: "VL122", Title: "the CUE of an intent has an error",
		Text:    "CUE found a conflict, a value that is not concrete, or an import that cannot be had. Modules are not fetched: what is imported is in the module itself, of CUE's standard library, or this schema.",
		Example: "// estate.cue\nvnetloom: \"v1\"\nname: string\n"}
	codeLength = &diag.Code{ID: "VL123", Title: "a list of the wrong length",
		Text:    "The list has more or fewer items than the field takes; an empty list of things that are wanted is an error too.",
		Example: "vnetloom: v1\nname: demo\nconnections: {p: {kind: peering, between: [a]}}\n"}
	codeRepeated = &diag.Code{ID: "VL124", Title: "an item stands twice in a list",
		Text:    "The items of the list are a set; one that stands twice is a slip.",
		Example: "vnetloom: v1\nname: demo\nconnections: {weu: {kind: hubAndSpoke, hub: [hub, hub], spokes: a}}\n"}
	codeSelector = &diag.Code{ID: "VL125", Title: "a selector without labels",
		Text:    "A selector is a map of labels that all must match. An empty one would match every network; name at least one label.",
		Example: "vnetloom: v1\nname: demo\nconnections: {all: {kind: mesh, members: {}}}\n"}
	codeTogether = &diag.Code{ID: "VL126", Title: "fields that belong together, or exclude each other",
		Text:    "A site's VPN device has a public address or an FQDN, and with an asn a bgpPeer. A circuit either exists, by its id, or is described: provider, peering location, bandwidth; its private peering is configured by you or by the provider.",
		Example: "vnetloom: v1\nname: demo\nsites: {dc1: {addressSpace: 192.168.0.0/16, vpn: {asn: 65050}}}\n"}
	codeShared = &diag.Code{ID: "VL127", Title: "a network, a site or a circuit with the name of another",
		Text:    "Networks, sites and circuits share one namespace, so that a plain name is a reference.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {dc1: 10.0.0.0/16}\nsites: {dc1: {addressSpace: 192.168.0.0/16}}\n"}

	codePrefix = &diag.Code{ID: "VL201", Title: "not an address or an address prefix",
		Text:    "An address is IPv4 (10.0.0.4) or IPv6 (fd00::4); a prefix is an address, a slash and the length. IPv4 in IPv6's clothes (::ffff:10.0.0.0/104) is refused, and so are zones and leading zeros.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {hub: 10.0.0.0/33}\n"}
	codeHostBits = &diag.Code{ID: "VL202", Title: "a prefix with host bits set",
		Text:    "The address of a prefix is its first one. Azure refuses a prefix whose address has bits beyond its length (InvalidCIDRNotation); the loader does not guess which of the two was meant.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {hub: 10.0.0.1/16}\n",
		Source:  "Azure error InvalidCIDRNotation"}
	codePrefixTwice = &diag.Code{ID: "VL203", Title: "an address or a prefix stands twice in a list",
		Text:    "The same address or prefix, perhaps in two spellings, is in one list twice.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {hub: [\"fd00::/48\", \"fd00:0::/48\"]}\n"}
	codeOffsetInNetwork = &diag.Code{ID: "VL204", Title: "an offset in a network",
		Text:    "Offsets such as +64/26 are for profiles, whose networks differ in their address space. In a network the prefix itself is written.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {hub: {addressSpace: 10.0.0.0/16, subnets: {web: +0/26}}}\n"}
	codeOffset = &diag.Code{ID: "VL205", Title: "an offset that does not fit the network",
		Text:    "The subnet that an offset places must begin at a multiple of its size and lie inside the network's first address prefix.",
		Example: "vnetloom: v1\nname: demo\nprofiles: {app: {subnets: {web: +256/26}}}\nnetworks: {shop: {profile: app, addressSpace: 10.1.0.0/24}}\n"}
	codeFamily = &diag.Code{ID: "VL206", Title: "two addresses of one family",
		Text:    "An appliance has at most one IPv4 and one IPv6 address: a route has one next hop.",
		Example: "vnetloom: v1\nname: demo\nnetworks: {hub: {addressSpace: 10.0.0.0/16, subnets: {nva: 10.0.0.0/24}, appliances: {fw: {privateAddress: [10.0.0.4, 10.0.0.5], subnet: nva}}}}\n"}
)

// Codes returns every code of this room, in order.
func Codes() []*diag.Code {
	return []*diag.Code{
		codeUnreadable, codeSyntax, codeTooLarge, codeDuplicate, codeConflict, codeUnknownField, codeLater, codeSecret,
		codeMissing, codeType, codeNull, codeEnum, codeValue, codeName, codeCase, codePart, codeProfile, codeSubscription,
		codePlaceholder, codeLocation, codeLabel, codeCUE, codeLength, codeRepeated, codeSelector, codeTogether, codeShared,
		codePrefix, codeHostBits, codePrefixTwice, codeOffsetInNetwork, codeOffset, codeFamily,
	}
}
