# Startrail 星轨. `make help` lists what can be made; `make run` is all a newcomer needs.

VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# The tooling's node and npm come from the environment, never from the machine.
NPM := PATH="$(BIN):$$PATH" $(BIN)/npm --prefix frontend --silent
# The first Python on the machine that is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
INSTALLED := $(VENV)/installed
INSTALLED_DEV := $(VENV)/installed-dev
MODULES := frontend/node_modules/installed
BUILT := frontend/dist/.built

.DEFAULT_GOAL := help
.PHONY: bench bench-automations bench-rules bench-web check clean drill-care drill-chaos drill-differential drill-export drill-fields drill-fuzz drill-hostile drill-import drill-leaks drill-ledger drill-messages drill-pages drill-restore drill-signals drill-timers e2e help lock run sdl seed spa test

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) spa ## 安装并启动全部 | install what is missing and run everything at http://127.0.0.1:8000 (PORT)
	@exec $(BIN)/startrail all

test: $(INSTALLED_DEV) spa ## 全部测试 | every test: backend, web, browser stories
	$(BIN)/python -m pytest -n 2 --dist loadfile
	$(NPM) test
	$(BIN)/python -m tests.browser

check: $(INSTALLED_DEV) $(MODULES) ## 静态检查 | lint, format, types, layers, stale SDL
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run gen
	$(NPM) run lint
	$(NPM) run types
	$(BIN)/python -m backend.schema.sdl --check

e2e: $(INSTALLED_DEV) spa ## 浏览器故事 | the browser stories alone
	$(BIN)/python -m tests.browser

seed: $(INSTALLED) ## 装入演示公司 | load the demo firm; SIZE=5000 clients, up to a million
	$(BIN)/startrail seed $(if $(SIZE),--size $(SIZE))

sdl: $(INSTALLED) ## 导出 SDL | write backend/schema/schema.graphql
	$(BIN)/python -m backend.schema.sdl

lock: ## 更新依赖锁 | write both requirement locks anew (needs uv)
	uv lock --quiet --upgrade
	uv export --quiet --frozen --no-dev --no-emit-project --no-header --no-annotate --output-file requirements.lock
	uv export --quiet --frozen --no-emit-project --no-header --no-annotate --output-file requirements-dev.lock

bench-automations: $(INSTALLED_DEV) ## 自动化规则性能 | database effects a second of one worker, beside a job for each event; N=5000
	$(BIN)/python -m tests.drills.automations $(N)

bench: $(INSTALLED_DEV) ## 性能对比 | measure against the possible and against others; BENCH=--quick
	$(BIN)/python -m tests.bench $(BENCH)

bench-rules: $(INSTALLED_DEV) ## 标签规则性能 | rules of tags over 100,000 clients beside a loop; CLIENTS=1000000
	$(BIN)/python -m tests.drills.rules $(CLIENTS)

bench-web: $(INSTALLED_DEV) spa ## 网页预算 | measure the web app against its budgets; the first block must hold
	$(BIN)/python -m tests.browser bench

drill-fields: $(INSTALLED_DEV) spa ## 自有字段演练 | 300 own fields in the browser: CPU, nodes, frames, requests of form, list and builder
	$(BIN)/python -m tests.browser drill-fields

drill-care: $(INSTALLED_DEV) ## 关怀演练 | 5,000 clients' year of occasions: seconds from nothing, and of a night that changes nothing
	$(BIN)/python -m tests.drills.care $(CLIENTS)

drill-signals: $(INSTALLED_DEV) ## 信号演练 | 5,000 holders of a fund that falls, then 40 funds on one day: seconds until each has a task
	$(BIN)/python -m tests.drills.signals $(HOLDERS)

drill-messages: $(INSTALLED_DEV) ## 消息演练 | 10,000 messages by a bad mail server, the worker killed in the middle: none wrong, none twice (COUNT, KILLS)
	$(BIN)/python -m tests.drills.messages $(COUNT) $(KILLS)

drill-restore: $(INSTALLED_DEV) ## 恢复演练 | back up, restore, compare every row
	$(BIN)/python -m tests.drills.restore

drill-export: $(INSTALLED_DEV) ## 导出演练 | 20,000 rows as Excel and CSV: time, memory, and a worker killed in the middle
	$(BIN)/python -m tests.drills.export

drill-pages: $(INSTALLED_DEV) ## 列表分页演练 | a million clients: the database time of every list, first and deep pages
	$(BIN)/python -m tests.drills.pages

drill-chaos: $(INSTALLED_DEV) ## 故障演练 | kill worker and servers under load, count what is lost or doubled
	$(BIN)/python -m tests.drills.chaos $(KILLS)
	$(BIN)/python -m tests.drills.chaos_product $(KILLS)

drill-timers: $(INSTALLED_DEV) ## 定时演练 | 10,000 timers of automations: workers killed, clocks that jump; how late each goes off (N, SECONDS)
	$(BIN)/python -m tests.drills.timers $(N) $(SECONDS)

drill-leaks: $(INSTALLED_DEV) ## 泄露演练 | every personal field, role and way: what may not be read is not told
	$(BIN)/python -m tests.drills.leaks

drill-differential: $(INSTALLED_DEV) ## 双路对照 | random operations, asked both ways: every answer the same (N, SEED)
	$(BIN)/python -m tests.drills.differential $(N) $(SEED)
drill-fuzz: $(INSTALLED_DEV) ## 随机查询演练 | random GraphQL as an executive and a partner's key: no fault, nothing slow
	$(BIN)/python -m tests.drills.fuzz

drill-hostile: $(INSTALLED_DEV) ## 恶意请求演练 | hostile documents, bodies and sockets; how long somebody else waits
	$(BIN)/python -m tests.drills.hostile

drill-import: $(INSTALLED_DEV) ## 导入演练 | 100,000 messy clients: time, memory, 50 kills, undo
	$(BIN)/python -m tests.drills.imports

drill-ledger: $(INSTALLED_DEV) ## 账本演练 | 10,000 random operations on a ledger; units, cost and cash must hold
	$(BIN)/python -m tests.drills.ledger

clean: ## 清除构建产物 | remove what was built and installed; data in .startrail stay
	rm -rf $(VENV) frontend/node_modules frontend/dist frontend/src/__generated__
	rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find backend tests -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "需要 Python 3.11 或更新版本（PYTHON=... 可指定）。"; \
		echo "Python 3.11 or newer is needed; PYTHON=... names one. Found: $$(python3 --version 2>&1 || true)"; \
		exit 1; fi
	@echo "安装环境 Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "无法创建虚拟环境；Debian/Ubuntu 请先 apt-get install python3-venv。"; \
		echo "The environment could not be made. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/python
	@echo "安装依赖 Installing packages ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(INSTALLED_DEV): requirements-dev.lock $(INSTALLED)
	@echo "安装测试工具 Installing test tools ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(MODULES): frontend/package-lock.json frontend/package.json frontend/.npmrc | $(INSTALLED)
	@echo "安装前端依赖 Installing web packages ..."
	@$(NPM) ci
	@touch $@

# A question to find instead of a list of prerequisites: it also sees files that went away.
spa: $(MODULES)
	@if [ ! -e $(BUILT) ] || [ $(MODULES) -nt $(BUILT) ] || [ -n "$$(find frontend backend/schema/schema.graphql \
		\( -name node_modules -o -name dist -o -name __generated__ -o -path frontend/e2e \) -prune \
		-o -path frontend -o -newer $(BUILT) -print | head -n 1)" ]; then \
		echo "构建网页 Building the web app ..." && $(NPM) run gen && $(NPM) run build && touch $(BUILT); fi
