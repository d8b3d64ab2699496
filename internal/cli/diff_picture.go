package cli

import (
	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/picture"
)

// mostDrawn is how many changes of paths are drawn over a picture: the page lists all.
const mostDrawn = 8

// changeDrawn is the picture of a change in SVG: of two intents, or of one and of nothing. Of others there is no topology, and no picture.
func changeDrawn(networks [2]compile.Network, report *difference.Report) string {
	old, next := networks[0].Intent, networks[1].Intent
	for _, n := range networks {
		if n.Templates != nil || n.Deployed != nil || n.Intent != nil && n.Intent.Topology == nil {
			return ""
		}
	}
	switch {
	case old == nil && next == nil:
		return ""
	case old == nil:
		return string(picture.NewChange(nil, next.Topology, pathsDrawn(report)).SVG())
	case next == nil:
		return string(picture.NewChange(old.Topology, nil, pathsDrawn(report)).SVG())
	}
	return string(picture.NewChange(old.Topology, next.Topology, pathsDrawn(report)).SVG())
}

// pathsDrawn are the first changes of paths between networks, and to sites and the internet.
func pathsDrawn(report *difference.Report) []picture.ChangedPath {
	kinds := map[difference.Change]picture.PathChange{difference.Lost: picture.PathLost, difference.Gained: picture.PathGained, difference.Changed: picture.PathElsewhere}
	var out []picture.ChangedPath
	for i := range report.Paths {
		p := &report.Paths[i]
		kind, drawn := kinds[p.Change]
		if !drawn || p.Within {
			continue
		}
		if len(out) == mostDrawn {
			break
		}
		out = append(out, picture.ChangedPath{Kind: kind, From: p.From.Networks, To: p.To.Networks, Among: p.Among})
	}
	return out
}
