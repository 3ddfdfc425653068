# Quartet: `make run` starts the lab, `make test` proves it. `make help` lists the rest.
#
# One file, not recursive. Everything made is under build/<variant>/, and variants never share
# an object: release, debug, fast (what is installed and measured: slow to link), sanitize
# (SANITIZE=...), coverage, fuzz, or any name given as VARIANT=. When flags change, what they
# touch is built again.

# What to build, and how: `make build/debug/tests/base/test_buf` chooses the variant too.
NAMED_VARIANT := $(firstword $(foreach goal,$(filter build/%,$(MAKECMDGOALS)),\
	$(word 2,$(subst /, ,$(goal)))))
FAST := $(if $(filter bench deb install,$(MAKECMDGOALS)),fast)
VARIANT ?= $(or $(NAMED_VARIANT),$(if $(SANITIZE),sanitize),$(FAST),release)
BUILD := build/$(VARIANT)
PREFIX ?= /usr/local
OPTIMISE_debug := -O0
OPTIMISE_coverage := -O0
OPTIMISE_fast := -O3 -flto=auto
CFLAGS ?= $(or $(OPTIMISE_$(VARIANT)),$(if $(SANITIZE),-O1,-O2)) -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wundef -Wwrite-strings -Wformat=2 -Wswitch-enum
ifeq ($(DEVELOPER),1)
WARNINGS += -Werror
endif
ifneq ($(SANITIZE),)
SANITIZE_FLAGS := -fsanitize=$(SANITIZE) -fno-omit-frame-pointer \
	$(if $(findstring undefined,$(SANITIZE)),-fno-sanitize-recover=all)
endif

# What it needs, and who installs it.
MANAGER := $(firstword $(foreach tool,apt-get dnf pacman apk brew,\
	$(if $(shell command -v $(tool) 2>/dev/null),$(tool))))
TO_RUN_apt-get := gcc libc6-dev pkg-config libsqlite3-dev liblua5.4-dev libncurses-dev liblz4-dev
TO_RUN_dnf := gcc pkgconf-pkg-config sqlite-devel lua-devel ncurses-devel lz4-devel
TO_RUN_pacman := gcc pkgconf sqlite lua54 ncurses lz4
TO_RUN_apk := gcc musl-dev pkgconf sqlite-dev lua5.4-dev ncurses-dev lz4-dev
TO_RUN_brew := pkgconf sqlite lua@5.4 ncurses lz4
TO_TEST_apt-get := libcmocka-dev libvterm-dev
TO_TEST_dnf := libcmocka-devel libvterm-devel
TO_TEST_pacman := cmocka libvterm
TO_TEST_apk := cmocka-dev libvterm-dev
TO_TEST_brew := cmocka libvterm
TO_ANALYZE_apt-get := gcc clang-tidy cppcheck valgrind
TO_ANALYZE_dnf := gcc clang-tools-extra cppcheck valgrind
TO_ANALYZE_pacman := gcc clang cppcheck valgrind
TO_ANALYZE_apk := gcc clang-extra-tools cppcheck valgrind
TO_ANALYZE_brew := gcc llvm cppcheck
INSTALL_apt-get = apt-get update && $(SUDO)apt-get install -y --no-install-recommends
INSTALL_dnf := dnf install -y
INSTALL_pacman := pacman -S --needed --noconfirm
INSTALL_apk := apk add
INSTALL_brew := brew install
SUDO := $(if $(filter brew,$(MANAGER)),,$(if $(filter-out 0,$(shell id -u)),sudo ))

KEG := $(if $(filter brew,$(MANAGER)),$(shell brew --prefix)/opt)
keg_path = $(KEG)/$(1)/lib/pkgconfig
PKG_CONFIG := $(if $(KEG),PKG_CONFIG_PATH=$(call keg_path,ncurses):$(call keg_path,sqlite):$(call keg_path,lua@5.4) )pkg-config
has = $(shell $(PKG_CONFIG) --exists '$(1)' 2>/dev/null && echo $(firstword $(1)))
LUA := $(or $(firstword $(foreach name,lua5.4 lua54 lua-5.4 lua,$(call has,$(name) >= 5.4 $(name) < 5.5))),lua5.4)
LIBRARIES := sqlite3 $(LUA) ncursesw liblz4
missing = $(if $(shell command -v $(firstword $(CC)) 2>/dev/null),,$(CC)) \
	$(foreach library,$(1),$(if $(call has,$(library)),,$(library)))
