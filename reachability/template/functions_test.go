package template

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The results are those of Microsoft's pages on the template functions and of the evaluation that Bicep is tested with.
func TestFunctionsOfTexts(t *testing.T) {
	table(t, [][2]string{
		{"concat('a', 'b', 1, true())", `"ab1True"`},
		{"concat(createArray('1-1'), createArray('2-1', '2-2'))", `["1-1","2-1","2-2"]`},
		{"format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)", `"Hello, User. Formatted number: 8,175,133"`},
		{"format('>{0}<>{1}<>{2}<', false(), 12948, createObject('a', 'b', '!c', 2))", `">False<>12948<>{'a':'b','!c':2}<"`},
		{"format('{0:D3}|{0,5}|{0,-3}|{{{0}}}|{0:X4}|{0:000}', 7)", `"007|    7|7  |{7}|0007|007"`},
		{"base64('one, two, three')", `"b25lLCB0d28sIHRocmVl"`},
		{"base64ToString('b25lLCB0d28sIHRocmVl')", `"one, two, three"`},
		{`base64ToJson(base64('{''one'': 1}'))`, `<its expression has an error: the text of "base64ToJson" is not JSON: expected a key in quotes>`},
		{`base64ToJson(base64('{"one": "a"}'))`, `{"one":"a"}`},
		{"dataUri('Hello')", `"data:text/plain;charset=utf-8;base64,SGVsbG8="`},
		{"dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')", `"Hello, World!"`},
		{"startsWith('abcdef', 'AB')", "true"},
		{"startsWith('abcdef', 'e')", "false"},
		{"endsWith('abcdef', 'EF')", "true"},
		{"indexOf('test', 't')", "0"},
		{"lastIndexOf('test', 't')", "3"},
		{"indexOf('abcdef', 'CD')", "2"},
		{"lastIndexOf('abcdef', 'AB')", "0"},
		{"indexOf('abcdef', 'z')", "-1"},
		{"indexOf(createArray('FOO', 'BAR'), 'foo')", "-1"},
		{"lastIndexOf(createArray('a', 'b', 'a'), 'a')", "2"},
		{"padLeft('123', 10, '0')", `"0000000123"`},
		{"padLeft(7, 3)", `"  7"`},
		{"replace('123-123-1234', '-', '')", `"1231231234"`},
		{"split('one,two,three', ',')", `["one","two","three"]`},
		{"split('one;two,three', createArray(',', ';'))", `["one","two","three"]`},
		{"string(createObject('valueA', 10, 'valueB', 'Example Text'))", `"{\"valueA\":10,\"valueB\":\"Example Text\"}"`},
		{"string(createArray('a', 'b'))", `"[\"a\",\"b\"]"`},
		{"string(5)", `"5"`},
		{"toLower(string(true()))", `"true"`},
		{"substring('one two three', 4, 3)", `"two"`},
		{"substring('abc', 1)", `"bc"`},
		{"take('one two three', 2)", `"on"`},
		{"skip('one two three', 4)", `"two three"`},
		{"toUpper('One')", `"ONE"`},
		{"trim('   one  ')", `"one"`},
		{"first('One')", `"O"`},
		{"last('One')", `"e"`},
		{"length('One Two Three')", "13"},
		{"length('🙂')", "2"},
		{"join(createArray('abc', 'def', 'ghi'), ',')", `"abc,def,ghi"`},
		{"uri('http://contoso.org/firstpath/', 'myscript.sh')", `"http://contoso.org/firstpath/myscript.sh"`},
		{"uri('http://contoso.org/firstpath', 'myscript.sh')", `"http://contoso.org/myscript.sh"`},
		{"uriComponent('http://contoso.com/resources/nested/azuredeploy.json')", `"http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json"`},
		{"uriComponentToString('http%3A%2F%2Fcontoso.com')", `"http://contoso.com"`},
		{"guid('a', 'b')", `"` + uuidOfAB + `"`},
		{"'it''s'", `"it's"`},
	})
}

// uuidOfAB is the UUID of version 5 of "a-b" in the namespace that the documentation names.
const uuidOfAB = "2d796349-8c7e-55ec-9624-54ece82ed031"

