/* SPDX-License-Identifier: MIT */
/* fuzz_run: any file as a run. What is taken for one must be the same when written and read. */
#include "lab/run_text.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(const struct run *run)
{
    struct buf texts[2];
    for (int i = 0; i < 2; i++) {
        buf_init(&texts[i], RUN_SIZE_MAX);
    }
    run_text_add(&texts[0], run);
    struct run again;
    struct err err = {0};
    size_t whole = 0;
    enum rc rc = run_text_read(&again, texts[0].data, texts[0].size, &whole, &err);
    assert(rc == RC_OK);
    assert(whole == texts[0].size);
    run_text_add(&texts[1], &again);
    assert(texts[0].size == texts[1].size);
    assert(memcmp(texts[0].data, texts[1].data, texts[0].size) == 0);
    run_release(&again);
    buf_release(&texts[0]);
    buf_release(&texts[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct run run;
    struct err err = {0};
    size_t whole = 0;
    enum rc rc = run_text_read(&run, (const char *)data, size, &whole, &err);
    assert(whole <= size);
    assert(rc == RC_OK || err.text[0] != '\0');
    if (rc == RC_OK) {
        for (int i = 0; i < run.branch_count; i++) {
            int count = run_line_count(&run, i);
            assert(count == 0 || run_line(&run, i, count - 1)->text != NULL);
            assert(i == 0 || run_is_before(&run, &run.branches[i].from, &run.branches[i].end));
        }
        write_again(&run);
    }
    run_release(&run);
    return 0;
}
