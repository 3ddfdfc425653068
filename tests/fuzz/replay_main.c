/* SPDX-License-Identifier: MIT */
/*
 * replay_main: give a fuzz target each file named on the command line, so that
 * what fuzzing once found is tried again by any compiler. Without a file it fails.
 */
#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_SIZE_MAX ((size_t)16 * 1024 * 1024)

static bool replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        (void)fprintf(stderr, "%s cannot be read\n", path);
        return false;
    }
    struct buf input;
    char part[4096];
    size_t size = 0;
    bool is_whole = true;
    buf_init(&input, INPUT_SIZE_MAX);
    while ((size = fread(part, 1, sizeof(part), file)) > 0) {
        is_whole = is_whole && buf_add_bytes(&input, part, size, NULL) == RC_OK;
    }
    is_whole = is_whole && ferror(file) == 0;
    (void)fclose(file);
    if (is_whole) {
        (void)printf("# %s\n", path); /* said before: who reads of a crash knows where */
        (void)fflush(stdout);
        (void)LLVMFuzzerTestOneInput((const uint8_t *)input.data, input.size);
    }
    buf_release(&input);
    return is_whole;
}

int main(int count, char **paths)
{
    int passed = 0;
    for (int i = 1; i < count; i++) {
        passed += replay(paths[i]) ? 1 : 0;
    }
    int failed = count > 1 ? count - 1 - passed : 1;
    (void)printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 ? 1 : 0;
}
