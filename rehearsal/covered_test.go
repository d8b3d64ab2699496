package rehearsal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Of tags the names are shown, wherever they stand.
func TestOfTagsOnlyTheNamesAreShown(t *testing.T) {
	tags := Body{"owner": "shop", "n": 7.0}
	hidden := Body{"owner": covering, "n": covering}
	for _, c := range []struct {
		path     string
		is, want any
	}{
		{"tags", tags, hidden},
		{"tags", "shop", covering},
		{"tags", nil, nil},
		{"tags.owner", "shop", covering},
		{"tags.owner", nil, nil},
		{"tags.a.b", Body{"x": "shop"}, covering},
		{"properties.subnets[web].tags", tags, hidden},
		{"properties.subnets[web].tags.owner", "shop", covering},
		{"properties.subnets[web]", Body{"name": "web", "tags": tags}, Body{"name": "web", "tags": hidden}},
		{"properties.subnets", []any{Body{"Tags": tags}, "x"}, []any{Body{"Tags": hidden}, "x"}},
		{"properties.subnets[a.tags.b].name", "web", "web"},
		{"properties.ipTags", []any{Body{"tag": "Sql"}}, []any{Body{"tag": "Sql"}}},
		{"", Body{"tags": tags, "location": "westeurope"}, Body{"tags": hidden, "location": "westeurope"}},
	} {
		require.Equal(t, c.want, Covered(c.path, c.is), c.path)
	}
	require.Equal(t, "shop", tags["owner"], "the body itself stays")
}
