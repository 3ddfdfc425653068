/* SPDX-License-Identifier: MIT */
#include "cluster/event.h"

#include "base/hash.h"
#include "base/quote.h"
#include "store/rows.h" /* enum sql_error */

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Append what there is room for; returns how much there is then. */
static size_t add_words(char *whole, size_t used, size_t room, const char *words)
{
    size_t size = strlen(words);
    size = size < room - used ? size : room - used;
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): more may come, then the end does */
    memcpy(whole + used, words, size);
    return used + size;
}

void event_set_text(struct event *event, const char *head, const char *rest)
{
    static const char mark[] = "…";
    char whole[sizeof(event->text)];
    size_t size = add_words(whole, 0, sizeof(whole), head);
    size = add_words(whole, size, sizeof(whole), rest);
    if (size == sizeof(whole)) { /* no room for the NUL */
        size -= sizeof(mark);
        while (size > 0 && ((unsigned char)whole[size] & 0xc0) == 0x80) {
            size--;
        }
        size = add_words(whole, size, sizeof(whole) - 1, mark);
    }
    memcpy(event->text, whole, size);
    event->text[size] = '\0';
}

void event_set_definition(struct event *event, enum ddl_kind kind, const char *name)
{
    static const char *const words[] = {
        [DDL_CREATE_DATABASE] = "CREATE DATABASE ", [DDL_DROP_DATABASE] = "DROP DATABASE ",
        [DDL_CREATE_TABLE] = "CREATE TABLE ",       [DDL_DROP_TABLE] = "DROP TABLE ",
        [DDL_ALTER_TABLE] = "ALTER TABLE ",         [DDL_CREATE_INDEX] = "CREATE INDEX on ",
        [DDL_DROP_INDEX] = "DROP INDEX on ",        [DDL_CREATE_TRIGGER] = "CREATE TRIGGER on ",
        [DDL_DROP_TRIGGER] = "DROP TRIGGER ",
    };
    assert(kind > DDL_NONE && kind < COUNT_OF(words));
    event_set_text(event, words[kind], name);
}

void event_add_subject(struct buf *out, const struct event *event)
{
    const struct event_row *row = event_row(event->kind);
    char name[PLACE_NAME_SIZE];
    if (row->subject != NULL) {
        buf_addf(out, "%s", row->subject);
    } else if (event->place == PLACE_NONE) {
        buf_addf(out, "cluster");
    } else {
        buf_addf(out, "%s", place_name(event->place, name));
    }
}

enum event_kind event_find(const char *name)
{
    int kind = 0;
    while (kind < EVENT_KIND_COUNT && strcmp(event_row((enum event_kind)kind)->name, name) != 0) {
        kind++;
    }
    return (enum event_kind)kind;
}

int event_error_number(int64_t error)
{
    bool is_ours = error >= SQL_NO_QUORUM && error <= SQL_NO_READ_POINT;
    return is_ours ? SQL_UNKNOWN_ERROR : (int)error;
}

/* --- names ---------------------------------------------------------------------------------- */

void event_add_table(struct buf *out, uint32_t table, event_table_name_fn name_of, const void *user)
{
    const char *name = name_of != NULL ? name_of(user, table) : NULL;
    if (name != NULL) {
        buf_addf(out, "%s", name);
    } else {
        buf_addf(out, "table %" PRIu32, table);
    }
}

void event_add_page(struct buf *out, const struct page_id *page, event_table_name_fn name_of,
                    const void *user)
{
    event_add_table(out, page->table, name_of, user);
    if (page->index == PAGE_INDEX_HEADER) {
        buf_addf(out, ":header");
        return;
    }
    if (page->index != PAGE_INDEX_TABLE) {
        buf_addf(out, "(index %" PRId32 ")", page->index);
    }
    buf_addf(out, ":%" PRId64, page->bucket);
}

void event_add_copies(struct buf *out, uint32_t copies, const char *between, const char *last)
{
    char name[PLACE_NAME_SIZE];
    bool first = true;
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((copies >> i & 1) == 0) {
            continue;
        }
        bool is_last = copies >> (i + 1) == 0;
        buf_addf(out, "%s%s",
                 first     ? ""
                 : is_last ? last
                           : between,
                 place_name(place_copy(i), name));
        first = false;
    }
}

