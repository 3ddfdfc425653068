/* SPDX-License-Identifier: MIT */
/*
 * fuzz_progress: any file as the note of what is done. What was read is written so that it is read
 * as the same, whatever is noted on top.
 */
#include "lesson/progress.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entries(const struct progress *progress)
{
    assert(progress->count >= 0 && progress->count <= PROGRESS_MAX);
    for (int i = 0; i < progress->count; i++) {
        const struct progress_entry *entry = &progress->entries[i];
        assert(entry->slug[0] != '\0' && strpbrk(entry->slug, " \n") == NULL);
        assert(entry->state != PROGRESS_NONE);
        assert(entry->commands >= 0 && entry->par >= 0 && entry->hints >= 0);
        assert(progress_find(progress, entry->slug) == entry);
    }
}

static void write_again(const struct progress *progress)
{
    struct buf texts[2];
    for (int i = 0; i < 2; i++) {
        buf_init(&texts[i], PROGRESS_SIZE_MAX);
    }
    progress_add_text(progress, &texts[0]);
    struct progress again;
    struct err err = {0};
    progress_init(&again);
    enum rc rc = progress_read(&again, "f", texts[0].data, texts[0].size, &err);
    assert(rc == RC_OK);
    progress_add_text(&again, &texts[1]);
    assert(texts[0].size == texts[1].size);
    assert(memcmp(texts[0].data, texts[1].data, texts[0].size) == 0);
    progress_release(&again);
    buf_release(&texts[0]);
    buf_release(&texts[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct progress_entry done = {
        .slug = "same-page", .state = PROGRESS_DONE, .commands = 4, .par = 5, .day = "2026-11-27"};
    struct progress progress;
    struct err err = {0};
    progress_init(&progress);
    enum rc rc = progress_read(&progress, "f", (const char *)data, size, &err);
    if (rc == RC_OK) {
        check_entries(&progress);
        write_again(&progress);
        (void)progress_note_at(&progress, "same-page", "clash");
        (void)progress_note(&progress, &done);
        assert(!progress_note(&progress, &done));
        check_entries(&progress);
        write_again(&progress);
    } else {
        assert(strncmp(err.text, "f:", 2) == 0);
        assert(progress.count == 0 && progress.at[0] == '\0' && progress.others.size == 0);
    }
    progress_release(&progress);
    return 0;
}
