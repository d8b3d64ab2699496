// Package compile is the way in for a program: an intent goes in, and files, findings, the topology, the plan and the proof come out.
//
//	result, err := compile.Compile(ctx, os.DirFS("."), []string{"estate.yaml"}, compile.Options{})
//
// A module of your own that uses a clone of this one:
//
//	go mod edit -require github.com/vnetloom/vnetloom@v0.0.0 -replace github.com/vnetloom/vnetloom=/path/to/clone && go mod tidy
//
// An error is of the call, of the context, or a bug. What is wrong with an intent is in Result.Findings: where any of them is an error, there
// are no files.
//
// The package owns the order of the stages, what bounds them, and what becomes of a panic. It opens no file, prints nothing and decides
// nothing about networks: each stage is a room of its own, and every type that a result names can be imported. Everybody may enter but the
// rooms that it calls.
package compile
