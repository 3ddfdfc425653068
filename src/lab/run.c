/* SPDX-License-Identifier: MIT */
#include "lab/run.h"

#include "base/limits.h"
#include "base/mem.h"

#include <assert.h>

#define LINES_MAX (1 << 20)

void run_init(struct run *run)
{
    *run = (struct run){0};
}

static void forget_lines(struct run *run)
{
    for (int i = 0; i < run->count; i++) {
        mem_free(run->lines[i].text);
    }
    run->count = 0;
}

void run_release(struct run *run)
{
    forget_lines(run);
    mem_free(run->lines);
    *run = (struct run){0};
}

static struct run_line *add_line(struct run *run)
{
    mem_grow((void **)&run->lines, &run->room, run->count + 1, sizeof(struct run_line));
    return &run->lines[run->count++];
}

void run_add(struct run *run, sim_us at, int client, const char *text)
{
    assert(run->count == 0 || run->lines[run->count - 1].at <= at);
    struct buf line;
    buf_init(&line, LINE_SIZE_MAX + 16);
    if (client > 0) {
        buf_addf(&line, "@%d ", client);
    }
    buf_addf(&line, "%s", text);
    *add_line(run) = (struct run_line){.at = at, .text = buf_take(&line)};
    buf_release(&line);
}

void run_add_script(const struct run *run, struct buf *out)
{
    for (int i = 0; i < run->count; i++) {
        buf_addf(out, "at ");
        span_add_exact(out, run->lines[i].at);
        buf_addf(out, " %s\n", run->lines[i].text);
    }
}

void run_save(struct buf *out, const struct run *run)
{
    pack_mark(out, "run");
    pack_int(out, run->count);
    for (int i = 0; i < run->count; i++) {
        pack_i64(out, run->lines[i].at);
        pack_text(out, run->lines[i].text);
    }
}

void run_load(struct run *run, struct unpack *in)
{
    unpack_mark(in, "run");
    int count = unpack_int(in, 0, LINES_MAX);
    forget_lines(run);
    for (int i = 0; i < count && !in->damaged; i++) {
        struct run_line *line = add_line(run);
        line->at = unpack_i64(in);
        size_t size = 0;
        const void *bytes = unpack_bytes(in, &size);
        struct buf text;
        buf_init(&text, LINE_SIZE_MAX + 16);
        if (bytes == NULL || buf_add_bytes(&text, bytes, size, NULL) != RC_OK) {
            in->damaged = true;
        }
        line->text = buf_take(&text);
        buf_release(&text);
    }
}
