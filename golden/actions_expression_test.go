package golden_test

import (
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

// holds tells whether a condition of a job or a step holds. One that names no function of the state holds only where nothing has failed.
// Steps are the outcomes of the job's steps by their ids.
// https://docs.github.com/actions/reference/workflows-and-actions/expressions
func (r *actionsRun) holds(condition string, failed bool, steps map[string]string) bool {
	r.t.Helper()
	text := strings.TrimSpace(condition)
	if inner, ok := strings.CutPrefix(text, "${{"); ok {
		text = strings.TrimSuffix(inner, "}}")
	}
	e := &expression{run: r, failed: failed, steps: steps, tokens: expressionTokens.FindAllString(text, -1)}
	require.Equal(r.t, strings.Join(strings.Fields(text), ""), strings.Join(strings.Fields(strings.Join(e.tokens, "")), ""), "an expression that is not read whole")
	if len(e.tokens) == 0 {
		return !failed
	}
	value := e.or()
	require.Empty(r.t, e.tokens, "%s is not read to its end", condition)
	return value != "" && value != "false" && (e.ofState || !failed)
}

// filled is a text with the values of its expressions.
func (r *actionsRun) filled(text string, steps map[string]string) string {
	r.t.Helper()
	return regexp.MustCompile(`\$\{\{(.*?)\}\}`).ReplaceAllStringFunc(text, func(found string) string {
		e := &expression{run: r, steps: steps, tokens: expressionTokens.FindAllString(found[3:len(found)-2], -1)}
		return e.or()
	})
}

var expressionTokens = regexp.MustCompile(`'[^']*'|&&|\|\||==|!=|!|\(|\)|[A-Za-z_][A-Za-z0-9_.-]*`)

// An expression is read from left to right. Values are strings; false is nothing.
type expression struct {
	run     *actionsRun
	failed  bool
	ofState bool // it names a function of the state
	steps   map[string]string
	tokens  []string
}

func (e *expression) next() string {
	if len(e.tokens) == 0 {
		return ""
	}
	token := e.tokens[0]
	e.tokens = e.tokens[1:]
	return token
}

func (e *expression) takes(token string) bool {
	if len(e.tokens) == 0 || e.tokens[0] != token {
		return false
	}
	e.tokens = e.tokens[1:]
	return true
}

func truth(is bool) string {
	if is {
		return "true"
	}
	return ""
}

func (e *expression) or() string {
	value := e.and()
	for e.takes("||") {
		other := e.and()
		value = truth(value != "" || other != "")
	}
	return value
}

func (e *expression) and() string {
	value := e.equal()
	for e.takes("&&") {
		other := e.equal()
		value = truth(value != "" && other != "")
	}
	return value
}

func (e *expression) equal() string {
	value := e.one()
	switch {
	case e.takes("=="):
		return truth(strings.EqualFold(value, e.one()))
	case e.takes("!="):
		return truth(!strings.EqualFold(value, e.one()))
	}
	return value
}

func (e *expression) one() string {
	t := e.run.t
	token := e.next()
	switch {
	case token == "!":
		return truth(e.one() == "")
	case token == "(":
		value := e.or()
		require.True(t, e.takes(")"), "a parenthesis")
		return value
	case strings.HasPrefix(token, "'"):
		return strings.Trim(token, "'")
	case e.takes("("):
		require.True(t, e.takes(")"), "%s takes nothing", token)
		e.ofState = true
		state := map[string]bool{"always": true, "cancelled": false, "failure": e.failed, "success": !e.failed}
		is, known := state[token]
		require.True(t, known, "the function %s", token)
		return truth(is)
	}
	if name, ok := strings.CutPrefix(token, "steps."); ok {
		id, what, _ := strings.Cut(name, ".")
		outcome, known := e.steps[id]
		require.True(t, known && what == "outcome", "%s: no step of the job has this id", token)
		return outcome
	}
	value, known := e.run.context[token]
	require.True(t, known, "%s is nothing that the event has", token)
	return value
}
