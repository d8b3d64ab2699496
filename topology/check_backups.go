package topology

import (
	"fmt"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// checkBackup: each VPN that backs a circuit up leads from a member of it to the same site. A member that has none is a single point
// of failure (VL337).
func (r *reading) checkBackup(c *schema.Connection) {
	if len(c.BackupBy) == 0 {
		return
	}
	backups := make([]*schema.Connection, len(c.BackupBy))
	for i, name := range c.BackupBy {
		if backups[i] = r.findBackup(c, i, name); backups[i] == nil {
			return
		}
	}
	used := map[*schema.Connection]bool{}
	var alone []*gatewayLink
	for _, l := range r.links {
		if l.c != c || l.far != nil || l.circuit.to == nil {
			continue
		}
		backed := false
		for _, o := range backups {
			if via := l.near.network.linkTo(l.circuit.to, o); via != nil {
				used[o], backed = true, true
				r.checkBackupLink(c, o, l, via)
			}
		}
		if !backed {
			alone = append(alone, l)
		}
	}
	for i, o := range backups {
		if used[o] || len(alone) == 0 {
			continue
		}
		l := alone[0]
		r.report(codeBackup, diag.Diagnostic{
			Summary: fmt.Sprintf("%q is backed up by %q, which does not join %q with site %q", c.Name, o.Name, l.near.network.id, l.circuit.to.id),
			Subject: backupAt(c, i),
			Related: []diag.Related{{Range: o.KeyRange(), Message: fmt.Sprintf("%q", o.Name)}},
			Why:     "a backup must join a network of the circuit with the circuit's site: what uses one gateway of a network uses the other",
			Hint:    fmt.Sprintf("give %q a VPN gateway, and name the network and %s in %q", l.near.network.id, l.circuit.to.id, o.Name),
		})
	}
}

// backupAt is the place of an entry of backupBy: of the only one, that of the field.
func backupAt(c *schema.Connection, i int) source.Range {
	if len(c.BackupBy) == 1 {
		return c.At(schema.ConnectionField.BackupBy)
	}
	return c.At(schema.ConnectionField.BackupBy, i)
}

// findBackup is the VPN of that name, nil with a report where there is none.
func (r *reading) findBackup(c *schema.Connection, i int, name string) *schema.Connection {
	var names []string
	for k := range r.in.Connections {
		o := &r.in.Connections[k]
		if o.Kind != "vpn" {
			continue
		}
		if o.Name == name {
			return o
		}
		names = append(names, o.Name)
	}
	r.report(codeBackup, diag.Diagnostic{
		Summary: fmt.Sprintf("%q is backed up by %q, which is not a `vpn` connection", c.Name, name),
		Subject: backupAt(c, i),
		Why:     "an ExpressRoute circuit is backed up by a VPN to the same site",
		Hint:    diag.DidYouMean(name, names, "name a connection of kind vpn"),
	})
	return nil
}

// checkBackupLink warns of a backup without BGP.
func (r *reading) checkBackupLink(c, backup *schema.Connection, l, via *gatewayLink) {
	if via.bgp {
		return
	}
	r.report(codeBackupStatic, diag.Diagnostic{
		Summary: fmt.Sprintf("%q is backed up by %q, which has no BGP between %q and site %q", c.Name, backup.Name, l.near.network.id, l.circuit.to.id),
		Subject: c.At(schema.ConnectionField.BackupBy),
		Related: []diag.Related{{Range: backup.KeyRange(), Message: fmt.Sprintf("%q", backup.Name)}},
		Why: "without BGP the gateway keeps the static prefixes of the tunnel even when the site's end is down, and the site must be " +
			"switched over by hand",
		Hint: "give the VPN gateway and the site an `asn`",
	})
}
