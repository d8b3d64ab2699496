package cli

import (
	"slices"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/picture"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
)

// twoPaths makes two flags of `--path FROM TO`, as a flag has one value.
func twoPaths(args []string) []string {
	at := slices.Index(args, "--path")
	if at < 0 || at+2 >= len(args) || slices.Contains(args[at+1:], "--path") || !slices.Contains(args[:at+1], "graph") {
		return args
	}
	return slices.Insert(slices.Clone(args), at+2, "--path")
}

// pathTraced is the path between two ends there and back, as it is drawn.
func (a *app) pathTraced(result *compile.Result, ends []string, flow reachability.Flow, down []string) (*picture.Path, error) {
	network, found := result.Proof.Analysis()
	if err := a.printFound(found, false); err != nil {
		return nil, err
	}
	network, err := network.Without(down...)
	if err != nil {
		return nil, ofName(err)
	}
	start, from, err := endOf(network, ends[0], false)
	if err != nil {
		return nil, err
	}
	end, to, err := endOf(network, ends[1], true)
	if err != nil {
		return nil, err
	}
	t := network.Trace(start, end, flow, network.Promises.Appliances)
	return &picture.Path{From: from, To: to, There: wayOf(network, &t.There), Back: wayOf(network, &t.Back)}, nil
}

func wayOf(network *proof.Analysis, p *reachability.Path) picture.Way {
	traced := pathOf(network, p)
	out := picture.Way{Outcome: verdict(traced)}
	for _, h := range traced.Hops {
		hop := picture.Hop{At: h.At, Kind: h.Kind}
		if r := h.Route; r != nil {
			hop.Route = r.Source + " " + r.Prefix
			if hop.Next = r.NextHopType; r.NextHopAddress != "" {
				hop.Next = r.NextHopAddress
			}
		}
		out.Hops = append(out.Hops, hop)
	}
	return out
}
