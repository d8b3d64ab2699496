package difference

import (
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// A World is one of the two networks. IDs are in lower case.
type World struct {
	Estate     *reachability.Estate
	State      rehearsal.State
	Assumed    map[string]bool // ids of what is there already, and not of this network
	Appliances []reachability.Appliance
	Skip       map[string]bool   // ids of subnets that are of no pair, beside those that Azure reserves
	Names      map[string]string // what the intent calls something, by its id
	Sets       []Set
	Sites      map[string]string // what is behind a site, by its id: its prefixes in words
	Promises   reachability.Promises
	Says       []Promise         // the promises in words
	Failing    map[string]string // promises that it makes and does not keep, by kind and name, and how
	Unsure     map[string]string // promises of which it does not say enough, by kind and name, and why
	Unknown    []string          // what its templates do not say, by ids
	out        map[string]string // by which address a subnet's packets go out where no device stands before the internet; "" is Azure's default
	MayPromise bool              // it is an intent, or nothing: what it does not promise is not promised
}

// A Set is networks for which an intent has a word.
type Set struct {
	Of      string // spokes | members | label
	Name    string // of the connection; env=prod
	Members []string
}

// A Promise is an entry of expect or isolate in words.
type Promise struct {
	Kind, Name, Says string
}

// Name is what something is called: by the intent, else by its own name.
func (w *World) Name(id string) string {
	if id == internet {
		return internet
	}
	if known := w.Names[id]; known != "" {
		return known
	}
	if network, subnet, ok := strings.Cut(id, "/subnets/"); ok && w.Names[network] != "" {
		return w.Names[network] + "/" + subnet
	}
	return judge.Short(w.proper(id))
}

// proper is an id in the letters that it was written with.
func (w *World) proper(id string) string {
	if is, ok := w.State.Proper(id); ok {
		return is
	}
	return id
}

const internet = "internet"

// Namer gives the names of several worlds, by ids in any letters: the first that has one.
func Namer(worlds ...*World) func(id string) string {
	return func(id string) string {
		key := strings.ToLower(id)
		network, subnet, inside := strings.Cut(key, "/subnets/")
		for _, w := range worlds {
			switch {
			case w.Names[key] != "":
				return w.Names[key]
			case inside && w.Names[network] != "":
				return w.Names[network] + "/" + subnet
			}
		}
		return judge.Short(id)
	}
}
