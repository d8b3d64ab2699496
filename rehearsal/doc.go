// Package rehearsal owns a store of Azure resources that is written by Azure's rules.
//
// It knows what a write does: what it replaces, resets, keeps and deletes, what Azure refuses and by which code, what it adds of its own,
// and that a write may take a while during which others are refused. All that is of a type is in the table of package azure, with its
// source; what needs code is a rule of this package, each with its source too. A rule about which sources differ is taken at its worse
// side. It reads bodies as JSON and resource ids; it knows no intent, no topology and no plan, so that it cannot judge the compiler by
// the compiler.
//
// # The store
//
// A Store is used in two ways: by its methods, when one write follows the other and each is over before the next; and as a
// http.Handler, as scripts see Azure Resource Manager, with long operations, pages, and the faults that a test adds. It listens nowhere
// and calls nobody. Nothing in it depends on the time: an operation is over when it has been asked after often enough.
//
// Scripts reach it by the stand-in for Az.Accounts in testdata/modules: its cmdlets have the parameters of the real ones, and send what
// they are given to the address in VNETLOOM_REHEARSAL. Answers name https://management.azure.com, as Azure's do.
//
// Ids are told apart without regard to case. A body is JSON as encoding/json has it; it is copied when it enters and when it leaves.
package rehearsal