MISSING_TO_RUN := $(strip $(call missing,$(LIBRARIES)))
MISSING_TO_TEST := $(strip $(call missing,$(LIBRARIES) cmocka vterm))

PKG_CFLAGS := $(filter-out -D%,$(shell $(PKG_CONFIG) --cflags $(LIBRARIES) 2>/dev/null))
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(LIBRARIES) 2>/dev/null)
TEST_CFLAGS := -D_DEFAULT_SOURCE -Itests $(shell $(PKG_CONFIG) --cflags cmocka vterm 2>/dev/null)
CMOCKA_LIBS := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null)
VTERM_LIBS := $(shell $(PKG_CONFIG) --libs vterm 2>/dev/null) -lutil

COMPILE = $(CC) -std=c11 -D_XOPEN_SOURCE=700 -Isrc $(PKG_CFLAGS) $(WARNINGS) \
	$(SANITIZE_FLAGS) $(CFLAGS) $(CPPFLAGS) -MMD -MP
LINK = $(CC) $(SANITIZE_FLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^)

# What there is.
SOURCES := $(sort $(wildcard src/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY := $(BUILD)/libquartet.a
PROGRAM := $(BUILD)/quartet
programs = $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard $(1))))
TEST_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/pty.c tests/lib/test_%,\
	$(sort $(wildcard tests/lib/*.c))))
TEST_LIBRARY := $(BUILD)/libtest.a
E2E_TESTS := $(call programs,tests/e2e/test_*.c)
SCREEN_TESTS := $(call programs,tests/screen/test_*.c)
UNIT_TESTS := $(filter-out $(E2E_TESTS) $(SCREEN_TESTS) $(BUILD)/tests/tidy/%,\
	$(call programs,tests/*/test_*.c))
