package pack

// ViewOf is for tests, which compile the plans that they look at.
var ViewOf = viewOf
