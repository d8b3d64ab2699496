package migration

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/topology"
)

// A Side is one of the two networks: what its intent was resolved and lowered to.
type Side struct {
	Topology *topology.Topology
	Plan     *plan.Plan
}

// An Input is what a migration is made of.
type Input struct {
	Old, New Side

	// Print prints a plan as ARM JSON, as it is deployed.
	Print func(*plan.Plan) ([]rehearsal.Deployment, error)

	// DeleteNetworks are the names of networks of the old intent that are deleted: all that the new one does not have, where they are named.
	// Others stay, with their route tables and security groups.
	DeleteNetworks []string

	// Always has every pair looked at after every write, whatever the write touches: the same comes out, later.
	Always bool

	// MostLooks bounds how many times pairs are looked at while orders of steps are tried; 0: as many as take minutes. Once it is reached the best that was
	// found counts.
	MostLooks int

	early bool // peerings and connections that only the new network has are made before gateways change
	late  bool // subnets that only the new network has are made once nothing of the old one leads to them any more
}

// A Migration is the steps from one network to another, and what the rehearsal says of them.
type Migration struct {
	Steps         []Step
	Interruptions []Interruption // of pairs that both networks join, in the order in which they begin
	Waits         []Wait         // what could not stand beside the old network, in the order of the steps
	Replaced      []Wait         // what is deleted and made again, by the step that deletes it
	Disturbances  []Disturbance  // writes that may interrupt what is not in a route: tunnels, sessions
	Findings      diag.List      // what was found; with an error in it, the steps are not to be run
	Bypasses      []Bypass       // pairs that pass a firewall or an appliance by for a time, in the order in which that begins
	Vacancies     []Vacancy      // subnets that have to be empty before a step, in the order of the steps
	Begin         []string       // pairs that both networks join and whose flows meet a stateful device that has not seen them begin
	Kept          []string       // ids of networks of the old intent that stay, and of what stays on their subnets
	Pairs         int            // that both networks join, either way as one
	Interrupted   int            // and how many of them are interrupted
	Followed      int            // pairs that were followed, either way as one,
	All           int            // for so many
	Beyond        int            // classes of pairs of which none was followed
	Naive         *Naive         // what deploying the new network over the old one does
	Looks         int            // how many times a pair was looked at meanwhile: most of the work
	Rehearsals    int            // how many sequences of steps were rehearsed until one was found that is good enough

	otherwise diag.List // of one with errors: what the new network says is there already, and is not so
}

// A Step is a part of a plan, or what is removed.
type Step struct {
	Name        string // of its folder, with its number: 01-parts
	Title       string // what it does, without a full stop
	About       string // sentences
	Plan        *plan.Plan
	Synchronize []string // ids of halves of peerings that learn an address space anew, after the rest of the step
	Remove      []string // ids, in the order in which they are deleted
	Created     []string // ids of what its templates make
	Changed     []string // and of what they change
	Slow        bool     // some of its writes take minutes
	Writes      int      // resources that are written, or deleted
}

// A Bypass is a time in which packets of a pair arrive past a firewall or an appliance that both networks send them through, as far as they
// join the pair.
type Bypass struct {
	Pair, From, To string   // From and To are the writes between which it is so
	Past           []string // ids of what is passed by
	Rule           string   // what forces it

	fromStep int
	ids      []string
}

// A Wait is a resource that waits for the removal of something, since Azure refuses it before.
type Wait struct {
	ID      string
	Step    string // in which it was tried
	Until   string // the step that writes it
	Refusal *rehearsal.Refusal

	peers     bool   // of a VPN gateway that is made again: it has other public addresses
	released  bool   // its step takes from it what cannot stand beside the new network
	companion string // the key of the companion step that makes it; "" for a template
	By        string // of what is replaced: the id of what is made in its place by another name, "" for the same
}

// A Disturbance is a write of which the table of types says that it interrupts, or may.
type Disturbance struct {
	ID, Step string
	Path     string // what it changes
	Note     string // a sentence
}

// An Interruption is a time in which a pair that both networks join has no way, or one on which answers are dropped.
type Interruption struct {
	Pair       string
	From, To   string // the writes after which it begins and ends, each with its step
	Asymmetric bool   // questions and answers pass different firewalls, which drop what they have not seen begin
	Why        string // of what does not arrive
	Rule       string // what forces it
	Slow       bool   // something between them takes minutes
	until      string // the id of the write that ends it
	inTheWay   string // the id of what has to go before it, "" where nothing has to
	ids        []string
	fromStep   int
	toStep     int
}

// State is how the pair is meanwhile.
func (i *Interruption) State() string {
	if i.Asymmetric {
		return "asymmetric"
	}
	return "apart"
}

// Lasts is about how long, in words.
func (i *Interruption) Lasts() string {
	switch {
	case i.Slow:
		return "for minutes up to an hour: as long as a gateway or a firewall takes"
	case i.fromStep != i.toStep:
		return "for as long as the steps between take"
	}
	return "for seconds: as long as Azure takes between two writes of one deployment"
}

// Naive is what is made of the old network by deploying the new one over it.
type Naive struct {
	Refused       []string // ids with the code of the refusal
	Skipped       int      // resources that are not written since another was refused
	LeftBehind    []string
	Interruptions int // of pairs that both networks join, those included that do not come back
	Uninspected   int // pairs that the new network inspects and that end on another way
}

// Whole is the index of the step that deploys the new network whole.
func (m *Migration) Whole() int {
	return slices.IndexFunc(m.Steps, func(s Step) bool { return strings.HasSuffix(s.Name, "-new") })
}
