package adopt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// group is a resource group that has something of the intent.
type group struct {
	name, location string
	tags           map[string]string
}

// places finds what most resources have in common: locations, groups and tags become the defaults. Several subscriptions get names.
func (im *importer) places() {
	locations, groups := map[string]int{}, map[string]int{}
	subscriptions := map[string]bool{}
	for _, kind := range []string{azure.TypeVirtualNetwork, azure.TypeVirtualHub} {
		for _, x := range im.of(kind) {
			subscriptions[x.Subscription] = true
			if im.standing(x.ID) != nil {
				continue
			}
			locations[location(x)]++
			groups[x.ResourceGroup]++
			im.commonTags(x)
		}
	}
	im.location, im.group = most(locations), most(groups)
	if groups[im.group]*2 <= len(im.of(azure.TypeVirtualNetwork))+len(im.of(azure.TypeVirtualHub)) {
		im.group = "" // most are in others
	}
	for i, id := range sortedKeys(subscriptions) {
		im.subscriptions[id] = fmt.Sprintf("subscription-%d", i+1)
	}
	im.groups = map[string]*group{}
	for _, x := range im.of(azure.TypeResourceGroup) {
		im.groups[x.Subscription+"/"+strings.ToLower(x.Name)] = &group{x.Name, location(x), tagsOf(x)}
	}
}

// commonTags keeps of the tags that all networks have.
func (im *importer) commonTags(x *template.Resource) {
	own := tagsOf(x)
	if im.tags == nil {
		im.tags = own
		return
	}
	for k, v := range im.tags {
		if own[k] != v {
			delete(im.tags, k)
		}
	}
}

// most is what is counted most often, the first by name among equals.
func most(counts map[string]int) string {
	best := ""
	for _, k := range sortedKeys(counts) {
		if best == "" || counts[k] > counts[best] {
			best = k
		}
	}
	return best
}

// location is where a resource is, as Azure's programs write it: westeurope for West Europe.
func location(x *template.Resource) string {
	return strings.ToLower(strings.ReplaceAll(x.Location, " ", ""))
}

// What the language takes for a tag: hidden ones of the portal have names with slashes.
var (
	isTagName  = pattern.Lazy(`^[^<>%&\\?/\x00-\x1f\x7f-\x9f\x{2028}-\x{202e}\x{2066}-\x{2069}]{1,512}$`)
	isTagValue = pattern.Lazy(`^[^\x00-\x1f\x7f-\x9f\x{2028}-\x{202e}\x{2066}-\x{2069}]{0,256}$`)
)

func tagsOf(x *template.Resource) map[string]string {
	out := map[string]string{}
	if tags := x.Body.Get("tags"); tags != nil {
		for _, m := range tags.Members {
			if value := m.Value.String(); isTagName().MatchString(m.Key) && isTagValue().MatchString(value) {
				out[m.Key] = value
			}
		}
	}
	return out
}

// writePlaces writes defaults, subscriptions and resource groups.
func (im *importer) writePlaces(intent *tree) {
	defaults := object()
	defaults.text("location", im.location)
	if len(im.subscriptions) == 1 {
		for _, name := range im.subscriptions {
			defaults.text("subscription", name)
		}
	}
	defaults.text("resourceGroup", im.group)
	if len(im.tags) > 0 {
		defaults.add("tags", words(im.tags))
	}
	intent.section("defaults", defaults)
	subscriptions := object()
	for _, id := range sortedKeys(im.subscriptions) {
		subscriptions.text(im.subscriptions[id], id)
	}
	if !subscriptions.empty() {
		intent.add("subscriptions", subscriptions)
		intent.comment("The export has no names of subscriptions: choose your own. Selectors see them as the label subscription.")
	}
	exists := map[string]bool{} // groups that have something that the intent does not create
	for _, x := range im.placed() {
		exists[groupOf(x)] = exists[groupOf(x)] || !im.creates(x)
	}
	groups, seen := object(), map[string]bool{}
	for _, x := range im.placed() {
		key := groupOf(x)
		g := im.groups[key]
		if g == nil || seen[key] {
			continue
		}
		seen[key] = true
		settings := object()
		if g.location != im.location {
			settings.text("location", g.location)
		}
		if exists[key] {
			settings.flag("existing", true)
		} else if len(g.tags) > 0 && !sameTags(g.tags, im.tags) {
			settings.add("tags", words(g.tags))
		}
		if !settings.empty() && !groups.has(g.name) {
			groups.add(g.name, settings.inline())
		}
	}
	intent.section("resourceGroups", groups)
}

// placed are the resources that the intent says a place of.
func (im *importer) placed() []*template.Resource {
	return slices.Concat(im.of(azure.TypeVirtualNetwork), im.of(azure.TypeVirtualHub), im.of(azure.TypeVirtualWAN), im.of(azure.TypeNetworkManager))
}

// groupOf tells resource groups from each other.
func groupOf(x *template.Resource) string {
	return x.Subscription + "/" + strings.ToLower(x.ResourceGroup)
}

func sameTags(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// writePlace writes where a thing is, as far as the defaults do not say it.
func (im *importer) writePlace(t *tree, x *template.Resource) {
	inGroup := im.location
	if g := im.groups[groupOf(x)]; g != nil {
		inGroup = g.location
	}
	if l := location(x); l != inGroup {
		t.text("location", l)
	}
	if s := im.subscriptions[x.Subscription]; s != "" && len(im.subscriptions) > 1 {
		t.text("subscription", s)
	}
	if !strings.EqualFold(x.ResourceGroup, im.group) {
		t.text("resourceGroup", x.ResourceGroup)
	}
}

var notInNames = pattern.Lazy(`[^A-Za-z0-9_-]+`)

// nameOf is the name of a thing in the intent: what the default pattern of naming has it made of, else its name in Azure, as far as the
// language takes it. Whether the pattern makes its name in Azure of it is the second result.
func nameOf(azureName, prefix string, taken func(string) bool) (string, bool) {
	name, made := strings.CutPrefix(azureName, prefix)
	clean := strings.Trim(notInNames().ReplaceAllString(name, "-"), "-_")
	if clean == "" {
		clean = "unnamed"
	}
	clean = strings.TrimRight(clean[:min(len(clean), 60)], "-_")
	made = made && clean == name
	for i, base := 2, clean; taken(clean); i++ {
		clean, made = fmt.Sprintf("%s-%d", base[:min(len(base), 56)], i), false
	}
	return clean, made
}
