package bicep

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// An estate is what the files of a plan look up about resources that they only refer to.
type estate struct {
	versions map[string]string // API versions by type, and by provider for types that are only referred to
	folders  map[string]string // folders by subscription
}

func newEstate(p *plan.Plan) *estate {
	e := &estate{versions: map[string]string{}, folders: map[string]string{}}
	for i := range p.Roots {
		root := &p.Roots[i]
		e.addVersions(root.Groups)
		for j := range root.Modules {
			m := &root.Modules[j]
			e.addVersions(m.Resources)
			e.folders[m.Scope.Subscription] = m.Scope.Folder
		}
	}
	return e
}

// addVersions keeps the first version of each type and provider.
func (e *estate) addVersions(resources []plan.Resource) {
	for i := range resources {
		r := &resources[i]
		provider, _, _ := strings.Cut(r.ID.Type, "/")
		for _, key := range []string{r.ID.Type, provider} {
			if e.versions[key] == "" {
				e.versions[key] = r.APIVersion
			}
		}
	}
}

// version is the API version for a type: its own, that of what it is a child of, or one of its provider.
func (e *estate) version(kind string) (string, error) {
	for t := kind; ; {
		if v := e.versions[t]; v != "" {
			return v, nil
		}
		i := strings.LastIndexByte(t, '/')
		if i < 0 {
			return "", fmt.Errorf("type %s: the plan has no API version of its provider", kind)
		}
		t = t[:i]
	}
}
