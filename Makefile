# U2T: everything is done by u2t/machine; this file only finds a Python for it.
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
MACHINE = $(if $(PYTHON),exec $(PYTHON) -m u2t.machine,echo "u2t: Python 3.11 or newer is needed, and none was found: install it and start again." >&2; exit 1;)

.PHONY: help run test cover check bench load
help:    ## show these lines
	@sed -n 's/^\([a-z]*\): *## */  make \1	/p' Makefile
run:     ## set up what is missing and start the platform with its demonstration (PORT=8000)
	@$(MACHINE) run
test:    ## set up and run the tests (ARGS="tests/core -x")
	@$(MACHINE) test $(ARGS)
cover:   ## run the tests and say which lines and branches none of them takes; fails below 95 %
	@$(MACHINE) cover $(ARGS)
check:   ## lint, types, import law, migrations, API description
	@$(MACHINE) check
bench:   ## measure against the reference programs
	@$(MACHINE) bench $(ARGS)
load:    ## deadline day: logs and reports of 60,000 people from many clients (ARGS="--seconds 60")
	@$(MACHINE) load $(ARGS)
