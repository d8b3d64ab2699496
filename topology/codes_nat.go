package topology

// NAT of VPN gateways: VL480 to VL485.
var (
	codeNATRule        = catalog.Error("VL480")
	codeUnknownNATRule = catalog.Error("VL481")
	codeNATSite        = catalog.Error("VL482")
	codeNATConnection  = catalog.Error("VL483")
	codeNATOverlap     = catalog.Error("VL484")
	codeNATUntold      = catalog.Warning("VL485")
)
