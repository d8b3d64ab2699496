// Command benchmarks measures vnetloom beside the least that any compiler does, and beside CUE, Jsonnet and a text template with sprig that make
// the same networks, peerings and route tables as ARM JSON.
//
//	go run . [-rounds 5] [-sizes S,M,L,XL] [-build .]
//
// Each contestant is a process of its own, and they take turns: every figure is the median of ratios within one round. It prints Markdown.
// A size is one of S, M, mesh100, L and XL: see sizes.go.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 4 && args[0] == "peer":
		return runPeer(args[1], args[2], args[3])
	case len(args) == 4 && args[0] == "floor":
		return runFloor(args[1], args[2], args[3])
	case len(args) == 1 && args[0] == "nothing": // links cobra by the command's sake, and CUE by that of a peer
		return nil
	}
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	rounds := flags.Int("rounds", 5, "rounds: every contestant runs once in each")
	chosen := flags.String("sizes", "S,M,mesh100", "which sizes, by commas: S, M, mesh100, L, XL")
	command := flags.String("vnetloom", "", "a vnetloom that is built already (default: it is built of the module around)")
	without := flags.String("without", "", "peers that are left out, by commas")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "vnetloom-benchmarks-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{dir: dir, rounds: *rounds, vnetloom: *command, without: strings.Split(*without, ",")}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if b.vnetloom == "" {
		b.vnetloom = filepath.Join(dir, "vnetloom")
		// The command is built by its own module, with what that locks.
		build := exec.Command("go", "build", "-trimpath", "-o", b.vnetloom, "./cmd/vnetloom")
		build.Dir = ".."
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	fmt.Printf("%d processors, %s, %s/%s; medians of %d rounds.\n\n", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, b.rounds)
	if err := b.start(); err != nil {
		return err
	}
	fmt.Print("\n| size | what runs | wall | × floor | CPU | × floor | memory | output |\n|---|---|--:|--:|--:|--:|--:|--:|\n")
	for _, name := range strings.Split(*chosen, ",") {
		i := slices.IndexFunc(sizes, func(s size) bool { return s.name == name })
		if i < 0 {
			return fmt.Errorf("there is no size %q", name)
		}
		if err := b.measure(sizes[i]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// A bench is one run of all.
type bench struct {
	dir, self, vnetloom string
	rounds              int
	without             []string
}

// A cost is what one process took.
type cost struct {
	Wall, CPU time.Duration
	Memory    int64 // bytes: the most that was resident
}

// A floorCost is what the floor says of its own: what it has read to write again is no part of it.
type floorCost struct{ Wall, CPU time.Duration }

// runFloor is the floor in a process of its own; it prints what it took.
func runFloor(intent, from, out string) error {
	files, err := readAll(from)
	if err != nil {
		return err
	}
	runtime.GC()
	start, used := time.Now(), cpuOfSelf()
	if err := decodeAndWrite(intent, files, out); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(floorCost{time.Since(start), cpuOfSelf() - used})
}

// timed runs a process. What it says is in the error where it fails.
func timed(name string, args ...string) (cost, []byte, error) {
	cmd := exec.Command(name, args...)
	var out, failure strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &failure
	start := time.Now()
	err := cmd.Run()
	c := cost{Wall: time.Since(start)}
	if state := cmd.ProcessState; state != nil {
		c.CPU, c.Memory = state.UserTime()+state.SystemTime(), memoryOf(state)
	}
	if err != nil {
		err = fmt.Errorf("%s %s: %w: %s", filepath.Base(name), strings.Join(args, " "), err, failure.String())
	}
	return c, []byte(out.String()), err
}

// start measures what a process takes that does nothing.
func (b *bench) start() error {
	var ratios, walls []float64
	for range max(b.rounds, 5) {
		version, _, err := timed(b.vnetloom, "--version")
		if err != nil {
			return err
		}
		linked, _, err := timed(b.self, "nothing")
		if err != nil {
			return err
		}
		walls, ratios = append(walls, float64(version.Wall)), append(ratios, float64(version.Wall)/float64(linked.Wall))
	}
	fmt.Printf("Start: `vnetloom --version` takes %s, %.2f times a program that links the same libraries and does nothing.\n", tell(time.Duration(median(walls))), median(ratios))
	return nil
}

// A contestant is what runs in a round.
type contestant struct {
	label string
	args  func(out string) []string
	self  bool // it is a part of this program
}

// measure runs all contestants of a size in turns, and prints a line for each.
func (b *bench) measure(s size) error {
	dir := filepath.Join(b.dir, s.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	intent, data := filepath.Join(dir, "intent.yaml"), filepath.Join(dir, "estate.json")
	if err := os.WriteFile(intent, []byte(s.intent()), 0o644); err != nil {
		return err
	}
	for _, target := range s.targets {
		all, err := b.contestants(s, target, intent, data)
		if err != nil {
			return err
		}
		if err := b.race(s.name, dir, intent, all); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) contestants(s size, target, intent, data string) ([]contestant, error) {
	generate := func(extra ...string) func(string) []string {
		return func(out string) []string {
			args := append([]string{"generate", intent, "--out", out}, extra...)
			if target != "all" {
				args = append(args, "--target", target)
			}
			return args
		}
	}
	all := []contestant{{label: "vnetloom, " + target, args: generate()}}
	if s.networks == nil || target != "arm" {
		return all, nil
	}
	text, err := json.Marshal(s.networks())
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(data, text, 0o644); err != nil {
		return nil, err
	}
	for _, name := range []string{"cue", "jsonnet", "sprig"} {
		if !slices.Contains(b.without, name) {
			all = append(all, contestant{label: name, self: true, args: func(out string) []string { return []string{"peer", name, data, out} }})
		}
	}
	return all, nil
}

// race runs contestants in turns beside the floor of what the first of them writes.
func (b *bench) race(name, dir, intent string, all []contestant) error {
	costs := make([][]cost, len(all))
	bytes := make([]int64, len(all))
	var floors []floorCost
	for range b.rounds {
		first := ""
		for i, c := range all {
			out, err := os.MkdirTemp(dir, "out-")
			if err != nil {
				return err
			}
			if i == 0 {
				first = out
			}
			command, target := b.vnetloom, filepath.Join(out, "made")
			if c.self {
				command = b.self
			}
			took, _, err := timed(command, c.args(target)...)
			if err != nil {
				return err
			}
			costs[i] = append(costs[i], took)
			if bytes[i], err = bytesIn(target); err != nil {
				return err
			}
		}
		_, reported, err := timed(b.self, "floor", intent, filepath.Join(first, "made"), filepath.Join(first, "floor"))
		if err != nil {
			return err
		}
		var floor floorCost
		if err := json.Unmarshal(reported, &floor); err != nil {
			return err
		}
		floors = append(floors, floor)
		old, err := filepath.Glob(filepath.Join(dir, "out-*"))
		if err != nil {
			return err
		}
		for _, o := range old {
			if err := os.RemoveAll(o); err != nil {
				return err
			}
		}
	}
	for i, c := range all {
		var wall, cpu, memory, xWall, xCPU []float64
		for round, took := range costs[i] {
			wall, cpu, memory = append(wall, float64(took.Wall)), append(cpu, float64(took.CPU)), append(memory, float64(took.Memory))
			xWall, xCPU = append(xWall, float64(took.Wall)/float64(floors[round].Wall)), append(xCPU, float64(took.CPU)/float64(floors[round].CPU))
		}
		fmt.Printf("| %s | %s | %s | %.1f | %s | %.1f | %.0f MB | %.1f MB |\n", name, c.label, tell(time.Duration(median(wall))), median(xWall),
			tell(time.Duration(median(cpu))), median(xCPU), median(memory)/1e6, float64(bytes[i])/1e6)
	}
	return nil
}

func bytesIn(path string) (n int64, err error) {
	err = filepath.WalkDir(path, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		n += info.Size()
		return err
	})
	if err == nil && n == 0 {
		err = errors.New("nothing was written")
	}
	return n, err
}

func median(of []float64) float64 {
	slices.Sort(of)
	if n := len(of); n%2 == 0 {
		return (of[n/2-1] + of[n/2]) / 2
	}
	return of[len(of)/2]
}

func tell(d time.Duration) string {
	switch {
	case d < 100*time.Millisecond:
		return d.Round(100 * time.Microsecond).String()
	case d < 10*time.Second:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}
