.DEFAULT_GOAL := help
.PHONY: help run test dev check gallery ci

help: ## list these
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: ## set everything up and start Samklang with a demo meeting
	@python3 dev.py run

test: ## run every test, browser tests included
	@python3 dev.py test

dev: ## serve the demo, and start it again whenever the code changes
	@python3 dev.py dev

check: ## style, types, import directions, browser types, session plans
	@python3 dev.py check

gallery: ## serve in development; every screen of every activity is then at /gallery
	@python3 dev.py dev

ci: ## exactly what has to hold before anything is taken in
	@.ci/run
