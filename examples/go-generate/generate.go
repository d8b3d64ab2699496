// Package network holds the networks of an application as an infra repository would: the intent in intent.yaml, and
// beside it in deploy/ what vnetloom makes of it. Run `go generate ./...` after each change of the intent.
package network

//go:generate go tool vnetloom generate --out deploy --prune intent.yaml
