package bicep

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// longestDeployment is how many characters the name of a deployment has at most.
// Source: Microsoft Learn, resource name rules, Microsoft.Resources/deployments.
const longestDeployment = 64

// longestPrefix leaves room for a key that is cut to a few words and a digest.
const longestPrefix = 40

// deploymentPrefix begins the names of the deployments of a loop: the intent's name, the root's where it is not main, the stage's. The key
// of an entry follows.
func deploymentPrefix(intent string, root *plan.Root, l *loop) string {
	words := intent
	if root.Name != mainRoot {
		words += "-" + root.Name
	}
	return cut(words+"-"+l.stage.File()+l.suffix("-chain", "-"), longestPrefix) + "-"
}

// mainRoot is the name of the root that most estates have alone.
const mainRoot = "main"

// setKeys makes keys that end names of deployments: in letters that Azure takes for these, short enough, and different from each other
// without regard to case.
func (l *loop) setKeys(prefix string) error {
	seen := map[string]string{}
	for _, e := range l.entries {
		full := e.key
		e.key = cut(deploymentLetters(full), longestDeployment-len(prefix))
		id := strings.ToLower(e.place.Subscription + "/" + e.place.ResourceGroup + "/" + e.key)
		if other, ok := seen[id]; ok {
			return fmt.Errorf("entries %s and %s of %s: one name, %s", other, full, l.stage.File(), e.key)
		}
		seen[id] = full
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
