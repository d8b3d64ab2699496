package rehearsal

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// A Vacancy is a subnet that a write deletes, or takes a prefix from, and in which nothing is known to be: Azure refuses the write if something is.
type Vacancy struct {
	Subnet string         // its id
	Was    []netip.Prefix // its prefixes before,
	Is     []netip.Prefix // and after, none where it is deleted
	Code   string         // by which Azure refuses the write
}

// vacancies are those of a write of a network, by its bodies before and after.
func (s *Store) vacancies(r *resource, was Body) []Vacancy {
	if r.kind != azure.TypeVirtualNetwork {
		return nil
	}
	set := s.tables.rulesOf(r.kind)
	var out []Vacancy
	for _, m := range set.matched("properties.subnets", listAt(was, "properties.subnets"), listAt(r.body, "properties.subnets")) {
		old, next := asBody(m.old), asBody(m.new)
		before, after := subnetPrefixes(old), subnetPrefixes(next)
		v := Vacancy{Subnet: r.id + "/subnets/" + textAt(old, "name"), Was: before, Is: after, Code: formOf[codePrefixInUse].Code}
		switch {
		case old == nil:
			continue
		case next == nil:
			v.Code = formOf[codeSubnetDeleted].Code
		case len(droppedPrefixes(before, after)) == 0:
			continue
		}
		out = append(out, v)
	}
	return out
}

// droppedPrefixes are the prefixes that a subnet has and that a write does not give it any more. A write that gives none leaves them to Azure.
func droppedPrefixes(was, is []netip.Prefix) []netip.Prefix {
	return slices.DeleteFunc(slices.Clone(was), func(p netip.Prefix) bool { return len(is) == 0 || slices.Contains(is, p) })
}

// occupied are where Azure's answer of a subnet names what is in it, beside those addresses that refer to it.
// Source: azure-rest-api-specs, Microsoft.Network 2025-05-01, SubnetPropertiesFormat.
var occupied = []string{"properties.privateEndpoints", "properties.serviceAssociationLinks", "properties.resourceNavigationLinks", "properties.ipConfigurationProfiles",
	"properties.applicationGatewayIPConfigurations"}

// occupants takes from a subnet what Azure says is in it, and notes it.
func occupants(id string, subnet Body, named *[]reference) {
	for _, path := range occupied {
		for _, item := range objectsAt(subnet, path) {
			if of := textAt(item, "id"); of != "" {
				*named = append(*named, reference{target: of, source: id})
			}
		}
		delete(properties(subnet), strings.TrimPrefix(path, "properties."))
	}
}
