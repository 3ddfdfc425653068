# Quartet: `make run` starts the lab, `make test` proves it. `make help` lists the rest.

VARIANT ?= $(if $(SANITIZE),sanitize,release)
BUILD := build/$(VARIANT)
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wundef -Wwrite-strings -Wformat=2 -Wswitch-enum
ifeq ($(DEVELOPER),1)
WARNINGS += -Werror
endif
ifneq ($(SANITIZE),)
SANITIZE_FLAGS := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

LIBRARIES := sqlite3 lua5.4 ncursesw
PKG_CFLAGS = $(filter-out -D%,$(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null))
PKG_LIBS = $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null)
TEST_CFLAGS = -D_DEFAULT_SOURCE -Itests $(shell pkg-config --cflags cmocka vterm 2>/dev/null)
CMOCKA_LIBS = $(shell pkg-config --libs cmocka 2>/dev/null)
VTERM_LIBS = $(shell pkg-config --libs vterm 2>/dev/null) -lutil

COMPILE = $(CC) -std=c11 -D_XOPEN_SOURCE=700 -Isrc $(PKG_CFLAGS) $(WARNINGS) \
	$(SANITIZE_FLAGS) $(CFLAGS) -MMD -MP

SOURCES := $(sort $(wildcard src/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY := $(BUILD)/libquartet.a
PROGRAM := $(BUILD)/quartet

TEST_LIB_SOURCES := $(sort $(wildcard tests/lib/*.c))
TEST_LIB_OBJECTS := $(TEST_LIB_SOURCES:%.c=$(BUILD)/%.o)
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/*/test_*.c)))
UNIT_TESTS := $(filter-out $(BUILD)/tests/e2e/%,$(UNIT_TESTS))

.PHONY: all clean check check-unit format format-check help
all: $(PROGRAM) ## build the program

$(PROGRAM): $(BUILD)/src/main.o $(LIBRARY)
	$(CC) $(SANITIZE_FLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(COMPILE) $(TEST_CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(TEST_LIB_OBJECTS) $(LIBRARY)
	$(CC) $(SANITIZE_FLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(CMOCKA_LIBS)

check-unit: $(UNIT_TESTS) ## unit tests
	@set -e; for test in $(UNIT_TESTS); do $$test; done

format: ## let clang-format decide
	clang-format -i $$(git ls-files 'src/*.[ch]' 'tests/*.[ch]')

clean:
	rm -rf build

help: ## print the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PRECIOUS: $(BUILD)/tests/%.o
