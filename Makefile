# Everything a person does with this folder. Needs Go and Node; the rest is fetched, pinned.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
DATA    ?= ./data/demo
# The longest first: packages are begun in this order, three at a time.
TESTS   ?= ./repository/mongo ./cmd/outreach ./app/api ./...
export CGO_ENABLED ?= 0

lint   = go tool -modfile=tools/go.mod golangci-lint
python = .venv/bin/python
tests  = OUTREACH_PYTHON="$(CURDIR)/$(python)"
npm    = npm --prefix app/web
site   = app/web/dist/build.txt
chromium = $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: help run build generate test browser cover check lint arrows commits drift fmt bench rivals soak metrics clean screenshots

help: ## Show this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: build ## Build, fill ./data/demo with the worked example if it is empty, and serve it
	bin/outreach demo --data $(DATA)

build: $(site) ## Build bin/outreach, one static file with the web app inside
	go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/outreach ./cmd/outreach

generate: app/web/node_modules ## Make generated files again: the API's document and its TypeScript types
	go run ./cmd/openapi -o app/api/openapi.json
	$(npm) run --silent api

test: $(python) build browser ## Run every test, of the product, the web app, in a browser, and of the tools
	$(tests) go test -count=1 -p 3 -timeout 20m $(TESTS)
	go -C tools test -count=1 ./...
	$(npm) test
	OUTREACH_CHROMIUM="$(chromium)" OUTREACH_BIN="$(CURDIR)/bin/outreach" $(npm) run e2e

cover: $(python) $(site) ## Run the tests with coverage: domain at least 95 %, the whole at least 80 %
	$(tests) go test -count=1 -timeout 30m -coverpkg=./... -coverprofile=coverage.out ./...
	go -C tools run ./coverage -profile ../coverage.out -root ..

check: ## Format, vet, lint, arrows, sizes, generated files, commit subjects; changes nothing
	$(MAKE) --no-print-directory lint
	go -C tools run ./sources ..
	$(MAKE) --no-print-directory arrows
	$(MAKE) --no-print-directory drift
	$(MAKE) --no-print-directory commits
	@echo "check: clean"

lint: app/web/node_modules
	@out="$$($(lint) fmt --diff)" || true; [ -z "$$out" ] || { echo "$$out"; echo "run: make fmt"; exit 1; }
	go vet ./...
	$(lint) run ./...
	cd tools && go vet ./... && go tool golangci-lint run --config ../.golangci.yml ./...
	$(npm) run --silent types
	$(npm) run --silent lint

# The arrows once more from the import graph itself, tests left out, so that no linter setting can hide an edge.
arrows:
	@go list -f '{{$$p := .ImportPath}}{{range .Imports}}{{$$p}} {{.}}{{"\n"}}{{end}}' ./... | awk ' \
	  function no(why) { print "arrow: " $$1 " → " $$2 ": " why; bad = 1 } \
	  $$1 == "outreach/domain" && $$2 ~ /\./ { no("standard library only") } \
	  $$1 == "outreach/domain" && $$2 ~ /^outreach/ { no("standard library only") } \
	  $$1 == "outreach/repository" && $$2 ~ /^outreach/ && $$2 != "outreach/domain" { no("domain only") } \
	  $$1 ~ /^outreach\/(repository|reports|configs)/ && $$2 ~ /^outreach\/(app|cmd)/ { no("arrows point inward") } \
	  $$1 == "outreach/app" && $$2 ~ /^outreach\/(app|cmd|reports|repository\/)/ { no("repository and domain only") } \
	  $$1 ~ /^outreach\/app\/api/ && $$2 ~ /^outreach\/(repository\/|cmd)/ { no("the wire never sees a store") } \
	  $$2 ~ /gofiber|fasthttp/ && $$1 !~ /^outreach\/app\/api/ { no("only app/api knows Fiber") } \
	  $$2 ~ /excelize/ && $$1 !~ /^outreach\/reports/ { no("only reports knows excelize") } \
	  $$2 ~ /go-sqlite3|^database\/sql/ && $$1 !~ /^outreach\/repository\/sqlite/ { no("only repository/sqlite knows the driver") } \
	  $$2 ~ /go.mongodb.org/ && $$1 !~ /^outreach\/repository\/mongo/ { no("only repository/mongo knows the driver") } \
	  $$2 ~ /repository\/mongo\/standin|app\/rehearsal|reports\/openpyxl/ { no("a tool of tests is never shipped") } \
	  $$2 ~ /swaggest/ && $$1 != "outreach/cmd/openapi" { no("only cmd/openapi makes the document") } \
	  END { exit bad }'