func TestFunctionsOfNumbersAndLogic(t *testing.T) {
	table(t, [][2]string{
		{"add(5, 3)", "8"}, {"sub(7, 3)", "4"}, {"mul(5, 3)", "15"}, {"div(8, 3)", "2"}, {"mod(7, 3)", "1"},
		{"min(createArray(0, 3, 2))", "0"}, {"max(0, 3, 2)", "3"}, {"int('4')", "4"}, {"float('3.5')", "3.5"},
		{"range(5, 3)", "[5,6,7]"}, {"bool('true')", "true"}, {"bool(0)", "false"},
		{"and(bool('true'), bool('false'))", "false"}, {"or(true(), false())", "true"}, {"not(false())", "true"},
		{"if(equals('a', 'a'), 'yes', 'no')", `"yes"`}, {"if(false(), fail('no'), 1)", "1"},
		{"equals(createObject('a', 1, 'b', 2), createObject('b', 2, 'a', 1))", "true"},
		{"equals('a', 'A')", "false"}, {"equals(1, '1')", "false"}, {"equals(null(), null())", "true"},
		{"less(1, 2)", "true"}, {"lessOrEquals(2, 2)", "true"}, {"greater(1, 2)", "false"}, {"greaterOrEquals('b', 'a')", "true"},
		{"less('a', 'B')", "false"},
		{"coalesce(null(), 1, 2)", "1"}, {"coalesce(null())", "null"}, {"empty('')", "true"}, {"empty(null())", "true"},
		{"empty(createObject())", "true"},
	})
}

func TestFunctionsOfListsAndObjects(t *testing.T) {
	table(t, [][2]string{
		{"contains(createArray('one', 'two'), 'two')", "true"}, {"contains('OneTwoThree', 'e')", "true"},
		{"contains('FOOBAR', 'foo')", "false"}, {"contains(createObject('One', 1), 'one')", "true"},
		{"first(createArray('one', 'two'))", `"one"`}, {"last(createArray('one', 'two'))", `"two"`}, {"first(createArray())", "null"},
		{"take(createArray(1, 2, 3), 2)", "[1,2]"}, {"skip(createArray(1, 2, 3), 2)", "[3]"}, {"skip(createArray(1), 9)", "[]"},
		{"take(createArray(1), -1)", "[]"},
		{"union(createArray('one', 'two', 'three'), createArray('three', 'four'))", `["one","two","three","four"]`},
		{"union(createObject('one', 'a', 'three', 'c1'), createObject('three', 'c2', 'four', 'd'))", `{"one":"a","three":"c2","four":"d"}`},
		{"union(createObject('p', createObject('a', 1)), createObject('p', createObject('b', 2)))", `{"p":{"a":1,"b":2}}`},
		{"intersection(createArray('one', 'two', 'three'), createArray('two', 'three'))", `["two","three"]`},
		{"intersection(createObject('one', 'a', 'two', 'b', 'three', 'c'), createObject('one', 'a', 'two', 'z', 'three', 'c'))", `{"one":"a","three":"c"}`},
		{"shallowMerge(createArray(createObject('p', createObject('a', 1)), createObject('p', createObject('b', 2))))", `{"p":{"b":2}}`},
		{"flatten(createArray(createArray('one'), createArray('two', 'three')))", `["one","two","three"]`},
		{"array('efgh')", `["efgh"]`}, {"array(createArray(1))", "[1]"}, {"length(createObject('a', 1))", "1"},
		{"objectKeys(createObject('b', 1, 'a', 2))", `["a","b"]`},
		{"map(items(json('{\"ghiKey\":1,\"GHIKey\":2,\"abcKey\":3,\"456\":4}')), lambda('i', lambdaVariables('i').key))", `["456","abcKey","ghiKey","GHIKey"]`},
		{"tryGet(createObject('a', createArray(1)), 'a', 0)", "1"}, {"tryGet(createObject('a', 1), 'b', 'c')", "null"},
		{"tryGet(createArray(1), 5)", "null"}, {"indexFromEnd(createArray(1, 2, 3), 1)", "3"}, {"tryIndexFromEnd(createArray(1), 9)", "null"},
		{"json('{\"a\": [1, null, true]}').a[2]", "true"}, {"json('null')", "null"},
		{"createObject('a', 1).?b", "null"}, {"createObject('a', createObject('b', 1)).?a.b", "1"}, {"createArray(1)[?3]", "null"},
		{"createObject('a', createArray(5))['a'][0]", "5"},
	})
}

