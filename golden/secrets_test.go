package golden_test

import (
	"encoding/json"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A secret is in no output, and there is no place for one in clear. What looks like a secret is told by its name: that of a
// parameter, or of the property that it is used for. A service key is none: Azure says so.
var (
	secretName = regexp.MustCompile(`(?i)(shared|authorization|account|access|private|pre)_?-?key` +
		`|secret|password|passphrase|token|credential|connectionstring`) // root certificates are public
	secretValue = regexp.MustCompile(`^\[(parameters\('[A-Za-z0-9_]+'\)` +
		`|reference\(resourceId\(.*'Microsoft\.Network/expressRouteCircuits/authorizations', .*\)\.authorizationKey)\]$`)
)

// A secretWalk walks one template and what is nested in it, and says what is wrong.
type secretWalk struct {
	t      *testing.T
	secure map[string]bool // parameters of the template
	found  int             // places of secrets
	wrong  []string
}

func (w *secretWalk) refuse(path, why string) { w.wrong = append(w.wrong, path+": "+why) }

// handedOut walks outputs, which are lists of objects: no member of them is a secret.
func (w *secretWalk) handedOut(path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if secretName.MatchString(name) {
				w.refuse(path+"."+name, "a secret in the history of deployments")
			}
			w.handedOut(path+"."+name, member)
		}
	case []any:
		for _, item := range v {
			w.handedOut(path+"[]", item)
		}
	}
}

func (w *secretWalk) template(path string, o map[string]any) {
	inner := &secretWalk{t: w.t, secure: map[string]bool{}}
	for name, v := range objectOf(o["parameters"]) {
		p := objectOf(v)
		inner.secure[name] = p["type"] == "securestring"
		if secretName.MatchString(name) && !inner.secure[name] {
			w.refuse(path+".parameters."+name, "not secure")
		}
		if p["defaultValue"] != nil {
			w.refuse(path+".parameters."+name, "a default")
		}
	}
	w.handedOut(path+".outputs", o["outputs"])
	text, err := json.Marshal(o["outputs"])
	require.NoError(w.t, err)
	if regexp.MustCompile(`parameters\('[a-zA-Z]*[kK]ey|authorizationKey|listKeys`).Match(text) {
		w.refuse(path+".outputs", "a secret in the history of deployments")
	}
	for _, r := range listOf(o["resources"]) {
		inner.resource(path, objectOf(r))
	}
	w.found += inner.found
	w.wrong = append(w.wrong, inner.wrong...)
}

func (w *secretWalk) resource(path string, r map[string]any) {
	path += "/" + textOf(r["name"])
	if r["type"] != deploymentType {
		w.value(path, "", r)
		return
	}
	p := objectOf(r["properties"])
	if brief(p["expressionEvaluationOptions"]) != `{"scope":"inner"}` {
		w.refuse(path, "an outer scope writes the value into the deployment")
	}
	declared := objectOf(objectOf(p["template"])["parameters"])
	for name, v := range objectOf(p["parameters"]) {
		value := textOf(objectOf(v)["value"])
		m := regexp.MustCompile(`^\[parameters\('([A-Za-z0-9_]+)'\)\]$`).FindStringSubmatch(value)
		secure := objectOf(declared[name])["type"] == "securestring"
		if secure != (m != nil && w.secure[m[1]]) {
			w.refuse(path+"."+name, "secure on one side only, or a value in clear")
		}
	}
	w.template(path, objectOf(p["template"]))
}

// value walks the body of a resource: what is called like a secret holds a secure parameter, or reads it of an authorization,
// and no secure parameter is used elsewhere.
func (w *secretWalk) value(path, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, item := range v {
			if key != "tags" {
				w.value(path+"."+name, name, item)
			}
		}
	case []any:
		for _, item := range v {
			w.value(path, key, item)
		}
	case string:
		used := ""
		if m := regexp.MustCompile(`^\[parameters\('([A-Za-z0-9_]+)'\)\]$`).FindStringSubmatch(v); m != nil {
			used = m[1]
		}
		switch {
		case secretName.MatchString(key):
			w.found++
			if !secretValue.MatchString(v) || used != "" && !w.secure[used] {
				w.refuse(path, "a place for a secret in clear")
			}
		case used != "" && w.secure[used]:
			w.refuse(path, "a secret where none belongs")
		}
	}
}

