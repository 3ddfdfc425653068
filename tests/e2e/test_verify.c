/* SPDX-License-Identifier: MIT */
/* `quartet verify`: TAP and how it ends. tests/lesson tries its points. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/pty.h"

#include <stdio.h>

/* Beside a.md, a lesson without its last line, which is the end of a fence. */
static void expect(const char *command, int status, const char *says)
{
    char whole[2000];
    (void)snprintf(
        whole, sizeof(whole),
        "printf -- '---\\nlesson: a\\nformat: 1\\ntitle: A\\n"
        "minutes: 1\\nmasters: 2\\nseed: 1\\n---\\nAs AWS documents and the lab does it.\\n"
        "## Do {#do}\\n- [ ] Done `ever commit`\\n```wrong why=\"1\"\\n\\\\mark x\\n```\\n"
        "```wrong why=\"2\"\\n\\\\mark y\\n```\\n```solution\\nCREATE TABLE t (id INT);\\n' > "
        "a.md; %s",
        command);
    pty_expect(whole, status, says);
}

static const struct {
    const char *command;
    int status;
    const char *says;
} rows[] = {
    {"echo '```' >> a.md; $Q verify ./a.md --seeds 1..2", 0,
     "ok 7 - a: step do the solution meets all goals"},
    {"echo '```' >> a.md; $Q verify ./a.md", 0, "1..12"},
    {"printf '\\\\heal\\n```\\n```wrong why=\"x\"\\nCREATE TABLE u (id INT);\\n```\\n' >> a.md; "
     "$Q verify ./a.md",
     1, "not ok 7 - a: step do, the wrong way of line 23 does not do"},
    {"$Q verify ./a.md", 2, "# ./a.md:19:1: the fence of line 18 has no end: ```"},
    {"echo '```' >> a.md; sed -i 's/AWS documents and/a replica and/' a.md; $Q verify ./a.md", 1,
     "# ./a.md:9:6: \"replica\" has another word here: master, or storage copy"},
    {"$Q verify ./b.md", 2, "# ./b.md: No such file or directory"},
    {"$Q verify nope", 2, "there is no \"nope\" in lessons: there are az-failover"},
    {"$Q verify meet-cluster --seeds 3", 0, "ok 1 - meet-cluster: the file is a lesson"},
    {"echo '```' >> a.md; $Q verify --lessons . a", 0, "ok 7 - a: step do"},
    {"echo '- a' > course.md; echo '```' >> a.md; echo '\\lessons' | $Q --plain --lessons .", 0,
     "[ ]  1  a                A, 1 minute  <- next"},
    {"printf '%s\\n' 'CREATE TABLE t (id INT);' '\\mark x' 'BEGIN;' 'INSERT INTO t VALUES (1);' "
     "'COMMIT;' "
     "'\\lesson new mine' '\\quit' | $Q play --plain --state s; $Q verify ./mine.md --seeds 1..2",
     0, "ok 7 - mine: step do the solution meets all goals"},
    {"echo '```' >> a.md; printf -- '---\\ntitle: B\\n---\\n## Tun {#do}\\n- [ ] Getan\\n' > "
     "a.de.md; "
     "$Q verify ./a.md; s=$?; rm a.de.md; exit $s",
     0, "ok 13 - a: the translation has the same parts"},
    {"echo '```' >> a.md; printf -- '---\\ntitle: B\\n---\\n## Tun {#du}\\n- [ ] Getan\\n' > "
     "a.de.md; "
     "$Q verify ./a.md; s=$?; rm a.de.md; exit $s",
     1, "# ./a.de.md:4:4: step 1 is {#do} in the lesson"},
    {"echo '- a' > course.md; echo '```' >> a.md; printf -- '---\\ntitle: B\\n---\\n## Tun "
     "{#do}\\n- [ ] Getan\\n' > a.de.md; echo '\\lesson a' | $Q --plain --lessons . --lang de; rm "
     "a.de.md",
     0, "[ ] Getan"},
    {"$Q --lang deutsch", 2, "--lang wants two small letters, not \"deutsch\""},
    {"$Q verify a --chaos x", 2, "--chaos is of score"},
    {"echo '\\lesson meet-cluster' | $Q run -", 0, "lesson  step 1, ask, begins"},
    {"echo '\\lesson nope' | $Q run -", 2, "line 1: there is no \"nope\" in lessons"},
};

static void verify__files__end_as_they_are(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        expect(rows[i].command, rows[i].status, rows[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify__files__end_as_they_are),
    };
    return cmocka_run_group_tests_name("e2e/verify", tests, NULL, NULL);
}