func TestFunctionsWithLambdas(t *testing.T) {
	table(t, [][2]string{
		{"map(createArray('Evie', 'Indy'), lambda('i', format('Hello {0}!', lambdaVariables('i'))))", `["Hello Evie!","Hello Indy!"]`},
		{"map(createArray('a', 'b'), lambda('v', 'i', lambdaVariables('i')))", "[0,1]"},
		{"filter(range(0, 5), lambda('n', equals(mod(lambdaVariables('n'), 2), 0)))", "[0,2,4]"},
		{"sort(createArray(8, 3, 10, -13, 5), lambda('x', 'y', less(lambdaVariables('x'), lambdaVariables('y'))))", "[-13,3,5,8,10]"},
		{"reduce(range(1, 5), 1, lambda('cur', 'next', mul(lambdaVariables('cur'), lambdaVariables('next'))))", "120"},
		{"reduce(createArray('a', 'b', 'c'), '', lambda('c', 'n', 'i', if(equals(lambdaVariables('i'), 1), lambdaVariables('c')," +
			" concat(lambdaVariables('c'), lambdaVariables('n')))))", `"ac"`},
		{"toObject(createArray(123, 456), lambda('i', string(div(lambdaVariables('i'), 100))))", `{"1":123,"4":456}`},
		{"toObject(createArray(1), lambda('i', 'k'), lambda('i', add(lambdaVariables('i'), 1)))", `{"k":2}`},
		{"mapValues(createObject('a', 123), lambda('v', mul(lambdaVariables('v'), 2)))", `{"a":246}`},
		{"groupBy(createArray('a1', 'b1', 'a2'), lambda('x', first(lambdaVariables('x'))))", `{"a":["a1","a2"],"b":["b1"]}`},
		{"groupBy(createArray('a1', 'a2'), lambda('x', 'k'), lambda('x', last(lambdaVariables('x'))))", `{"k":["1","2"]}`},
		{"map(range(0, 2), lambda('i', map(range(0, 2), lambda('j', add(mul(lambdaVariables('i'), 10), lambdaVariables('j'))))))", "[[0,1],[10,11]]"},
	})
}

func TestFunctionsOfAddresses(t *testing.T) {
	table(t, [][2]string{
		{"parseCidr('10.144.0.0/20')", `{"network":"10.144.0.0","netmask":"255.255.240.0","broadcast":"10.144.15.255","firstUsable":"10.144.0.1","lastUsable":"10.144.15.254","cidr":20}`},
		{"parseCidr('fdad:3236:5555::/48')", `{"network":"fdad:3236:5555::","netmask":"ffff:ffff:ffff::","firstUsable":"fdad:3236:5555::","lastUsable":"fdad:3236:5555:ffff:ffff:ffff:ffff:ffff","cidr":48}`},
		{"cidrSubnet('10.144.0.0/20', 24, 4)", `"10.144.4.0/24"`}, {"cidrSubnet('10.144.0.0/20', 20, 0)", `"10.144.0.0/20"`},
		{"cidrSubnet('fdad:3236:5555::/48', 52, 3)", `"fdad:3236:5555:3000::/52"`},
		{"cidrHost('10.144.3.0/24', 0)", `"10.144.3.1"`}, {"cidrHost('10.144.3.0/24', 253)", `"10.144.3.254"`},
		{"cidrHost('fdad:3236:5555:3000::/52', 4)", `"fdad:3236:5555:3000::5"`},
	})
}

func TestFunctionsThatOnlyADeploymentKnows(t *testing.T) {
	table(t, [][2]string{
		{"uniqueString(resourceGroup().id)", "<the subscription of the deployment is not given>"},
		{"parameters('now')", "<utcNow() is the time of the deployment>"},
		{"parameters('id')", "<newGuid() has another value at each deployment>"},
		{"listKeys('x', '2024-01-01').keys[0]", "<listKeys() is known only at deployment>"},
		{"pickZones('Microsoft.Network', 'publicIPAddresses', 'westeurope')", "<pickZones() depends on the zones of the location>"},
		{"providers('Microsoft.Network')", "<providers() is known only at deployment>"},
		{"environment().suffixes.storage", "<environment().suffixes is known only at deployment>"},
		{"tenant().tenantId", "<tenant().tenantId is known only at deployment>"},
		{"subscription().displayName", "<subscription().displayName is known only at deployment>"},
		{"resourceGroup().location", "<the location of resource group {group} is not given>"},
		{"deployment().name", "<the name of the deployment is not given>"},
		{"concat('a', parameters('now'))", "<utcNow() is the time of the deployment>"},
		{"length(resourceGroup().name)", "<the resource group of the deployment is not given>"},
		{"guid(subscription().id)", "<the subscription of the deployment is not given>"},
		{"equals(resourceGroup().name, 'rg')", "<the resource group of the deployment is not given>"},
		{"if(equals(resourceGroup().name, 'rg'), 1, 1)", "1"},
		{"and(false(), equals(parameters('now'), ''))", "false"},
		{"union(createArray(1), createArray(parameters('now')))", "<utcNow() is the time of the deployment>"},
		{"createArray(1, parameters('now'))[0]", "1"},
		{"contains(createArray(parameters('now'), 'b'), 'b')", "true"},
		{"contains(createArray(parameters('now')), 'b')", "<utcNow() is the time of the deployment>"},
	})
}

// defaults are parameters with what is allowed only in a default value.
const defaults = `"parameters": {"now": {"type": "string", "defaultValue": "[utcNow()]"}, "id": {"type": "string", "defaultValue": "[newGuid()]"}},`

func table(t *testing.T, rows [][2]string) {
	t.Helper()
	for _, row := range rows {
		got, found := evaluate(t, row[0], defaults)
		require.Equal(t, row[1], got, row[0])
		if row[1][0] != '<' {
			require.Empty(t, errorsOf(found), row[0])
		}
	}
}
