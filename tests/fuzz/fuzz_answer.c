/* SPDX-License-Identifier: MIT */
/*
 * fuzz_answer: any value as what a function of a driver answers, or as its parameters. The first
 * byte says which; the others answer something of use.
 */
#include "base/buf.h"
#include "base/compiler.h"
#include "fuzz/ask_driver.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SOURCE_MAX ((size_t)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        const char *before, *usual, *behind;
    } parts[] = {
        {"function pick(request, endpoints) return ", "\"m1\"", " end\n"},
        {"function on_error(error) return ", "\"retry\", 100", " end\n"},
        {"function on_unknown(unit) return ", "\"probe\"", " end\n"},
        {"function on_tick(now_ms, endpoints) return ", "{m2 = \"drain\"}", " end\n"},
        {"parameters = (function() return ", "{[\"retry.max\"] = 20}", " end)()\n"},
    };
    struct buf source;
    if (size == 0) {
        return 0;
    }
    buf_init(&source, SOURCE_MAX);
    for (int i = 0; i < COUNT_OF(parts); i++) {
        buf_addf(&source, "%s", parts[i].before);
        if (data[0] % COUNT_OF(parts) == i) {
            buf_add_text(&source, (const char *)data + 1, size - 1);
        } else {
            buf_addf(&source, "%s", parts[i].usual);
        }
        buf_addf(&source, "%s", parts[i].behind);
    }
    ask_driver(source.data, source.size);
    buf_release(&source);
    return 0;
}
