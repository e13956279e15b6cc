# What a contributor does daily; CONTRIBUTING.md says more.
#
#   make build                  compile and package, without tests and checks
#   make test T=WaitingTest     one test class, unit or integration
#   make format                 format the code
#   make verify                 everything that a change has to pass
#   make docs                   write the pages that are printed from the code
#   make run                    the whole system on this machine
#   make bench                  measure it
#   make jmh                    measure what 200 routes cost an event

.PHONY: build test format verify docs run bench jmh

# Compiles tests, but runs only those named by -Dtest.
QUICK_TEST = mvn -q -Dquick -Dmaven.test.skip=false -Dsurefire.failIfNoSpecifiedTests=false

build:
	mvn -q -Dquick package

test:
	@test -n "$(T)" || { echo "name a test class: make test T=WaitingTest" >&2; exit 64; }
	@module=$$(find . -path "*/src/test/*" -name "$(T).java" | sed "s|^\./||; s|/src/test/.*||" | head -1); \
	test -n "$$module" || { echo "no test class is named $(T)" >&2; exit 64; }; \
	$(QUICK_TEST) -Dtest="$(T)" -pl "$$module" -am test

format:
	mvn -q -N -Dformat.goal=apply verify

verify:
	mvn verify

docs:
	$(QUICK_TEST) -Dtest=GeneratedPagesTest -Ddocs.write -pl system-tests -am test

run:
	./sluice up

bench:
	./sluice bench

# Of classes that are up to date JMH's generator would make nothing.
jmh:
	rm -rf processor-service/target/test-classes
	$(QUICK_TEST) -Pjmh -Dtest=none -pl processor-service -am test
