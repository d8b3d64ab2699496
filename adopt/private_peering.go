package adopt

import (
	"net/netip"
	"slices"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// A privateTunnel runs over the private peering of a circuit of its network or hub: which, no resource says.
type privateTunnel struct {
	x              *template.Resource
	statement      *tree
	member, device string
}

// writeOverCircuit notes a tunnel that runs over a circuit. The circuit is named once all are known.
func (im *importer) writeOverCircuit(out *tree, x *template.Resource, member string, private *template.Value, device string) {
	if private.True() {
		im.overCircuits = append(im.overCircuits, privateTunnel{x, out, member, device})
	}
}

// overTheirCircuits names the first circuit of the same network or hub, and says that the device is reached over it.
func (im *importer) overTheirCircuits() {
	for _, t := range im.overCircuits {
		i := slices.IndexFunc(im.circuitMembers, func(m circuitMember) bool { return m.name == t.member })
		if i < 0 {
			im.leave(t.x, "it runs over the private peering of a circuit, and none of its network is in the export")
			continue
		}
		circuit := im.circuitMembers[i].circuit
		t.statement.text("overCircuit", circuit)
		device, err := netip.ParseAddr(t.device)
		for _, s := range im.sites {
			if s.circuit == circuit && err == nil {
				if p := netip.PrefixFrom(device, device.BitLen()).String(); !slices.Contains(s.spaces, p) {
					s.spaces = append(s.spaces, p)
					s.tree.remove("addressSpace")
					s.tree.texts("addressSpace", s.spaces)
				}
			}
		}
	}
}
