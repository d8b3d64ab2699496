package steps

// Views are the views of the templates that are rendered by themselves, by their paths.
func Views() map[string]any {
	of := map[string]any{"README.md": page{}, "associate.ps1": associate{}, "commit.ps1": commit{}, "connect.ps1": connect{}, "connect-across.ps1": connect{},
		"grant.ps1": grant{}, "join-pool.ps1": joinPool{}, "peer.ps1": peer{}, "peer-across.ps1": peer{}, "set-routes.ps1": setRoutes{}, "take-out.ps1": takeOut{}}
	out := map[string]any{}
	for name, view := range of {
		out[Target+"/"+name+".tmpl"] = view
	}
	return out
}
