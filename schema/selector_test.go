package schema

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASelectorIsReadAsAnIntentHasIt(t *testing.T) {
	for text, want := range map[string]map[string][]string{
		"tier: app":                      {"tier": {"app"}},
		"{tier: app}":                    {"tier": {"app"}},
		" {tier: app, env: [dev, test]}": {"tier": {"app"}, "env": {"dev", "test"}},
		`ring: 1, on: yes, x: "a, b"`:    {"ring": {"1"}, "on": {"yes"}, "x": {"a, b"}},
		"tier=app":                       {"tier": {"app"}},
		"env=dev, env=test,tier=app":     {"tier": {"app"}, "env": {"dev", "test"}},
		`x: "a=b"`:                       {"x": {"a=b"}},
	} {
		got, err := ParseSelector(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, want := range map[string]string{
		"":                         "it has no label",
		"{}":                       "it has no label",
		"[a]":                      "a label is no plain word",
		"app":                      `label "app" has no value`,
		"tier":                     `label "tier" has no value`,
		"tier: ~":                  `label "tier" has no value`,
		"tier: []":                 `label "tier" has no value`,
		"tier: {a: b}":             `label "tier" has no value`,
		"tier: [app, [dev]]":       `label "tier" has no value`,
		"tier: app, tier: dev":     `label "tier" appears twice`,
		"{tier: app":               "it is not well-formed YAML",
		"tier: *x":                 "it is not well-formed YAML",
		"{tier: app}, {tier: dev}": "it is not well-formed YAML",
		"tier=":                    `label "tier" has no value`,
		"tier=app,":                "a label is no plain word",
		"=app":                     "a label is no plain word",
		"tier=app,env":             `label "env" has no value`,
	} {
		_, err := ParseSelector(text)
		require.EqualError(t, err, want, text)
	}
}
