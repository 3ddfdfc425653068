/* SPDX-License-Identifier: MIT */
/*
 * fuzz_answer: any values as what a driver's functions answer, as a setting of its parameters, and
 * as what its file leaves on the way. Each line is the value of one function; a last one does for
 * all that follow.
 */
#include "base/buf.h"
#include "base/compiler.h"
#include "fuzz/ask_driver.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SOURCE_MAX ((size_t)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const functions[] = {
        "function pick(request, endpoints) return ", "function on_error(error) return ",
        "function on_unknown(unit) return ",         "function on_tick(now_ms, endpoints) return ",
        "parameters = (function() return ",
    };
    struct buf source;
    buf_init(&source, SOURCE_MAX);
    const uint8_t *at = data;
    for (int i = 0; i < COUNT_OF(functions); i++) {
        const uint8_t *end = data + size;
        const uint8_t *line_end = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        size_t length = (size_t)((line_end != NULL ? line_end : end) - at);
        if (i == COUNT_OF(functions) - 1 && line_end == NULL && at == data) {
            break; /* one value alone is hardly a table of parameters, too */
        }
        buf_addf(&source, "%s", functions[i]);
        buf_add_text(&source, (const char *)at, length);
        buf_addf(&source, " end%s\n", i == COUNT_OF(functions) - 1 ? ")()" : "");
        at += line_end != NULL ? length + 1 : 0;
    }
    ask_driver(source.data, source.size);
    buf_release(&source);
    return 0;
}
