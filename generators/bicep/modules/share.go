package modules

import "github.com/vnetloom/vnetloom/azure"

// shared are the stages whose rows the module of another stage makes, since it has all of their tables and makes them in the same way.
// What differs is when they are deployed, and that is not a module's business.
var shared = map[azure.Stage]azure.Stage{
	azure.StageHub:                azure.StageNetwork,
	azure.StageSpokeGateway:       azure.StageGateway,
	azure.StageSpokeFirewall:      azure.StageFirewall,
	azure.StageSpokeLoadBalancer:  azure.StageLoadBalancer,
	azure.StageExternalPeering:    azure.StagePeering,
	azure.StageReturnConnection:   azure.StageConnection,
	azure.StageExternalConnection: azure.StageConnection,
	azure.StageCircuitConnection:  azure.StageConnection,
	azure.StageHubCircuit:         azure.StageHubLink,
}

// stageOf is the stage for which the module is named that makes a stage's rows.
func stageOf(s azure.Stage) azure.Stage {
	if other, ok := shared[s]; ok {
		return other
	}
	return s
}
