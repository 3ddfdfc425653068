/* SPDX-License-Identifier: MIT */
/* fuzz_words: any line as words. They must lie in the line's order and hold no quote's rest. */
#include "base/nearest.h"
#include "shell/words.h"

#include "base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"kill", "client", "connections", "a", "", NULL};
    char *line = mem_alloc(size + 1, 1);
    memcpy(line, data, size);

    struct words words;
    struct err err = {0};
    enum rc rc = words_split(&words, line, &err);
    assert(rc == RC_OK || rc == RC_FULL || rc == RC_USAGE);
    assert(rc == RC_OK || err.text[0] != '\0');
    for (int i = 0; i < words.count && rc == RC_OK; i++) {
        char name[NAME_SIZE_MAX];
        const char *value = NULL;
        assert(strlen(words.word[i]) <= strlen(line + words.at[i]));
        assert(i == 0 || words.at[i] > words.at[i - 1]);
        if (words_name_value(words.word[i], name, &value)) {
            assert(strlen(name) + 1 + strlen(value) == strlen(words.word[i]));
        }
        (void)nearest_name(words.word[i], names);
    }
    words_release(&words);
    mem_free(line);
    return 0;
}
