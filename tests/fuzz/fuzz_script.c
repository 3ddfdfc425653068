/* SPDX-License-Identifier: MIT */
/* fuzz_script: any file as a script. Each line it gives must be a complete one by itself. */
#include "shell/script.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct script script;
    struct err err = {0};
    enum rc rc = script_start(&script, (const char *)data, size, &err);
    const char *text = "";
    sim_us at = 0;
    size_t lines = 0;
    while (rc == RC_OK && text != NULL) {
        rc = script_next(&script, &at, &text, &err);
        if (rc == RC_OK && text != NULL) {
            struct line line;
            assert(at >= -1 && strlen(text) > 0);
            assert(!line_wants_more(text));
            assert(line_parse(&line, text, NULL) == RC_OK);
            assert(line.kind != LINE_EMPTY);
            assert(line_statement_size(text) <= strlen(text));
            assert(++lines <= size);
        }
    }
    assert(rc == RC_OK || err.text[0] != '\0');
    script_release(&script);
    return 0;
}
