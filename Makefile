# Winnow's everyday commands; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# What Debian must provide: the C libraries in Package.swift, and mpirun. The end-to-end tests also run under MPICH.
DEBIAN_PACKAGES = pkg-config $(if $(filter mpich,$(MPI)),libmpich-dev mpich,libopenmpi-dev openmpi-bin) libz3-dev \
	$(if $(ONEDNN),,libdnnl-dev) libturbojpeg0-dev libpng-dev libsqlite3-dev zlib1g-dev

RANKS ?= 2
OUTPUT ?= runs/demo
PREFIX ?= $(HOME)/winnow
PYTHON ?= python3
WINNOW := .build/release/winnow
# Open MPI refuses root unless told; binding each rank to one core would leave its worker threads a single core.
MPIRUN := mpirun $(if $(filter 0,$(shell id -u)),--allow-run-as-root) --oversubscribe --bind-to none
# ONEDNN=DIR builds with the oneDNN in that folder (include/ and lib/), of version 2 or 3, instead of the system's. All that is
# compiled depends on it: a change of ONEDNN builds everything anew.
ONEDNN ?=
ONEDNN_LIB = $(patsubst %/,%,$(dir $(firstword $(wildcard $(foreach lib,lib lib64,$(ONEDNN)/$(lib)/libdnnl.so)))))
SWIFT_BUILD = swift build$(if $(ONEDNN), -Xcc -I$(ONEDNN)/include -Xswiftc -L$(or $(ONEDNN_LIB),$(error there is no \
  libdnnl.so in $(ONEDNN)/lib or lib64)) -Xlinker -rpath -Xlinker $(ONEDNN_LIB))
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks
PAGE_SCRIPT := Sources/Reporting/Page/Resources/script.js
SHELL_SCRIPTS := $(shell git ls-files '*.sh' '*.sbatch' .ci/run 2>/dev/null) \
	$(shell git grep -lE '^\#!.*/sh$$' -- scripts 2>/dev/null)
# Ruff finds the files whose names end in .py by itself.
PYTHON_SCRIPTS := $(shell git grep -lE '^\#!.*python' -- scripts 2>/dev/null)

.PHONY: help deps build mpi demo test test-python lint format install bundle check-bundle rehearse bench-solver bench-sobol bench-black-box bench-gradients bench-networks bench-whole-network bench-report bench-sufficient sobol-findings comparison check-architectures check-fronts exported-networks profile clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What the tests use beside it.
TEST_PACKAGES := mpich libmpich-dev

