/* SPDX-License-Identifier: MIT */
#include "store/shape.h"

#include <assert.h>
#include <string.h>

#define PIECES_MAX 96     /* two for each column and value of an INSERT, and some */
#define DIGITS_MAX 18     /* an integer of more may not fit, and is REAL then */
#define TEXT_SIZE_MAX 512 /* far below VALUE_SIZE_MAX: to pass that is an error of its own */

enum piece_kind { PIECE_NAME, PIECE_SIGN, PIECE_INTEGER, PIECE_TEXT };

struct piece {
    enum piece_kind kind; /* a bare word is a PIECE_NAME, be it a keyword or not */
    const char *at;
    size_t size;
};

struct pieces {
    int count;
    struct piece piece[PIECES_MAX];
};

void shape_init(struct shape *shape)
{
    *shape = (struct shape){0};
    buf_init(&shape->sql, BUF_CAP_TEXT);
    buf_init(&shape->texts, BUF_CAP_TEXT);
}

void shape_release(struct shape *shape)
{
    buf_release(&shape->sql);
    buf_release(&shape->texts);
}

/* --- pieces --------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ') {
        at++;
    }
    return at;
}

/* Behind the quoted text at `at`; NULL: it is not closed. */
static const char *skip_quoted(const char *at)
{
    for (const char *end = at + 1; *end != '\0'; end++) {
        if (*end == *at && end[1] != *at) {
            return end + 1;
        }
        end += *end == *at ? 1 : 0; /* doubled, it stands for one */
    }
    return NULL;
}

/* Read one piece at `at`; NULL: nothing that a shape can have. */
static const char *take_piece(struct piece *out, const char *at)
{
    static const char signs[] = "=,()+-*";
    const char *end = at + 1;
    if (is_letter(*at)) {
        out->kind = PIECE_NAME;
        while (is_letter(*end) || is_digit(*end)) {
            end++;
        }
    } else if (is_digit(*at)) {
        out->kind = PIECE_INTEGER;
        while (is_digit(*end)) {
            end++;
        }
        end = *end != '.' && end - at <= DIGITS_MAX ? end : NULL;
    } else if (*at == '\'' || *at == '"') {
        out->kind = *at == '"' ? PIECE_NAME : PIECE_TEXT;
        end = skip_quoted(at);
    } else if (strchr(signs, *at) != NULL && (*at != '-' || *end != '-')) {
        out->kind = PIECE_SIGN;
    } else {
        return NULL;
    }
    out->at = at;
    out->size = end != NULL ? (size_t)(end - at) : 0;
    return end;
}

/* "1e5", "x'00'": one token to SQLite, two pieces to us. */
static bool is_glued(const struct piece *a, const struct piece *b)
{
    return a->kind != PIECE_SIGN && b->kind != PIECE_SIGN && a->at + a->size == b->at;
}

/* False: there is something in it that no shape has. */
static bool split(struct pieces *out, const char *sql)
{
    out->count = 0;
    for (const char *at = skip_blanks(sql); *at != '\0'; at = skip_blanks(at)) {
        struct piece *piece = &out->piece[out->count];
        at = out->count < PIECES_MAX ? take_piece(piece, at) : NULL;
        if (at == NULL || (out->count > 0 && is_glued(piece - 1, piece))) {
            return false;
        }
        out->count++;
    }
    return true;
}

/* --- forms ---------------------------------------------------------------------------------- */

static bool is_kind(const struct pieces *pieces, int index, enum piece_kind kind)
{
    return index >= 0 && index < pieces->count && pieces->piece[index].kind == kind;
}

static bool is_word(const struct pieces *pieces, int index, const char *word)
{
    if (index < 0 || index >= pieces->count) {
        return false;
    }
    const struct piece *piece = &pieces->piece[index];
    return piece->size == strlen(word) && sqlite3_strnicmp(piece->at, word, (int)piece->size) == 0;
}

static bool is_literal(const struct pieces *pieces, int index)
{
    return is_kind(pieces, index, PIECE_INTEGER) || is_kind(pieces, index, PIECE_TEXT);
}

/* Does it end in WHERE name = literal? With one such term there is one plan, whatever the value. */
static bool has_where(const struct pieces *pieces)
{
    int last = pieces->count - 1;
    return is_word(pieces, last - 3, "WHERE") && is_kind(pieces, last - 2, PIECE_NAME) &&
           is_word(pieces, last - 1, "=") && is_literal(pieces, last);
}

/* A list "name, name" or "*" from `first` on and before `end`. */
static bool is_list(const struct pieces *pieces, int first, int end)
{
    if (end == first + 1 && is_word(pieces, first, "*")) {
        return true;
    }
    for (int i = first; i < end; i += 2) {
        if (!is_kind(pieces, i, PIECE_NAME) || (i + 1 < end && !is_word(pieces, i + 1, ","))) {
            return false;
        }
    }
    return (end - first) % 2 == 1;
}