# Generated files are made again and must come out as committed.
drift: app/web/node_modules
	@go run ./cmd/openapi | cmp - app/api/openapi.json || { echo "the API's document differs: run make generate and commit it"; exit 1; }
	@cd app/web && npx --no-install openapi-typescript ../api/openapi.json 2>/dev/null | cmp - src/engine/api.d.ts || { \
	  echo "the TypeScript types differ: run make generate and commit them"; exit 1; }

commits:
	@git log --no-merges --format='%h %s' | awk '{ s = substr($$0, index($$0, " ") + 1) } \
	  length(s) > 72 { print "commit " $$1 ": subject of " length(s) " characters, at most 72"; bad = 1 } \
	  s !~ /^[a-z]+(\([^)]+\))?!?: / { print "commit " $$1 ": subject is not type(scope): what changes"; bad = 1 } \
	  END { exit bad }'

fmt: app/web/node_modules ## Format all code
	$(lint) fmt
	$(npm) run --silent format

bench: build browser ## Measure the aims, on a million records and in a browser; see docs/benchmarks.md
	bin/outreach bench
	OUTREACH_CHROMIUM="$(chromium)" OUTREACH_BIN="$(CURDIR)/bin/outreach" $(npm) run --silent times

rivals: build ## Measure other writers of workbooks beside ours; needs cargo and Python, see tools/rivals
	OUTREACH_BIN="$(CURDIR)/bin/outreach" tools/rivals/run.sh $(ROWS)

soak: $(python) build browser ## Run the same tests longer, late and by another seed (OUTREACH_BUDGET, OUTREACH_LAG, OUTREACH_SEED)
	@seed="$${OUTREACH_SEED:-$$RANDOM$$RANDOM}"; budget="$${OUTREACH_BUDGET:-20}"; lag="$${OUTREACH_LAG:-200}"; \
	echo "soak: OUTREACH_SEED=$$seed OUTREACH_BUDGET=$$budget OUTREACH_LAG=$$lag"; \
	export OUTREACH_SEED=$$seed OUTREACH_BUDGET=$$budget OUTREACH_LAG=$$lag OUTREACH_CHROMIUM="$(chromium)" OUTREACH_BIN="$(CURDIR)/bin/outreach"; \
	$(tests) go test -count=1 -timeout 3h $(TESTS); $(npm) test; $(npm) run e2e

screenshots: build browser ## Make the pictures of the phone app and the office in docs/ again
	OUTREACH_CHROMIUM="$(chromium)" OUTREACH_BIN="$(CURDIR)/bin/outreach" $(npm) run screenshots

metrics: ## Print the measures of the code with their budgets, as a table
	@go -C tools run ./metrics -root ..

clean: ## Remove what was built; data folders stay
	rm -rf bin dist coverage.out .venv app/web/node_modules app/web/dist/*

# Tests open the workbooks with another program: openpyxl in a folder of its own.
$(python): tools/requirements.txt
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; \
	  else echo "the tests need Python 3 with its venv module (Debian: apt-get install python3-venv)"; exit 1; fi; }
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r tools/requirements.txt
	@touch $@

app/web/node_modules: app/web/package.json app/web/package-lock.json
	@command -v npm >/dev/null || { echo "the web app needs Node 20.19 or later: https://nodejs.org"; exit 1; }
	$(npm) ci --ignore-scripts
	@touch $@

$(site): app/web/node_modules app/web/index.html app/web/office.html app/web/vite.config.ts app/web/vite.office.config.ts $(shell find app/web/src app/web/build app/web/public configs/messages configs/data -type f)
	$(npm) run --silent build

# The tests drive a real Chromium with fonts that have Chinese; its headless shell, which draws no window, takes a third less time.
browser:
	@[ -n "$(chromium)" ] || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  export DEBIAN_FRONTEND=noninteractive; apt-get update -qq; \
	  apt-get install -y -qq chromium-headless-shell fonts-noto-cjk || apt-get install -y -qq chromium fonts-noto-cjk; \
	else echo "the browser tests need Chromium (Debian: apt-get install chromium fonts-noto-cjk)"; exit 1; fi
