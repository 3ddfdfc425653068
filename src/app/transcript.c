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

int64_t transcript_take_round(struct transcript *transcript, int client, bool is_kept)
{
    int first = transcript->count;
    while (first > 0 && slot(transcript, first - 1)->round_of != 0) {
        first--;
    }
    int kept = first;
    int place = -1;
    for (int i = first; i < transcript->count; i++) {
        struct transcript_line line = *slot(transcript, i);
        bool is_last = line.round_of == client;
        if (is_last && !is_kept) {
            place = kept;
            free_text(slot(transcript, i));
            continue;
        }
        line.round_of = is_last ? -1 : line.round_of;
        *slot(transcript, kept++) = line;
    }
    transcript->count = kept;
    return transcript->forgotten + (place >= 0 ? place : kept);
}

void transcript_move_round(struct transcript *transcript, int64_t from, int64_t to)
{
    int place = to > transcript->forgotten ? (int)(to - transcript->forgotten) : 0;
    int first = (int)(from - transcript->forgotten);
    for (int i = first; i < transcript->count; i++) { /* one by one, each behind the one before */
        struct transcript_line line = *slot(transcript, i);
        for (int k = i; k > place; k--) {
            *slot(transcript, k) = *slot(transcript, k - 1);
        }
        *slot(transcript, place++) = line;
    }
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