deps: ## install the Debian packages that are missing (as root, or through sudo)
	@if ! command -v dpkg-query >/dev/null; then \
	  echo "deps: this is not Debian; provide the equivalents of $(DEBIAN_PACKAGES)"; exit 0; \
	fi; \
	missing=(); \
	for package in $(DEBIAN_PACKAGES); do \
	  [ "$$(dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null)" = installed ] || missing+=($$package); \
	done; \
	if [ $${#missing[@]} = 0 ]; then echo "deps: nothing is missing"; exit 0; fi; \
	root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	echo "deps: installing $${missing[*]}"; \
	install="env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $${missing[*]}"; \
	if ! apt-get install -s --no-install-recommends "$${missing[@]}" >/dev/null 2>&1; then $$root apt-get update -q; fi; \
	$$root $$install

build: ## build winnow for use (release), with MPI=mpich or another, or MPICC=/path/to/mpicc, for that MPI, and ONEDNN=DIR for that oneDNN
	$(SWIFT_BUILD) -c release --product winnow
	@$(MAKE) --no-print-directory mpi

# MPI is loaded, not linked: only this library depends on which MPI it is. Without any, winnow runs as a single process.
MPICC ?= $(if $(MPI),mpicc.$(MPI),mpicc)
mpi: ## build the library of MPI calls beside the built program (MPI=mpich, MPICC=...)
	@if command -v $(MPICC) >/dev/null; then scripts/build-mpi-library $(dir $(WINNOW)) $(MPICC); \
	else echo "mpi: there is no $(MPICC); without MPI winnow runs as a single process"; fi

demo: deps build ## explain the demo's 200 images on RANKS=2 ranks and write a report
	@mkdir -p $(dir $(OUTPUT))
	$(MPIRUN) -n $(RANKS) $(WINNOW) run Jobs/demo.yaml --output $(OUTPUT)
	@echo
	@echo "Open $(OUTPUT)/report.html in a browser; $(OUTPUT)/results.csv has a line for each image."

# The tests of docs/python.md run its scripts; without this environment they are skipped, which swift test says.
TEST_PYTHON := .build/python/bin/python
test-python:
	@if ! $(TEST_PYTHON) -c 'import numpy, pandas' 2>/dev/null; then \
	  { $(PYTHON) -m venv .build/python && $(TEST_PYTHON) -m pip install -q --disable-pip-version-check numpy pandas; } \
	    || echo "make test: numpy and pandas cannot be installed (offline?): the tests of docs/python.md will be skipped"; \
	fi

# Ranks are started by Debian's Open MPI.
TEST_MPICC := $(if $(wildcard /usr/bin/mpicc.openmpi),mpicc.openmpi,mpicc)
# What starts ranks, once more under MPICH where that is installed.
TEST_MPICH = if [ -e .build/mpich/libwinnow-mpi.so ]; then WINNOW_TEST_MPI=mpich swift test --skip-build \
	--filter 'EndToEndTests\.(RunTests|SweepRehearsalTests)'; \
	else echo "make test: MPICH is not installed; ranks were tested under Open MPI only"; fi

test: deps test-python ## build everything (debug), refuse imports that Package.swift does not declare, and run all tests
	@$(MAKE) --no-print-directory deps DEBIAN_PACKAGES="$(TEST_PACKAGES)" \
	  || echo "make test: MPICH cannot be installed (offline?)"
	$(SWIFT_BUILD) --build-tests --explicit-target-dependency-import-check error
	@! command -v $(TEST_MPICC) >/dev/null || scripts/build-mpi-library .build/debug $(TEST_MPICC)
	@! command -v mpicc.mpich >/dev/null || scripts/build-mpi-library .build/mpich mpicc.mpich
	@export WINNOW_PYTHON=$${WINNOW_PYTHON:-$(CURDIR)/$(TEST_PYTHON)}; start=$$SECONDS; \
	if swift test --skip-build && $(TEST_MPICH); then echo "make test: passed, $$((SECONDS - start)) s after the build"; \
	else code=$$?; echo "make test: FAILED, $$((SECONDS - start)) s after the build"; exit $$code; fi

lint: ## check the formatting of Swift sources, the shell scripts, the Python and the pages' script
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)
	@for script in $(sort $(SHELL_SCRIPTS)); do bash -n $$script || exit 1; done
	@if command -v shellcheck >/dev/null; then shellcheck --external-sources $(SHELL_SCRIPTS); \
	else echo "lint: shellcheck is not installed; the scripts were only parsed"; fi
	@if command -v ruff >/dev/null; then ruff check . $(PYTHON_SCRIPTS); else echo "lint: ruff is not installed; no Python was checked"; fi
	@if command -v node >/dev/null; then node --check $(PAGE_SCRIPT); \
	else echo "lint: node is not installed; the pages' script was not checked"; fi

format: ## format the Swift sources in place
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

install: build ## copy winnow, its jobs and the cluster files to PREFIX=DIR (default ~/winnow)
	install -d $(PREFIX)/bin $(PREFIX)/modules
	install -s -m 755 $(WINNOW) $(PREFIX)/bin/winnow
	[ ! -e $(dir $(WINNOW))libwinnow-mpi.so ] || install -m 755 $(dir $(WINNOW))libwinnow-mpi.so $(PREFIX)/bin/
	cp -R Jobs Demo cluster $(PREFIX)/
	cp -R cluster/modules/winnow $(PREFIX)/modules/

# The program with all it needs, for machines on which nothing can be installed.
BUNDLE = .build/winnow-$(shell sed -nE 's/.*static let winnow = "(.*)"/\1/p' Sources/winnow/Support/Versions.swift)-linux-$(shell uname -m).tar.gz
bundle: deps build ## pack winnow and its libraries into one archive
	@$(MAKE) --no-print-directory deps DEBIAN_PACKAGES="patchelf binutils"
	scripts/make-bundle $(WINNOW) $(BUNDLE)

check-bundle: bundle ## try the archive on a bare Debian SUITE=bookworm (as root): one process, then two ranks under MPICH
	@$(MAKE) --no-print-directory deps DEBIAN_PACKAGES="debootstrap"
	scripts/check-bundle $(BUNDLE) $(SUITE)

rehearse: deps build ## run the Slurm scripts on a real Slurm of pretended nodes (as root, on Debian)
	@$(MAKE) --no-print-directory deps DEBIAN_PACKAGES="slurmctld slurmd slurm-client munge"
	WINNOW=$(CURDIR)/$(WINNOW) cluster/rehearsal/rehearse.sh

# docs/comparison.md says how long its runs took. COMPARED=12 takes a sample of so many photos: minutes a photo and network.
COMPARED ?=
COMPARISONS := photos-comparison photos-comparison-efficientnet
comparison: deps build ## the tables of docs/comparison.md on RANKS=2 ranks (many hours; COMPARED=12 photos only), into runs/
	@mkdir -p runs
	$(MPIRUN) -n $(RANKS) $(WINNOW) run Jobs/demo-comparison.yaml --threads 1 --output runs/demo-comparison
	for job in $(COMPARISONS); do $(MPIRUN) -n $(RANKS) $(WINNOW) run Jobs/$$job.yaml --threads 1 --output runs/$$job \
	  $(if $(COMPARED),--set data.subset.sample.count=$(COMPARED)) || exit 1; done
	for job in demo-comparison $(COMPARISONS); do $(WINNOW) report runs/$$job --table || exit 1; done
	$(WINNOW) compare $(addprefix runs/,$(COMPARISONS)) --output runs/photos-comparison-models
	scripts/comparison-tables.py docs/comparison.md Demo=runs/demo-comparison "SqueezeNet 1.1=runs/photos-comparison" \
	  "EfficientNet-Lite0=runs/photos-comparison-efficientnet"
	@echo; echo "All tables: runs/*-comparison*/paper/methods.md; docs/comparison.md has new ones: its words are yours to check"

bench-solver: build ## time the mask solver beside its rivals (INSTANCES="..." BENCH_FLAGS="...")
	python3 Benchmarks/solver/run.py $(BENCH_FLAGS) $(INSTANCES)

# Enough for the rates and a first look; the figures of docs/black-box.md need DIGITS=1000 PHOTOS=40 (half an hour).
DIGITS ?= 200
PHOTOS ?= 5
bench-black-box: export WINNOW_DATA ?= ../shared/data
bench-black-box: BENCHMARK = .build/release/black-box-benchmark
bench-black-box: ## samplers, generators, variations (DIGITS=200) and photos (PHOTOS=5) on WINNOW_DATA=DIR; PYTHON with torch, onnx2torch
	$(SWIFT_BUILD) -c release --product black-box-benchmark
	python3 Benchmarks/table.py "$(BENCHMARK) generator" \
	  "$(PYTHON) Benchmarks/black-box/generator_rival.py $(WINNOW_DATA) 3" \
	  "$(BENCHMARK) passes" "$(BENCHMARK) variations $(DIGITS)" "$(BENCHMARK) photos $(PHOTOS)"

SQUEEZENET ?= ../shared/data/models/squeezenet11.onnx
bench-sobol: ## passes per second of a Sobol analysis against the bare network and PyTorch with SALib (PYTHON has both)
	$(SWIFT_BUILD) -c release --product sobol-benchmark
	OMP_NUM_THREADS=1 python3 Benchmarks/table.py ".build/release/sobol-benchmark $(SQUEEZENET) 3 227 227 4 5" \
	  "$(PYTHON) Benchmarks/sobol/rival.py $(SQUEEZENET) 3 227 227 4 5"

# The committed networks, by rising depth and connectivity, or those that Demo/train_family.py wrote to FAMILY=DIR.
FAMILY ?= $(CURDIR)/Demo/family
NETWORKS := alexnet-5 vgg-8 resnet-14 resnet-26 densenet-22
sobol-findings: FINDINGS ?= runs/sobol-findings
sobol-findings: build ## the tables of the small networks in docs/sobol.md (FAMILY=DIR FINDINGS=DIR)
	for network in $(NETWORKS) resnet-14-robust; do \
	  $(WINNOW) run Jobs/sobol-family.yaml --set model.file=$(FAMILY)/$$network.onnx \
	    --output $(FINDINGS)/$$network || exit 1; \
	done
	$(WINNOW) compare $(NETWORKS:%=$(FINDINGS)/%) --output $(FINDINGS)/family
	$(WINNOW) compare $(FINDINGS)/resnet-14 $(FINDINGS)/resnet-14-robust --output $(FINDINGS)/robust

bench-whole-network: export WINNOW_DATA ?= ../shared/data
bench-whole-network: ## smallest masks of a whole network on 100 digits, beside the naive encoding (PYTHON needs z3-solver)
	$(SWIFT_BUILD) -c release --product whole-network-benchmark
	OMP_NUM_THREADS=1 .build/release/whole-network-benchmark $(WINNOW_DATA)/mnist/mnist_mlp.onnx \
	  $(WINNOW_DATA)/mnist/t10k-images-idx3-ubyte.gz --limit 60 --problems .build/whole-network.json
	$(PYTHON) Benchmarks/whole-network/rival.py .build/whole-network.json --limit 60 --every $(or $(EVERY),1)

bench-gradients: export WINNOW_DATA ?= ../shared/data
bench-gradients: build ## integrated gradients beside PyTorch (PYTHON needs torch, torchvision, onnx, onnx2torch; BENCH_FLAGS="...")
	$(PYTHON) Benchmarks/gradients/run.py --data $(WINNOW_DATA) --winnow $(WINNOW) $(BENCH_FLAGS)

bench-networks: export WINNOW_DATA ?= ../shared/data
bench-networks: ## forward passes and gradients of seven networks beside onnxruntime and PyTorch (PYTHON has both; BENCH_FLAGS="...")
	$(SWIFT_BUILD) -c release --product network-benchmark
	$(PYTHON) Benchmarks/networks/run.py --data $(WINNOW_DATA) $(BENCH_FLAGS)

# NETWORK is efficientnet-lite0 or squeezenet11; a photo takes ReX about a CPU minute.
bench-sufficient: export WINNOW_DATA ?= ../shared/data
bench-sufficient: build ## sufficient masks beside ReX and plain prefixes (PYTHON needs rex-xai, onnxruntime; BENCH_FLAGS="--photos 20 ...")
	$(SWIFT_BUILD) -c release --product sufficient-benchmark
	OMP_NUM_THREADS=1 .build/release/sufficient-benchmark $(WINNOW_DATA)/models/efficientnet-lite0.onnx 3 224 224
	$(PYTHON) Benchmarks/sufficient/prefixes.py --data $(WINNOW_DATA) --winnow $(WINNOW) $(BENCH_FLAGS)
	$(PYTHON) Benchmarks/sufficient/run.py --data $(WINNOW_DATA) --winnow $(WINNOW) $(BENCH_FLAGS)

# Items of each run, and for one run of large images; the stores take 30 kB an item and stay in .build/report for the next time.
ITEMS ?= 20000 100000
bench-report: REPORT = .build/release/report-benchmark
bench-report: ## time, memory and size of the report of made-up runs of ITEMS="20000 100000"
	$(SWIFT_BUILD) -c release --product report-benchmark
	for items in $(ITEMS); do $(REPORT) make .build/report/$$items $$items || exit 1; done
	$(REPORT) make .build/report/large 2000 320
	python3 Benchmarks/table.py $(foreach items,$(ITEMS) large,"$(REPORT) report .build/report/$(items) page") \
	  $(foreach items,$(ITEMS),"$(REPORT) report .build/report/$(items)")

check-architectures: build ## compare with PyTorch on 27 architectures, exported both ways (PYTHON as above; CHECK_FLAGS="--only vit")
	$(PYTHON) Benchmarks/gradients/architectures.py --winnow $(WINNOW) $(CHECK_FLAGS)

# Images that wrapped networks are tried on, a folder without sub-folders.
IMAGES ?= Demo/pictures
check-fronts: build ## masks of SQUEEZENET=model.onnx wrapped as NHWC, bytes, Pad, Focus ... on IMAGES=DIR (PYTHON needs onnx, numpy)
	$(PYTHON) Benchmarks/fronts/wrap.py $(SQUEEZENET) .build/fronts --check $(WINNOW) $(IMAGES)

exported-networks: build ## what a job says to 27 architectures as exported: the table of docs/exported-networks.md (PYTHON as above)
	$(PYTHON) Benchmarks/exports/run.py --winnow $(WINNOW) --write docs/exported-networks.md $(EXPORT_FLAGS)

profile: build ## time of each node of SQUEEZENET=model.onnx, forward and backward
	$(WINNOW) profile --model $(SQUEEZENET)

clean: ## remove what was built (runs/ stays)
	swift package clean
