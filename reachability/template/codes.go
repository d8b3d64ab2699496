package template

import (
	"sort"

	"github.com/vnetloom/vnetloom/internal/diag"
)

// Codes are the codes of the reader, by ID. The slice is the caller's.
func Codes() []*diag.Code {
	out := append(append([]*diag.Code(nil), fileCodes...), evaluationCodes...)
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

var fileCodes = []*diag.Code{codeJSON, codeDuplicateKey, codeComma, codeSchema, codeForm, codeParameterFile, codeParameterUnused,
	codeParameterNone, codeParameterRefused, codeLinked, codeOtherProvider, codeLimit}

const exampleSchema = `"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0"`

// example makes a whole template of the part that matters.
func example(body string) string { return "{\n  " + exampleSchema + ",\n  " + body + "\n}\n" }

// exampleNetwork is a template with one network.
func exampleNetwork(body string) string {
	return example(`"resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", ` + body + `}]`)
}

const (
	sourceSyntax     = "Understand the structure and syntax of ARM templates"
	sourceParameters = "Parameters in ARM templates"
	sourceFunctions  = "ARM template functions"
	sourceLoops      = "Resource iteration in ARM templates"
	sourceLinked     = "Using linked and nested templates when deploying Azure resources"
)

// The files and their outer form.
var (
	codeJSON = &diag.Code{ID: "VL701", Title: "A file is not JSON",
		Text:    "A template is JSON in UTF-8. Comments are read, and line breaks inside strings, since Azure takes both; nothing of a file with any other mistake is read.",
		Example: "{\n  " + exampleSchema + ",\n  \"resources\": [;]\n}\n", Source: sourceSyntax}
	codeDuplicateKey = &diag.Code{ID: "VL702", Severity: diag.Warning, Title: "An object has a key twice",
		Text:    "Keys are compared without regard to the case of their letters. Of equal keys the last value counts and the others are lost, which is hardly ever what was meant.",
		Example: exampleNetwork(`"name": "app", "location": "westeurope", "Location": "northeurope"`)}
	codeComma = &diag.Code{ID: "VL709", Severity: diag.Warning, Title: "A comma behind the last part of an array or an object",
		Text:    "Azure reads it, other readers of JSON do not.",
		Example: "{\n  " + exampleSchema + ",\n  \"resources\": [],\n}\n"}
	codeSchema = &diag.Code{ID: "VL703", Title: "A file is not a deployment template",
		Text:    "The `$schema` of a template names deploymentTemplate.json, or the one of a subscription, a management group or the tenant. A file with another one, or with none, is not read.",
		Example: "{\n  \"$schema\": \"https://example.com/other.json#\",\n  \"resources\": []\n}\n", Source: sourceSyntax}
	codeForm = &diag.Code{ID: "VL704", Title: "A part of a template has the wrong form",
		Text:    "Every part of a template has its kind: resources are objects with a type and a name, parameters are objects with a type, and so on. A part of another form is left out.",
		Example: exampleNetwork(`"location": "westeurope"`), Source: sourceSyntax}
	codeParameterFile = &diag.Code{ID: "VL705", Title: "A file is not a parameter file",
		Text:    "The `$schema` of a parameter file names deploymentParameters.json, and its `parameters` are objects with a `value` or a `reference`.",
		Example: "{\n  \"$schema\": \"https://example.com/other.json#\",\n  \"parameters\": {}\n}\n", Source: "Create parameter files for ARM template deployment"}
	codeParameterUnused = &diag.Code{ID: "VL706", Severity: diag.Warning, Title: "A value for a parameter that no template has",
		Text:    "A deployment refuses a parameter that its template does not declare. Most often the name is misspelled.",
		Example: "{\n  \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\",\n  \"contentVersion\": \"1.0.0.0\",\n  \"parameters\": {\"netwrokName\": {\"value\": \"app\"}}\n}\n", Source: sourceParameters}
	codeParameterNone = &diag.Code{ID: "VL707", Severity: diag.Note, Title: "A parameter has no value",
		Text:    "The template needs a parameter that has no default and no value in a parameter file. Everything that is computed of it is not known. Give the parameter file of the deployment to know it.",
		Example: example(`"parameters": {"prefix": {"type": "string"}},` + "\n  " + `"resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "[parameters('prefix')]"}]`), Source: sourceParameters}
	codeParameterRefused = &diag.Code{ID: "VL708", Title: "A parameter has a value that it does not allow",
		Text:    "A deployment refuses a value that is not among the `allowedValues` of the parameter, or of another type.",
		Example: example(`"parameters": {"tier": {"type": "string", "allowedValues": ["small", "large"], "defaultValue": "medium"}},` + "\n  " + `"resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "[parameters('tier')]"}]`), Source: sourceParameters}
	codeLinked = &diag.Code{ID: "VL730", Severity: diag.Warning, Title: "A linked template is not read",
		Text:    "A deployment whose template is elsewhere is read only by its `relativePath`, when that file is at hand. The resources of the others are missing from everything that is said here. Compile them into one template, as `bicep build` does, or use relativePath.",
		Example: example(`"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "network", "properties": {"mode": "Incremental", "templateLink": {"uri": "https://example.com/network.json"}}}]`), Source: sourceLinked}
	codeOtherProvider = &diag.Code{ID: "VL731", Severity: diag.Warning, Title: "A resource that is not of Azure Resource Manager",
		Text:    "Resources of template extensions, such as Microsoft Graph or Kubernetes, have no resource id. They are not read.",
		Example: "{\n  " + exampleSchema + ", \"languageVersion\": \"2.0\",\n  \"imports\": {\"graph\": {\"provider\": \"MicrosoftGraph\", \"version\": \"1.0.0\"}},\n  \"resources\": {\"team\": {\"import\": \"graph\", \"type\": \"Microsoft.Graph/groups@v1.0\", \"properties\": {}}}\n}\n", Source: "Bicep: configure an extension"}
	codeLimit = &diag.Code{ID: "VL740", Title: "A template is larger than the reader takes",
		Text:    "The reader has limits: the size of a file, the depth of values and expressions, the turns of a loop, the number of resources and the steps of evaluation. What is beyond is not read. No deployment that Azure takes comes near them.",
		Example: exampleNetwork(`"name": "app", "tags": "[map(range(0, 10000), lambda('i', range(0, 10000)))]"`), Source: "Azure Resource Manager: template limits"}
)
