package azure

// Behavior is what a write of a resource does at a path of its body, or what Azure holds there. A path is made of keys, with [] for
// the items of a list: properties.subnets[].properties.routeTable. The empty path is the resource itself. What no behavior says of a
// path is the rule for all types: a write replaces what it names, and resets what it leaves out to Azure's default.
// Source of that rule: Microsoft Learn, deployment modes, "all properties are reapplied"; Azure/arm-template-whatif#325 (2026-08).
type Behavior struct {
	Path   string
	Effect Effect
	Value  Value  // of Defaults: what Azure has where nothing is written; of Mends, Ready, Provided, Syncs and Filled: as they say
	By     string // of Unordered: the key by which items are told apart, "" for the items themselves; of OneOf, Apart, Provided and Syncs: as they say
	While  string // of Syncs: the state in which it may be done, as key=value beside the path
	Code   string // of what is refused: Azure's error code, "" where no source shows it
	Empty  bool   // of Interrupts: only where the list is empty, or missing, once it is written
	Passes bool   // of what is refused: only while something else goes on, so that the same write is taken later
	Sure   Certainty
	Source string
	Note   string // a sentence, "" where the effect says it all
}

// Effect is what a write does, or what Azure holds.
type Effect int

// The effects.
const (
	KeptWhenAbsent    Effect = iota // left out: it stays as it is
	ResetWhenAbsent                 // left out: Azure's default; said where it hurts, since it is the rule
	DeletedWhenAbsent               // left out: what stood there is deleted; whoever keeps what others made sends it back
	ItemsDeleted                    // a list that is given: what is not in it is deleted
	ItemsReplaced                   // an item that is given is replaced whole: what it does not name is gone
	Ignored                         // given: nothing happens
	Fixed                           // cannot change in place
	ReadOnly                        // Azure sets it
	Hidden                          // a secret: it is not read back
	Unordered                       // a list in which the order says nothing
	IgnoreCase                      // an id, or a word: its letters' case says nothing
	Defaults                        // Azure's default
	Others                          // others add to it, and what they added is kept: tags, members of pools
	Interrupts                      // a change of it interrupts traffic
	Refused                         // a write is refused, as the note says
	OneOf                           // Azure may have a list of this one value in its place, at the key By beside it
	Mends                           // while it is Value, a write of the same body mends it
	Syncs                           // where it is not Value, a write with the query By mends it, and a plain one does not
	Ready                           // before it is Value, nothing can be built on the resource, although its write is done
	Provided                        // before it is Value nothing can name the resource, and somebody else brings it there, by the property By
	Apart                           // a write of the resource's child By changes it: {value: …}
	Filled                          // left out: Azure has values of its own there, which are no difference; below it, where a list Value has them: these alone, or none
	AfterNextHops                   // it leads traffic: it changes once what routes name as next hops is up
)

// effectWords are the words for the effects, as names of rules have them.
var effectWords = [...]string{KeptWhenAbsent: "kept when left out", ResetWhenAbsent: "reset when left out", DeletedWhenAbsent: "deleted when left out",
	ItemsDeleted: "items deleted", ItemsReplaced: "items replaced", Ignored: "ignored", Fixed: "fixed", ReadOnly: "read-only", Hidden: "secret",
	Unordered: "unordered", IgnoreCase: "case ignored", Defaults: "default", Others: "others add", Interrupts: "interrupts", Refused: "refused",
	OneOf: "one of two", Mends: "mended", Syncs: "synchronized", Ready: "ready", Provided: "provided", Apart: "set apart", Filled: "filled", AfterNextHops: "after next hops"}

// String is the effect in words.
func (e Effect) String() string { return effectWords[e] }

// Certainty is how sure a fact about Azure is.
type Certainty int

// The certainties.
const (
	Documented Certainty = iota // by Microsoft, or said by its engineers in an issue
	Reported                    // by several independent reports, or one and the code of a tool that is kept up
	OneReport
	Contested // or no source found
)

// Listing is which list of Azure holds the resources of a type when they are read.
type Listing int

// The lists.
const (
	BySubscription Listing = iota
	ByGroup                // Azure has no list of a whole subscription
	ByParent               // of the children of one resource
	InParent               // in the body of the parent, at Type.Inline: no request of its own
	Singly                 // the list of the subscription holds thousands that are Azure's own
)

// Scope is where resources of a type stand.
type Scope int

// The scopes.
const (
	InGroup Scope = iota
	InSubscription
)

// Type is a resource type: all that is known of it, whatever rows make its resources.
type Type struct {
	Name      string
	API       string // the version by which it is written and read
	Scope     Scope
	List      Listing
	Inline    string   // of InParent: the path in the parent's body
	AtOnce    int      // how many are written at a time, 0 for any number
	Locks     []string // paths of the references to what takes no other write meanwhile; "parent" for the parent
	Slow      bool     // a write takes minutes
	Behaviors []Behavior
}

// At are the behaviors of a type at a path.
func (t *Type) At(path string) []Behavior {
	var out []Behavior
	for _, b := range t.Behaviors {
		if b.Path == path {
			out = append(out, b)
		}
	}
	return out
}
