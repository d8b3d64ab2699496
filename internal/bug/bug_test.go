package bug

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func recovered(f func()) (place string, own bool) {
	defer func() {
		if recover() != nil {
			place, own = Place()
		}
	}()
	f()
	return "", false
}

func broken(list []int) int { return list[len(list)] }

func TestThePlaceInAPackageIsItsFirstFunction(t *testing.T) {
	placeIn := func(pkg string) (place string) {
		defer func() {
			if recover() != nil {
				place = PlaceIn(pkg)
			}
		}()
		_ = slices.Grow([]int{}, -1)
		return ""
	}
	require.Regexp(t, `^internal/bug\.\S+ \(bug_test\.go:\d+\)$`, placeIn(Module+"/internal/bug"))
	require.Regexp(t, `^slices\.Grow\S* \(slices\.go:\d+\)$`, placeIn("example.com/nowhere"))
}

func TestThePlaceOfAPanicIsTheFirstFunctionOfTheModule(t *testing.T) {
	for name, f := range map[string]func(){
		"a panic":                   func() { panic("a secret of the intent") },
		"the runtime's":             func() { broken(nil) },
		"in a function of Go's own": func() { _ = slices.Grow([]int{}, -1) },
	} {
		place, own := recovered(f)
		require.True(t, own, name)
		require.Regexp(t, `^internal/bug\.(broken|TestThePlace.*) \(bug_test\.go:\d+\)$`, place, name)
	}
}
