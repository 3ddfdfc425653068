/* SPDX-License-Identifier: MIT */
#include "app/transcript.h"

#include "base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

void transcript_init(struct transcript *transcript)
{
    *transcript = (struct transcript){
        .lines = mem_alloc(TRANSCRIPT_LINES_MAX, sizeof(*transcript->lines)),
    };
}

static struct transcript_line *slot(const struct transcript *transcript, int index)
{
    return &transcript->lines[(transcript->first + index) % TRANSCRIPT_LINES_MAX];
}

static void free_text(struct transcript_line *line)
{
    mem_free((void *)(uintptr_t)line->text); /* ours, shown as borrowed */
    *line = (struct transcript_line){0};
}

void transcript_release(struct transcript *transcript)
{
    for (int i = 0; i < transcript->count; i++) {
        free_text(slot(transcript, i));
    }
    mem_free(transcript->lines);
    *transcript = (struct transcript){0};
}

static void add_one(struct transcript *transcript, const struct transcript_line *line, size_t size)
{
    if (transcript->count == TRANSCRIPT_LINES_MAX) {
        free_text(slot(transcript, 0));
        transcript->first = (transcript->first + 1) % TRANSCRIPT_LINES_MAX;
        transcript->count--;
        transcript->forgotten++;
    }
    char *text = mem_alloc(size + 1, 1);
    memcpy(text, line->text, size);
    struct transcript_line *added = slot(transcript, transcript->count++);
    *added = *line;
    added->text = text;
}

void transcript_add(struct transcript *transcript, const struct transcript_line *line)
{
    struct transcript_line part = *line;
    while (*part.text != '\0') {
        size_t size = strcspn(part.text, "\n");
        add_one(transcript, &part, size);
        part.text += size + (part.text[size] == '\n');
        if (part.kind == TRANSCRIPT_ERROR) {
            part.kind = TRANSCRIPT_NOTE;
        }
        part.goes_on = part.kind == TRANSCRIPT_TYPED;
    }
}

void transcript_clear(struct transcript *transcript, int client)
{
    int kept = 0;
    for (int i = 0; i < transcript->count; i++) {
        struct transcript_line line = *slot(transcript, i);
        if (line.client == client || line.client == 0) {
            free_text(slot(transcript, i));
        } else {
            *slot(transcript, kept++) = line;
        }
    }
    transcript->count = kept;
}

bool transcript_ends_with(const struct transcript *transcript, const char *text)
{
    int last = transcript->count - 1;
    return last >= 0 && strcmp(slot(transcript, last)->text, text) == 0;
}

const struct transcript_line *transcript_at(const struct transcript *transcript, int index)
{
    assert(index >= 0 && index < transcript->count);
    return slot(transcript, index);
}
