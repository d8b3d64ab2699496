package compile

import (
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// JSONSchema is the intent language as a JSON Schema, draft 2020-12: for editors, and for programs that write intents. Sources and Compile
// check more than a schema can.
func JSONSchema() []byte { return schema.JSONSchema() }

// CUESchema is the intent language as one file of CUE, the package github.com/vnetloom/vnetloom/schema.
func CUESchema() []byte { return schema.CUE() }

// Format is a file of an intent in the one form, by the extension of its name: YAML and JSON with the fields in the order of the language, CUE as
// `cue fmt` has it. It means the same, and has the same comments. What is not well-formed is in the list, and nothing is returned.
func Format(file *source.File) ([]byte, diag.List) { return schema.Format(file) }
