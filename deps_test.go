package vnetloom

import (
	_ "cuelang.org/go/cue"
	_ "github.com/Masterminds/sprig/v3"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/spf13/cobra"
	_ "github.com/stretchr/testify/require"
	_ "go.yaml.in/yaml/v3"
	_ "go4.org/netipx"
)
