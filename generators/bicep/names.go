package bicep

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// longestDeployment is how many characters the name of a deployment has at most.
// Source: Microsoft Learn, resource name rules, Microsoft.Resources/deployments.
const longestDeployment = 64

// longestPrefix leaves room for a key that is cut to a few words and a digest.
const longestPrefix = 40

// keyMark is between the prefix of a loop and the key of an entry. No name of an intent, a root or a stage has it, so the first one ends the
// prefix, and no key can imitate the prefix of another loop with its own beginning.
const keyMark = "."

// deploymentPrefix begins the names of the deployments of a loop: the intent's name, the root's where it is not main, the stage's, and the
// mark behind which the key of an entry follows.
func deploymentPrefix(intent string, root *plan.Root, l *loop) string {
	words := intent
	if root.Name != mainRoot {
		words += "-" + root.Name
	}
	return cut(words+"-"+l.stage.File()+l.suffix("-chain", "-"), longestPrefix) + keyMark
}

// mainRoot is the name of the root that most estates have alone.
const mainRoot = "main"

// deploymentNames are the names of the nested deployments of a root, by scope, without regard to case: Azure takes one of a name in a scope.
type deploymentNames struct {
	subscriptions map[string]string // ids by names: two names may be of one
	seen          map[string]string // what has the name
}

// setKeys makes keys that end the names of a loop's deployments: in letters that Azure takes for these, and short enough. It refuses a name
// that another entry of any loop has in the same scope.
func (n *deploymentNames) setKeys(l *loop, prefix string) error {
	for _, e := range l.entries {
		full := e.key
		e.key = cut(deploymentLetters(full), longestDeployment-len(prefix))
		name := prefix + e.key
		scope := cmp.Or(n.subscriptions[e.place.Subscription], e.place.Subscription, azure.OwnSubscription) + "/" + e.place.ResourceGroup
		id, what := strings.ToLower(scope+"/"+name), fmt.Sprintf("%s of %s", full, l.symbol())
		if other, ok := n.seen[id]; ok {
			return fmt.Errorf("entries %s and %s: one name, %s", other, what, name)
		}
		n.seen[id] = what
	}
	return nil
}

// deploymentLetters are a text in the letters, digits, hyphens, periods and underscores that the name of a deployment may have; a text that
// has others ends with a digest.
func deploymentLetters(s string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '.', r == '_':
			return r
		}
		return '_'
	}, s)
	if out != s {
		out += "-" + digest(s)
	}
	return out
}

// cut cuts a text that is longer than a name may be, and puts a digest of the whole behind it.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	d := digest(s)
	return strings.TrimRight(s[:most-len(d)-1], "-._") + "-" + d
}

// digest is eight digits that stand for a text.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}
