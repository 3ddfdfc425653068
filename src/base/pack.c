/* SPDX-License-Identifier: MIT */
#include "base/pack.h"

#include "base/mem.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#define NUMBER_SIZE_MAX 10 /* bytes of a number, seven bits in each */
#define BITS_A_BYTE 7
#define GOES_ON 0x80

static void add(struct buf *out, const void *bytes, size_t size)
{
    enum rc rc = buf_add_bytes(out, bytes, size, NULL);
    assert(rc == RC_OK); /* a state is far below BUF_CAP_STATE */
}

/* Seven bits a byte, the low ones first; all bytes but the last say that it goes on. */
static size_t put_number(unsigned char *bytes, uint64_t value)
{
    size_t size = 0;
    while (value >= GOES_ON) {
        bytes[size++] = (unsigned char)(value | GOES_ON);
        value >>= BITS_A_BYTE;
    }
    bytes[size++] = (unsigned char)value;
    return size;
}

/* 0, -1, 1, -2, ... as 0, 1, 2, 3, ...: what is near zero is short, whatever its sign. */
static uint64_t fold_sign(int64_t value)
{
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unfold_sign(uint64_t folded)
{
    return (int64_t)(folded >> 1 ^ ((folded & 1) != 0 ? UINT64_MAX : 0));
}

void pack_u64(struct buf *out, uint64_t value)
{
    unsigned char *at = (void *)buf_reserve(out, NUMBER_SIZE_MAX);
    assert(at != NULL); /* a state is far below BUF_CAP_STATE */
    buf_count_in(out, put_number(at, value));
}

void pack_i64(struct buf *out, int64_t value)
{
    pack_u64(out, fold_sign(value));
}

void pack_int(struct buf *out, int value)
{
    pack_i64(out, value);
}

void pack_bool(struct buf *out, bool value)
{
    pack_u64(out, value ? 1 : 0);
}

void pack_bytes(struct buf *out, const void *bytes, size_t size)
{
    pack_u64(out, size);
    add(out, bytes, size);
}

void pack_text(struct buf *out, const char *text)
{
    pack_bytes(out, text, strlen(text));
}

void pack_mark(struct buf *out, const char *name)
{
    pack_text(out, name);
}

/* --- plain items ---------------------------------------------------------------------------- */

/*
 * A stream of numbers: an even one is twice a difference, folded; an odd one tells how many
 * words are as those before them. None, which nobody says, announces a difference too large to
 * be doubled: eight bytes as they are.
 */
#define TOKEN_SIZE_MAX 9
#define FOLDED_MAX (UINT64_C(1) << 54) /* beyond it eight bytes are as short */
#define LARGE 1

static size_t width_of(size_t size)
{
    return size % 8 == 0 ? 8 : size % 4 == 0 ? 4 : 1;
}

static uint64_t get_word(const char *at, size_t width)
{
    uint64_t word = 0;
    uint32_t half = 0;
    if (width == 8) {
        memcpy(&word, at, 8);
    } else if (width == 4) {
        memcpy(&half, at, 4);
        word = half;
    } else {
        word = (unsigned char)*at;
    }
    return word;
}

static void set_word(char *at, size_t width, uint64_t word)
{
    uint32_t half = (uint32_t)word;
    if (width == 8) {
        memcpy(at, &word, 8);
    } else if (width == 4) {
        memcpy(at, &half, 4);
    } else {
        *at = (char)(unsigned char)word;
    }
}

static size_t put_difference(unsigned char *bytes, uint64_t folded)
{
    if (folded <= FOLDED_MAX) {
        return put_number(bytes, folded << 1);
    }
    bytes[0] = LARGE;
    memcpy(&bytes[1], &folded, sizeof(folded));
    return 1 + sizeof(folded);
}

void pack_items(struct buf *out, const void *items, int count, size_t size)
{
    size_t width = width_of(size);
    uint64_t same = 0;
    for (size_t word = 0; count > 0 && word < size; word += width) {
        const char *from = (const char *)items + word;
        unsigned char *start = (void *)buf_reserve(out, ((size_t)count + 1) * TOKEN_SIZE_MAX);
        unsigned char *at = start;
        uint64_t before = 0;
        assert(start != NULL); /* a state is far below BUF_CAP_STATE */
        for (int i = 0; i < count; i++, from += size) {
            uint64_t value = get_word(from, width);
            if (value == before) {
                same++;
                continue;
            }
            at += same > 0 ? put_number(at, same << 1 | 1) : 0;
            at += put_difference(at, fold_sign((int64_t)(value - before)));
            same = 0;
            before = value;
        }
        buf_count_in(out, (size_t)(at - start));
    }
    if (same > 0) {
        pack_u64(out, same << 1 | 1);
    }
}

/* --- bytes like others ---------------------------------------------------------------------- */

#define PIECE_WORDS 128

/* How many bytes stand beside some of the others, in whole pieces. */
static size_t common_of(size_t size, const struct buf *like)
{
    size_t common = size < like->size ? size : like->size;
    return common - common % (PIECE_WORDS * sizeof(uint64_t));
}

/* What makes one piece of the other: mostly nothing. */
static void differ(uint64_t *piece, const char *bytes, const char *others)
{
    uint64_t other[PIECE_WORDS];
    memcpy(piece, bytes, sizeof(other));
    memcpy(other, others, sizeof(other));
    for (int i = 0; i < PIECE_WORDS; i++) {
        piece[i] ^= other[i];
    }
}

void pack_like(struct buf *out, const struct buf *like, const void *bytes, size_t size)
{
    uint64_t piece[PIECE_WORDS];
    const char *from = bytes;
    size_t common = common_of(size, like);
    pack_u64(out, size);
    for (size_t at = 0; at < common; at += sizeof(piece)) {
        differ(piece, from + at, like->data + at);
        pack_items(out, piece, PIECE_WORDS, sizeof(uint64_t));
    }
    add(out, from + common, size - common);
}

struct unpack unpack_start(const void *data, size_t size)
{
    return (struct unpack){.data = data, .size = size};
}

/* `size` borrowed bytes, or NULL and damage. */
static const char *take(struct unpack *in, size_t size)
{
    if (in->damaged || size > in->size - in->at) {
        in->damaged = true;
        return NULL;
    }
    const char *bytes = in->data + in->at;
    in->at += size;
    return bytes;
}

uint64_t unpack_u64(struct unpack *in)
{
    uint64_t value = 0;
    for (int shift = 0; !in->damaged; shift += BITS_A_BYTE) {
        unsigned char byte = in->at < in->size ? (unsigned char)in->data[in->at] : GOES_ON;
        bool is_last = (byte & GOES_ON) == 0;
        bool is_too_much = shift == BITS_A_BYTE * (NUMBER_SIZE_MAX - 1) && byte > 1;
        if (in->at >= in->size || is_too_much) {
            break;
        }
        in->at++;
        value |= (uint64_t)(byte & ~GOES_ON) << shift;
        if (is_last) {
            return value;
        }
    }
    in->damaged = true;
    return 0;
}

int64_t unpack_i64(struct unpack *in)
{
    return unfold_sign(unpack_u64(in));
}

int unpack_int(struct unpack *in, int low, int high)
{
    int64_t value = unpack_i64(in);
    if (value < low || value > high) {
        in->damaged = true;
        return low;
    }
    return (int)value;
}

bool unpack_bool(struct unpack *in)
{
    uint64_t value = unpack_u64(in);
    in->damaged = in->damaged || value > 1;
    return value == 1;
}

/* The next difference, folded; *same counts down the words that have none. */
static uint64_t take_difference(struct unpack *in, uint64_t *same)
{
    if (*same > 0) {
        (*same)--;
        return 0;
    }
    uint64_t token = unpack_u64(in);
    if (token == LARGE) {
        uint64_t folded = 0;
        const char *bytes = take(in, sizeof(folded));
        if (bytes != NULL) {
            memcpy(&folded, bytes, sizeof(folded));
        }
        return folded;
    }
    if ((token & 1) != 0) {
        *same = (token >> 1) - 1;
        return 0;
    }
    return token >> 1;
}

void unpack_like(struct unpack *in, const struct buf *like, struct buf *to)
{
    uint64_t piece[PIECE_WORDS];
    size_t size = (size_t)unpack_u64(in);
    size_t common = common_of(size, like);
    for (size_t at = 0; at < common && !in->damaged; at += sizeof(piece)) {
        unpack_items(in, piece, PIECE_WORDS, sizeof(uint64_t));
        differ(piece, (const char *)piece, like->data + at);
        add(to, piece, sizeof(piece));
    }
    const char *rest = take(in, size - common);
    if (rest != NULL) {
        add(to, rest, size - common);
    }
}

void unpack_items(struct unpack *in, void *items, int count, size_t size)
{
    size_t width = width_of(size);
    uint64_t same = 0;
    for (size_t word = 0; count > 0 && word < size; word += width) {
        char *to = (char *)items + word;
        uint64_t value = 0;
        for (int i = 0; i < count; i++, to += size) {
            value += (uint64_t)unfold_sign(take_difference(in, &same));
            set_word(to, width, value);
        }
    }
    in->damaged = in->damaged || same > 0;
}

const void *unpack_bytes(struct unpack *in, size_t *size)
{
    uint64_t wanted = unpack_u64(in);
    const void *bytes = wanted <= in->size ? take(in, (size_t)wanted) : NULL;
    in->damaged = in->damaged || bytes == NULL;
    *size = bytes != NULL ? (size_t)wanted : 0;
    return bytes;
}

void unpack_text(struct unpack *in, char *out, size_t room)
{
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    if (bytes == NULL || size >= room) {
        in->damaged = true;
        size = 0;
    } else {
        memcpy(out, bytes, size);
    }
    out[size] = '\0';
}

char *unpack_copy(struct unpack *in)
{
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    char *text = mem_alloc(size + 1, 1);
    if (bytes != NULL) {
        memcpy(text, bytes, size);
    }
    return text;
}

void unpack_mark(struct unpack *in, const char *name)
{
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    if (bytes == NULL || size != strlen(name) || memcmp(bytes, name, size) != 0) {
        in->damaged = true;
    }
}

enum rc unpack_check(const struct unpack *in, struct err *err)
{
    if (in->damaged) {
        return err_set(err, RC_DAMAGED, "the saved state is damaged near byte %zu of %zu", in->at,
                       in->size);
    }
    return RC_OK;
}