TIDY_TESTS := $(call programs,tests/tidy/tidy.c tests/tidy/test_*.c)
TRACE_TESTS := $(call programs,tests/trace/trace.c)
FUZZ_TESTS := $(call programs,tests/fuzz/fuzz_*.c)
SIM := $(call programs,tests/sim/sim.c)
TRAVEL := $(call programs,tests/travel/travel.c)
SAME := $(call programs,tests/same/same.c)
HISTORY := $(call programs,tests/history/check.c tests/history/produce.c)
PICTURES := $(call programs,tests/screen/pictures.c)
BENCHES := $(call programs,tests/bench/*.c)
CHECKS := $(UNIT_TESTS) $(TRACE_TESTS) $(SCREEN_TESTS) $(FUZZ_TESTS) $(TIDY_TESTS) $(SIM) $(TRAVEL) \
	$(SAME) $(HISTORY)

# How each is run; every program prints TAP or a last line "N passed, N failed".
SEED ?= 1
RUNS ?= 200
FUZZ_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/fuzz/fuzz_% %/replay_main.c,\
	$(sort $(wildcard tests/fuzz/*.c))))
fuzz_name = $(patsubst fuzz_%,%,$(notdir $(1)))
FUZZ_NOW := $(or $(T),$(foreach test,$(FUZZ_TESTS),$(call fuzz_name,$(test))))
FUZZ_MORE_driver := $(wildcard data/drivers/*.lua)
FUZZ_RUNS := $(foreach test,$(FUZZ_TESTS),'$(test) $(wildcard \
	tests/fuzz/corpus/$(call fuzz_name,$(test))/*) $(FUZZ_MORE_$(call fuzz_name,$(test)))')
SIM_RUNS := $(if $(SIM),'$(SIM) --seeds tests/sim/seeds.txt --seed $(SEED) --runs $(RUNS) \
	--keep build/failed $(SIM_FLAGS)') \
	$(if $(TRAVEL),'$(TRAVEL) --seeds tests/travel/seeds.txt --seed $(SEED) --runs $(RUNS)')
same_runs = $(if $(SAME),'$(SAME) --seeds tests/same/seeds.txt --seed $(SEED) --runs $(1)')
SAME_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/same.c,$(sort $(wildcard tests/same/*.c))))
SIM_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/sim.c,$(sort $(wildcard tests/sim/*.c))))
HISTORY_RUNS := $(if $(HISTORY),'$(firstword $(HISTORY)) --examples $(wildcard \
	tests/history/examples/*.history)' 'tests/history/run.sh $(HISTORY) $(SEED) $(or \
	$(if $(findstring command,$(origin RUNS)),$(RUNS)),20)')
PRODUCER_PARTS := $(addprefix $(BUILD)/tests/,history/program.o sim/blanks.o sim/nemesis.o sim/story.o \
	sim/tales.o sim/world.o)
JUDGE_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/check.c %/produce.c %/program.c,\
	$(sort $(wildcard tests/history/*.c))))
LESSON_SEEDS ?= 1..10
LESSON_RUNS := '$(PROGRAM) verify --seeds $(LESSON_SEEDS)' '$(PROGRAM) verify --seeds 1..20 $(wildcard data/demos/*.md)'
PACKAGE_RUN := tests/package/check.sh $(PROGRAM)
SCORE_SEEDS ?= 100
SCORE_RUNS := 'tests/score/check.sh $(PROGRAM) $(SCORE_SEEDS)'
CHECK_RUNS := $(UNIT_TESTS) $(TRACE_TESTS) $(SCREEN_TESTS) $(FUZZ_RUNS) $(TIDY_TESTS) $(SIM_RUNS) \
	tests/mutants/check.sh '$(PACKAGE_RUN)' $(call same_runs,24) $(HISTORY_RUNS) $(LESSON_RUNS) $(SCORE_RUNS)
VALGRIND ?= unit trace screen fuzz sim e2e
VALGRIND_unit := $(UNIT_TESTS)
VALGRIND_trace := $(TRACE_TESTS)
VALGRIND_screen := $(SCREEN_TESTS)
VALGRIND_fuzz := $(FUZZ_RUNS)
VALGRIND_sim := '$(SIM) --seed 1 --runs 2 --once' '$(TRAVEL) --seed 1 --runs 2' '$(SAME) --seed 1 --runs 2'
VALGRIND_e2e := $(BUILD)/tests/e2e/test_play
VALGRIND_RUNS := $(foreach kind,$(VALGRIND),$(VALGRIND_$(kind)))
VALGRIND_WRAP := valgrind -q --leak-check=full --error-exitcode=9 --trace-children=yes --trace-children-skip=/bin/*,/usr/bin/*
RUN_TESTS := @QUARTET=$(PROGRAM) tests/lib/run_tests.sh
HAS_VTERM := $(call has,vterm)
E2E_FORCED := $(filter 1 true,$(CI) $(DEVELOPER))
SAY_SKIPPED := $(if $(HAS_VTERM),,@echo "skipped: check-e2e needs libvterm: make deps")
E2E_NOW := $(if $(HAS_VTERM)$(E2E_FORCED),$(E2E_TESTS))

TO = '$(subst ','\'',$(DESTDIR)$(PREFIX))'
MAN_PAGE := share/man/man1/quartet.1
FOR_BASH := share/bash-completion/completions/quartet
FOR_ZSH := share/zsh/site-functions/_quartet
FOR_FISH := share/fish/vendor_completions.d/quartet.fish
MADE_BY_HELP := $(MAN_PAGE) $(FOR_BASH) $(FOR_ZSH) $(FOR_FISH)

.DEFAULT_GOAL := all
.PHONY: all always analyzed bench check check-all check-digests check-e2e check-fuzz check-history check-lessons check-package check-same \
	check-screen check-mutants check-score check-sim check-static check-tidy check-trace check-unit check-valgrind clean coverage \
	deb deps format format-check fuzz fuzz-keep help install run screenshots \
	test tests uninstall update-golden update-scores verify-all watched
.PRECIOUS: $(BUILD)/tests/%.o

all: $(PROGRAM) ## build the program (V=1 shows the commands)

run: ## install what is missing, build, and start the lab (ARGS= for its arguments)
	@$(if $(MISSING_TO_RUN),$(call install_packages,$(MISSING_TO_RUN),$(TO_RUN_$(MANAGER))))
	@$(MAKE) --no-print-directory all
	@$(PROGRAM) $(ARGS)

test: ## install what is missing, then check and check-e2e
	@$(if $(MISSING_TO_TEST),$(call install_packages,$(MISSING_TO_TEST),$(TO_ALL)))
	@$(MAKE) --no-print-directory tests

deps: ## install the packages for building and testing
	@$(if $(MISSING_TO_TEST),$(call install_packages,$(MISSING_TO_TEST),$(TO_ALL)),\
	echo "Everything needed to build and test is here.")

check: $(CHECKS) $(PROGRAM) ## every test but check-e2e, with RUNS=200 simulation seeds
	$(RUN_TESTS) $(CHECK_RUNS)
check-unit: $(UNIT_TESTS) ## unit tests, one program a source file
	$(RUN_TESTS) $^
check-trace: $(TRACE_TESTS) ## command lines against the events they must lead to
	$(RUN_TESTS) $^
check-screen: $(SCREEN_TESTS) ## golden screens
	$(RUN_TESTS) $^
check-fuzz: $(FUZZ_TESTS) ## the corpus of every fuzz target
	$(RUN_TESTS) $(FUZZ_RUNS)
check-tidy: $(TIDY_TESTS) ## layers, lengths, banned calls, complete tables
	$(RUN_TESTS) $^
check-sim: $(SIM) $(TRAVEL) $(SAME) ## simulation, going back and forth, random SQL: SEED=1 RUNS=200
	$(RUN_TESTS) $(SIM_RUNS) $(call same_runs,24)
check-same: $(SAME) ## random SQL, in a cluster and in one plain SQLite: SEED=1 RUNS=200
	$(RUN_TESTS) $(call same_runs,$(RUNS))
check-history: $(HISTORY) ## what programs saw, against what their levels promise: SEED=1 RUNS=20
	$(RUN_TESTS) $(HISTORY_RUNS)
check-lessons: $(PROGRAM) ## every lesson is solvable, not solved before, and sound: LESSON_SEEDS=1..10
	$(RUN_TESTS) $(LESSON_RUNS)
verify-all: ## the same with a hundred seeds
	@$(MAKE) --no-print-directory check-lessons LESSON_SEEDS=1..100
check-package: $(PROGRAM) ## what install puts there works, moves, and goes away again
	$(RUN_TESTS) '$(PACKAGE_RUN)'
check-score: $(PROGRAM) ## drivers against game days: SCORE_SEEDS=100
	@QUARTET=$(PROGRAM) TEST_SECONDS=7200 tests/lib/run_tests.sh $(SCORE_RUNS)
check-e2e: $(E2E_NOW) $(if $(E2E_NOW),$(PROGRAM)) ## the real program in a terminal (needs libvterm)
	$(if $(E2E_NOW),$(RUN_TESTS) $(E2E_NOW),$(SAY_SKIPPED))
tests: $(CHECKS) $(E2E_NOW) $(PROGRAM)
	$(if $(E2E_NOW),,$(SAY_SKIPPED))
	$(RUN_TESTS) $(CHECK_RUNS) $(E2E_NOW)
check-all: ## check under SANITIZE=address,undefined
	@$(MAKE) --no-print-directory tests SANITIZE=$(or $(SANITIZE),address,undefined)

check-mutants: ## take each rule of the engine away: does the simulation notice? NAMES=no_hold JOBS=2
	@tests/mutants/run.sh $(NAMES)
check-digests: ## every seed ends alike with gcc -O0, gcc -O2 and clang: SEED=1 RUNS=50
	@$(MAKE) --no-print-directory build/gcc-O0/tests/sim/sim CC=gcc CFLAGS=-O0 VARIANT=gcc-O0
	@$(MAKE) --no-print-directory build/gcc-O2/tests/sim/sim CC=gcc CFLAGS=-O2 VARIANT=gcc-O2
	@$(MAKE) --no-print-directory build/clang/tests/sim/sim CC=clang CFLAGS=-O2 VARIANT=clang
	@for way in gcc-O0 gcc-O2 clang; do build/$$way/tests/sim/sim --digest --seed $(SEED) --runs \
	$(if $(filter command,$(origin RUNS)),$(RUNS),50) | grep -E '^[0-9]+ [0-9a-f]{16}$$' >build/$$way/digests; done
	@cmp build/gcc-O0/digests build/gcc-O2/digests && cmp build/gcc-O2/digests build/clang/digests
	@echo "$$(wc -l <build/clang/digests) passed, 0 failed"

bench: $(BENCHES) $(PROGRAM) ## measure; BASELINE=file marks what got worse since: a copy of build/bench.tsv
	@QUARTET=$(PROGRAM) BASELINE=$(BASELINE) tests/bench/table.sh build/bench.tsv $(BENCHES) tests/bench/program.sh
check-static: ## clang-tidy, cppcheck and gcc -fanalyzer over src/: what is wrong with none of them running
	$(call need,clang-tidy cppcheck gcc)
	@$(MAKE) --no-print-directory analyzed VARIANT=static CC=gcc
analyzed: $(foreach kind,tidy analyzed,$(patsubst %.c,$(BUILD)/%.$(kind),src/main.c $(SOURCES))) $(BUILD)/cppcheck
	@echo "$(words $^) passed, 0 failed"
check-valgrind: ## every kind of test under valgrind, few seeds; VALGRIND='unit sim'
	$(call need,valgrind)
	@$(MAKE) --no-print-directory watched VARIANT=valgrind CPPFLAGS=-DFOR_VALGRIND
watched: $(PROGRAM) $(filter $(BUILD)/%,$(subst ',,$(VALGRIND_RUNS)))
	@QUARTET=$(PROGRAM) TEST_SECONDS=7200 TEST_PATIENCE=30 WRAP='$(VALGRIND_WRAP)' tests/lib/run_tests.sh $(VALGRIND_RUNS)
coverage: ## lines of src/ that unit tests, traces and some simulation reach, by folder; FOLDER=store: by file
	@$(MAKE) --no-print-directory check-unit check-trace check-sim VARIANT=coverage RUNS=5 SIM_FLAGS=--once \
	CFLAGS="-O0 -g --coverage"
	@tests/lib/coverage.sh build/coverage/src $(FOLDER)
fuzz: ## look for new inputs with each target: SECONDS=60 T="words sql" (needs clang)
	@$(MAKE) --no-print-directory $(FUZZ_NOW:%=build/fuzz/tests/fuzz/fuzz_%) CC=clang SANITIZE=address,undefined,fuzzer
	@tests/fuzz/fuzz.sh $(if $(findstring command,$(origin SECONDS)),$(SECONDS),60) $(FUZZ_NOW)
fuzz-keep: ## keep of what was found the fewest inputs that reach as much: T=
	@tests/fuzz/keep.sh $(FUZZ_NOW)
format: ## let clang-format decide
	clang-format -i $$(git ls-files 'src/*.[ch]' 'tests/*.[ch]')
format-check: ## say what clang-format would change
	clang-format --dry-run -Werror $$(git ls-files 'src/*.[ch]' 'tests/*.[ch]')
update-golden: $(TRACE_TESTS) $(SCREEN_TESTS) ## write traces and screens anew; then review the diff
	@for test in $^; do UPDATE_GOLDEN=1 $$test >/dev/null 2>&1; done; git status --short tests
screenshots: $(PICTURES) ## draw the pictures of the README anew, from the program itself
	@mkdir -p data/pictures && $(PICTURES)
update-scores: $(PROGRAM) ## play all drivers, and write their table into data/drivers/README.md
	@tests/score/update.sh $(PROGRAM)

install: $(PROGRAM) ## PREFIX=/usr/local DESTDIR=: the program, its data, its man page, what shells complete
	install -d $(TO)"/bin" $(TO)"/share/quartet" $(foreach file,$(MADE_BY_HELP),$(TO)"/$(dir $(file))")
	install -m 755 $(PROGRAM) $(TO)"/bin/quartet"
	rm -rf $(TO)"/share/quartet/data" $(TO)"/share/quartet/lessons"
	cp -R data lessons LICENSE $(TO)"/share/quartet/"
	$(PROGRAM) help man >$(TO)"/$(MAN_PAGE)"
	$(PROGRAM) help bash >$(TO)"/$(FOR_BASH)"
	$(PROGRAM) help zsh >$(TO)"/$(FOR_ZSH)"
	$(PROGRAM) help fish >$(TO)"/$(FOR_FISH)"
	chmod -R u=rwX,go=rX $(TO)"/share/quartet" $(foreach file,$(MADE_BY_HELP),$(TO)"/$(file)")
uninstall: ## remove what install put there
	rm -f $(TO)"/bin/quartet" $(foreach file,$(MADE_BY_HELP),$(TO)"/$(file)")
	rm -rf $(TO)"/share/quartet"
deb: $(PROGRAM) ## a Debian package in build/
	@tests/package/deb.sh $(PROGRAM)
clean: ## remove build/
	rm -rf build
help: ## print the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

# $(call need,tools): those that are not here end the step, with what installs them.
need = @for tool in $(1); do command -v $$tool >/dev/null || { echo "$@ needs $$tool:" \
	"$(SUDO)$(INSTALL_$(MANAGER)) $(TO_ANALYZE_$(MANAGER))" >&2; exit 3; }; done

# $(call install_packages,what is missing,packages): say the command, then run it. Without the
# right to install, the command is printed for someone who has it, and the status is 3.
TO_ALL := $(TO_RUN_$(MANAGER)) $(TO_TEST_$(MANAGER))
define install_packages
echo "Missing: $(1)"; \
command='$(SUDO)$(INSTALL_$(MANAGER)) $(2)'; \
if [ -z '$(MANAGER)' ]; then echo "Install a C compiler, pkg-config, SQLite, Lua 5.4, ncurses, LZ4," \
	"cmocka and libvterm with their headers, then try again." >&2; exit 3; fi; \
if [ -n '$(SUDO)' ] && ! command -v sudo >/dev/null; then \
	echo "This must be run as root: $${command#sudo }" | sed 's/sudo //g' >&2; exit 3; fi; \
echo "Installing: $$command"; \
DEBIAN_FRONTEND=noninteractive sh -c "$$command" || { echo "That failed: $$command" >&2; exit 3; }
endef

# The build. V=1 shows the commands themselves.
say = @$(if $(V),,echo '  $(1)  $@' &&)$(if $(V),set -x;)
$(PROGRAM): $(BUILD)/src/main.o $(LIBRARY)
	$(call say,LD) $(LINK) $(PKG_LIBS)
$(LIBRARY): $(OBJECTS) $(BUILD)/sources
	@rm -f $@
	$(call say,AR) ar rcs $@ $(OBJECTS)
$(BUILD)/libtest.a: $(TEST_PARTS)
	@rm -f $@
	$(call say,AR) ar rcs $@ $(TEST_PARTS)
$(BUILD)/tests/tidy/tidy: $(BUILD)/tests/tidy/rules.o
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(if $(findstring fuzzer,$(SANITIZE)),,\
		$(BUILD)/tests/fuzz/replay_main.o) $(FUZZ_PARTS) $(LIBRARY)
	$(call say,LD) $(LINK) $(PKG_LIBS)
$(BUILD)/tests/e2e/%: $(BUILD)/tests/e2e/%.o $(BUILD)/tests/lib/pty.o $(TEST_LIBRARY) $(LIBRARY)
	$(call say,LD) $(LINK) $(PKG_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS)
$(SIM): %: %.o $(SIM_PARTS) $(TEST_LIBRARY) $(LIBRARY)
	$(call say,LD) $(LINK) $(PKG_LIBS) $(CMOCKA_LIBS)
$(SAME): %: %.o $(SAME_PARTS) $(TEST_LIBRARY) $(LIBRARY)
	$(call say,LD) $(LINK) $(PKG_LIBS) $(CMOCKA_LIBS)
$(BUILD)/tests/history/check: $(BUILD)/tests/history/check.o $(JUDGE_PARTS)
	$(call say,LD) $(LINK)
$(BUILD)/tests/history/produce: %: %.o $(PRODUCER_PARTS) $(TEST_LIBRARY) $(LIBRARY)
	$(call say,LD) $(LINK) $(PKG_LIBS) $(CMOCKA_LIBS)
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(TEST_LIBRARY) $(LIBRARY)
	$(call say,LD) $(LINK) $(PKG_LIBS) $(CMOCKA_LIBS)
$(BUILD)/src/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(COMPILE) -c -o $@ $<
$(BUILD)/tests/%.o: tests/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(COMPILE) $(TEST_CFLAGS) -c -o $@ $<

# What analyzers find is an error. What they are wrong about is said where it stands.
$(BUILD)/%.tidy: %.c .clang-tidy $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,TIDY) clang-tidy --quiet --warnings-as-errors='*' $< -- -std=c11 -D_XOPEN_SOURCE=700 -DFOR_ANALYZERS -Isrc \
	$(PKG_CFLAGS) 2>/dev/null && touch $@
$(BUILD)/%.analyzed: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,ANALYZE) $(COMPILE) -DFOR_ANALYZERS -Werror -fanalyzer -MT $@ -MT $(BUILD)/$*.tidy -MF $@.d -c -o /dev/null $< && touch $@
$(BUILD)/cppcheck: $(SOURCES) .cppcheck $(BUILD)/flags
	@mkdir -p $(BUILD)/cppcheck-work
	$(call say,CPPCHECK) cppcheck --quiet --std=c11 --error-exitcode=1 --enable=warning,performance,portability \
	--inline-suppr --suppressions-list=.cppcheck --suppress=missingIncludeSystem --cppcheck-build-dir=$(BUILD)/cppcheck-work -Isrc src && touch $@

# Files that change only when what they say changes: objects and library follow them. The first
# also proves, once for these flags, that the libraries are there and that SQLite can do our work.
note = mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || {
$(BUILD)/flags: always
	@$(if $(MISSING_TO_RUN),echo "missing: $(MISSING_TO_RUN). Run: make deps" >&2; exit 3)
	@$(call note,$(COMPILE) $(TEST_CFLAGS) $(LDFLAGS) $(PKG_LIBS)) $(sqlite_works) && \
	echo '$(COMPILE) $(TEST_CFLAGS) $(LDFLAGS) $(PKG_LIBS)' > $@; }
$(BUILD)/sources: always
	@$(call note,$(SOURCES)) echo '$(SOURCES)' > $@; }
define sqlite_works
{ { $(PKG_CONFIG) --atleast-version=3.37 sqlite3 && \
	echo 'int sqlite3_preupdate_hook(void); int main(void) { return sqlite3_preupdate_hook(); }' | \
	$(CC) -x c - -o $(BUILD)/probe $(PKG_LIBS) 2>/dev/null; } || \
	{ echo "SQLite is too old or lacks the preupdate hook: 3.37 or later with" \
	"SQLITE_ENABLE_PREUPDATE_HOOK is needed, as in the package" \
	"$(filter %sqlite% sqlite%,$(TO_RUN_$(MANAGER))) of the system's." >&2; exit 3; }; }
endef

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
