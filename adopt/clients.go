package adopt

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// vpnClients writes the point-to-site of a gateway; why is what of it the language has no words for, "" for nothing. The secret of a RADIUS
// server is a parameter of the deployment.
func vpnClients(gateway *tree, p *template.Value) (why string) {
	v := p.Get("vpnClientConfiguration")
	pool := texts(v.Get("vpnClientAddressPool", "addressPrefixes"))
	if len(pool) == 0 {
		return ""
	}
	if len(v.Get("radiusServers").List()) > 0 {
		return "radiusServers"
	}
	for _, part := range []string{"vngClientConnectionConfigurations", "vpnClientIpsecPolicies"} {
		if len(v.Get(part).List()) > 0 {
			return part
		}
	}
	out := object()
	out.texts("addressSpace", pool)
	if protocols := texts(v.Get("vpnClientProtocols")); !slices.Equal(protocols, []string{"OpenVPN"}) {
		out.texts("protocols", protocols)
	}
	if tenant := v.Get("aadTenant").String(); tenant != "" {
		parts := strings.Split(strings.TrimRight(tenant, "/"), "/")
		entra := object()
		entra.text("tenant", parts[len(parts)-1])
		if audience := v.Get("aadAudience").String(); !strings.EqualFold(audience, entraAudience) {
			entra.text("audience", audience)
		}
		out.add("entra", entra)
	}
	roots, revoked := object(), object()
	for _, c := range v.Get("vpnClientRootCertificates").List() {
		put(roots, c.Get("name").String(), c.Get("properties", "publicCertData").String())
	}
	for _, c := range v.Get("vpnClientRevokedCertificates").List() {
		put(revoked, c.Get("name").String(), c.Get("properties", "thumbprint").String())
	}
	if !roots.empty() {
		certificates := object()
		certificates.add("roots", roots)
		certificates.section("revoked", revoked)
		out.add("certificates", certificates)
	}
	if server := v.Get("radiusServerAddress").String(); server != "" {
		radius := object()
		radius.text("server", server)
		out.add("radius", radius)
	}
	gateway.add("vpnClient", out)
	if !out.has("entra") && !out.has("certificates") && !out.has("radius") {
		return "no way to sign in"
	}
	return ""
}

// entraAudience is the application that Microsoft has registered in Azure's public cloud: the default of the language.
const entraAudience = "c632b3df-fb67-4d84-bdcf-b95ad541b5c8"

// put adds a text under a name that the language takes.
func put(t *tree, name, value string) {
	key, _ := nameOf(name, "", t.has)
	t.text(key, value)
}
