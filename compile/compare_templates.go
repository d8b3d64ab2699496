package compile

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// A TemplateDifference is where templates make something else than the ARM JSON of an intent. Path is "" for the resource itself.
type TemplateDifference struct {
	ID, Path string
	Own      string // in the ARM JSON, as JSON; "" for nothing
	Other    string // in the templates
}

// A TemplateComparison is what comes of reading two sets of templates.
type TemplateComparison struct {
	Differences []TemplateDifference
	Resources   int      // that both make
	NotKnown    []string // values that only a deployment knows, and that are not told to be the same: resource and path
}

// CompareTemplates reads the ARM JSON of an intent and other templates, those of its Bicep, and says where what they make differs, property by
// property. A property that is null is none. What is deployed across tenants is left out of both. The list is what the reader says of the others.
func CompareTemplates(ctx context.Context, r *Result, others []*source.File) (*TemplateComparison, diag.List, error) {
	own, err := deployments(ctx, r.Plan)
	if err != nil {
		return nil, nil, err
	}
	type read struct {
		made  map[string]*template.Resource
		found diag.List
	}
	reader := func(files, parameters []*source.File) (read, error) {
		return run(ctx, "read", func() (read, error) {
			result, found := template.Read(files, template.Options{Subscription: OwnSubscription, Location: deployedFrom, Parameters: parameters})
			made := map[string]*template.Resource{}
			for i := range result.Resources {
				if x := &result.Resources[i]; !x.Existing && !strings.EqualFold(x.Type, "Microsoft.Resources/deployments") {
					made[x.ID] = x
				}
			}
			return read{made, found}, nil
		})
	}
	var files []*source.File
	for _, d := range slices.DeleteFunc(own, func(d rehearsal.Deployment) bool { return d.ResourceGroup != "" }) {
		files = append(files, d.Template)
	}
	a, err := reader(files, nil)
	if err != nil {
		return nil, nil, err
	}
	b, err := reader(others, nil)
	if err != nil {
		return nil, nil, err
	}
	out := &TemplateComparison{}
	for _, id := range slices.Sorted(maps.Keys(a.made)) {
		if b.made[id] == nil {
			out.Differences = append(out.Differences, TemplateDifference{ID: id, Own: "it"})
			continue
		}
		out.Resources++
		out.resource(id, a.made[id], b.made[id])
	}
	for _, id := range slices.Sorted(maps.Keys(b.made)) {
		if a.made[id] == nil {
			out.Differences = append(out.Differences, TemplateDifference{ID: id, Other: "it"})
		}
	}
	return out, b.found, nil
}

// besideBody are the members of a resource that are no part of what Azure keeps.
var besideBody = []string{"type", "name", "apiversion", "dependson", "condition", "copy", "comments", "metadata", "scope", "parent", "resources", "existing"}

func (c *TemplateComparison) resource(id string, own, other *template.Resource) {
	if own.APIVersion != other.APIVersion {
		c.differs(id, "apiVersion", own.APIVersion, other.APIVersion)
	}
	c.objects(id, "", own.Body, other.Body, besideBody)
}

func (c *TemplateComparison) differs(id, path, own, other string) {
	c.Differences = append(c.Differences, TemplateDifference{id, path, own, other})
}

func (c *TemplateComparison) objects(id, path string, own, other *template.Value, without []string) {
	names := map[string]string{}
	for _, v := range []*template.Value{own, other} {
		for _, m := range v.Members {
			if key := strings.ToLower(m.Key); !slices.Contains(without, key) && names[key] == "" {
				names[key] = m.Key
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(names)) {
		c.values(id, strings.TrimPrefix(path+"."+names[key], "."), own.Get(key), other.Get(key))
	}
}

func (c *TemplateComparison) values(id, path string, own, other *template.Value) {
	switch {
	case nothing(own) && nothing(other):
	case own.IsUnknown() || other.IsUnknown():
		from, secret := own.Secret()
		otherFrom, otherSecret := other.Secret()
		switch {
		case sameUnknown(own, other):
		case secret && otherSecret:
			c.differs(id, path, from, otherFrom)
		default:
			c.NotKnown = append(c.NotKnown, id+": "+path)
		}
	case own != nil && other != nil && own.Kind == template.Object && other.Kind == template.Object:
		c.objects(id, path, own, other, nil)
	case own != nil && other != nil && own.Kind == template.Array && other.Kind == template.Array:
		c.lists(id, path, own.Items, other.Items)
	case scalar(own) != scalar(other):
		c.differs(id, path, scalar(own), scalar(other))
	}
}

// lists are compared item by item: by their names where all have one, since Azure does not look at the order of these.
func (c *TemplateComparison) lists(id, path string, own, other []*template.Value) {
	a, b := byName(own), byName(other)
	if a == nil || b == nil {
		for i := range max(len(own), len(other)) {
			c.values(id, fmt.Sprintf("%s[%d]", path, i), at(own, i), at(other, i))
		}
		return
	}
	names := maps.Clone(a)
	maps.Copy(names, b)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		c.values(id, path+"["+name+"]", a[name], b[name])
	}
}

func at(list []*template.Value, i int) *template.Value {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func byName(list []*template.Value) map[string]*template.Value {
	out := map[string]*template.Value{}
	for _, v := range list {
		name := v.Get("name").String()
		if name == "" || out[name] != nil {
			return nil
		}
		out[name] = v
	}
	return out
}

func nothing(v *template.Value) bool { return v == nil || v.Kind == template.Null }

// sameUnknown tells whether what only a deployment knows is the same: the same property of the same resource, or the same secret.
func sameUnknown(own, other *template.Value) bool {
	if !own.IsUnknown() || !other.IsUnknown() {
		return false
	}
	id, path, read := own.ReadFrom()
	otherID, otherPath, otherRead := other.ReadFrom()
	from, secret := own.Secret()
	otherFrom, otherSecret := other.Secret()
	switch {
	case secret || otherSecret:
		return from == otherFrom
	case read && otherRead:
		return id == otherID && path == otherPath
	}
	return own.Key != "" && own.Key == other.Key
}

// scalar is a value that has no parts, as JSON; ids without regard to case. Of what has parts it is said that it is there.
func scalar(v *template.Value) string {
	switch {
	case nothing(v):
		return ""
	case v.Kind == template.Object:
		return "an object"
	case v.Kind == template.Array:
		return "a list"
	case v.Kind == template.String:
		text := v.Text
		if id := v.ID(); id != "" {
			text = id
		}
		quoted, err := diag.EncodeJSON(text, "")
		if err != nil {
			return text
		}
		return strings.TrimSpace(string(quoted))
	case v.Kind == template.Bool:
		return fmt.Sprint(v.Bool)
	}
	return fmt.Sprint(v.Number)
}
