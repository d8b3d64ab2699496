// Package judge owns the judgement of a change that is rehearsed: it writes the steps of a change to a store, follows pairs of subnets and
// sites after each write, and says what becomes of each.
//
// What is judged comes as plain data: a store to start from, the steps with their templates, ids to delete and to synchronize, the pairs, what
// stands beside the templates. It knows no intent, no topology and no plan. A migration and the rehearsal of one network over another ask
// the same judge.
package judge
