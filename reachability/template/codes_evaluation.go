package template

import "github.com/vnetloom/vnetloom/internal/diag"

var evaluationCodes = []*diag.Code{codeSyntax, codeExpression, codeFunction, codeUndefined, codeCircle, codeCopy, codeCopyUnknown,
	codeName, codeDependsOn, codeTwice}

// What is computed.
var (
	codeSyntax = &diag.Code{ID: "VL710", Title: "A string is no expression",
		Text:    "A string in brackets is an expression of the template language: calls of functions, strings in single quotation marks and numbers. Text that begins with a bracket is written with two: `[[`.",
		Example: exampleNetwork(`"name": "[concat('app', 'weu']"`), Source: sourceSyntax}
	codeExpression = &diag.Code{ID: "VL711", Title: "An expression cannot be evaluated",
		Text:    "A function has an argument that it does not take, or a value does not have the member that is asked for. The deployment would fail. The value is not known here.",
		Example: exampleNetwork(`"name": "[substring('app', 2, 5)]"`), Source: sourceFunctions}
	codeFunction = &diag.Code{ID: "VL712", Severity: diag.Warning, Title: "A function is not read",
		Text:    "The reader does not know this function, so the value is not known. It is never guessed.",
		Example: exampleNetwork(`"name": "[dateTimeAdd('2026-01-01', 'P1D')]"`), Source: sourceFunctions}
	codeUndefined = &diag.Code{ID: "VL713", Title: "A name that the template does not have",
		Text:    "The parameter, the variable, the loop or the lambda variable is not declared where the expression stands. A nested template whose expressions have inner scope sees its own names only, one of outer scope those of its parent only.",
		Example: exampleNetwork(`"name": "[variables('name')]"`), Source: sourceFunctions}
	codeCircle = &diag.Code{ID: "VL714", Title: "A value needs itself",
		Text:    "Variables, parameters or references need each other in a circle. A deployment refuses it.",
		Example: example(`"variables": {"a": "[variables('b')]", "b": "[variables('a')]"},` + "\n  " + `"resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "[variables('a')]"}]`), Source: sourceFunctions}
	codeCopy = &diag.Code{ID: "VL720", Title: "A copy loop is not valid",
		Text:    "A loop has a name and a count from 0 to 800; the loop of a property, a variable or an output has an input too. What the loop would make is not read.",
		Example: exampleNetwork(`"name": "[concat('app', copyIndex())]", "copy": {"name": "apps", "count": 801}`), Source: sourceLoops}
	codeCopyUnknown = &diag.Code{ID: "VL721", Severity: diag.Warning, Title: "The count of a copy loop is not known",
		Text:    "How often the loop turns depends on something that only a deployment knows. Its resources are missing from everything that is said here.",
		Example: example(`"parameters": {"spokes": {"type": "int"}},` + "\n  " + `"resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "[concat('app', copyIndex())]", "copy": {"name": "apps", "count": "[parameters('spokes')]"}}]`), Source: sourceLoops}
	codeName = &diag.Code{ID: "VL722", Severity: diag.Note, Title: "The name of a resource is not known",
		Text:    "The name or the scope depends on something that only a deployment knows. The resource is read, and its id has the unknown parts in braces: ids with the same unknown parts are the same resource.",
		Example: exampleNetwork(`"name": "[uniqueString(resourceGroup().id)]"`)}
	codeDependsOn = &diag.Code{ID: "VL723", Severity: diag.Warning, Title: "A dependency that the template does not have",
		Text:    "`dependsOn` takes ids, symbolic names, names of resources and names of loops of the same template. A deployment refuses any other text.",
		Example: exampleNetwork(`"name": "app", "dependsOn": ["routes"]`), Source: "Define the order for deploying resources in ARM templates"}
	codeTwice = &diag.Code{ID: "VL724", Severity: diag.Warning, Title: "A template makes a resource twice",
		Text:    "Two resources of one template have the same id and no condition. A deployment refuses it.",
		Example: example(`"resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "app"}, {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "app"}]`), Source: "Azure error InvalidTemplate: the resource is defined multiple times"}
)
