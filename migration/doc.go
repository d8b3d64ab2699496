// Package migration owns the way from one network to another: the steps in which what is deployed by one topology becomes what another says,
// and what the rehearsal says of them.
//
// A step is either some rows of a plan, which every target prints and deploys as it does a whole plan, or resources that are deleted one
// after the other. Rows come from worlds: topologies that have the rows of both, table by table, with the values of the one or of the
// other. A world is no intent: nothing in it is resolved, so no selector of the old intent catches a network of the new one. What a
// world says and Azure does not have yet is a step's; what the store refuses beside what is there waits until that is gone, and why is
// kept. So no migration has a case of its own.
//
// Every step is rehearsed before anything is printed, in both orders of its writes: see Migration. What is printed, and read again for the
// rehearsal, is the caller's: the package knows no language. The public way in enters.
package migration
