/* SPDX-License-Identifier: MIT */
/*
 * check: does a history keep what its consistency levels promise?
 *
 *   check [--examples] [FILE...]        no file, or -: what comes in
 *
 * A history is one JSON object a line, in the shape of Jepsen's operations:
 *
 *   {"index":4,"time_us":1204000,"process":3,"type":"invoke","f":"txn","level":"REGIONAL_RAW",
 *    "value":[["append",3,7],["r",4,null],["w",101,2]]}
 *   {"index":9,"time_us":1220000,"process":3,"type":"ok","f":"txn","master":"m2",
 *    "value":[["append",3,7],["r",4,[1,5]],["w",101,2]]}
 *
 *   index    grows from line to line; time_us never goes back
 *   process  does one thing after the other: invoke, then one of ok, fail (it had no effect, for
 *            certain) and info (nobody knows). After info no line has that process any more
 *   f        a name; two have a meaning. "final": a last read, long after all was healed.
 *            "rmw": a program that reads, reckons and writes back, and nothing compares
 *   master   "m1" to "m4", where it was answered; every ok has one
 *   level    of the invoke: INSTANCE_RAW (if none is told), REGIONAL_RAW, SESSION_TOKEN
 *   isolation  "READ-COMMITTED", or REPEATABLE READ
 *   value    what is done in one transaction, in order; the end repeats it and fills in what was
 *            read. ["append",key,element]: a list, the element never used twice for that key.
 *            ["r",key,[...]] a list was read, ["r",key,4] the version of a register; null: not
 *            read. ["w",key,version]: a register gets its next version; 0 is the first
 *
 * {"history":"a name"} begins another history in the same file.
 *
 * It finds what the table in findings.c lists. What the level of a read does not promise is no
 * failure: it is counted, and said to be seen. With --examples each file shows one thing, and its
 * first line says which: {"history":"two writers","expect":"G0"}. "bad 4" expects the line 4 to be
 * refused, "" that all is well, "stale read allowed" that one is seen and allowed.
 *
 * The last line is "N passed, N failed", in histories; the status 0 when none failed, 1 when one
 * did, 2 when what was to be read is no history ("file:line: why"). Nothing here is shared with
 * the engine: not a line of src/ is in this program.
 */
#include "history/rules.h"

#include <stdlib.h>
#include <string.h>

struct check {
    bool is_examples;
    int passed, failed;
    int count[KIND_COUNT][2];
};

static void judge(const struct history *history, struct findings *findings, char *error,
                  size_t room)
{
    struct keys keys;
    error[0] = '\0';
    if (keys_build(&keys, history, findings)) {
        rules_reads(&keys, findings);
        rules_recency(&keys, findings);
        rules_end(&keys, findings);
        rules_cycles(&keys, findings);
    } else {
        (void)snprintf(error, room, "%s", keys.error);
    }
    keys_release(&keys);
}

static void print_counts(const struct history *history)
{
    int ends[END_INFO + 1] = {0};
    for (int i = 0; i < history->count; i++) {
        ends[history->ops[i].end]++;
    }
    (void)printf("%s: %d operations, %d ok, %d failed, %d of unknown outcome\n", history->name,
                 history->count, ends[END_OK], ends[END_FAIL], ends[END_INFO] + ends[END_NONE]);
}

static void count_findings(struct check *check, const struct findings *findings)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        check->count[kind][0] += findings->count[kind][0];
        check->count[kind][1] += findings->count[kind][1];
    }
    if (findings_failed(findings) == 0) {
        check->passed++;
    } else {
        check->failed++;
    }
}

/* An example shows what it says, all of it and nothing else. */
static void compare_example(struct check *check, const struct history *history,
                            const struct findings *findings, const char *error)
{
    char found[2 * NAME_SIZE];
    findings_list(findings, found, sizeof(found));
    const char *line = strchr(error, ':');
    if (error[0] != '\0') {
        (void)snprintf(found, sizeof(found), "bad %d",
                       line == NULL ? 0 : (int)strtol(line + 1, NULL, 10));
    }
    bool is_right = strcmp(found, history->expect) == 0;
    check->passed += is_right;
    check->failed += !is_right;
    (void)printf("  %s %s: %s\n", is_right ? "ok  " : "FAIL", history->name,
                 found[0] == '\0' ? "nothing" : found);
    if (!is_right) {
        (void)printf("       expected: %s\n", history->expect);
        (void)printf("       %s\n", error);
        findings_print(findings);
    }
}

/* False: it is no history, and that was said. */
static bool check_stream(struct check *check, FILE *file, const char *name)
{
    struct stream stream;
    struct history history;
    char error[NAME_SIZE + 400] = "";
    bool is_good = true;
    stream_open(&stream, file, name);
    do {
        struct findings findings = {0};
        bool is_read = history_read(&history, &stream);
        (void)snprintf(error, sizeof(error), "%s", stream.error);
        if (is_read) {
            char why[200];
            judge(&history, &findings, why, sizeof(why));
            if (why[0] != '\0') {
                (void)snprintf(error, sizeof(error), "%s:%s", name, why);
            }
        }
        is_good = error[0] == '\0';
        if (check->is_examples && (is_read || !is_good)) {
            compare_example(check, &history, &findings, error);
        } else if (is_read && is_good) {
            print_counts(&history);
            findings_print(&findings);
            count_findings(check, &findings);
        } else if (!is_good) {
            (void)fprintf(stderr, "%s\n", error);
        }
        is_good = is_good || check->is_examples;
        findings_release(&findings);
        history_release(&history);
        if (!is_read) {
            break;
        }
    } while (is_good && error[0] == '\0');
    stream_close(&stream);
    return is_good;
}

static bool check_file(struct check *check, const char *path)
{
    if (strcmp(path, "-") == 0) {
        return check_stream(check, stdin, "-");
    }
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        (void)fprintf(stderr, "%s:0: cannot be read\n", path);
        return false;
    }
    bool is_good = check_stream(check, file, path);
    (void)fclose(file);
    return is_good;
}

static void print_table(const struct check *check)
{
    (void)printf("\nof %d histories      failures  allowed\n", check->passed + check->failed);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        (void)printf("  %-24s %4d %8d\n", kind_name((enum kind)kind), check->count[kind][0],
                     check->count[kind][1]);
    }
}

int main(int count, char **words)
{
    struct check check = {0};
    int files = 0;
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--examples") == 0) {
            check.is_examples = true;
        } else if (words[i][0] == '-' && words[i][1] != '\0') {
            (void)fprintf(stderr, "usage: check [--examples] [FILE...]\n");
            return 2;
        } else {
            files++;
            if (!check_file(&check, words[i])) {
                return 2;
            }
        }
    }
    if (files == 0 && !check_file(&check, "-")) {
        return 2;
    }
    if (!check.is_examples) {
        print_table(&check);
    }
    (void)printf("%d passed, %d failed\n", check.passed, check.failed);
    return check.failed == 0 ? 0 : 1;
}
