/* SPDX-License-Identifier: MIT */
#include "lab/share.h"

#include "base/base64.h"
#include "base/compress.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/pack.h"
#include "lab/run_text.h"

#include <stdio.h>
#include <string.h>

#define VERSION 1
#define BLANKS " \t\r\n"
#define PIECE_SIZE_MIN 60 /* what is shorter may be a file that is not there, */
#define FILE_NAME_MAX 255 /* what is longer is none */
#define TRY_ANEW "copy all of it anew, or ask for the run's file, as \\save writes it"

/* --- writing -------------------------------------------------------------------------------- */

static void add_line(struct buf *out, const struct run *run, const bool *is_known)
{
    struct buf text;
    struct buf squeezed;
    struct buf bytes;
    buf_init(&text, RUN_SIZE_MAX);
    buf_init(&squeezed, 2 * RUN_SIZE_MAX);
    buf_init(&bytes, 2 * RUN_SIZE_MAX);
    run_text_add_known(&text, run, is_known);
    compress_add_small(&squeezed, text.data, text.size);
    pack_u64(&bytes, hash_bytes(HASH_START, squeezed.data, squeezed.size));
    pack_bytes(&bytes, squeezed.data, squeezed.size);
    buf_addf(out, SHARE_PREFIX "%d.", VERSION);
    base64_add_url(out, bytes.data, bytes.size);
    buf_release(&text);
    buf_release(&squeezed);
    buf_release(&bytes);
}

/* Has whoever has Quartet the file, too? One with a path or an ending is a person's own. */
static bool is_shipped(const struct run_file *file, const struct lab_files *files)
{
    struct buf bytes;
    bool is_same = false;
    if (strpbrk(file->name, "./") != NULL) {
        return false;
    }
    buf_init(&bytes, RUN_SIZE_MAX);
    if (files->read(files->user, file->kind, file->name, &bytes, NULL) == RC_OK) {
        is_same = bytes.size == file->size && memcmp(bytes.data, file->bytes, file->size) == 0;
    }
    buf_release(&bytes);
    return is_same;
}

/* Which files need only be named, and their names. */
static void find_known(bool *is_known, const struct run *run, const struct lab_files *files,
                       struct share_sum *sum)
{
    struct buf names;
    buf_init(&names, BUF_CAP_TEXT);
    for (int i = 0; i < run->file_count; i++) {
        is_known[i] = is_shipped(&run->files[i], files);
        if (is_known[i]) {
            buf_addf(&names, "%s%s/%s", names.size > 0 ? ", " : "", run->files[i].kind,
                     run->files[i].name);
        }
    }
    (void)snprintf(sum->known, sizeof(sum->known), "%s", names.data);
    buf_release(&names);
}

enum rc share_add(struct buf *out, const struct run *run, const struct lab_files *files,
                  struct share_sum *sum, struct err *err)
{
    struct run way;
    struct buf line;
    run_copy_way(&way, run);
    buf_init(&line, 4 * RUN_SIZE_MAX);
    *sum = (struct share_sum){.lines = way.here.lines, .at = way.here.at};
    add_line(&line, &way, NULL);
    if (line.size > SHARE_SIZE_MAX) {
        bool *is_known = mem_alloc((size_t)way.file_count + 1, sizeof(bool));
        find_known(is_known, &way, files, sum);
        buf_clear(&line);
        add_line(&line, &way, is_known);
        mem_free(is_known);
    }
    sum->size = line.size;
    enum rc rc =
        line.size <= SHARE_SIZE_MAX
            ? buf_add_bytes(out, line.data, line.size, err)
            : err_set(err, RC_FULL, "as a line this run is %zu bytes, and one has at most %d",
                      line.size, SHARE_SIZE_MAX);
    run_release(&way);
    buf_release(&line);
    return rc;
}

void share_add_facts(struct buf *out, const struct share_sum *sum)
{
    buf_addf(out, "quartet replay LINE, with this line, opens the run as it is here, at ");
    span_add_seconds(out, sum->at);
    buf_addf(out, " s: %d line%s given, %zu bytes of at most %d.\n", sum->lines,
             sum->lines == 1 ? "" : "s", sum->size, SHARE_SIZE_MAX);
    if (sum->known[0] != '\0') {
        buf_addf(out, "It only names what comes with Quartet: %s.\n", sum->known);
    }
}

/* --- reading -------------------------------------------------------------------------------- */

bool share_is(const char *text)
{
    size_t prefix = sizeof(SHARE_PREFIX) - 1;
    text += strspn(text, BLANKS);
    if (strncmp(text, SHARE_PREFIX, prefix) != 0) {
        return false;
    }
    size_t digits = strspn(text + prefix, "0123456789");
    return digits > 0 && text[prefix + digits] == '.';
}

