package compile

import "github.com/vnetloom/vnetloom/schema"

// JSONSchema is the intent language as a JSON Schema, draft 2020-12: for editors, and for programs that write intents. Sources and Compile
// check more than a schema can.
func JSONSchema() []byte { return schema.JSONSchema() }

// CUESchema is the intent language as one file of CUE, the package github.com/vnetloom/vnetloom/schema.
func CUESchema() []byte { return schema.CUE() }
