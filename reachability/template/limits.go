package template

import "math"

// The limits of a reading. Those of Azure are Azure's; the others keep a hostile file from taking the machine.
const (
	maxFileBytes   = 16 << 20
	maxFiles       = 1000      // templates, parameter files and linked templates of one reading
	maxValues      = 1_000_000 // JSON values in all files together
	maxAnswered    = 8_000_000 // JSON values in a file of what Azure has answered,
	maxAnswerBytes = 64 << 20  // and its size
	maxNesting     = 100       // of JSON values
	maxExpression  = 24_576    // characters of an expression; Azure's
	maxDepth       = 100       // of calls inside an expression
	maxEvaluation  = 250       // of values, variables and functions that need each other
	maxString      = 1 << 20   // bytes of a computed string
	maxText        = 64 << 20  // bytes of all computed strings
	maxHeight      = 300       // of values inside each other, computed ones too
	maxSize        = 1_000_000 // values inside of one, each counted as often as it is there
	maxSteps       = 4_000_000 // values computed
	maxCopies      = 800       // of a copy loop; Azure's
	maxRange       = 10_000    // numbers of range(); Azure's
	maxResources   = 100_000   // of all templates
	maxNested      = 20        // nested deployments inside each other
	maxFindings    = 2_000     // diagnostics
	maxKey         = 200       // bytes of an unknown value's key before it is abbreviated
	maxNumberText  = 64        // characters of a number
	maxUserLambdas = 8         // parameters of a lambda
)

// budget counts what a reading has left.
type budget struct {
	values, steps, text, files, resources int
	fileBytes                             int    // how large a file may be
	spent                                 string // what ran out first; "" while there is room
}

func newBudget() budget {
	return budget{values: maxValues, steps: maxSteps, text: maxText, files: maxFiles, resources: maxResources, fileBytes: maxFileBytes}
}

// budgetOf is that of a reading. What the caller has made itself costs nobody more than they have asked for.
func budgetOf(o Options) budget {
	if o.Own {
		return budget{values: math.MaxInt, steps: math.MaxInt, text: math.MaxInt, files: math.MaxInt, resources: math.MaxInt, fileBytes: math.MaxInt}
	}
	return newBudget()
}

// step takes n computed values and tells whether there was room.
func (b *budget) step(n int) bool {
	b.steps -= n
	if b.steps < 0 {
		b.run("evaluation takes more steps than allowed")
	}
	return b.spent == ""
}

// write takes n bytes of computed text and tells whether there was room.
func (b *budget) write(n int) bool {
	b.text -= n
	if n > maxString || b.text < 0 {
		b.run("computed strings are longer than allowed")
	}
	return b.spent == ""
}

func (b *budget) run(out string) {
	if b.spent == "" {
		b.spent = out
	}
}

// measure finds height and size of an array or an object from those of its parts.
func (v *Value) measure() {
	height, size := int32(0), int64(1)
	add := func(part *Value) {
		h, s := part.measured()
		height, size = max(height, h), min(size+int64(s), maxSize+1)
	}
	for _, item := range v.Items {
		add(item)
	}
	for i := range v.Members {
		add(v.Members[i].Value)
	}
	v.height, v.size = height+1, int32(size)
}

func (v *Value) measured() (height, size int32) {
	if v.size == 0 {
		v.measure()
	}
	return v.height, v.size
}

// fits measures a computed value and tells whether it is not too large. Values share their parts, so that a small template
// makes one that nobody could walk.
func (b *budget) fits(v *Value) bool {
	if len(v.Items)+len(v.Members) == 0 {
		return true
	}
	v.measure()
	if v.height > maxHeight || v.size > maxSize {
		b.run("a computed value is larger than allowed")
	}
	return b.spent == ""
}
