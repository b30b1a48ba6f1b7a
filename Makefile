.PHONY: site test demo screenshots docs reference pictures changelog setup browser format lint types unit lock clean
.DEFAULT_GOAL := site

site: setup  ## build the site of this repository into site/
	.venv/bin/publisher build

docs: setup  ## the documentation as a site, in build/docs/
	NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build -q -f scripts/docs.yml

reference: setup  ## the pages of the documentation that are made from the code
	.venv/bin/python scripts/reference.py

pictures: setup browser  ## the pictures that the documentation shows
	.venv/bin/python scripts/pictures.py

changelog: setup  ## move changes/ into CHANGELOG.md at a release: make changelog VERSION=1.2.0
	.venv/bin/towncrier build --yes --version $(VERSION)

demo: setup  ## a site with a made-up history that shows every state, served on a terminal
	.venv/bin/publisher demo build/demo --serve

screenshots: setup browser  ## pictures of every kind of page: phone, desktop, light, dark, paper
	.venv/bin/python scripts/screenshots.py

test: setup browser lint types unit  ## everything that CI runs

setup:
	@scripts/setup.sh

browser:
	@scripts/browser.sh

format: setup  ## put the code into its one form
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lint: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .

types: setup
	.venv/bin/mypy

unit: setup browser
	.venv/bin/pytest

lock: setup  ## take newer versions into requirements.lock
	.venv/bin/uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --upgrade -q -o requirements.lock

clean:
	rm -rf .venv site build .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
