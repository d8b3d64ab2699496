package migration

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// Ends are the two networks of a migration, each as a digest of what its intent makes.
type Ends struct{ From, To string }

// EndsOf are those of an input.
func EndsOf(in Input) (Ends, error) {
	from, err := in.Old.digest()
	if err != nil {
		return Ends{}, err
	}
	to, err := in.New.digest()
	return Ends{from, to}, err
}

// digest is of all resources and companion steps of a plan: neither names nor layout of an intent's files are in it.
func (s *Side) digest() (string, error) {
	var lines []string
	var failed error
	resources(s.Plan, func(r *plan.Resource) {
		body, err := json.Marshal(jsonOf(r.Body, s.Plan))
		if err != nil {
			failed = err
		}
		lines = append(lines, keyOf(r.ID)+" "+string(body))
	})
	if failed != nil {
		return "", failed
	}
	for i := range s.Plan.Steps {
		lines = append(lines, stepKey(&s.Plan.Steps[i]))
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, line := range lines {
		_, _ = h.Write([]byte(line + "\n")) // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// Same tells whether steps between these networks may take the place of steps between others: with one end in common, in its place. The way back has none.
func (e Ends) Same(o Ends) bool { return e.From == o.From || e.To == o.To }

func (e Ends) comment() string {
	return "<!-- From network " + e.From + " to network " + e.To + ". -->"
}

var endsLine = regexp.MustCompile(`(?m)^<!-- From network ([0-9a-f]{16}) to network ([0-9a-f]{16})\. -->\r?$`)

// EndsIn are the networks that the page of a migration names.
func EndsIn(page []byte) (e Ends, known bool) {
	m := endsLine.FindSubmatch(page)
	if m == nil {
		return Ends{}, false
	}
	return Ends{string(m[1]), string(m[2])}, true
}
