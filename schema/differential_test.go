package schema

import (
	"math/rand"
	"os"
	"strconv"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/token"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// harsher are the codes by which the checker refuses what CUE alone accepts, each reviewed: what CUE cannot say.
var harsher = map[string]string{
	"VL107": "words of later versions are told apart from unknown ones",
	"VL113": "a probe's port is at most 65535",
	"VL115": "names that differ in case alone", "VL119": "placeholders", "VL121": "labels that are always there",
	"VL124": "items that stand twice", "VL125": "selectors without labels",
	"VL201": "IPv4 in IPv6", "VL202": "host bits", "VL203": "prefixes that stand twice", "VL206": "families",
	"VL108": "secrets",
}

// An oracle asks CUE.
type oracle struct {
	context *cue.Context
	intent  cue.Value
}

func newOracle(t testing.TB) *oracle {
	o := &oracle{context: cuecontext.New()}
	p := newPackager(&loader{})
	inst := p.load("", "")(token.NoPos, schemaPath)
	require.NoError(t, inst.Err)
	o.intent = o.context.BuildInstance(inst).LookupPath(cue.ParsePath("#Intent"))
	require.NoError(t, o.intent.Err())
	return o
}

func (o *oracle) accepts(n *Node) error {
	e := &evaluator{values: map[place]*Node{}, keys: map[place]*Node{}, locators: map[string]*locator{"x": newLocator(nil)}}
	value := o.context.BuildExpr(e.expression(n, token.NewFile("x", -1, 1)))
	return o.intent.Unify(value).Validate(cue.Concrete(true))
}

// judge compares the checker with CUE on one tree, and tells whether it was accepted.
func (o *oracle) judge(t testing.TB, root *Node, text string) bool {
	root.adopt()
	err := o.accepts(root)
	var list diag.List
	(&checker{diags: &list}).check(root, language().intent)
	if !list.HasErrors() {
		require.NoError(t, err, "the checker accepts what CUE refuses:\n%s", text)
		return true
	}
	if err == nil {
		for _, d := range list {
			if d.Severity == diag.Error {
				require.Contains(t, harsher, d.Code.ID, "%v\n%s", list, text)
			}
		}
	}
	return false
}

func parseText(text string) *Node {
	l := &loader{budget: &budget{left: 100000}}
	root := l.parse(&input{format: formatYAML, file: source.New("a.yaml", []byte(text))})
	if l.diags.HasErrors() {
		return nil
	}
	return root
}

func TestTheCheckerAgreesWithCUE(t *testing.T) {
	o := newOracle(t)
	require.True(t, o.judge(t, parseText(fullYAML(t)), "full"))
	for _, test := range diagnostics {
		if root := parseText(test.text); root != nil {
			o.judge(t, root, test.text)
		}
	}
	rng := rand.New(rand.NewSource(1))
	accepted := 0
	mutants := 250
	if n, err := strconv.Atoi(os.Getenv("MUTANTS")); err == nil {
		mutants = n
	}
	for range mutants {
		root := parseText(fullYAML(t))
		root.adopt()
		for range 1 + rng.Intn(2) {
			mutate(rng, root)
		}
		if o.judge(t, root, "mutant") {
			accepted++
		}
	}
	t.Logf("accepted mutants: %d of %d", accepted, mutants)
	require.Greater(t, accepted, mutants/20)
}

// mutate changes one node of the tree, by what stands elsewhere in it as often as not.
func mutate(rng *rand.Rand, root *Node) {
	var all []*Node
	var walk func(n *Node)
	walk = func(n *Node) {
		all = append(all, n)
		for _, c := range n.children {
			walk(c)
		}
	}
	walk(root)
	n, other := all[1+rng.Intn(len(all)-1)], all[1+rng.Intn(len(all)-1)]
	words := []string{"", "none", "direct", "hub/firewall", "+0/26", "10.0.0.0/8", "fd00::/48", "fd00::1", "Standard", "true", "spokes", "a b", "peering", "v1", "0.0.0.0/0", "256.0.0.0/8", "10.0.0.0/33"}
	big := &budget{left: 100000}
	switch rng.Intn(8) {
	case 0: // drop
		p := n.parent
		for i, c := range p.children {
			if c == n {
				p.children = append(p.children[:i:i], p.children[i+1:]...)
			}
		}
	case 1: // another value from the tree
		replace(n, other.copy(big))
	case 2: // rename, as something else in the tree is named
		if n.parent.kind == kindMap && n.parent.get(other.name) == nil && other.parent.kind == kindMap {
			n.name = other.name
		}
	case 3:
		replace(n, &Node{kind: kindString, text: words[rng.Intn(len(words))]})
	case 4:
		replace(n, &Node{kind: kindInt, text: []string{"0", "1", "3", "250", "4294967295", "4294967296"}[rng.Intn(6)]})
	case 5:
		replace(n, &Node{kind: kindBool, text: []string{"true", "false"}[rng.Intn(2)]})
	case 6: // one for a list, a list for one
		if n.kind == kindList && len(n.children) > 0 {
			replace(n, n.children[0].copy(big))
		} else {
			replace(n, &Node{kind: kindList, children: []*Node{n.copy(big)}})
		}
	case 7: // add
		if n.kind == kindMap && other.parent.kind == kindMap && n.get(other.name) == nil {
			n.set(other.name, other.copy(big))
		} else if n.kind == kindList {
			n.children = append(n.children, other.copy(big))
		} else {
			replace(n, &Node{kind: kindNull})
		}
	}
	root.adopt()
}

func replace(n, by *Node) { n.kind, n.text, n.raw, n.children = by.kind, by.text, by.raw, by.children }
