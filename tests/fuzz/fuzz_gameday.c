/* SPDX-License-Identifier: MIT */
/* fuzz_gameday: any file as a game day. What it gives is in order, and each a line by itself. */
#include "shell/gameday.h"
#include "shell/script.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct gameday_kind kinds[] = {{"master", "m1 m2"}, {"az", "a b"}, {NULL, NULL}};
    struct gameday day;
    struct rng rng;
    struct buf text;
    struct err err = {0};
    buf_init(&text, BUF_CAP_TEXT);
    if (buf_add_bytes(&text, data, size, NULL) != RC_OK) {
        buf_release(&text);
        return 0;
    }
    rng_init(&rng, 1);
    enum rc rc = gameday_draw(&day, text.data, text.size, kinds, &rng, &err);
    assert(rc == RC_OK ? day.count > 0 : err.text[0] != '\0');
    for (int i = 0; rc == RC_OK && i < day.count; i++) {
        struct line line;
        assert(line_parse(&line, day.lines[i].text, NULL) == RC_OK);
        assert(day.lines[i].at >= (i > 0 ? day.lines[i - 1].at : 0));
        assert(day.lines[i].at < day.end);
        assert(day.lines[i].number > 0);
    }
    gameday_release(&day);
    buf_release(&text);
    return 0;
}