/* Each form gives the index from which on literals are taken out; -1: it is not this form. */

static int match_update(const struct pieces *pieces)
{
    if (!is_word(pieces, 0, "UPDATE") || !is_word(pieces, 2, "SET") || !has_where(pieces)) {
        return -1;
    }
    for (int i = 3; i < pieces->count; i++) {
        if (is_word(pieces, i, "FROM") || is_word(pieces, i, "(")) {
            return -1;
        }
    }
    return 3;
}

static int match_delete(const struct pieces *pieces)
{
    bool is_form = pieces->count == 7 && is_word(pieces, 0, "DELETE") &&
                   is_word(pieces, 1, "FROM") && has_where(pieces);
    return is_form ? 6 : -1;
}

static int match_select(const struct pieces *pieces)
{
    int last = pieces->count - 1;
    bool is_form = is_word(pieces, 0, "SELECT") && is_word(pieces, last - 5, "FROM") &&
                   has_where(pieces) && is_list(pieces, 1, last - 5);
    return is_form ? last : -1;
}

static int match_insert(const struct pieces *pieces)
{
    int at = 3;
    if (!is_word(pieces, 0, "INSERT") || !is_word(pieces, 1, "INTO")) {
        return -1;
    }
    while (at < pieces->count && !is_word(pieces, at, "VALUES")) {
        at++;
    }
    bool has_names =
        is_word(pieces, 3, "(") && is_word(pieces, at - 1, ")") && is_list(pieces, 4, at - 1);
    if ((at > 3 && !has_names) || !is_word(pieces, at + 1, "(")) {
        return -1;
    }
    for (int i = at + 2; i < pieces->count; i += 2) {
        i += is_word(pieces, i, "-") ? 1 : 0;
        bool is_last = i + 2 == pieces->count;
        if (!(is_literal(pieces, i) || is_word(pieces, i, "NULL")) ||
            !is_word(pieces, i + 1, is_last ? ")" : ",")) {
            return -1;
        }
    }
    return at + 2;
}

/* --- literals ------------------------------------------------------------------------------- */

/* Take the literal out of the statement. False: it has to stay, and there is no shape. */
static bool take_literal(struct shape *shape, const struct piece *piece)
{
    if (shape->count == SHAPE_LITERALS_MAX || piece->size > TEXT_SIZE_MAX) {
        return false;
    }
    struct literal *literal = &shape->literals[shape->count++];
    *literal = (struct literal){.is_text = piece->kind == PIECE_TEXT, .at = shape->texts.size};
    for (size_t i = 0; i < piece->size && !literal->is_text; i++) {
        literal->number = literal->number * 10 + (piece->at[i] - '0');
    }
    for (size_t i = 1; i + 1 < piece->size && literal->is_text; i++) {
        buf_add_char(&shape->texts, piece->at[i]);
        i += piece->at[i] == '\'' ? 1 : 0; /* doubled, it stands for one */
    }
    literal->size = shape->texts.size - literal->at;
    return true;
}

bool shape_take(struct shape *shape, const char *sql)
{
    static int (*const forms[])(const struct pieces *pieces) = {match_update, match_delete,
                                                                match_select, match_insert};
    struct pieces pieces;
    int first = -1;
    if (!split(&pieces, sql)) {
        return false;
    }
    for (int i = 0; first < 0 && i < COUNT_OF(forms); i++) {
        first = forms[i](&pieces);
    }
    if (first < 0) {
        return false;
    }
    const char *rest = sql;
    shape->count = 0;
    buf_clear(&shape->sql);
    buf_clear(&shape->texts);
    for (int i = first; i < pieces.count; i++) {
        const struct piece *piece = &pieces.piece[i];
        if (!is_literal(&pieces, i)) {
            continue;
        }
        if (!take_literal(shape, piece)) {
            return false;
        }
        buf_add_text(&shape->sql, rest, (size_t)(piece->at - rest));
        buf_add_char(&shape->sql, '?');
        rest = piece->at + piece->size;
    }
    buf_add_text(&shape->sql, rest, strlen(rest));
    return true;
}

void shape_bind(const struct shape *shape, sqlite3_stmt *stmt)
{
    for (int i = 0; i < shape->count; i++) {
        const struct literal *literal = &shape->literals[i];
        int rc = literal->is_text ? sqlite3_bind_text(stmt, i + 1, shape->texts.data + literal->at,
                                                      (int)literal->size, SQLITE_STATIC)
                                  : sqlite3_bind_int64(stmt, i + 1, literal->number);
        assert(rc == SQLITE_OK); /* it has been reset, and has as many parameters */
    }
}
