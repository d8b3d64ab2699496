//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
	"time"
)

// memoryOf is the most that a process had resident, in bytes. Linux counts in kilobytes.
func memoryOf(state *os.ProcessState) int64 {
	used, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "linux" {
		return int64(used.Maxrss) * 1024
	}
	return int64(used.Maxrss)
}

// cpuOfSelf is the processor time of this process so far.
func cpuOfSelf() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
