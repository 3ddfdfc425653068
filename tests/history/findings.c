/* SPDX-License-Identifier: MIT */
#include "history/findings.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *meaning;
} kinds[KIND_COUNT] = {
    [KIND_GARBAGE] = {"garbage read", "a read of what nobody had written by then"},
    [KIND_DUPLICATE] = {"duplicate append", "an element is twice in a list"},
    [KIND_ORDERS] = {"incompatible orders", "two reads of a list have different beginnings"},
    [KIND_G0] = {"G0", "dirty write: a cycle of writes, each over the one before"},
    [KIND_G1A] = {"G1a", "dirty read: of what was rolled back"},
    [KIND_G1B] = {"G1b", "dirty read: of what its own transaction then wrote over"},
    [KIND_G1C] = {"G1c", "a cycle of writes and reads: each saw, or wrote over, the one before"},
    [KIND_LOST_WRITE] = {"lost write", "acknowledged, and missing in the last reads"},
    [KIND_DIVERGED] = {"divergence", "long after all was healed the masters differ"},
    [KIND_LOST_UPDATE] = {"lost update",
                          "two were made of the same version, and both acknowledged"},
    [KIND_OWN_WRITE] = {"own write not seen", "a process misses what it wrote itself"},
    [KIND_MASTER_WRITE] = {"master's write not seen", "a master misses what it acknowledged"},
    [KIND_BACKWARD] = {"non-monotonic read", "a later read shows less than an earlier one"},
    [KIND_STALE] = {"stale read", "a read began after a write's ok, and misses it"},
    [KIND_UNREPEATABLE] = {"unrepeatable read", "two reads in a transaction differ"},
    [KIND_FRACTURED] = {"fractured read", "a reader saw an effect and not its cause"},
    [KIND_G_SINGLE] = {"G-single", "a cycle with one read of what was then written over"},
    [KIND_G2] = {"G2-item", "a cycle with several reads of what was then written over"},
};

const char *kind_name(enum kind kind)
{
    return kinds[kind].name;
}

const char *kind_meaning(enum kind kind)
{
    return kinds[kind].meaning;
}

void finding_add(struct findings *findings, enum kind kind, bool is_allowed, const char *format,
                 ...)
{
    int number = findings->count[kind][is_allowed]++;
    if (number >= FINDINGS_SHOWN) {
        return;
    }
    va_list args;
    va_start(args, format);
    char *text = grow(NULL, SENTENCE_SIZE, 1);
    (void)vsnprintf(text, SENTENCE_SIZE, format, args);
    va_end(args);
    findings->text[kind][is_allowed][number] = text;
}

int findings_failed(const struct findings *findings)
{
    int failed = 0;
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        failed += findings->count[kind][0];
    }
    return failed;
}

void findings_list(const struct findings *findings, char *out, size_t room)
{
    size_t used = 0;
    out[0] = '\0';
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        for (int allowed = 0; allowed < 2; allowed++) {
            if (findings->count[kind][allowed] > 0 && used < room) {
                used += (size_t)snprintf(out + used, room - used, "%s%s%s", used > 0 ? ", " : "",
                                         kinds[kind].name, allowed ? " allowed" : "");
            }
        }
    }
}

void findings_print(const struct findings *findings)
{
    for (int i = 0; i < 2 * KIND_COUNT; i++) {
        int kind = i % KIND_COUNT;
        int allowed = i / KIND_COUNT;
        int count = findings->count[kind][allowed];
        if (count == 0) {
            continue;
        }
        (void)printf("  %s %s, %d: %s\n", allowed ? "seen" : "FAIL", kinds[kind].name, count,
                     kinds[kind].meaning);
        int shown = allowed ? 1 : FINDINGS_SHOWN;
        for (int n = 0; n < shown && n < count; n++) {
            (void)printf("       %s\n", findings->text[kind][allowed][n]);
        }
        if (count > shown) {
            (void)printf("       and %d more; %d are shown\n", count - shown, shown);
        }
    }
}

void findings_release(struct findings *findings)
{
    for (int i = 0; i < 2 * KIND_COUNT; i++) {
        for (int n = 0; n < FINDINGS_SHOWN; n++) {
            free(findings->text[i % KIND_COUNT][i / KIND_COUNT][n]);
        }
    }
    *findings = (struct findings){0};
}

const char *op_words(const struct op *op)
{
    static char texts[4][120];
    static int turn;
    char *text = texts[turn++ % 4];
    char where[20] = "";
    if (op->master >= 0) {
        (void)snprintf(where, sizeof(where), " on m%d", op->master + 1);
    }
    (void)snprintf(text, sizeof(texts[0]), "#%lld (process %d%s, %lld.%03d s)",
                   (long long)op->index, op->process, where, (long long)(op->at_us / 1000000),
                   (int)(op->at_us / 1000 % 1000));
    return text;
}