// walkSecrets walks everything that is emitted.
func walkSecrets(t *testing.T, files map[string][]byte) *secretWalk {
	w := &secretWalk{t: t, secure: map[string]bool{}}
	for _, name := range sortedNames(files) {
		text := string(files[name])
		switch {
		case strings.HasSuffix(name, ".parameters.json"):
			for key, p := range objectOf(decodeObject(files[name])["parameters"]) {
				require.Equal(t, []string{"reference"}, sortedNames(objectOf(p)), "%s: %s is in clear", name, key)
			}
		case strings.HasPrefix(name, "powershell/") && strings.HasSuffix(name, "/estate.json"):
			data := decodeObject(files[name])
			w.rows(name, "", objectOf(data["stages"]), objectOf(data["secrets"]))
		case strings.HasPrefix(name, "powershell/"):
		case strings.HasSuffix(name, ".json"):
			w.template(name, decodeObject(files[name]))
		case strings.HasSuffix(name, ".bicep"):
			w.bicep(name, text)
		case strings.HasSuffix(name, ".bicepparam"):
			w.bicepParameters(name, text)
		case strings.HasSuffix(name, ".ps1"):
			w.script(name, text)
		}
	}
	return w
}

var (
	bicepParameter = regexp.MustCompile(`(?m)^((?:@.*\n)*)param ([A-Za-z0-9_]+) (.*)$`)
	bicepMember    = regexp.MustCompile(`\b([A-Za-z0-9_]+): ('[^']*'|\w+\.\?\w+ != null \? [^\n]+|[^ ,}\n]+)`)
	givenParameter = regexp.MustCompile(`(?m)^ *(?:param )?([A-Za-z0-9_]+)(?: =|:) string\(readEnvironmentVariable\('[A-Z0-9_]+', ''\)\)$`)
	keyName        = regexp.MustCompile(`^'(sharedKey|authorizationKey|radiusSecret)[A-Za-z0-9_]+'$`) // the name of a parameter, which no key is
	scriptVariable = regexp.MustCompile(`(?m)^ *(\[[^\n]*\])\$([A-Za-z0-9]+)[,\n]`)
	scriptCell     = regexp.MustCompile(`\b([A-Za-z]+) += ('[^']*'|\$[A-Za-z0-9]+)`)
)

// bicep walks main.bicep, estate.bicep and the modules. A key is a secure string of the root, then a member of the secure object keys; rows have
// the name of its parameter.
func (w *secretWalk) bicep(name, text string) {
	secure := map[string]bool{}
	for _, m := range bicepParameter.FindAllStringSubmatch(text, -1) {
		secure[m[2]] = strings.Contains(m[1], "@secure()\n")
		switch {
		case strings.Contains(m[3], "="):
			w.refuse(name+" "+m[2], "with a default")
		case (secretName.MatchString(m[2]) || m[2] == "keys") && !secure[m[2]]:
			w.refuse(name+" "+m[2], "not secure")
		}
	}
	for _, m := range bicepMember.FindAllStringSubmatch(text, -1) {
		if !secretName.MatchString(m[1]) {
			continue
		}
		switch value := m[2]; path.Base(name) {
		case "main.bicep":
			if !secure[value] || m[1] != value {
				w.refuse(name+" "+m[1], "a place for a secret in clear")
			}
		case "estate.bicep":
			if !keyName.MatchString(value) {
				w.refuse(name+" "+m[1], "a place for a secret in clear")
			}
		default: // in the type of a row, the name's; in a body, a key, or one that is read of an authorization
			if !strings.HasPrefix(value, "keys[") && !optionalKey.MatchString(value) && !strings.HasPrefix(strings.TrimSuffix(value, "?"), "string") && !strings.Contains(value, ".?authorization") {
				w.refuse(name+" "+m[1], "a place for a secret in clear")
			}
		}
	}
}

