package difference

import "github.com/vnetloom/vnetloom/rehearsal/judge"

// A Report is what differs between an old network and a new one. Lists are in a fixed order, and never nil. Names are those of the intents where
// these have one, else those of the resources; nothing in them is escaped.
type Report struct {
	Equal     bool             `json:"equal"`   // nothing differs in what is reached, deployed or promised
	Verdict   string           `json:"verdict"` // a sentence without names
	Counts    Counts           `json:"counts"`
	Networks  []NetworkChange  `json:"networks"`
	Paths     []PathChange     `json:"paths"`
	Failures  []FailureChange  `json:"failures"`
	Promises  []PromiseChange  `json:"promises"`
	Rehearsal *Rehearsal       `json:"rehearsal"` // null: nothing is deployed, or it was not asked
	Steps     []Step           `json:"steps"`
	Resources []ResourceChange `json:"resources"`
	NotKnown  []NotKnown       `json:"notKnown"`
	Warnings  []Note           `json:"warnings"` // of the new intent, which the old one has not
	Notes     []Note           `json:"notes"`
	Errors    []Note           `json:"errors"` // of networks that cannot be compared
}

// Counts are of pairs of subnets, sites and the internet; one that differs both ways is one.
type Counts struct {
	Lost     int `json:"lost"`
	Gained   int `json:"gained"`
	Changed  int `json:"changed"`  // joined by both, on another path
	Filtered int `json:"filtered"` // joined by both on the same path, and rules let other packets pass
	Unknown  int `json:"unknown"`  // of which one of the two networks does not say enough
	Beyond   int `json:"beyond"`   // not followed, since there are more than the bound
}

// Change is how something differs: added, gone or changed; of paths lost, gained, changed, filtered or unknown; of promises also failing and broken; of failures worse and better.
type Change string

// The changes.
const (
	Added    Change = "added"
	Gone     Change = "gone"
	Changed  Change = "changed"
	Lost     Change = "lost"
	Gained   Change = "gained"
	Unknown  Change = "unknown"
	Filtered Change = "filtered" // the path is the same, and rules let other packets pass
	Failing  Change = "failing"  // a promise that the new network makes and does not keep
	Worse    Change = "worse"    // more is lost when something fails
	Better   Change = "better"
	Broken   Change = "broken" // a promise of the old network that the new one neither makes nor keeps
)

// A NetworkChange is a network or a site that only one of the two has, or that has other prefixes. Subnets are those that differ, of a network that both have.
type NetworkChange struct {
	Change  Change         `json:"change"`
	Kind    string         `json:"kind"` // network | site
	Name    string         `json:"name"`
	Was     string         `json:"was"` // its prefixes
	Is      string         `json:"is"`
	Subnets []SubnetChange `json:"subnets"`
	of      string
}

// A SubnetChange is a subnet that only one of the two has, or that has other prefixes.
type SubnetChange struct {
	Change Change `json:"change"`
	Name   string `json:"name"`
	Was    string `json:"was"`
	Is     string `json:"is"`
}

// A PathChange is pairs of which all have the same path in the old network, and the same in the new one.
type PathChange struct {
	Change Change `json:"change"`
	From   Ends   `json:"from"`
	To     Ends   `json:"to"`
	Both   bool   `json:"bothWays"` // flows that begin in To go the same path backwards
	Among  bool   `json:"among"`    // From among each other: To is From
	Within bool   `json:"within"`   // pairs of subnets of one network
	Pairs  int    `json:"pairs"`    // how many
	Was    []Way  `json:"was"`      // several where addresses of one subnet go several ways; none where it does not exist
	Is     []Way  `json:"is"`
	WasLet string `json:"wasAllowed"` // what rules let pass, such as tcp/443, icmp; "" for everything
	IsLet  string `json:"isAllowed"`
}

