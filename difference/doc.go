// Package difference owns the question what a change does to a network, in the words of who runs it: which pairs gain, lose or change
// a path, which promises change, what Azure makes of deploying it, which steps it takes, and which resources differ.
//
// It compares two worlds that package compile makes of intents, templates, exports or nothing, and knows nothing of where they come from. It
// judges no path and no write: reachability does the one, the rehearsal the other. What it makes is data; package difference/page prints
// it. The public way in enters.
package difference
