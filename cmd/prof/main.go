package main

import (
	"os"
	"runtime"
	"runtime/pprof"

	"github.com/vnetloom/vnetloom/internal/cli"
)

func main() {
	runtime.SetCPUProfileRate(1000)
	f, _ := os.Create(os.Getenv("CPUPROF"))
	pprof.StartCPUProfile(f)
	rc := cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()...)
	pprof.StopCPUProfile()
	if m := os.Getenv("MEMPROF"); m != "" {
		g, _ := os.Create(m)
		pprof.Lookup("allocs").WriteTo(g, 0)
	}
	os.Exit(rc)
}