// A Way is how packets go from one end to another.
type Way struct {
	Reach string   `json:"reach"` // yes | one way (answers do not arrive) | no | not known
	Via   []string `json:"via"`   // firewalls, appliances, gateways and circuits, in order
	Back  []string `json:"back"`  // those of the answers, in the order of the way there, where they differ; else null
	Out   string   `json:"out"`   // of the internet: by which address, where that is not the last of Via
	Why   string   `json:"why"`   // of what does not arrive
	key   string
}

// Ends are the ends of pairs on one side.
type Ends struct {
	Parts    []Part   `json:"parts"`    // what they are, in as few words as can be
	Networks []string `json:"networks"` // names of all networks, sites, and the internet
	Subnets  int      `json:"subnets"`  // how many subnets, and sites
}

// A Part of ends: networks, a site, or the internet.
type Part struct {
	Of      string   `json:"of"`      // spokes, members: of the connection Name; label: with the label Name; networks; all; site; internet
	Name    string   `json:"name"`    // of networks ""
	Count   int      `json:"count"`   // how many networks
	Names   []string `json:"names"`   // of networks
	But     []string `json:"but"`     // those that would belong to it and do not
	Subnets []string `json:"subnets"` // only these subnets of each; null for all
}

// A FailureChange is pairs of which a failure makes something else than before. Both networks join them.
type FailureChange struct {
	Change Change        `json:"change"` // worse | better
	Kind   string        `json:"kind"`   // circuit | connection | gateway | firewall | appliance | region
	Name   string        `json:"name"`   // of what is down
	From   Ends          `json:"from"`
	To     Ends          `json:"to"`
	Both   bool          `json:"bothWays"`
	Among  bool          `json:"among"`
	Pairs  int           `json:"pairs"`
	Was    FailureEffect `json:"was"`
	Is     FailureEffect `json:"is"`
}

// A FailureEffect is what becomes of pairs: kept (as before, or by a backup), lost, uninspected, asymmetric, unknown.
type FailureEffect string

// A PromiseChange is an entry of expect or isolate that differs, or fails.
type PromiseChange struct {
	Change Change `json:"change"`
	Kind   string `json:"kind"` // expect | isolate
	Name   string `json:"name"`
	Was    string `json:"was"` // what it says, "" where there is none
	Is     string `json:"is"`
	Fails  string `json:"fails"` // how the new network does not keep it
}

// A Rehearsal is what Azure makes of deploying the new network over the old one.
type Rehearsal struct {
	Clean   bool                   `json:"clean"`
	Report  *judge.Report          `json:"report"`  // as `vnetloom rehearse --format json` prints it
	Migrate string                 `json:"migrate"` // how the steps of a migration do, where that is better; "" else
	Name    func(id string) string `json:"-"`       // what the intents call something
}

// A Step is what somebody has to do that no template does.
type Step struct {
	Kind  string   `json:"kind"`  // synchronize | commit | owner | step
	Title string   `json:"title"` // what is done, without a full stop
	Owner string   `json:"owner"` // the network whose owner does it, "" for who deploys
	Of    []string `json:"of"`    // names of peerings or managers
}

// A ResourceChange is a resource that only one of the two has, or that has other properties.
type ResourceChange struct {
	Change     Change     `json:"change"`
	ID         string     `json:"id"`
	Type       string     `json:"type"`
	Name       string     `json:"name"`
	Properties []Property `json:"properties"`
}

// A Property is one that differs: null is nothing.
type Property struct {
	Path string `json:"path"`
	Was  any    `json:"was"`
	Is   any    `json:"is"`
}

// A NotKnown is what the templates of one of the networks do not say, and the other's say, or not in the same words.
type NotKnown struct {
	Network string `json:"network"` // OLD | NEW
	What    string `json:"what"`
}

// A Note is what a reader should know beside.
type Note struct {
	Code    string `json:"code"`
	Summary string `json:"summary"`
	Why     string `json:"why"`
	Help    string `json:"help"`
}
