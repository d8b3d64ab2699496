package topology

// NAT of VPN gateways, VL480 to VL485, and how tunnels are negotiated, VL486 to VL489.
var (
	codeNATRule           = catalog.Error("VL480")
	codeUnknownNATRule    = catalog.Error("VL481")
	codeNATSite           = catalog.Error("VL482")
	codeNATConnection     = catalog.Error("VL483")
	codeNATOverlap        = catalog.Error("VL484")
	codeNATUntold         = catalog.Warning("VL485")
	codeSelectors         = catalog.Error("VL486")
	codeUnselected        = catalog.Error("VL487")
	codeConnectionSetting = catalog.Error("VL488")
	codeSession           = catalog.Error("VL489")
)
