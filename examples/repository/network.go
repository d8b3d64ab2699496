// Package network is the network of Contoso: the intent in intent.yaml, and in deploy what vnetloom makes of it. Run
// `go generate ./...` after each change of the intent, and commit both.
package network

//go:generate go tool vnetloom generate --target bicep,arm --out deploy --prune intent.yaml