bool share_is_piece(const char *text)
{
    size_t size = strlen(text);
    return strchr(text, '/') == NULL &&
           (size > FILE_NAME_MAX || (size >= PIECE_SIZE_MIN && base64_span_url(text) == size));
}

/* The line without what mail and terminals put into it. RC_FULL: it is longer than any. */
static enum rc strip(struct buf *out, const char *line, struct err *err)
{
    for (; *line != '\0'; line++) {
        if (strchr(BLANKS, *line) == NULL && out->size <= SHARE_SIZE_MAX) {
            buf_add_char(out, *line);
        }
    }
    return out->size <= SHARE_SIZE_MAX
               ? RC_OK
               : err_set(err, RC_FULL,
                         "a share line has at most %d bytes, and this one is longer: is it one, "
                         "and nothing behind it?",
                         SHARE_SIZE_MAX);
}

/* Behind "quartet.1."; RC_RANGE: it is of another version. */
static enum rc check_version(const char **digits, const char *line, struct err *err)
{
    const char *number = line + sizeof(SHARE_PREFIX) - 1;
    int size = (int)strspn(number, "0123456789");
    *digits = number + size + 1;
    if (size == 1 && number[0] == '0' + VERSION) {
        return RC_OK;
    }
    return err_set(err, RC_RANGE,
                   "the share line is of version %.*s, and this Quartet reads version %d: it "
                   "takes another Quartet, or the run's file, as \\save writes it",
                   size < 20 ? size : 20, number, VERSION);
}

/* What its letters stand for, if all of them are there and as they were. */
static enum rc take_text(struct buf *out, const char *letters, struct buf *bytes, struct err *err)
{
    size_t good = base64_span_url(letters);
    if (letters[good] != '\0') {
        return err_set(err, RC_DAMAGED,
                       "the share line has a sign that none has, %zu from its end: " TRY_ANEW,
                       strlen(letters) - good);
    }
    bool is_whole = base64_take_url(bytes, letters, good, NULL) == RC_OK;
    struct unpack in = unpack_start(bytes->data, bytes->size);
    size_t size = 0;
    uint64_t hash = unpack_u64(&in);
    const void *squeezed = unpack_bytes(&in, &size);
    if (in.damaged) {
        return err_set(err, RC_DAMAGED, "the share line is torn, its end is missing: " TRY_ANEW);
    }
    if (in.at < in.size) {
        return err_set(err, RC_DAMAGED, "there is more in it than one share line: " TRY_ANEW);
    }
    if (!is_whole || hash_bytes(HASH_START, squeezed, size) != hash ||
        compress_take(out, squeezed, size, NULL) != RC_OK) {
        return err_set(err, RC_DAMAGED,
                       "the share line is not as it was made, letters of it changed: " TRY_ANEW);
    }
    return RC_OK;
}

/* The run with all its files. */
static enum rc complete(struct buf *out, const struct buf *text, const struct lab_files *files,
                        struct err *err)
{
    struct run run;
    struct err why = {0};
    enum rc rc = run_text_read_known(&run, text->data, text->size, files, &why);
    if (rc == RC_OK) {
        run_text_add(out, &run);
    } else if (rc == RC_UNKNOWN) {
        rc = err_set(err, rc,
                     "%.200s: who made the share line has another Quartet, or files of their own; "
                     "ask for the run's file, as \\save writes it",
                     why.text);
    } else {
        rc = err_set(err, rc, "in the share line, %.300s", why.text);
    }
    run_release(&run);
    return rc;
}

enum rc share_read(struct buf *out, const char *line, const struct lab_files *files,
                   struct err *err)
{
    struct buf letters;
    struct buf bytes;
    struct buf text;
    const char *digits = NULL;
    if (!share_is(line)) {
        return err_set(err, RC_DAMAGED, "a share line begins with " SHARE_PREFIX "%d.", VERSION);
    }
    buf_init(&letters, SHARE_SIZE_MAX + 2);
    buf_init(&bytes, SHARE_SIZE_MAX);
    buf_init(&text, RUN_SIZE_MAX);
    enum rc rc = strip(&letters, line, err);
    rc = rc == RC_OK ? check_version(&digits, letters.data, err) : rc;
    rc = rc == RC_OK ? take_text(&text, digits, &bytes, err) : rc;
    rc = rc == RC_OK ? complete(out, &text, files, err) : rc;
    buf_release(&letters);
    buf_release(&bytes);
    buf_release(&text);
    return rc;
}
