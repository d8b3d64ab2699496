package cli

import (
	"fmt"
	"slices"

	"github.com/vnetloom/vnetloom/proof"
)

// allKept tells whether all promises hold that held before, but for what `check` accepts.
func allKept(promises []proof.Verdict) bool {
	return !slices.ContainsFunc(promises, func(v proof.Verdict) bool { return v.Is != proof.Kept && !v.Before && !v.Accepted })
}

// promised prints what becomes of the promises of NEW at the end.
func (t *rehearsalText) promised() {
	if t.promises == nil {
		return
	}
	var lines [2][]string
	kept := 0
	for _, v := range t.promises {
		switch v.Is {
		case proof.NotKept:
			lines[0] = append(lines[0], promiseLine(&v))
		case proof.NotKnown:
			lines[1] = append(lines[1], promiseLine(&v))
		default:
			kept++
		}
	}
	t.section("Not kept: NEW promises it, and at the end it is not so", lines[0])
	t.section("Not known: NEW promises it, and it rests on what OLD does not say", lines[1])
	t.out.line("")
	t.out.line("%s of NEW at the end: %d hold, %d not kept, %d not known", plural(len(t.promises), "promise"), kept, len(lines[0]), len(lines[1]))
}

func promiseLine(v *proof.Verdict) string {
	before := ""
	switch {
	case v.Before:
		before = " (as before)"
	case v.Accepted:
		before = " (`check` warns of it too)"
	}
	switch {
	case v.Kind == "apart":
		return v.Why + before
	case v.Name == "":
		return fmt.Sprintf("%s: %s%s", v.Kind, v.Why, before)
	}
	return fmt.Sprintf("%s.%s: %s%s", v.Kind, v.Name, v.Why, before)
}
