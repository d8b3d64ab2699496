// Package schema owns the intent language: its grammar, which is the CUE in this folder, and the loader that reads an
// intent in YAML, JSON or CUE and hands over a valid, canonical Intent whose every part knows where it stands.
//
// CUE is the single source: fields, types, defaults, ranges and documentation stand there alone. The loader compiles that
// CUE (compile.go) to shapes which check a tree of nodes with positions (check.go); CUE's evaluator runs only where an
// input is written in CUE, and in the tests, where it judges the checker.
//
// The room refuses: knowledge of what an intent leads to (that is topology's), opening files (it reads the fs.FS that it is
// given), the network, and secrets. Words of the language that this version does not implement are refused too, never
// ignored. Everybody may enter; it imports source and diag, and nothing else of the module.
package schema
