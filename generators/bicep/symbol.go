package bicep

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// taken are the names that no symbol may have, because a file calls the functions or has the parameter.
var taken = []string{
	"resourceGroup", "subscription", "resourceId", "format", "description", "az", "sys", generators.SubscriptionParameter,
}

// newSymbols is the set of symbols of a file that has these parameters and resources: parameters are symbols too.
func newSymbols(parameters []plan.Parameter, resources []plan.Resource) (map[string]bool, error) {
	symbols := make(map[string]bool, len(parameters)+len(resources)+len(taken))
	for _, name := range taken {
		symbols[name] = true
	}
	for _, p := range parameters {
		if err := addSymbol(symbols, p.Name); err != nil {
			return nil, err
		}
	}
	for i := range resources {
		if err := addSymbol(symbols, resources[i].Symbol); err != nil {
			return nil, err
		}
	}
	return symbols, nil
}

func addSymbol(symbols map[string]bool, symbol string) error {
	if !isIdentifier(symbol) {
		return fmt.Errorf("symbol %q: no identifier", symbol)
	}
	if symbols[symbol] {
		return fmt.Errorf("symbol %s: taken", symbol)
	}
	symbols[symbol] = true
	return nil
}

// existingSymbol makes a symbol for a resource that is only referred to, out of its name: vnet-hub/GatewaySubnet becomes
// vnetHubGatewaySubnet. Where that is taken, the resource group is added, then the folder of its subscription, then a number.
func existingSymbol(symbols map[string]bool, id plan.ID, folder string) string {
	symbol := camel(id.Name)
	for _, more := range []string{id.ResourceGroup, folder} {
		if symbols[symbol] && more != "" {
			symbol = camel(symbol + " " + more)
		}
	}
	for base, n := symbol, 2; symbols[symbol]; n++ {
		symbol = fmt.Sprintf("%s%d", base, n)
	}
	symbols[symbol] = true
	return symbol
}

// camel joins the words of a name: letters and digits of ASCII, each word after the first with a capital.
func camel(name string) string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < 'A' || 'Z' < r) && (r < '0' || '9' < r)
	}) {
		first := word[:1]
		if b.Len() == 0 {
			first = strings.ToLower(first)
		} else {
			first = strings.ToUpper(first)
		}
		b.WriteString(first + word[1:])
	}
	if s := b.String(); isIdentifier(s) {
		return s
	}
	return "existing" + b.String()
}
