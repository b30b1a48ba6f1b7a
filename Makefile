.PHONY: site test quick nightly demo guests screenshots docs reference pictures changelog setup develop browser format lint types unit lock lock-template clean
.DEFAULT_GOAL := site

site: setup  ## build the site of this repository into site/
	.venv/bin/publisher build

docs: develop  ## the documentation as a site, in build/docs/
	NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build -q -f scripts/docs.yml

reference: develop  ## the pages of the documentation that are made from the code
	.venv/bin/python scripts/reference.py

pictures: develop browser  ## the pictures that the documentation shows
	.venv/bin/python scripts/pictures.py

changelog: develop  ## move changes/ into CHANGELOG.md at a release: make changelog VERSION=1.2.0
	.venv/bin/towncrier build --yes --version $(VERSION)

demo: setup  ## a site with a made-up history that shows every state, served on a terminal
	.venv/bin/publisher demo build/demo --serve

guests: develop  ## other people's plugins beside the publisher, each before and after it
	.venv/bin/python scripts/guests.py

screenshots: develop browser  ## pictures of every kind of page: phone, desktop, light, dark, paper
	.venv/bin/python scripts/screenshots.py

test: develop browser lint types unit  ## everything that CI runs for a change

CORES := $(shell nproc 2>/dev/null || echo 2)
QUICK = tests/calendar tests/timeline tests/text tests/test_architecture.py tests/test_config.py tests/docs/test_spelling.py
quick: develop lint  ## the inner loop: style, and the tests of what is pure, in half a minute
	.venv/bin/pytest -n $(CORES) --dist worksteal -m "not nightly and not slow" $(QUICK)

nightly: develop browser  ## what takes long and seldom finds anything: long simulations, many random examples
	HYPOTHESIS_PROFILE=deep .venv/bin/pytest -n $(CORES) --dist worksteal -m "nightly or deep" --durations 20

setup:  ## .venv/ with what the publisher needs
	@scripts/setup.sh site

develop:  ## .venv/ with the tools of tests and checks too
	@scripts/setup.sh develop

browser:
	@scripts/browser.sh

format: develop  ## put the code into its one form
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lint: develop
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .

types: develop
	.venv/bin/mypy

unit: develop browser
	.venv/bin/pytest -n $(CORES) --dist worksteal

LOCK = .venv/bin/uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 -q
lock: develop  ## take newer versions into requirements.lock and the lock of new repositories
	$(LOCK) --group dev --upgrade -o requirements.lock
	$(MAKE) --no-print-directory lock-template
lock-template: develop  ## what `publisher init` pins: the same versions, without the development tools
	$(LOCK) --group build --constraints requirements.lock -o publisher/template/requirements.lock.txt

clean:
	rm -rf .venv site build .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