/* --- fields, for checks ---------------------------------------------------------------------- */

static int client_of(const struct event *event)
{
    bool is_subject =
        event->client == 0 && event->place >= 0 && place_kind(event->place) == PLACE_CLIENT;
    return is_subject ? place_index(event->place) + 1 : event->client;
}

static int64_t read_int(const char *at)
{
    int value;
    memcpy(&value, at, sizeof(value));
    return value;
}

static int64_t read_i64(const char *at)
{
    int64_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}

bool event_read_field(const struct event *event, const struct event_field *field, int64_t *number,
                      struct buf *text, event_table_name_fn name_of, const void *user)
{
    const char *at = (const char *)event + field->offset;
    switch (field->kind) {
    case FIELD_PLACE:
        *number = read_int(at);
        return true;
    case FIELD_CLIENT:
        *number = client_of(event);
        return true;
    case FIELD_ERROR:
        *number = event_error_number(read_i64(at));
        return true;
    case FIELD_PLACE_CODE:
    case FIELD_CLIENT_CODE:
    case FIELD_NUMBER:
    case FIELD_TXN:
    case FIELD_TIME:
    case FIELD_REASON:
        *number = read_i64(at);
        return true;
    case FIELD_PAGE:
    case FIELD_TABLE:
        if (event->page.table != 0 && field->kind == FIELD_PAGE) {
            event_add_page(text, &event->page, name_of, user);
        } else if (event->page.table != 0) {
            event_add_table(text, event->page.table, name_of, user);
        }
        return false;
    case FIELD_COPIES:
        event_add_copies(text, event->copies, " ", " ");
        return false;
    case FIELD_TEXT:
        buf_addf(text, "%s", at);
        return false;
    }
    return false;
}

/* --- JSON ----------------------------------------------------------------------------------- */

/* As place_parse() reads it. */
static void add_place(struct buf *out, int64_t place)
{
    char name[PLACE_NAME_SIZE];
    if (place < 0 || place >= PLACES_MAX) {
        buf_addf(out, "null");
        return;
    }
    const char *text = place_name((place_id)place, name);
    if (place_kind((place_id)place) == PLACE_AZ) {
        text = strchr(text, ' ') + 1; /* "AZ b", "the office" */
    }
    quote_json(out, text);
}

static void add_client(struct buf *out, int64_t client)
{
    if (client > 0) {
        buf_addf(out, "%" PRId64, client);
    } else {
        buf_addf(out, "null");
    }
}

static void add_reason(struct buf *out, const struct event_row *row, int64_t code)
{
    bool is_known = code >= 0 && code < EVENT_REASONS_MAX && row->reasons[code] != NULL;
    quote_json(out, is_known ? row->reasons[code] : "");
}

static void add_named(struct buf *out, const struct event *event, bool whole_page,
                      event_table_name_fn name_of, const void *user)
{
    if (event->page.table == 0) {
        buf_addf(out, "null");
        return;
    }
    struct buf name;
    buf_init(&name, BUF_CAP_TEXT);
    if (whole_page) {
        event_add_page(&name, &event->page, name_of, user);
    } else {
        event_add_table(&name, event->page.table, name_of, user);
    }
    quote_json(out, name.data);
    buf_release(&name);
}

static void add_field(struct buf *out, const struct event *event, const struct event_field *field,
                      event_table_name_fn name_of, const void *user)
{
    const char *at = (const char *)event + field->offset;
    switch (field->kind) {
    case FIELD_PLACE:
        add_place(out, read_int(at));
        break;
    case FIELD_PLACE_CODE:
        add_place(out, read_i64(at));
        break;
    case FIELD_CLIENT:
        add_client(out, client_of(event));
        break;
    case FIELD_CLIENT_CODE:
        add_client(out, read_i64(at));
        break;
    case FIELD_NUMBER:
    case FIELD_TXN:
    case FIELD_TIME:
        buf_addf(out, "%" PRId64, read_i64(at));
        break;
    case FIELD_ERROR:
        buf_addf(out, "%d", event_error_number(read_i64(at)));
        break;
    case FIELD_PAGE:
    case FIELD_TABLE:
        add_named(out, event, field->kind == FIELD_PAGE, name_of, user);
        break;
    case FIELD_COPIES:
        buf_add_char(out, '"');
        event_add_copies(out, event->copies, " ", " ");
        buf_add_char(out, '"');
        break;
    case FIELD_TEXT:
        quote_json(out, at);
        break;
    case FIELD_REASON:
        add_reason(out, event_row(event->kind), event->code);
        break;
    }
}

