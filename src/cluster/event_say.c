/* SPDX-License-Identifier: MIT */
/*
 * event_say: how a form of the table becomes a sentence.
 *
 * A form is a text with places for values (base/form.h): those of the table below. One that
 * is none or 0 says "nobody", "0" or nothing, and takes the brackets around it away;
 * "{count row}" says "1 row" or "3 rows", "{count copy/copies}" has a plural of its own.
 */
#include "cluster/event.h"

#include "base/form.h"
#include "store/rows.h" /* enum sql_error */

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct sentence {
    struct buf *out;
    const struct event *event;
    event_table_name_fn name_of;
    const void *user;
};

/* Each adds one value, given the words behind its name, and says whether there was one. */
typedef bool (*value_fn)(const struct sentence *to, const char *words);

static bool is_master(place_id place)
{
    return place >= 0 && place < PLACES_MAX && place_kind(place) == PLACE_MASTER;
}

static bool add_place(const struct sentence *to, int64_t place)
{
    char name[PLACE_NAME_SIZE];
    bool is_one = place >= 0 && place < PLACES_MAX;
    buf_addf(to->out, "%s", is_one ? place_name((place_id)place, name) : "nobody");
    return is_one;
}

static bool add_own(const struct sentence *to, const char *words)
{
    (void)words;
    return add_place(to, to->event->place);
}

static bool add_other(const struct sentence *to, const char *words)
{
    (void)words;
    return add_place(to, to->event->other);
}

/* The other party, if it is a master and not the subject itself. */
static bool add_master(const struct sentence *to, const char *words)
{
    (void)words;
    (void)add_place(to, to->event->other);
    return is_master(to->event->other) && to->event->other != to->event->place;
}

static bool add_from(const struct sentence *to, const char *words)
{
    (void)words;
    return add_place(to, to->event->count);
}

/* Says nothing: it is there when both ends are masters. */
static bool test_peers(const struct sentence *to, const char *words)
{
    (void)words;
    return is_master(to->event->place) && is_master(to->event->other);
}

static bool add_client(const struct sentence *to, const char *words)
{
    (void)words;
    if (to->event->client == 0) {
        buf_addf(to->out, "background work");
        return false;
    }
    buf_addf(to->out, "@%d", to->event->client);
    return true;
}

static bool add_holder(const struct sentence *to, const char *words)
{
    (void)words;
    buf_addf(to->out, "@%" PRId64, to->event->code);
    return to->event->code > 0;
}

/* "3 rows", from "row" or from "copy/copies". */
static void add_counted(struct buf *out, int64_t count, const char *words)
{
    const char *plural = strchr(words, '/');
    int size = (int)(plural != NULL ? plural - words : (ptrdiff_t)strlen(words));
    if (count != 1 && plural != NULL) {
        buf_addf(out, "%" PRId64 " %s", count, plural + 1);
    } else if (words[0] != '\0') {
        buf_addf(out, "%" PRId64 " %.*s%s", count, size, words, count == 1 ? "" : "s");
    } else {
        buf_addf(out, "%" PRId64, count);
    }
}

static bool add_count(const struct sentence *to, const char *words)
{
    add_counted(to->out, to->event->count, words);
    return to->event->count > 0;
}

static bool add_code(const struct sentence *to, const char *words)
{
    add_counted(to->out, to->event->code, words);
    return to->event->code > 0;
}

/* What a commit brings: "CREATE TABLE t", "row", "3 rows". */
static bool add_what(const struct sentence *to, const char *words)
{
    (void)words;
    if (to->event->text[0] != '\0') {
        buf_addf(to->out, "%s", to->event->text);
    } else if (to->event->count == 1) {
        buf_addf(to->out, "row");
    } else {
        add_counted(to->out, to->event->count, "row");
    }
    return true;
}

/* Says nothing: it is there from the second on, which is when a try is worth its number. */
static bool test_many(const struct sentence *to, const char *words)
{
    (void)words;
    return to->event->count > 1;
}

/* "row 7 of orders"; when no number stands for its key, "a row of orders". */
static bool add_row(const struct sentence *to, const char *words)
{
    (void)words;
    const struct event *event = to->event;
    if (event->row != 0) {
        buf_addf(to->out, "row %" PRId64, event->row);
    } else {
        buf_addf(to->out, "a row");
    }
    if (event->page.table != 0) {
        buf_addf(to->out, " of ");
        event_add_table(to->out, event->page.table, to->name_of, to->user);
    }
    return true;
}

static bool add_table(const struct sentence *to, const char *words)
{
    (void)words;
    event_add_table(to->out, to->event->page.table, to->name_of, to->user);
    return to->event->page.table != 0;
}

static bool add_row_number(const struct sentence *to, const char *words)
{
    (void)words;
    buf_addf(to->out, "row %" PRId64, to->event->row);
    return to->event->row != 0;
}

static bool add_page(const struct sentence *to, const char *words)
{
    (void)words;
    event_add_page(to->out, &to->event->page, to->name_of, to->user);
    return to->event->page.table != 0;
}

static bool add_copies(const struct sentence *to, const char *words)
{
    bool is_list = strcmp(words, "and") == 0;
    event_add_copies(to->out, to->event->copies, is_list ? ", " : " ", is_list ? " and " : " ");
    return to->event->copies != 0;
}

