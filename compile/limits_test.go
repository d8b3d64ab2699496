package compile

import (
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

func TestALoaderThatDoesNotEndIsGivenUp(t *testing.T) {
	stop := make(chan bool)
	t.Cleanup(func() { close(stop) })
	endless := func(fs.FS, []string) (*schema.Intent, diag.List) { <-stop; return nil, nil }
	hoard := func(fs.FS, []string) (*schema.Intent, diag.List) {
		var kept [][]byte
		for len(kept) < 64 { // more and more: what other tests give back meanwhile does not hide it
			kept = append(kept, make([]byte, 16<<20))
			select {
			case <-stop:
				return nil, nil
			case <-time.After(20 * time.Millisecond):
			}
		}
		<-stop
		return &schema.Intent{Name: string(kept[0][:1])}, nil
	}
	for want, c := range map[string]struct {
		limits Limits
		load   loader
	}{
		"evaluating the intent takes longer than 50ms":          {Limits{Time: 50 * time.Millisecond, Memory: 1 << 60}, endless},
		"evaluating the intent takes more than 1 MiB of memory": {Limits{Time: time.Hour, Memory: 1 << 20}, hoard},
	} {
		in, found, err := c.limits.load(t.Context(), c.load, nil, []string{"estate.cue"})
		require.NoError(t, err)
		require.Nil(t, in)
		require.Len(t, found, 1)
		require.Equal(t, want, found[0].Summary)
		require.Equal(t, "VL103", found[0].Code.ID)
		require.Equal(t, "estate.cue", found[0].Subject.String())
	}
}

func TestALoaderThatEndsIsNotTouched(t *testing.T) {
	want := &schema.Intent{Name: "demo"}
	in, found, err := Limits{}.load(t.Context(), func(_ fs.FS, names []string) (*schema.Intent, diag.List) {
		require.Equal(t, []string{"a.yaml"}, names)
		return want, diag.List{{Summary: "odd"}}
	}, nil, []string{"a.yaml"})
	require.NoError(t, err)
	require.Same(t, want, in)
	require.Len(t, found, 1)
}