// bicepParameters walks a parameter file: it gives secrets from the environment or a key vault alone.
func (w *secretWalk) bicepParameters(name, text string) {
	given := map[string]bool{}
	for _, m := range givenParameter.FindAllStringSubmatch(text, -1) {
		given[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?m)^param ([A-Za-z0-9_]+) = az\.getSecret\('[^']+', '[^']+', '[^']+', '[^']+'\)$`).FindAllStringSubmatch(text, -1) {
		given[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?m)^ *(?:param )?([A-Za-z0-9_]+)(?: =|:) (.*)$`).FindAllStringSubmatch(text, -1) {
		if secretName.MatchString(m[1]) && !given[m[1]] && !keyName.MatchString(m[2]) {
			w.refuse(name+" "+m[1], "a secret that is neither from the environment nor from a key vault")
		}
	}
}

// rows walks the rows of the PowerShell: what is called like a secret holds the name of one, and nothing else does.
func (w *secretWalk) rows(path, key string, v any, secrets map[string]any) {
	switch v := v.(type) {
	case map[string]any:
		for name, item := range v {
			if key != "tags" {
				w.rows(path+"."+name, name, item, secrets)
			}
		}
	case []any:
		for _, item := range v {
			w.rows(path, key, item, secrets)
		}
	case string:
		_, isName := secrets[v]
		if isName != secretName.MatchString(key) {
			w.refuse(path, "a place for a secret in clear, or a secret where none belongs")
		}
	}
}

func (w *secretWalk) script(name, text string) {
	secure := map[string]bool{}
	head, rest, _ := strings.Cut(text, "\nSet-StrictMode")
	for _, m := range scriptVariable.FindAllStringSubmatch(head, -1) {
		secure["$"+m[2]] = m[1] == "[securestring]"
		if secretName.MatchString(m[2]) && m[1] != "[securestring]" {
			w.refuse(name+" "+m[2], "not secure")
		}
	}
	data, functions, _ := strings.Cut(rest, "# How it is deployed.")
	if strings.HasPrefix(name, "steps/") {
		functions = rest
	}
	for _, m := range scriptCell.FindAllStringSubmatch(data, -1) {
		if secretName.MatchString(m[1]) && !secure[m[2]] {
			w.refuse(name+" "+m[1], "a place for a secret in clear")
		}
	}
	if strings.Contains(text, "AsPlainText") || regexp.MustCompile(`Write-[A-Za-z]+ [^\n]*(\$key|Secret|Shared)`).MatchString(functions) {
		w.refuse(name, "a secret in clear, or written out")
	}
}

// optionalKey is a key that only some rows have.
var optionalKey = regexp.MustCompile(`^\w+\.\?\w+ != null \? keys\[\w+\.\w+!\] : null$`)

func TestNoOutputHasAPlaceForASecretInClear(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	found := 0
	for _, dir := range append(dirs, "beyond", "connected") {
		w := walkSecrets(t, filesOf(t, dir))
		require.Empty(t, w.wrong, dir)
		found += w.found
	}
	require.GreaterOrEqual(t, found, 10, "nothing is found any more")
}

func TestTheWalkFindsSecretsInClearInSteps(t *testing.T) {
	files := filesOf(t, "cases/external-owner-vpn")
	const vpn, circuit = "steps/08-connect-ski.hub.ps1", "steps/08-connect-rail.er-ams.ps1"
	for _, c := range []struct{ file, old, new string }{
		{vpn, "[securestring]$SharedKey\n", "[string]$SharedKey\n"},
		{vpn, "    sharedKey                 = $SharedKey\n", "    sharedKey                 = 'x'\n"},
		{vpn, "\n$written\n", "\nWrite-Output -InputObject $SharedKey\n"},
		{vpn, "# A connection that leads there already", "ConvertTo-SecureString -AsPlainText"},
		{circuit, "[securestring]$AuthorizationKey\n", "[string]$AuthorizationKey\n"},
		{circuit, "    authorizationKey          = $AuthorizationKey\n", "    authorizationKey          = 'x'\n"},
	} {
		changed := map[string][]byte{c.file: []byte(strings.Replace(string(files[c.file]), c.old, c.new, 1))}
		require.NotEqual(t, string(files[c.file]), string(changed[c.file]), c.old)
		require.NotEmpty(t, walkSecrets(t, changed).wrong, "%s in %s", c.new, c.file)
	}
	require.Empty(t, walkSecrets(t, map[string][]byte{vpn: files[vpn], circuit: files[circuit]}).wrong)
}