/* "b1 is", "every copy is": whose disks, with their verb. */
static bool add_disks(const struct sentence *to, const char *words)
{
    (void)words;
    uint32_t copies = to->event->copies;
    if (copies == (UINT32_C(1) << COPIES_MAX) - 1) {
        buf_addf(to->out, "every copy is");
    } else {
        event_add_copies(to->out, copies, ", ", " and ");
        buf_addf(to->out, (copies & (copies - 1)) == 0 ? " is" : " are");
    }
    return true;
}

/* "m2, b1 and b2 answer", "m4 answers": what is in an AZ, with its verb. */
static bool add_residents(const struct sentence *to, const char *words)
{
    (void)words;
    const struct event *event = to->event;
    bool has_master = is_master(event->other);
    if (has_master) {
        (void)add_place(to, event->other);
        buf_addf(to->out, "%s", event->copies != 0 ? ", " : " answers");
    }
    event_add_copies(to->out, event->copies, ", ", " and ");
    buf_addf(to->out, "%s", event->copies != 0 ? " answer" : "");
    return has_master || event->copies != 0;
}

static bool add_length(const struct sentence *to, const char *words)
{
    (void)words;
    span_add_length(to->out, to->event->length);
    return to->event->length > 0;
}

static bool add_text(const struct sentence *to, const char *words)
{
    (void)words;
    buf_addf(to->out, "%s", to->event->text);
    return to->event->text[0] != '\0';
}

static const struct {
    enum sql_error error;
    const char *meaning;
} errors[] = {
    {SQL_TABLE_READ_ONLY, "a DDL on the table is under way"},
    {SQL_LOCK_WAIT, "it waited too long for a lock"},
    {SQL_CONFLICT, "run the whole transaction again"},
    {SQL_READ_ONLY, "this master is read only"},
    {SQL_NO_QUORUM, "fewer than 4 copies answer"},
    {SQL_DDL_REFUSED, "a master that DDL needs is mute"},
    {SQL_NO_READ_POINT, "it cannot catch up in time"},
    {SQL_TABLE_CHANGED, "the table is not what it was"},
    {SQL_IN_TRANSACTION, "a transaction is open"},
    {SQL_DDL_UNSURE, "committed, perhaps not everywhere"},
    {SQL_DUPLICATE_DATABASE, "the database is there already"},
    {SQL_UNKNOWN_DATABASE, "there is no such database here"},
    {SQL_TABLE_EXISTS, "the table is there already"},
    {SQL_UNKNOWN_TABLE, "there is no such table here"},
    {SQL_NO_TABLE, "there is no such table here"},
    {SQL_UNKNOWN_COLUMN, "there is no such column"},
    {SQL_COLUMN_COUNT, "columns and values differ in number"},
    {SQL_SYNTAX, "the SQL is not understood"},
    {SQL_DUPLICATE_KEY, "the key is there already"},
    {SQL_DUPLICATE_COLUMN, "the column is there already"},
    {SQL_NO_KEY, "there is no such index"},
    {SQL_NULL_VALUE, "a column may not be NULL"},
    {SQL_NO_DEFAULT, "a column needs a value"},
    {SQL_FOREIGN_KEY, "the row it refers to is not there"},
    {SQL_CHECK, "a CHECK constraint is violated"},
    {SQL_CANNOT_CONNECT, "nobody listens there"},
    {SQL_GONE_AWAY, "the connection had ended before"},
    {SQL_LOST, "the connection ended in the middle of a statement"},
};

/* How a connection ends: in silence its client gives it up, and Ctrl-C drops it. */
static bool add_loses(const struct sentence *to, const char *words)
{
    (void)words;
    buf_addf(to->out, "%s",
             to->event->code == 0                 ? "gives up"
             : to->event->code == SQL_INTERRUPTED ? "drops"
                                                  : "loses");
    return true;
}

/* "error 1213", and with "{error why}" what that means. */
static bool add_error(const struct sentence *to, const char *words)
{
    int64_t code = to->event->code;
    buf_addf(to->out, "error %d", event_error_number(code));
    for (int i = 0; words[0] != '\0' && i < COUNT_OF(errors); i++) {
        if ((int64_t)errors[i].error == code) {
            buf_addf(to->out, ": %s", errors[i].meaning);
        }
    }
    return code > 0;
}

static const struct {
    const char *name;
    value_fn add;
} values[] = {
    {"place", add_own},
    {"other", add_other},
    {"master", add_master},
    {"from", add_from},
    {"if_peers", test_peers},
    {"client", add_client},
    {"holder", add_holder},
    {"count", add_count},
    {"code", add_code},
    {"what", add_what},
    {"if_many", test_many},
    {"row", add_row},
    {"row_number", add_row_number},
    {"page", add_page},
    {"table", add_table},
    {"copies", add_copies},
    {"disks", add_disks},
    {"residents", add_residents},
    {"length", add_length},
    {"text", add_text},
    {"error", add_error},
    {"loses", add_loses},
};

static bool add_value(const void *context, const char *name, const char *words)
{
    for (int i = 0; i < COUNT_OF(values); i++) {
        if (strcmp(values[i].name, name) == 0) {
            return values[i].add(context, words);
        }
    }
    assert(false && "a form of the table names a value that there is not");
    return false;
}

void event_add_sentence(struct buf *out, const struct event *event, event_table_name_fn name_of,
                        const void *user)
{
    const struct event_row *row = event_row(event->kind);
    bool chosen = event->code > 0 && event->code < EVENT_FORMS_MAX && row->say[event->code] != NULL;
    const char *form = row->say[chosen ? event->code : 0];
    struct sentence to = {.out = out, .event = event, .name_of = name_of, .user = user};
    (void)form_add(out, form, add_value, &to);
}
