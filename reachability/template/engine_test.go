package template

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// testdata/engine.json has expressions with the values that Microsoft's deployment engine gives them (bicep snapshot, of a template to
// group rg-main in westeurope of a subscription of ones), expressions that it leaves for the deployment, and
// expressions that it refuses.
type ofEngine struct {
	Values  map[string]any `json:"values"`
	Later   []string       `json:"later"` // what it leaves for the deployment
	Refused []string       `json:"refused"`
}

func engine(t *testing.T) ofEngine {
	t.Helper()
	content, err := os.ReadFile("testdata/engine.json")
	require.NoError(t, err)
	var out ofEngine
	require.NoError(t, json.Unmarshal(content, &out))
	return out
}

// notKnown are the expressions whose value the engine gives and the reader does not know, with the reason.
var notKnown = map[string]string{
	"format('{0:C}|{0:P}|{0:F2}|{0:00}|{0:#,##0}|{0:x}|{0:E2}|{0:N}|{0:G}|{0:0.00}|{0:D}',1234)": "money, percents and exponents",
	"dateTimeAdd('07 April 2019','P1D')": "a date in words",
	"format('{0:G3}',1234)":              "exponents",
	"format('{0:0.0}',json('1.25'))":     "patterns of fractions",
}

func TestValuesAreThoseOfTheEngine(t *testing.T) {
	e := engine(t)
	require.Greater(t, len(e.Values), 100)
	for expression, want := range e.Values {
		got, found := asEngine(expression)
		if _, ok := notKnown[expression]; ok {
			require.Equal(t, "<", got[:1], "%s is known now", expression)
			continue
		}
		require.Empty(t, errorsOf(found), expression)
		if id, ok := want.(string); ok && isID(id) { // the reader has ids in lower case
			want = canonicalID(id)
		}
		text, err := json.Marshal(want)
		require.NoError(t, err)
		if !json.Valid([]byte(got)) {
			t.Errorf("%s is %s, and for the engine %s", expression, got, text)
			continue
		}
		require.JSONEq(t, string(text), got, expression)
	}
}

func TestWhatTheEngineLeavesForTheDeploymentIsNotKnown(t *testing.T) {
	for _, expression := range engine(t).Later {
		got, found := asEngine(expression)
		require.Empty(t, errorsOf(found), expression)
		require.Equal(t, "<", got[:1], "%s is %s", expression, got)
	}
}

func TestWhatTheEngineRefusesIsAnError(t *testing.T) {
	e := engine(t)
	require.NotEmpty(t, e.Refused)
	for _, expression := range e.Refused {
		_, found := asEngine(expression)
		unknown := slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Code == codeFunction }) // it may be newer than the reader
		require.True(t, unknown || found.HasErrors(), expression)
	}
}

// asEngine evaluates an expression in the place that it had for the engine.
// tenantOfEngine is the tenant that the engine was given.
const tenantOfEngine = "22222222-2222-2222-2222-222222222222"

func asEngine(expression string) (string, diag.List) {
	f := source.New("main.json", []byte("{"+groupSchema+", "+inVariable(expression, "")+"}"))
	r, found := Read([]*source.File{f}, Options{Subscription: "11111111-1111-1111-1111-111111111111", ResourceGroup: "rg-main", Location: "westeurope",
		Tenant: tenantOfEngine, Name: "main"})
	return show(r.Resources[0].Properties.Get("p")), found
}
