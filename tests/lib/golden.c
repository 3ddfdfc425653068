/* SPDX-License-Identifier: MIT */
#include "lib/golden.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEIGHBOURS 2      /* equal lines shown around a difference */
#define LOOK_AHEAD 40     /* how far lines may have moved and still be found */
#define DIFF_LINES_MAX 60 /* more is no longer read */

bool golden_updates(void)
{
    const char *value = getenv("UPDATE_GOLDEN");
    return value != NULL && value[0] == '1';
}

bool golden_read(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    char part[4096];
    size_t size;
    while ((size = fread(part, 1, sizeof(part), file)) > 0) {
        if (buf_add_bytes(out, part, size, NULL) != RC_OK) {
            break;
        }
    }
    bool whole = feof(file) && !ferror(file);
    fclose(file);
    return whole;
}

void golden_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

/* A text as lines: where each begins, and how long it is. */
struct lines {
    int count;
    int room;
    struct line_at {
        const char *text; /* borrowed from the text */
        size_t size;
    } * line; /* owned */
};

static void lines_init(struct lines *lines, const char *text)
{
    *lines = (struct lines){0};
    void *items = NULL;
    while (*text != '\0') {
        mem_grow(&items, &lines->room, lines->count + 1, sizeof(struct line_at));
        lines->line = items;
        size_t size = strcspn(text, "\n");
        lines->line[lines->count++] = (struct line_at){text, size};
        text += size + (text[size] == '\n');
    }
}

static bool lines_equal(const struct lines *a, int i, const struct lines *b, int j)
{
    if (i >= a->count || j >= b->count) {
        return i >= a->count && j >= b->count;
    }
    return a->line[i].size == b->line[j].size &&
           memcmp(a->line[i].text, b->line[j].text, a->line[i].size) == 0;
}

/* The nearest place behind (i, j) where both texts agree again. */
static void lines_meet(const struct lines *a, int *i, const struct lines *b, int *j)
{
    for (int far = 1; far <= LOOK_AHEAD; far++) {
        for (int step = 0; step <= far; step++) {
            int ahead_a = *i + step;
            int ahead_b = *j + far - step;
            if (ahead_a <= a->count && ahead_b <= b->count && lines_equal(a, ahead_a, b, ahead_b)) {
                *i = ahead_a;
                *j = ahead_b;
                return;
            }
        }
    }
    *i = a->count;
    *j = b->count;
}

static void add_lines(struct buf *out, char mark, const struct lines *lines, int from, int to)
{
    for (int i = from < 0 ? 0 : from; i < to && i < lines->count; i++) {
        buf_addf(out, "%c %.*s\n", mark, (int)lines->line[i].size, lines->line[i].text);
    }
}

void golden_add_diff(struct buf *out, const char *wanted, const char *found)
{
    struct lines a;
    struct lines b;
    lines_init(&a, wanted);
    lines_init(&b, found);
    int i = 0;
    int j = 0;
    int shown = 0;
    while ((i < a.count || j < b.count) && shown < DIFF_LINES_MAX) {
        if (lines_equal(&a, i, &b, j)) {
            i++;
            j++;
            continue;
        }
        int next_a = i;
        int next_b = j;
        lines_meet(&a, &next_a, &b, &next_b);
        buf_addf(out, "line %d:\n", i + 1);
        add_lines(out, ' ', &a, i - NEIGHBOURS, i);
        add_lines(out, '-', &a, i, next_a);
        add_lines(out, '+', &b, j, next_b);
        add_lines(out, ' ', &a, next_a, next_a + NEIGHBOURS);
        shown += next_a - i + next_b - j;
        i = next_a;
        j = next_b;
    }
    if (shown >= DIFF_LINES_MAX) {
        buf_addf(out, "... and more\n");
    }
    mem_free(a.line);
    mem_free(b.line);
}

bool golden_matches(const char *path, const char *text)
{
    if (golden_updates()) {
        golden_write(path, text);
        return true;
    }
    struct buf wanted;
    buf_init(&wanted, BUF_CAP_TEXT);
    bool there = golden_read(path, &wanted);
    bool same = there && strcmp(wanted.data, text) == 0;
    if (!same) {
        struct buf diff;
        buf_init(&diff, BUF_CAP_TEXT);
        golden_add_diff(&diff, wanted.data, text);
        printf("%s%s: - wanted, + found (make update-golden accepts what was found)\n%s", path,
               there ? "" : " does not exist", diff.data);
        buf_release(&diff);
    }
    buf_release(&wanted);
    return same;
}
