package diag

import (
	"fmt"
	"sort"
	"strings"
)

// A Registry is every code that a run can report. Make one with NewRegistry; the zero value is empty.
type Registry struct {
	codes []*Code
	byID  map[string]*Code
}

// NewRegistry joins the codes of the stages. The error names every ID that two codes have; the registry then holds the
// first of each.
func NewRegistry(lists ...[]*Code) (*Registry, error) {
	r := &Registry{byID: map[string]*Code{}}
	var twice []string
	for _, list := range lists {
		for _, code := range list {
			if _, ok := r.byID[code.ID]; ok {
				twice = append(twice, code.ID)
				continue
			}
			r.byID[code.ID] = code
			r.codes = append(r.codes, code)
		}
	}
	sort.Slice(r.codes, func(i, j int) bool { return r.codes[i].ID < r.codes[j].ID })
	if len(twice) > 0 {
		sort.Strings(twice)
		return r, fmt.Errorf("diagnostic codes declared twice: %s", strings.Join(twice, ", "))
	}
	return r, nil
}

// Codes are the codes by ID. The slice is the registry's own.
func (r *Registry) Codes() []*Code { return r.codes }

// ByID returns the code of that ID, in upper or lower case, or nil.
func (r *Registry) ByID(id string) *Code { return r.byID[strings.ToUpper(id)] }
