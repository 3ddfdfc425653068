/* SPDX-License-Identifier: MIT */
#include "store/value.h"

#include <assert.h>
#include <string.h>

#define SIGN_BIT (UINT64_C(1) << 63)
#define NUMBER_SIZE 9 /* the kind and eight bytes */
#define HEAD_SIZE 5   /* the kind and four bytes of length */

static void put(struct buf *out, const void *bytes, size_t size)
{
    enum rc rc = buf_add_bytes(out, bytes, size, NULL);
    assert(rc == RC_OK); /* the caller keeps a statement's changes far below the cap */
}

static void put_number(struct buf *out, enum cell_kind kind, uint64_t bits)
{
    unsigned char bytes[NUMBER_SIZE] = {(unsigned char)kind};
    for (int i = 8; i > 0; i--) {
        bytes[i] = (unsigned char)bits;
        bits >>= 8;
    }
    put(out, bytes, sizeof(bytes));
}

static uint64_t get_number(const char *at)
{
    uint64_t bits = 0;
    for (int i = 1; i <= 8; i++) {
        bits = bits << 8 | (unsigned char)at[i];
    }
    return bits;
}

static void put_bytes(struct buf *out, enum cell_kind kind, const void *bytes, size_t size)
{
    unsigned char head[HEAD_SIZE] = {(unsigned char)kind};
    for (int i = 0; i < 4; i++) {
        head[i + 1] = (unsigned char)(size >> (8 * i));
    }
    put(out, head, sizeof(head));
    put(out, bytes, size);
}

/* The only two places where a REAL is held: to take its bits, and to give them back. */
static uint64_t real_bits(sqlite3_value *value)
{
    double real = sqlite3_value_double(value);
    uint64_t bits;
    memcpy(&bits, &real, sizeof(bits));
    return bits;
}

static double real_of(const char *at)
{
    uint64_t bits = get_number(at);
    double real;
    memcpy(&real, &bits, sizeof(real));
    return real;
}

void value_add(struct buf *out, sqlite3_value *value, bool as_real)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        if (as_real) {
            put_number(out, CELL_REAL, real_bits(value));
        } else {
            value_add_integer(out, sqlite3_value_int64(value));
        }
        break;
    case SQLITE_FLOAT:
        put_number(out, CELL_REAL, real_bits(value));
        break;
    case SQLITE_TEXT: {
        const void *text = sqlite3_value_text(value);
        put_bytes(out, CELL_TEXT, text, (size_t)sqlite3_value_bytes(value));
        break;
    }
    case SQLITE_BLOB: {
        const void *blob = sqlite3_value_blob(value);
        put_bytes(out, CELL_BLOB, blob, (size_t)sqlite3_value_bytes(value));
        break;
    }
    default:
        buf_add_char(out, CELL_NULL);
        break;
    }
}

void value_add_integer(struct buf *out, int64_t number)
{
    put_number(out, CELL_INTEGER, (uint64_t)number ^ SIGN_BIT);
}

bool value_are_whole(const char *bytes, size_t size)
{
    size_t at = 0;
    while (at < size) {
        int kind = (unsigned char)bytes[at];
        bool is_long = kind == CELL_TEXT || kind == CELL_BLOB;
        size_t head = is_long ? HEAD_SIZE : kind == CELL_NULL ? 1 : NUMBER_SIZE;
        if (kind > CELL_BLOB || head > size - at) {
            return false;
        }
        size_t whole = value_size(bytes + at);
        if (whole > size - at) {
            return false;
        }
        at += whole;
    }
    return true;
}

enum cell_kind value_kind(const char *at)
{
    return (enum cell_kind)(unsigned char)*at;
}

size_t value_size(const char *at)
{
    switch (value_kind(at)) {
    case CELL_INTEGER:
    case CELL_REAL:
        return NUMBER_SIZE;
    case CELL_TEXT:
    case CELL_BLOB: {
        size_t size = 0;
        (void)value_bytes(at, &size);
        return HEAD_SIZE + size;
    }
    case CELL_NULL:
        break;
    }
    return 1;
}

int64_t value_integer(const char *at)
{
    switch (value_kind(at)) {
    case CELL_INTEGER:
        return (int64_t)(get_number(at) ^ SIGN_BIT);
    case CELL_REAL: {
        /* By its bits: a REAL beyond the integers stands at their end. */
        uint64_t bits = get_number(at);
        int exponent = (int)(bits >> 52 & 0x7ff) - 1023;
        uint64_t part = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
        bool is_negative = bits >> 63 != 0;
        if (exponent < 0) {
            return 0;
        }
        if (exponent > 62) {
            return is_negative ? INT64_MIN : INT64_MAX;
        }
        int64_t whole =
            (int64_t)(exponent > 52 ? part << (exponent - 52) : part >> (52 - exponent));
        return is_negative ? -whole : whole;
    }
    case CELL_NULL:
    case CELL_TEXT:
    case CELL_BLOB:
        break;
    }
    return 0;
}

