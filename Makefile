# `make run` serves the bot, `make test` runs all tests; both set up what they need.
.POSIX:
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
BOT := $(PYTHON) -m bot
TEST_PROCESSES := 3
WORKERS ?= 2

# The first Python that fits: on the path, else under a pyenv root. A pyenv shim may exist and still not run.
FIND_PYTHON = for python in python3.11 python3.10 python3 \
	  $${PYENV_ROOT:-$$HOME/.pyenv}/versions/3.11.*/bin/python3 \
	  $${PYENV_ROOT:-$$HOME/.pyenv}/versions/3.10.*/bin/python3; do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] not in ((3, 10), (3, 11)))' \
	    >/dev/null 2>&1; then echo "$$python"; break; fi; done

SET_UP = python=$$($(FIND_PYTHON)); if [ -z "$$python" ]; then \
	  echo "lotse: Python 3.11 or 3.10 (with venv) was not found; install one, for example Debian's python3.11 and python3.11-venv, or 'pyenv install 3.11'." >&2; \
	  exit 1; fi; "$$python" bot/install.py

.PHONY: help run run-cluster preview test check ask talk slack-demo train lock install install-tests install-tensorflow \
	install-telemetry sbom audit-online eval fuzz faults bench bench-abuse bench-service bench-soak bench-start bench-kb \
	bench-nlu bench-probe bench-slack bench-widget soak-abuse saboteurs screenshots clean

help:  ## show what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile | awk -F': ' '{printf "make %-20s %s\n", $$1, $$2}'

install:
	@$(SET_UP)

install-tests:
	@$(SET_UP) requirements.lock tests/requirements.lock

run: install  ## set up, train if needed, serve on http://127.0.0.1:8080
	@exec $(BOT) serve

run-cluster:  ## PostgreSQL, Redis, WORKERS=2 workers and a load balancer on http://127.0.0.1:8080
	@$(SET_UP) requirements.lock bot/cluster/requirements.lock
	@exec $(BOT) cluster --workers $(WORKERS)

preview: install  ## like run, and reload articles when their files change
	@exec $(BOT) serve --preview

test: install-tests  ## set up and run all tests
	@$(PYTHON) -m bot.browser
	@$(BOT) train
	@$(PYTHON) -m pytest -n $(TEST_PROCESSES) --dist loadfile

train: install  ## train the model if what it is made of has changed
	@$(BOT) train

talk: install  ## talk to the bot in this terminal
	@$(BOT) talk

slack-demo: install-tests  ## talk to the bot in a pretend Slack, in this terminal
	@$(BOT) train
	@$(PYTHON) -m tests.slack.demo

check: install  ## check the knowledge base
	@$(PYTHON) -m kb

lock: install  ## resolve the dependencies anew into all lock files
	@$(PYTHON) -m bot.lock

install-tensorflow: install  ## for people who add DIET or TED to config.yml
	@$(PYTHON) bot/install.py requirements.lock bot/tensorflow/requirements.lock

install-telemetry: install  ## for people who collect traces (LOTSE_OTLP_URL)
	@$(PYTHON) bot/install.py requirements.lock bot/telemetry/requirements.lock

sbom: install-tests  ## the bill of materials with its vulnerabilities, CycloneDX in JSON
	@$(PYTHON) -m tests.supply_chain.bill $(SBOM_OPTIONS)

audit-online: install-tests  ## ask the advisory database about every locked package; needs network
	@$(PYTHON) -m tests.supply_chain.audit $(AUDIT_OPTIONS)

eval: install-tests  ## how well both languages are understood: the exam, by kind of sentence
	@$(PYTHON) -m tests.evaluation $(EVAL_OPTIONS)

fuzz: install-tests  ## a million changed requests against a server of its own; FUZZ_OPTIONS="--count 5000 --seed 2"
	@$(BOT) train
	@$(PYTHON) -m tests.fuzz $(FUZZ_OPTIONS)

bench: install-tests  ## all about speed, memory and workers, beside stock Rasa; takes half an hour. BENCH_OPTIONS="--only users"
	@$(PYTHON) -m tests.benchmarks.load $(BENCH_OPTIONS)

bench-soak: install-tests  ## memory over 100,000 turns; takes over half an hour
	@$(PYTHON) -m tests.benchmarks.load --only soak $(BENCH_OPTIONS)

faults: install-tests  ## kills, locks, crowds, endless talk: what takes long; FAULTS_OPTIONS="kills --count 20"
	@$(BOT) train
	@$(PYTHON) -m tests.faults $(FAULTS_OPTIONS)

bench-abuse: install-tests  ## what others notice of one abuser, script by script; takes half an hour
	@$(BOT) train
	@$(PYTHON) -m tests.benchmarks.abuse $(ABUSE_OPTIONS)

soak-abuse: install-tests  ## memory over 100,000 messages of abuse; takes hours
	@$(BOT) train
	@$(PYTHON) -m tests.benchmarks.abuse_soak $(ABUSE_OPTIONS)

bench-nlu: install-tests  ## understanding on public sets, beside stock Rasa; takes over an hour
	@$(PYTHON) -m tests.benchmarks.understanding

bench-service: install-tests  ## CPU and latency of a turn, beside stock Rasa
	@$(PYTHON) -m tests.benchmarks.service

bench-kb: install-tests  ## the knowledge base as shipped and with 1,000 articles
	@$(PYTHON) -m tests.benchmarks.knowledge

bench-probe: install-tests  ## wall time, connections and CPU of port checks, beside nmap
	@$(PYTHON) -m tests.benchmarks.probe

bench-slack: install-tests  ## answers in Slack under doubled events, a kill and dropped sockets, beside Rasa's channel
	@$(PYTHON) -m tests.benchmarks.slack

bench-widget: install-tests  ## size, speed and accessibility of the widget, beside others
	@$(PYTHON) -m tests.benchmarks.widget

bench-start: install  ## cold and warm start
	@$(PYTHON) -m tests.benchmarks.start

saboteurs: install-tests  ## switch off each safety control and see its test turn red
	@$(BOT) train
	@$(PYTHON) -m tests.saboteurs $(SABOTEURS)

screenshots: install-tests  ## pictures of the page in both languages
	@$(PYTHON) -m tests.browser.screenshots

clean:  ## remove the environment, the model and caches
	@rm -rf .venv models .rasa .bench .eval .sbom .audit .mypy_cache .pytest_cache .ruff_cache .hypothesis
