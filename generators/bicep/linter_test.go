package bicep

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/plantest"
)

// This file has a test for each rule of the Bicep linter that is on by default; docs/bicep-linter.md says what the rules want.
// Each runs over the sample plan, over a larger one, and over every golden.

func TestLinterAdminUsernameShouldNotBeLiteral(t *testing.T) { each(t, noKey("adminusername")) }

func TestLinterArtifactsParameters(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.of("param") {
			assert.NotRegexp(t, "(?i)^_artifacts", d.name)
		}
	})
}

func TestLinterDecompilerCleanup(t *testing.T) {
	imperfect := regexp.MustCompile(`_(var|resource)$`)
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.statements {
			assert.NotRegexp(t, imperfect, d.name)
		}
	})
}

func TestLinterMaxAsserts(t *testing.T) { each(t, noKeyword("assert")) }

func TestLinterMaxOutputs(t *testing.T) { each(t, atMost(64, "output")) }

func TestLinterMaxParams(t *testing.T) { each(t, atMost(256, "param")) }

func TestLinterMaxResources(t *testing.T) {
	each(t, func(t *testing.T, s *source) { assert.LessOrEqual(t, len(s.of("resource"))+len(s.of("module")), 800) })
}

func TestLinterMaxVariables(t *testing.T) { each(t, noKeyword("var")) }

func TestLinterNestedDeploymentTemplateScoping(t *testing.T) { TestLinterNoDeploymentsResources(t) }

func TestLinterNoConflictingMetadata(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.statements {
			assert.NotContains(t, d.decorators, "metadata", d.name)
		}
	})
}

func TestLinterNoDeploymentsResources(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.of("resource") {
			assert.NotRegexp(t, "(?i)^'Microsoft.Resources/deployments@", d.kind)
		}
	})
}

func TestLinterNoExplicitAny(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range append(s.of("output"), s.of("param")...) {
			assert.Contains(t, []string{"string", "object", "array"}, d.kind)
		}
		noCall("any")(t, s)
	})
}

func TestLinterNoHardcodedEnvUrls(t *testing.T) {
	hosts := regexp.MustCompile(`(?i)(^|[^a-z0-9])(azuredatalakeanalytics\.net|azuredatalakestore\.net|core\.windows\.net|database\.windows\.net|` +
		`datalake\.azure\.net|gallery\.azure\.com|graph\.windows\.net|login\.microsoftonline\.com|management\.azure\.com|vault\.azure\.net)([^a-z0-9]|$)`)
	found := 0
	each(t, func(t *testing.T, s *source) {
		check := func(text string, line int) {
			if hosts.MatchString(strings.ReplaceAll(text, "schema.management.azure.com", "")) {
				assert.Equal(t, "no-hardcoded-env-urls", s.disabled[line], "line %d", line)
				found++
			}
		}
		for _, d := range s.statements {
			if d.keyword == "metadata" {
				continue
			}
			d.value.walk(func(n *node) {
				if n.kind == "string" {
					check(n.text, n.line)
				}
				for i, key := range n.keys {
					check(key, n.items[i].line)
				}
			})
		}
	})
	assert.Positive(t, found, "the sample has one")
}

// TestLinterNoUnnecessaryDependsOn infers, as the compiler does, what a declaration depends on by the symbols in it, directly or
// through others. An existing resource that is only read for its id does not count itself, but what it depends on does.
func TestLinterNoUnnecessaryDependsOn(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		direct, existing := map[string]map[string]bool{}, map[string]bool{}
		for _, d := range append(s.of("resource"), s.of("module")...) {
			direct[d.name] = s.uses(d.value, d.value.get("dependsOn"))
			existing[d.name] = d.existing
		}
		for _, d := range append(s.of("resource"), s.of("module")...) {
			list := d.value.get("dependsOn")
			if list == nil {
				continue
			}
			inferred := map[string]bool{}
			var walk func(string)
			walk = func(name string) {
				for other := range direct[name] {
					if !inferred[other] {
						inferred[other] = true
						walk(other)
					}
				}
			}
			walk(d.name)
			seen := map[string]bool{}
			assert.NotEmpty(t, list.items, d.name)
			for _, item := range list.items {
				assert.False(t, inferred[item.text], "%s waits for %s anyway", d.name, item.text)
				assert.False(t, seen[item.text], "%s: %s twice", d.name, item.text)
				assert.False(t, existing[item.text], "%s: %s is not written here", d.name, item.text)
				assert.Contains(t, direct, item.text)
				seen[item.text] = true
			}
		}
	})
}

func TestLinterNoUnusedExistingResources(t *testing.T) { unusedNames(t, "resource") }

func TestLinterNoUnusedImports(t *testing.T) { each(t, noKeyword("import")) }

func TestLinterNoUnusedParams(t *testing.T) { unusedNames(t, "param") }

func TestLinterNoUnusedTypes(t *testing.T) { each(t, noKeyword("type")) }

func TestLinterNoUnusedVars(t *testing.T) { each(t, noKeyword("var")) }

// unusedNames requires that each parameter or existing resource is named by another declaration.
func unusedNames(t *testing.T, keyword string) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.of(keyword) {
			if keyword == "resource" && !d.existing {
				continue
			}
			used := false
			for _, other := range s.statements {
				used = used || other != d && s.uses(other.value, nil)[d.name]
			}
			assert.True(t, used, d.name)
		}
	})
}

func TestLinterOutputsShouldNotContainSecrets(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.of("output") {
			assert.NotRegexp(t, "(?i)password", d.name)
		}
		noCall("list.*")(t, s)
	})
}

func TestLinterPreferInterpolation(t *testing.T) { each(t, noCall("concat")) }

