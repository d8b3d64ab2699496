// Package vnetloom is the root of a compiler for Azure networks: an intent, which virtual networks should reach which and through what,
// becomes Bicep, ARM JSON and Azure PowerShell, and what was emitted is held against what the intent promises.
//
// The command is cmd/vnetloom. A program enters by package compile; package reachability reads and judges ARM JSON of anyone's. The rooms
// of the house, and who may enter which, are in CONTRIBUTING.md and held by the tests of this folder. It holds no code of its own.
package vnetloom
