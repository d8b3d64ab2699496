package cli

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
	for want, load := range map[string]loader{
		"evaluating the intent takes longer than 50ms":          bounded(endless, 50*time.Millisecond, 1<<60),
		"evaluating the intent takes more than 0 MiB of memory": bounded(endless, time.Hour, 1),
	} {
		in, found := load(nil, []string{"estate.cue"})
		require.Nil(t, in)
		require.Len(t, found, 1)
		require.Equal(t, want, found[0].Summary)
		require.Equal(t, "VL103", found[0].Code.ID)
		require.Equal(t, "estate.cue", found[0].Subject.String())
	}
}

func TestALoaderThatEndsIsNotTouched(t *testing.T) {
	want := &schema.Intent{Name: "demo"}
	in, found := bounded(func(_ fs.FS, names []string) (*schema.Intent, diag.List) {
		require.Equal(t, []string{"a.yaml"}, names)
		return want, diag.List{{Summary: "odd"}}
	}, time.Hour, 1<<60)(nil, []string{"a.yaml"})
	require.Same(t, want, in)
	require.Len(t, found, 1)
}

func TestAPanicOfALoaderIsABugWithItsPlace(t *testing.T) {
	s := fakes()
	s.load = bounded(func(fs.FS, []string) (*schema.Intent, diag.List) { panic("a secret of the intent") }, time.Hour, 1<<60)
	in(t, map[string]string{"intent.yaml": ""})
	got := vnetloomWith(s, "", "check")
	require.Equal(t, exitFailure, got.code)
	require.Contains(t, got.stderr, "it panicked in internal/cli.TestAPanicOfALoaderIsABugWithItsPlace")
	require.NotContains(t, got.stderr, "secret")
}