func TestLinterPreferUnquotedPropertyNames(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		s.all(func(_ *statement, n *node) {
			for i, key := range n.keys {
				if n.quoted[i] && key != "true" && key != "false" && key != "null" {
					assert.NotRegexp(t, "^[A-Za-z_][A-Za-z0-9_]*$", key, "line %d", n.items[i].line)
				}
			}
			if n.kind == "access" && n.text == "[]" {
				assert.Equal(t, "word", n.items[0].kind, "line %d: only numbers in brackets", n.line)
			}
		})
	})
}

func TestLinterProtectCommandToExecuteSecrets(t *testing.T) { each(t, noKey("commandtoexecute")) }

func TestLinterSecureParameterDefault(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.of("param") {
			assert.Nil(t, d.value)
		}
	})
}

func TestLinterSecureParamsInNestedDeploy(t *testing.T) { TestLinterNoDeploymentsResources(t) }

func TestLinterSecureParamsInParametersFile(t *testing.T) {
	for path, text := range generate(t, plantest.Sample()) {
		if strings.HasSuffix(path, ".bicepparam") {
			s := readBicep(path, text)
			assert.Equal(t, "using", s.statements[0].keyword)
			for _, d := range s.statements[1:] {
				require.Equal(t, "param", d.keyword)
				require.True(t, d.value.isCall, "a value in clear")
				assert.Equal(t, "readEnvironmentVariable", d.value.base.text)
				assert.Len(t, d.value.items, 1, "a default would be in clear")
			}
		}
	}
}

func TestLinterSecureSecretsInParams(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.of("param") {
			if regexp.MustCompile("(?i)password|pwd|secret|accountkey|acctkey|key").MatchString(d.name) {
				assert.Contains(t, d.decorators, "secure", d.name)
			}
		}
	})
}

func TestLinterSimplifyInterpolation(t *testing.T) {
	interpolation := regexp.MustCompile(`(^|[^\\])(\\\\)*\$\{`)
	each(t, func(t *testing.T, s *source) {
		s.all(func(_ *statement, n *node) {
			if n.kind == "string" {
				assert.NotRegexp(t, interpolation, n.text, "line %d", n.line)
			}
		})
	})
}

func TestLinterSimplifyJSONNull(t *testing.T) { each(t, noCall("json")) }

func TestLinterStacksExtensibilityCompat(t *testing.T) { each(t, noKeyword("extension")) }

// TestLinterUseParentProperty asks more than the rule: the name of a child never has a slash, whether or not the parent is in
// the file.
func TestLinterUseParentProperty(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		for _, d := range s.of("resource") {
			assert.NotContains(t, d.value.get("name").text, "/", d.name)
			child := strings.Count(d.kind, "/") > 1
			assert.Equal(t, child, d.value.get("parent") != nil, d.name)
		}
	})
}

func TestLinterUseRecentAzPowerShellVersion(t *testing.T) { each(t, noKey("azpowershellversion")) }

func TestLinterUseRecognizedResourceType(t *testing.T) { each(t, noCall("reference|list.*")) }

func TestLinterUseResourceSymbolReference(t *testing.T) { each(t, noCall("reference|list.*")) }

func TestLinterUseSafeAccess(t *testing.T) {
	each(t, func(t *testing.T, s *source) {
		noCall("contains")(t, s)
		s.all(func(d *statement, n *node) { // what is read is of a resource that is there, and not of a nullable value
			if n.kind == "access" && n.text == "properties" && n.base.kind == "word" {
				assert.True(t, slices.ContainsFunc(s.of("resource"), func(r *statement) bool {
					return r.name == n.base.text && (!r.existing || regexp.MustCompile("(?i)/(authorizations|vpngateways|virtualnetworkgateways)@").MatchString(r.kind))
				}), "line %d", n.line)
			}
		})
	})
}

// TestLinterUseSecureValueForSecureInputs looks for the properties of Microsoft.Network that the types mark as secure.
func TestLinterUseSecureValueForSecureInputs(t *testing.T) {
	each(t, noKey("radiusserversecret|presharedkey|password|serviceprovidersecret"))
	key := regexp.MustCompile("(?i)^(sharedkey|authorizationkey)$")
	found := 0
	each(t, func(t *testing.T, s *source) {
		secure := map[string]bool{}
		for _, d := range s.of("param") {
			secure[d.name] = d.decorators["secure"] != nil
		}
		s.all(func(_ *statement, n *node) {
			for i, k := range n.keys {
				if key.MatchString(k) { // a secure parameter, or what Azure answers for an authorization
					item := n.items[i]
					read := item.kind == "access" && item.text == "authorizationKey" && !item.isCall
					assert.True(t, item.kind == "word" && secure[item.text] || read, "line %d", n.line)
					found++
				}
			}
		})
	})
	assert.NotZero(t, found)
}

func TestLinterUseStableResourceIdentifiers(t *testing.T) { each(t, noCall("newguid|utcnow")) }

func TestLinterUseStableVMImage(t *testing.T) { each(t, noKey("imagereference")) }

// TestSuppressionsAreInTheTableAndCarryTheirReason also finds those that stand above a line for nothing.
func TestSuppressionsAreInTheTableAndCarryTheirReason(t *testing.T) {
	type entry struct{ code, reason string }
	table := map[entry]bool{}
	for _, s := range suppressions {
		table[entry{s.Code, s.Reason}] = true
	}
	used := map[entry]bool{}
	each(t, func(t *testing.T, s *source) {
		for line, code := range s.disabled {
			e := entry{code, s.reasons[line]}
			assert.True(t, table[e], "line %d: %v", line, e)
			used[e] = true
		}
		assert.NotContains(t, s.text, "#disable-diagnostics")
	})
	for e := range table {
		assert.True(t, used[e], "%v is never used: take it out of the table, or put a case into the sample", e)
	}
}
