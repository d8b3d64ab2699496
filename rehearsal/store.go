package rehearsal

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
)

// Options are what a store is made by. The zero value is a store in which every subscription is of the same tenant.
type Options struct {
	PageSize int // items of a page of a list; 0: 100
	Polls    int // how often a slow operation is asked after until it is over, other operations once; 0: 3

	// Routing is how often a virtual hub says Provisioning as its routingState after its write is over; 0: it is Provisioned at once.
	Routing int

	// Tenants are the tenants of subscriptions, by their UUIDs. One that is not here is of the tenant "".
	Tenants map[string]string

	// Without are the names of entries of the tables that the store does without, by which a test holds what the entry is good for.
	Without []string

	// Forwarding are the addresses of machines that forward, of which no resource tells: routes may lead there.
	Forwarding []netip.Addr

	// RetryAfter are the seconds that answers ask to wait, as their header Retry-After says.
	RetryAfter int
}

// Store has resources, as Azure has them. Its methods may be called by several at once.
type Store struct {
	mu         sync.Mutex
	options    Options
	tables     *tables
	resources  map[string]*resource            // by key
	parts      map[string]string               // keys of the resources that parts stand in, by the parts' keys
	referrers  map[string]map[string]*referrer // what refers to a key, by the key of what refers
	sorted     []string                        // keys of the resources in order
	peerings   map[string]map[string]*resource // by the key of the network, and by that of the remote one
	operations map[string]*operation           // by their ids
	running    []*operation                    // those that are not over, the oldest first
	faults     []*Fault
	requests   []Request
	vaults     map[string]string     // secrets of key vaults by vault/name
	serial     int                   // of versions, operations and whatever else Azure numbers
	addresses  map[netip.Addr]string // public addresses that were given, and to which keys
	unheld     *unheld               // of what was loaded
}

// resource is what stands in a group, in a subscription, or below one of these.
type resource struct {
	id, key, kind string
	body          Body // without id, name, type and what is worked out when it is read
	secrets       map[string]string
	state         string // provisioningState
	version       int
	op            *operation
	routing       int // how often its routingState is still Provisioning
	refs          []reference
	parts         []string
	space         []netip.Prefix      // of a network, once it is asked for
	assumed       bool                // it was there before, and is no concern of templates
	beside        bool                // a companion step has made it
	apart         map[string]string   // parts that were written by themselves, by templates or companion steps: their ids by key
	deployed      map[string][]string // of a network manager: the ids of configurations in force, by region and type
}

// reference is an id in a body: of what, and which resource or part names it.
type reference struct{ target, source string }

// referrer is what refers to a resource: itself, or the part of it that does.
type referrer struct{ id, kind, root string }

// New makes a store without resources.
func New(o Options) *Store {
	if o.PageSize == 0 {
		o.PageSize = 100
	}
	if o.Polls == 0 {
		o.Polls = 3
	}
	return &Store{options: o, tables: tablesWithout(o.Without), resources: map[string]*resource{}, parts: map[string]string{}, referrers: map[string]map[string]*referrer{},
		operations: map[string]*operation{}, peerings: map[string]map[string]*resource{}, vaults: map[string]string{}, addresses: map[netip.Addr]string{}}
}

// SetRouting is Options.Routing for the virtual hubs that are made from now on.
func (s *Store) SetRouting(times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.Routing = times
}

// Put writes a resource as Azure Resource Manager takes it by its current version, and is over when it returns. The error of a write
// that Azure refuses is a *Refusal.
func (s *Store) Put(id string, body Body) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.putNow(id, body)
}

func (s *Store) putNow(id string, body Body) error {
	p, ok := parsePlace(id)
	if !ok || p.kind == "" || p.list {
		return fmt.Errorf("%s is not the id of a resource", id)
	}
	_, refusal := s.put(p, clone(body), call{})
	if refusal != nil {
		return refusal
	}
	s.finishAll()
	return nil
}

// Edit changes a resource as somebody does by hand: what is read is changed and written. f may change its argument.
func (s *Store) Edit(id string, f func(Body)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, ok := s.answer(key(id))
	if !ok {
		return fmt.Errorf("%s does not exist", id)
	}
	f(body)
	return s.putNow(id, body)
}

// Delete deletes a resource and what stands in it. The error of a deletion that Azure refuses is a *Refusal; to delete what is not
// there is none.
func (s *Store) Delete(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.deleteNow(id)
}

func (s *Store) deleteNow(id string) error {
	p, ok := parsePlace(id)
	if !ok || p.kind == "" || p.list {
		return fmt.Errorf("%s is not the id of a resource", id)
	}
	if _, refusal := s.remove(p, call{}); refusal != nil {
		return refusal
	}
	s.finishAll()
	return nil
}

// Get is a resource, or a part of one, as Azure answers it: with id, name, type, and what Azure adds. False where there is none.
func (s *Store) Get(id string) (Body, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answer(key(id))
}

// IDs are the ids of all resources, as they were first written, in the order of their keys. Parts of resources are not among them.
func (s *Store) IDs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, 0, len(s.resources))
	for _, k := range s.keys() {
		out = append(out, s.resources[k].id)
	}
	return out
}

// Secret is the secret of a resource at a path of its body, such as properties.sharedKey of a connection, or
// properties.connections[c].properties.vpnLinkConnections[l].properties.sharedKey of a gateway. False where there is none.
func (s *Store) Secret(id, path string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.resources[key(id)]
	if r == nil {
		return "", false
	}
	v, ok := r.secrets[path]
	return v, ok
}

// SecretThatIsThere stands for a secret of which nobody says where it is from: it is compared with none.
const SecretThatIsThere = "a secret that is there"

// SetVaultSecret puts a secret into a key vault, whose host is the vault's name and .vault.azure.net.
func (s *Store) SetVaultSecret(vault, name, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.vaults[strings.ToLower(vault+"/"+name)] = value
}

// uuid is a number as Azure writes one: the same run gives the same ones.
func (s *Store) uuid() string {
	s.serial++
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", s.serial)
}

func (s *Store) tenant(subscription string) string {
	for sub, tenant := range s.options.Tenants {
		if strings.EqualFold(sub, subscription) {
			return tenant
		}
	}
	return ""
}
