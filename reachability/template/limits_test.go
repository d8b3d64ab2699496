package template

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

// growing makes variables of which each is made of the one before it.
func growing(first string, n int, next string) string {
	out := `"variables": {"v0": ` + first
	for i := 1; i < n; i++ {
		out += fmt.Sprintf(`, "v%d": "[%s]"`, i, fmt.Sprintf(next, i-1))
	}
	return out
}

// TestLimits reads what is made to take too much: each ends soon, with little memory, and says what it left out.
func TestLimits(t *testing.T) {
	doubling := growing(`"0123456789"`, 60, "concat(variables('v%[1]d'), variables('v%[1]d'))")
	lists := growing(`"[range(0, 10000)]"`, 60, "concat(variables('v%[1]d'), variables('v%[1]d'))")
	chain := growing(`"x"`, 5000, "variables('v%[1]d')")
	shared := growing(`"[createArray()]"`, 100, "createObject('a', variables('v%[1]d'), 'b', variables('v%[1]d'))")
	use := func(variables string, last int) string {
		return variables + fmt.Sprintf(`}, "resources": [{"type": "A.B/c", "name": "n", "tags": "[variables('v%d')]"}]`, last)
	}
	loops := func(depth int) string {
		in := `"[string(range(0, 100))]"`
		for i := range depth {
			in = fmt.Sprintf(`{"copy": [{"name": "l%d", "count": 800, "input": %s}]}`, i, in)
		}
		return `"resources": [{"type": "A.B/c", "name": "n", "properties": ` + in + `}]`
	}
	nestedLoops := `{"type": "A.B/c", "name": "[concat('n', copyIndex())]", "copy": {"name": "l", "count": 800}}`
	for range 3 {
		nestedLoops = `{"type": "Microsoft.Resources/deployments", "name": "[concat('n', copyIndex())]", "copy": {"name": "l", "count": 800},` +
			` "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": {` + groupSchema + `, "resources": [` + nestedLoops + `]}}}`
	}
	deep := `"resources": []`
	for range 30 {
		deep = `"resources": [{"type": "Microsoft.Resources/deployments", "name": "n", "properties": {"template": {` + groupSchema + `, ` + deep + `}}}]`
	}
	tall := "createArray()"
	for range 20 {
		tall = "reduce(range(0, 10000), " + tall + ", lambda('c', 'n', items(createObject('a', lambdaVariables('c')))))"
	}
	for name, body := range map[string]string{
		"shared":      use(shared, 99),
		"tall":        `"resources": [{"type": "A.B/c", "name": "n", "tags": "[` + tall + `]"}]`,
		"nesting":     `"resources": ` + strings.Repeat("[", 100_000),
		"values":      `"resources": [` + strings.Repeat("0,", 1_100_000) + `0]`,
		"doubling":    use(doubling, 59),
		"lists":       use(lists, 59),
		"chain":       use(chain, 4999),
		"loops":       loops(4),
		"deployments": `"resources": [` + nestedLoops + `]`,
		"deep":        deep,
		"size":        `"x": "` + strings.Repeat("x", maxFileBytes) + `"`,
		"lambdas": `"resources": [{"type": "A.B/c", "name": "n", "tags": "[map(range(0, 10000), lambda('a', map(range(0, 10000), lambda('b',` +
			` map(range(0, 10000), lambda('c', 1))))))]"}]`,
		"pad": `"resources": [{"type": "A.B/c", "name": "n", "tags": "[map(range(0, 10000), lambda('a', padLeft('x', 1000000)))]"}]`,
		"functions": `"functions": [{"namespace": "a", "members": {"f": {"parameters": [{"name": "x", "type": "int"}], "output": {"type": "int",` +
			` "value": "[add(a.f(parameters('x')), a.f(parameters('x')))]"}}}}], "resources": [{"type": "A.B/c", "name": "n", "tags": "[a.f(1)]"}]`,
	} {
		start := time.Now()
		result, found := read(body)
		require.Contains(t, codesOf(found), "VL740", name)
		require.NotNil(t, result)
		require.Less(t, time.Since(start), 20*time.Second, name)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		require.Less(t, m.HeapAlloc, uint64(2<<30), name)
		t.Logf("%s: %v, %d MiB", name, time.Since(start).Round(time.Millisecond), m.HeapAlloc>>20)
	}
}

func TestLimitsOfExpressions(t *testing.T) {
	_, found := evaluate(t, strings.Repeat("not(", 200)+"true()"+strings.Repeat(")", 200), "")
	require.Equal(t, []string{"VL710"}, codesOf(found))
	_, found = evaluate(t, "subscription()"+strings.Repeat(".a", 200), "")
	require.Equal(t, []string{"VL710"}, codesOf(found))
	_, found = evaluate(t, "'"+strings.Repeat("x", 100_000)+"'", "")
	require.Equal(t, []string{"VL710"}, codesOf(found))
}

func TestFindingsAreBounded(t *testing.T) {
	body := `"resources": [` + strings.Repeat("1,", 10_000) + `1]`
	_, found := read(body)
	require.Len(t, found, maxFindings)
}

func TestManyFiles(t *testing.T) {
	files := make([]*source.File, maxFiles+5)
	for i := range files {
		files[i] = source.New(fmt.Sprintf("f%d.json", i), []byte("{"+groupSchema+`, "resources": []}`))
	}
	_, found := Read(files, Options{})
	require.Equal(t, []string{"VL740"}, codesOf(found))
}