void event_add_json(struct buf *out, const struct event *event, event_table_name_fn name_of,
                    const void *user)
{
    const struct event_row *row = event_row(event->kind);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(out, "{\"t_us\":%" PRId64 ",\"seq\":%" PRIu64 ",\"cause\":%" PRIu64 ",\"kind\":\"%s\"",
             event->at, event->seq, event->cause, row->name);
    for (const struct event_field *field = row->fields; field->name != NULL; field++) {
        buf_addf(out, ",\"%s\":", field->name);
        add_field(out, event, field, name_of, user);
    }
    event_add_subject(&text, event);
    buf_add_char(&text, ' ');
    event_add_sentence(&text, event, name_of, user);
    buf_addf(out, ",\"text\":");
    quote_json(out, text.data);
    buf_add_char(out, '}');
    buf_release(&text);
}

/* --- state ---------------------------------------------------------------------------------- */

uint64_t event_hash(uint64_t hash, const struct event *event)
{
    hash = hash_u64(hash, (uint64_t)event->at);
    hash = hash_u64(hash, event->seq);
    hash = hash_u64(hash, event->cause);
    hash = hash_u64(hash, (uint64_t)event->kind);
    hash = hash_u64(hash, (uint64_t)event->place);
    hash = hash_u64(hash, (uint64_t)event->other);
    hash = hash_u64(hash, (uint64_t)event->client);
    hash = hash_u64(hash, event->txn);
    hash = hash_u64(hash, event->other_txn);
    hash = hash_u64(hash, event->page.table);
    hash = hash_u64(hash, (uint64_t)event->page.index);
    hash = hash_u64(hash, (uint64_t)event->page.bucket);
    hash = hash_u64(hash, (uint64_t)event->row);
    hash = hash_u64(hash, (uint64_t)event->count);
    hash = hash_u64(hash, (uint64_t)event->code);
    hash = hash_u64(hash, (uint64_t)event->length);
    hash = hash_u64(hash, event->copies);
    return hash_text(hash, event->text);
}

void event_save(struct buf *out, const struct event *event)
{
    pack_i64(out, event->at);
    pack_u64(out, event->seq);
    pack_u64(out, event->cause);
    pack_int(out, (int)event->kind);
    pack_int(out, event->place);
    pack_int(out, event->other);
    pack_int(out, event->client);
    pack_u64(out, event->txn);
    pack_u64(out, event->other_txn);
    pack_u64(out, event->page.table);
    pack_int(out, event->page.index);
    pack_i64(out, event->page.bucket);
    pack_i64(out, event->row);
    pack_i64(out, event->count);
    pack_i64(out, event->code);
    pack_i64(out, event->length);
    pack_u64(out, event->copies);
    pack_text(out, event->text);
}

void event_load(struct event *event, struct unpack *in)
{
    memset(event, 0, sizeof(*event));
    event->at = unpack_i64(in);
    event->seq = unpack_u64(in);
    event->cause = unpack_u64(in);
    event->kind = (enum event_kind)unpack_int(in, 0, EVENT_KIND_COUNT - 1);
    event->place = unpack_int(in, PLACE_NONE, PLACES_MAX - 1);
    event->other = unpack_int(in, PLACE_NONE, PLACES_MAX - 1);
    event->client = unpack_int(in, 0, CLIENTS_MAX);
    event->txn = unpack_u64(in);
    event->other_txn = unpack_u64(in);
    event->page.table = (uint32_t)unpack_u64(in);
    event->page.index = unpack_int(in, INT32_MIN, INT32_MAX);
    event->page.bucket = unpack_i64(in);
    event->row = unpack_i64(in);
    event->count = unpack_i64(in);
    event->code = unpack_i64(in);
    event->length = unpack_i64(in);
    event->copies = (uint32_t)unpack_u64(in);
    unpack_text(in, event->text, sizeof(event->text));
}
