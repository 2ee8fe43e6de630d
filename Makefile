# Licentia: the front door. Every verb installs what it needs first (tools/setup.sh says what, and why).
# The program is described in meson.build; nobody needs to know Meson on the first day.

PORT ?=

.DEFAULT_GOAL := help
.PHONY: help setup build run test lint bench fuzz clean

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F '|' '{ printf "%-14s %s\n", $$1, $$2 }'

setup: ## install what building, testing and checking need
	@tools/setup.sh build test lint

build: ## compile the program to build/licentia
	@tools/setup.sh build
	@tools/build.sh build

run: build ## compile, then serve a demo organisation (PORT=8080 to choose the port)
	@exec build/licentia demo $(if $(PORT),--listen 127.0.0.1:$(PORT))

test: ## run every test under sanitizers, compiled with gcc and with clang
	@tools/setup.sh build test
	@python3 tools/test_run.py

lint: ## run every static check
	@tools/setup.sh build lint
	@tools/lint.sh

bench: build ## measure speed and size beside nginx and sqlite3
	@tools/setup.sh build bench
	@node bench/run.mjs

fuzz: ## feed the parsers made-up input (SECONDS_EACH=60 for each target)
	@tools/setup.sh build fuzz
	@tools/fuzz.sh

clean: ## remove everything that was built
	rm -rf build build-*
