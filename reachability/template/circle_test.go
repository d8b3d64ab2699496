package template

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestResourcesThatWaitForEachOther(t *testing.T) {
	a := func(name, more string) string { return `{"type": "A.B/c", "name": "` + name + `"` + more + `}` }
	on := func(names ...string) string { return `, "dependsOn": ["` + strings.Join(names, `", "`) + `"]` }
	for resources, want := range map[string][]string{
		a("a", on("a")):                                                   {`main.json:2:41: error[VL715]: c "a" waits for itself`},
		a("a", on("[resourceId('A.B/c', 'a')]")):                          {`main.json:2:41: error[VL715]: c "a" waits for itself`},
		a("a", on("b")) + ", " + a("b", on("a")):                          {`main.json:2:41: error[VL715]: c "a" waits for c "b", which waits for c "a"`},
		a("x", on("b")) + ", " + a("b", on("d")) + ", " + a("d", on("b")): {`main.json:2:91: error[VL715]: c "b" waits for c "d", which waits for c "b"`},
		a("a", on("b", "d")) + ", " + a("b", on("d")) + ", " + a("d", ""): {}, // a diamond
		a("a", on("b")) + ", " + a("b", on("a")+`, "condition": false`):   {},
		a("a", on("b")) + ", " + a("b", on("a")+`, "condition": "[parameters('p')]"`): {
			`main.json:2:41: warning[VL715]: c "a" waits for c "b", which waits for c "a"`},
		a("a", `, "properties": {"x": "[reference('b')]"}`) + ", " + a("b", on("a")): {
			`main.json:2:41: error[VL715]: c "a" waits for c "b", which waits for c "a"`},
		a("a", `, "copy": {"name": "l", "count": 2}`+on("l")):                                                                            nil,
		`{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": {"resources": [` + a("a", on("a")) + `]}}}`: nil,
	} {
		_, found := read(`"parameters": {"p": {"type": "bool"}}, "resources": [` + resources + `]`)
		var got []string
		for _, line := range errorsOf(found) {
			if strings.Contains(line, "VL715") {
				got = append(got, strings.Replace(line, "main.json:2:", "", 1))
			}
		}
		if want == nil {
			require.NotEmpty(t, got, resources)
			continue
		}
		require.Len(t, got, len(want), resources)
		for i := range want {
			_, said, _ := strings.Cut(want[i], " ")
			require.Contains(t, got[i], said, resources)
		}
	}
}

func TestALongCircleIsShortened(t *testing.T) {
	var resources []string
	for i := range 20 {
		resources = append(resources, fmt.Sprintf(`{"type": "A.B/c", "name": "n%d", "dependsOn": ["n%d"]}`, i, (i+1)%20))
	}
	_, found := read(`"resources": [` + strings.Join(resources, ", ") + `]`)
	require.Len(t, found, 1)
	require.Contains(t, found[0].Summary, `which waits for c "n6", and so on over 13 more, back to c "n0"`)
}

// What a template reads of what is there already is no circle, though it writes the same.
func TestAResourceThatIsReadFirstIsNoCircle(t *testing.T) {
	_, found := read(`"languageVersion": "2.0", "resources": {"was": {"existing": true, "type": "A.B/c", "name": "a"},
		"is": {"type": "A.B/c", "name": "a", "dependsOn": ["was"]}}`)
	require.NotContains(t, strings.Join(errorsOf(found), "\n"), "VL715")
}
