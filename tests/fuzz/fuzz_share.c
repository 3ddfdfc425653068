/* SPDX-License-Identifier: MIT */
/*
 * fuzz_share: any text as a share line, and any bytes as what its letters stand for, with a
 * checksum that is right. What is taken for a run must be one.
 */
#include "base/base64.h"
#include "base/hash.h"
#include "base/pack.h"
#include "lab/run_text.h"
#include "lab/share.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum rc read_nothing(void *user, const char *kind, const char *name, struct buf *out,
                            struct err *err)
{
    (void)user;
    (void)out;
    assert(strpbrk(kind, "./") == NULL && strpbrk(name, "./") == NULL);
    return err_set(err, RC_UNKNOWN, "there is no %s", name);
}

static void read_line(const char *line)
{
    struct buf text;
    struct run run;
    struct err err = {0};
    size_t whole = 0;
    const struct lab_files files = {.read = read_nothing};
    buf_init(&text, RUN_SIZE_MAX);
    enum rc rc = share_read(&text, line, &files, &err);
    assert(rc == RC_OK || (err.text[0] != '\0' && text.size == 0));
    if (rc == RC_OK) {
        assert(share_is(line));
        rc = run_text_read(&run, text.data, text.size, &whole, &err);
        assert(rc == RC_OK && whole == text.size);
        run_release(&run);
    }
    (void)share_is_piece(line);
    buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf line;
    struct buf bytes;
    buf_init(&line, 2 * size + 100);
    buf_init(&bytes, size + 100);
    (void)!buf_add_bytes(&line, data, size, NULL);
    read_line(line.data);

    buf_clear(&line);
    pack_u64(&bytes, hash_bytes(HASH_START, data, size));
    pack_bytes(&bytes, data, size);
    buf_addf(&line, SHARE_PREFIX "1.");
    base64_add_url(&line, bytes.data, bytes.size);
    read_line(line.data);
    buf_release(&line);
    buf_release(&bytes);
    return 0;
}
