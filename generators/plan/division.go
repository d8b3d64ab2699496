package plan

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// A part is some of what was too much for one template, by units: what belongs to one network, or to one pair, stays together.
type part struct {
	digits    string // the binary digits with which the digests of its units begin, "" for all
	resources []*staged
}

// deepest is where a division ends: two units with so many digits in common are not told apart.
const deepest = 64

// deal divides resources until every part fits: each that does not is halved, by the next binary digit of its units' digests. So a
// part does not depend on what is in the others, and a unit that comes or goes changes its own part, or divides that one alone. A part of
// one unit stays, whether it fits or not. Parts are in the order of their digits, and what is in one in the order that it had.
func deal(resources []*staged, fits func([]*staged) bool) []part {
	return halve(part{resources: resources}, map[string]string{}, fits)
}

func halve(p part, digests map[string]string, fits func([]*staged) bool) []part {
	if fits(p.resources) || oneUnit(p.resources) || len(p.digits) == deepest {
		return []part{p}
	}
	halves := [2]part{{digits: p.digits + "0"}, {digits: p.digits + "1"}}
	for _, r := range p.resources {
		d, ok := digests[r.unit]
		if !ok {
			d = binaryDigest(r.unit)
			digests[r.unit] = d
		}
		h := &halves[d[len(p.digits)]-'0']
		h.resources = append(h.resources, r)
	}
	var out []part
	for _, h := range halves {
		if len(h.resources) > 0 {
			out = append(out, halve(h, digests, fits)...)
		}
	}
	return out
}

func oneUnit(resources []*staged) bool {
	for _, r := range resources {
		if r.unit != resources[0].unit {
			return false
		}
	}
	return true
}

// binaryDigest are the first 64 binary digits of a name's SHA-256. Names of the intent are alike but for case.
func binaryDigest(name string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(name)))
	var b strings.Builder
	for _, x := range sum[:deepest/8] {
		fmt.Fprintf(&b, "%08b", x)
	}
	return b.String()
}

// partName is a name with the digits of a part behind it.
func partName(name, digits string) string {
	if digits == "" {
		return name
	}
	return name + "-" + digits
}

// spare is what of a limit on bytes is kept free, one part in so many: the sizes are estimates, the Bicep compiler adds some, and a
// request is more than its template.
const spare = 8

// moduleFits tells whether resources are one module: a template has so many resources, outputs and parameters, and a nested one, which
// is a resource of the template around it, so many bytes.
// Source: ARM template best practices, "Template limits" (2025): 4 MB, and each resource definition 1 MB.
func (l *lowering) moduleFits(resources []*staged) bool {
	outputs, own, bytes := 0, 0, moduleBytes
	for _, r := range resources {
		outputs += len(r.outputs)
		bytes += l.size(r)
		if l.scopes[r.group].Subscription != "" {
			own = 1 // it may have to be told the deployment's own subscription
		}
	}
	return l.within("templateResources", len(resources)) && l.within("templateOutputs", outputs) && l.within("templateParameters", own+len(l.parametersOf(resources))) &&
		l.within("templateResourceBytes", bytes*spare/(spare-1))
}

// rootFits tells whether a root is one deployment.
func (l *lowering) rootFits(root *Root) bool {
	return l.within("templateResources", len(root.Groups)+len(root.Modules)) && l.within("templateParameters", len(root.Parameters)) &&
		l.within("templateBytes", TemplateBytes(root)*spare/(spare-1))
}

// within tells whether a count is within a limit.
func (l *lowering) within(limit string, n int) bool {
	most := l.t.Limits[limit]
	return most <= 0 || n <= most
}
