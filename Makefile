# Every command of the project. `make` alone lists them. Nothing but Python >= 3.11 and make is needed.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run demo-reset manage test check format coverage screenshots messages lock clean
.PHONY: hand-over permissions privacy attack-sign-in check-calendar check-newsletter walk-calendar bench-mail bench-notify bench-mail-growth bench-announce chaos-mail
PYTHON_BIN := .venv/bin/python
T ?=
C ?= help
O ?=

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv with everything that development needs
	@bin/bootstrap dev

run: ## Start the portal with a demo network (DEMO=0: an empty one; PORT=8123: another port)
	@bin/bootstrap runtime
	@exec $(PYTHON_BIN) -m devservices.run

demo-reset: ## Throw the demo network away; the next `make run` builds it anew
	@bin/bootstrap runtime
	@exec $(PYTHON_BIN) -m devservices.demo_reset

manage: ## A Django command on the data of `make run`: make manage C="import_members FILE"
	@bin/bootstrap runtime
	@exec $(PYTHON_BIN) -m devservices.manage $(C)

test: ## Check and test everything; T=tests/members tests a part
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.suite $(T)

check: ## Linters, types, contracts, migrations, deployment checks, translations
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.check

format: ## Format the Python code
	@bin/bootstrap dev
	@$(PYTHON_BIN) -m ruff check --fix-only --quiet .
	@$(PYTHON_BIN) -m ruff format .

coverage: ## Test on PostgreSQL and say which lines no test reaches (T=... for a part)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.suite --coverage $(T)

permissions: ## Ask for every address as nine people; look for others' secrets in each answer (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.permissions $(O)

attack-sign-in: ## Guess passwords from 50 addresses; see whether the owner still gets in (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.attack_sign_in $(O)

privacy: ## Export and erase a person who stands in every column; 100,000 rows meet the clock (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.privacy $(O)

bench-mail: ## How fast a newsletter leaves, against plain smtplib (O="--only portal" for a part; O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.bench mail $(O)

bench-notify: ## How long one notification takes, idle and beside a newsletter (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.bench notify $(O)

bench-mail-growth: ## The same speed with a million deliveries; an audience of 100,000 (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.bench growth $(O)

bench-announce: ## How long the page takes that announces a meeting to 1,000, against mailing in the request (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.bench announce $(O)

check-calendar: ## Let three readers and the rules of iTIP judge 2,500 invitations of every sort (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.calendar.check $(O)

check-newsletter: ## Let readers of mail and HTML, and the data of mail programs, judge 1,000 newsletters (O=--help)
	@bin/bootstrap dev
	@$(PYTHON_BIN) -m devservices.catalogues
	@exec $(PYTHON_BIN) -m devservices.newsletter.check $(O)

walk-calendar: ## Random lives of 1,000 meetings, told by mail, against simulated calendars (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.calendar.walk $(O)

chaos-mail: ## Kill everything again and again; the relay judges who got what (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.chaos $(O)

hand-over: ## Hand a whole portal over from SQLite to PostgreSQL and back, and compare (O=--help)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.hand_over $(O)

screenshots: ## Photograph every public template of a running `make run` into var/screenshots
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.screenshots

messages: ## Compile the translations (.po to .mo)
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.catalogues

lock: ## Resolve requirements*.in anew into the hashed lock files
	@bin/bootstrap dev
	@exec $(PYTHON_BIN) -m devservices.lock

clean: ## Remove what can be made again (.venv, caches, reports); data in var/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage htmlcov test-results var/screenshots
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