/* The bits of a REAL as a whole number in the same order. */
static int64_t order_of_bits(uint64_t bits)
{
    bool is_negative = (bits & SIGN_BIT) != 0;
    int64_t size = (int64_t)(bits & ~SIGN_BIT);
    return is_negative ? -size : size;
}

static unsigned char without_case(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

static int order_bytes(const char *a, const char *b, bool folds)
{
    size_t size_a = 0;
    size_t size_b = 0;
    const unsigned char *at_a = (const unsigned char *)value_bytes(a, &size_a);
    const unsigned char *at_b = (const unsigned char *)value_bytes(b, &size_b);
    for (size_t i = 0; i < size_a && i < size_b; i++) {
        int x = folds ? without_case(at_a[i]) : at_a[i];
        int y = folds ? without_case(at_b[i]) : at_b[i];
        if (x != y) {
            return x - y;
        }
    }
    return (size_a > size_b) - (size_a < size_b);
}

int value_order(const char *a, const char *b, bool folds)
{
    static const int ranks[] = {
        [CELL_NULL] = 0, [CELL_INTEGER] = 1, [CELL_REAL] = 1, [CELL_TEXT] = 2, [CELL_BLOB] = 3,
    };
    int rank = ranks[value_kind(a)];
    if (rank != ranks[value_kind(b)]) {
        return rank - ranks[value_kind(b)];
    }
    if (rank > 1) {
        return order_bytes(a, b, folds && rank == 2);
    }
    bool are_real = value_kind(a) == CELL_REAL && value_kind(b) == CELL_REAL;
    int64_t x = are_real ? order_of_bits(get_number(a)) : value_integer(a);
    int64_t y = are_real ? order_of_bits(get_number(b)) : value_integer(b);
    return (x > y) - (x < y);
}

const char *value_bytes(const char *at, size_t *size)
{
    size_t length = 0;
    for (int i = 4; i > 0; i--) {
        length = length << 8 | (unsigned char)at[i];
    }
    *size = length;
    return at + HEAD_SIZE;
}

int value_bind(sqlite3_stmt *stmt, int parameter, const char *at)
{
    size_t size = 0;
    switch (value_kind(at)) {
    case CELL_INTEGER:
        return sqlite3_bind_int64(stmt, parameter, value_integer(at));
    case CELL_REAL:
        return sqlite3_bind_double(stmt, parameter, real_of(at));
    case CELL_TEXT: {
        const char *text = value_bytes(at, &size);
        return sqlite3_bind_text(stmt, parameter, text, (int)size, SQLITE_STATIC);
    }
    case CELL_BLOB: {
        const char *blob = value_bytes(at, &size);
        return sqlite3_bind_blob(stmt, parameter, blob, (int)size, SQLITE_STATIC);
    }
    case CELL_NULL:
        break;
    }
    return sqlite3_bind_null(stmt, parameter);
}

void value_add_shown(struct buf *out, const char *at)
{
    size_t size = 0;
    switch (value_kind(at)) {
    case CELL_NULL:
        buf_addf(out, "NULL");
        break;
    case CELL_INTEGER:
        buf_addf(out, "%lld", (long long)value_integer(at));
        break;
    case CELL_REAL: {
        char text[40];
        buf_addf(out, "%s", sqlite3_snprintf(sizeof(text), text, "%!.15g", real_of(at)));
        break;
    }
    case CELL_TEXT:
    case CELL_BLOB: {
        const char *bytes = value_bytes(at, &size);
        buf_addf(out, "%.*s", (int)size, bytes);
        break;
    }
    }
}

/* --- saved values --------------------------------------------------------------------------- */

void value_pack(struct buf *out, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size; at += value_size(bytes + at)) {
        enum cell_kind kind = value_kind(bytes + at);
        size_t length = 0;
        pack_u64(out, kind);
        switch (kind) {
        case CELL_INTEGER:
            pack_i64(out, value_integer(bytes + at));
            break;
        case CELL_REAL:
            pack_u64(out, get_number(bytes + at));
            break;
        case CELL_TEXT:
        case CELL_BLOB: {
            const char *text = value_bytes(bytes + at, &length);
            pack_bytes(out, text, length);
            break;
        }
        case CELL_NULL:
            break;
        }
    }
}

static void unpack_value(struct buf *to, struct unpack *in)
{
    enum cell_kind kind = (enum cell_kind)unpack_u64(in);
    size_t size = 0;
    switch (kind) {
    case CELL_INTEGER:
        value_add_integer(to, unpack_i64(in));
        return;
    case CELL_REAL:
        put_number(to, CELL_REAL, unpack_u64(in));
        return;
    case CELL_TEXT:
    case CELL_BLOB: {
        const void *bytes = unpack_bytes(in, &size);
        put_bytes(to, kind, bytes != NULL ? bytes : "", size);
        return;
    }
    case CELL_NULL:
        buf_add_char(to, CELL_NULL);
        return;
    }
    in->damaged = true;
}

void value_unpack(struct buf *to, size_t size, struct unpack *in)
{
    size_t end = to->size + size;
    while (to->size < end && !in->damaged) {
        unpack_value(to, in);
    }
    in->damaged = in->damaged || to->size != end;
}
