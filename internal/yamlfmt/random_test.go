package yamlfmt

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A drawn is YAML in the making: of any width of indentation, with comments wherever one can stand, each with a number.
type drawn struct {
	*rand.Rand
	strings.Builder
	comments int
}

func (d *drawn) comment() string {
	d.comments++
	return fmt.Sprintf("#c%d", d.comments)
}

// above writes comments and blank lines.
func (d *drawn) above(indent int) {
	for range d.IntN(3) {
		if d.IntN(2) == 0 {
			d.WriteString("\n")
			continue
		}
		d.WriteString(pad(indent) + d.comment() + " of: {what: 'is\n")
	}
}

func (d *drawn) note() string {
	if d.IntN(3) == 0 {
		return strings.Repeat(" ", 1+d.IntN(4)) + d.comment()
	}
	return ""
}

func (d *drawn) scalar() string {
	return []string{"x", "10.0.0.0/24", `"a # b: \" c"`, "'it''s'", "a b:c", "http://x", "~", "!!str 5", "&n" + fmt.Sprint(d.IntN(9)) + " y"}[d.IntN(9)]
}

func (d *drawn) flow(depth int) string {
	gap := func() string { return strings.Repeat(" ", d.IntN(3)) }
	var parts []string
	for range d.IntN(4) {
		value := d.scalar()
		if depth > 0 && d.IntN(3) == 0 {
			value = d.flow(depth - 1)
		}
		parts = append(parts, gap()+fmt.Sprintf("k%d: %s", d.IntN(9), value)+gap())
	}
	return "{" + strings.Join(parts, ",") + gap() + "}"
}

func (d *drawn) block(indent, depth int) {
	step := 1 + d.IntN(4)
	list := d.IntN(3) == 0 && indent > 0
	for i := range 1 + d.IntN(4) {
		d.above(indent)
		start := pad(indent)
		if list {
			start += "-" + strings.Repeat(" ", 1+d.IntN(2))
		} else {
			start += fmt.Sprintf("k%d%d: ", d.IntN(90), i) + strings.Repeat(" ", d.IntN(3))
		}
		d.WriteString(start)
		switch kind := d.IntN(7); {
		case kind == 0 && depth > 0 && !list:
			d.WriteString(strings.TrimSpace(d.note()) + "\n")
			d.block(indent+step, depth-1)
		case kind == 1:
			d.WriteString("|" + d.note() + "\n" + pad(indent+step) + "text # no comment\n\n" + pad(indent+step+2) + "deeper\n")
		case kind == 2:
			d.WriteString(d.flow(2) + d.note() + "\n")
		case kind == 3:
			d.WriteString("[ 1," + d.note() + "\n" + pad(indent+step) + d.flow(1) + " ,\n\n" + pad(indent+1) + "]" + d.note() + "\n")
		case kind == 4:
			d.WriteString("\"one\n" + pad(indent+step) + "# two\"" + d.note() + "\n")
		case kind == 5:
			d.WriteString("one\n" + pad(indent+step) + "two\n")
		default:
			d.WriteString(d.scalar() + d.note() + "\n")
		}
	}
	if d.IntN(3) == 0 {
		d.above(indent)
	}
}

func TestRandomTextsKeepTheirCommentsAndMeanTheSame(t *testing.T) {
	refused, read := 0, 0
	for seed := range 2000 {
		d := &drawn{Rand: rand.New(rand.NewPCG(7, uint64(seed)))}
		d.block(0, 4)
		text := d.String()
		if _, err := parsed(text); err != nil {
			continue
		}
		read++
		out, err := Format([]byte(text), func(path []Map) []string { return []string{"k10", "k00", "k31", "k72"} })
		if err != nil {
			refused++
			t.Logf("%v\n%s", err, text)
			continue
		}
		for i := range d.comments {
			require.Equal(t, 1, strings.Count(string(out)+" ", fmt.Sprintf("#c%d ", i+1))+strings.Count(string(out), fmt.Sprintf("#c%d\n", i+1)), "#c%d of\n%s\nin\n%s", i+1, text, out)
		}
	}
	require.Zero(t, refused)
	require.Greater(t, read, 1000)
}