func TestTheWalkFindsSecretsInClear(t *testing.T) {
	files := filesOf(t, "connected")
	for _, c := range []struct{ what, file, old, new string }{
		{"an insecure parameter", "arm/main/main.json", `"securestring"`, `"string"`},
		{"a default", "arm/main/main.json", `"type": "securestring",`, `"type": "securestring", "defaultValue": "x",`},
		{"a value", "arm/main/main.json", `"sharedKey": "[parameters('sharedKeyHubDc1')]"`, `"sharedKey": "x"`},
		{"a value handed on", "arm/main/main.json", `"value": "[parameters('sharedKeyHubDc1')]"`, `"value": "x"`},
		{"an outer scope", "arm/main/main.json", `"scope": "inner"`, `"scope": "outer"`},
		{"a secret elsewhere", "arm/main/main.json", `"connectionType": "IPsec"`, `"connectionType": "[parameters('sharedKeyHubDc1')]"`},
		{"an output", "arm/circuits/main.json", `"serviceKey"`, `"authorizationKey"`},
		{"another parameter file", "arm/main/main.parameters.json", `"parameters": {}`, `"parameters": {"sharedKeyHubDc1": {"value": ""}}`},
		{"an insecure parameter", "bicep/main/main.bicep", "@secure()\n", ""},
		{"a default", "bicep/main/main.bicep", "param sharedKeyHubDc1 string\n", "param sharedKeyHubDc1 string = 'x'\n"},
		{"a value", "bicep/main/main.bicep", "sharedKeyHubDc1: sharedKeyHubDc1", "sharedKeyHubDc1: 'x'"},
		{"another value", "bicep/main/main.bicep", "sharedKeyHubDc1: sharedKeyHubDc1", "sharedKeyHubDc1: sharedKeyHubDc2"},
		{"a value in a row", "bicep/main/estate.bicep", "sharedKey: 'sharedKeyHubDc1'", "sharedKey: 'x'"},
		{"keys in clear", "bicep/main/modules/connection.bicep", "@secure()\n", ""},
		{"a value in a module", "bicep/main/modules/connection.bicep", "sharedKey: keys[siteConnection.sharedKey]", "sharedKey: 'x'"},
		{"a value in the parameter file", "bicep/main/main.bicepparam", "string(readEnvironmentVariable('SHARED_KEY_HUB_DC1', ''))", "'x'"},
		{"a default in the parameter file", "bicep/main/main.bicepparam", "'SHARED_KEY_HUB_DC1', ''", "'SHARED_KEY_HUB_DC1', 'x'"},
		{"a value", "powershell/main/estate.json", `"sharedKey": "sharedKeyHubDc1"`, `"sharedKey": "x"`},
		{"a secret elsewhere", "powershell/main/estate.json", `"remote": "dc1"`, `"remote": "sharedKeyHubDc1"`},
	} {
		changed := map[string][]byte{c.file: []byte(strings.Replace(string(files[c.file]), c.old, c.new, 1))}
		require.NotEqual(t, string(files[c.file]), string(changed[c.file]), c.what)
		if strings.HasSuffix(c.file, ".parameters.json") {
			require.NotEmpty(t, objectOf(decodeObject(changed[c.file])["parameters"]))
			continue
		}
		require.NotEmpty(t, walkSecrets(t, changed).wrong, "%s in %s", c.what, c.file)
	}
}
