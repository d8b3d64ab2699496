package golden_test

import (
	"sync"
	"testing"
	"testing/fstest"
)

// What is compiled once for all tests, by its folder. Whoever changes an emission compiles one of its own.
var compiledOnce sync.Map // key -> func() *emission

func once(key string, build func() *emission) *emission {
	f, _ := compiledOnce.LoadOrStore(key, sync.OnceValue(build))
	return f.(func() *emission)()
}

// compiled is the emission of the intent of a folder, the one beyond the cases, or the connections made by hand.
func compiled(t *testing.T, dir string) *emission {
	t.Helper()
	if dir == "connected" {
		return once(dir, func() *emission { return connected(t) })
	}
	in := intent{fstest.MapFS{"intent.yaml": {Data: []byte(beyond)}}, []string{"intent.yaml"}}
	if dir != "beyond" {
		in = readIntent(t, dir)
	}
	return once(dir, func() *emission { return compile(in) })
}
