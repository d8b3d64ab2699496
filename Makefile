.PHONY: check test golden mutation long bench compare fuzz

FUZZTIME ?= 20s

# Everything that continuous integration does.
check:
	.ci/run

test:
	go test ./...

# Accept what is emitted and said now; read the diff before it is committed.
golden:
	UPDATE_GOLDEN=1 go test ./golden

# One change of the emitted ARM JSON at a time: each must be noticed, or stand in golden/mutants-equivalent.txt.
mutation:
	go test -tags mutation ./golden -run TestMutantsAreNoticed -v

# 20,000 estates drawn at random, ESTATES of each of five kinds: each is refused with a reason, or holds what it promises, and a part is
# rehearsed. Then 1,000 exports with one odd place, 200 runs that are killed, and each fuzz test for LONGTIME: loader, encoders, readers, rehearsal, importer, diff.
ESTATES ?= 4000
LONGTIME ?= 10m
long:
	VNETLOOM_ESTATES=$(ESTATES) go test ./golden -run 'TestWhatIsDerived|TestTheWayBetweenRandomEstates' -timeout 3h -v
	VNETLOOM_HOSTILE=1000 go test ./golden -run TestAHostileExportHarmsNobody -timeout 1h -v
	VNETLOOM_KILLS=200 go test ./golden -run TestAKilledGenerateIsRepairedByTheNext -timeout 1h -v
	$(MAKE) fuzz FUZZTIME=$(LONGTIME)

bench:
	go test -run '^$$' -bench . -benchmem ./...

# The command beside the least that any compiler does, and beside CUE, Jsonnet and sprig: docs/performance.md says what came of it.
compare:
	cd benchmarks && go run . -sizes $(SIZES)
SIZES ?= S,M,mesh100

# Each fuzz test for FUZZTIME. Without a bound, one interesting input is made smaller for a minute, and nothing else is tried.
fuzz:
	@set -e; grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -r -n1 dirname | sort -u | while read -r dir; do \
	  for name in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$$dir"/*_test.go | sed 's/^func //'); do \
	    echo "== $$dir $$name"; go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 2s "$$dir"; \
	  done; \
	done
