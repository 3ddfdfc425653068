/* SPDX-License-Identifier: MIT */
#include "store/charged.h"

#include "store/fence.h"

#include "base/mem.h"

#include <assert.h>

#define BYTES_A_STEP 64 /* a step takes some 10 ns, a byte well below one */
#define ARGUMENTS_MAX 3

struct row {
    const char *name;
    int arguments;
    bool compares; /* its work grows with the product of its first two texts */
};

/* clang-format off */
static const struct row rows[] = {
    {"upper", 1, false}, {"lower", 1, false}, {"hex", 1, false}, {"quote", 1, false},
    {"substr", 2, false}, {"substr", 3, false}, {"substring", 2, false}, {"substring", 3, false},
    {"trim", 1, false}, {"ltrim", 1, false}, {"rtrim", 1, false},
    {"trim", 2, true}, {"ltrim", 2, true}, {"rtrim", 2, true},
    {"instr", 2, true}, {"replace", 3, true},
    {"like", 2, true}, {"like", 3, true}, {"glob", 2, true},
};
/* clang-format on */

struct function {
    struct charged *charged; /* borrowed: whose it is */
    const struct row *row;
    sqlite3_stmt *question; /* owned; NULL: not asked yet */
};

struct charged {
    struct store *store; /* borrowed */
    sqlite3 *db;         /* owned; NULL: nothing was asked yet */
    struct function functions[COUNT_OF(rows)];
};

/* Numbers are short, and to ask for their bytes would make them texts. */
static sqlite3_int64 size_of(sqlite3_value *value)
{
    int type = sqlite3_value_type(value);
    return type == SQLITE_TEXT || type == SQLITE_BLOB ? sqlite3_value_bytes(value) : 1;
}

static sqlite3_int64 price(const struct row *row, sqlite3_value **values)
{
    sqlite3_int64 bytes = 0;
    for (int i = 0; i < row->arguments; i++) {
        bytes += size_of(values[i]);
    }
    return row->compares ? bytes + size_of(values[0]) * size_of(values[1]) : bytes;
}

/* "SELECT replace(?1, ?2, ?3)" on the connection beside. */
static sqlite3_stmt *prepare(struct function *function)
{
    static const char *const lists[] = {"?1", "?1, ?2", "?1, ?2, ?3"};
    struct charged *charged = function->charged;
    char sql[60];
    if (function->question != NULL) {
        return function->question;
    }
    if (charged->db == NULL) {
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        if (sqlite3_open_v2(":memory:", &charged->db, flags, NULL) != SQLITE_OK) {
            return NULL;
        }
        (void)sqlite3_limit(charged->db, SQLITE_LIMIT_LENGTH, VALUE_SIZE_MAX);
        (void)sqlite3_limit(charged->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LIKE_PATTERN_MAX);
    }
    (void)sqlite3_snprintf((int)sizeof(sql), sql, "SELECT \"%s\"(%s)", function->row->name,
                           lists[function->row->arguments - 1]);
    (void)sqlite3_prepare_v3(charged->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &function->question,
                             NULL);
    return function->question;
}

static void fail(sqlite3_context *context, sqlite3 *db)
{
    int code = db != NULL ? sqlite3_errcode(db) : SQLITE_NOMEM;
    if (code == SQLITE_TOOBIG) {
        sqlite3_result_error_toobig(context);
    } else if (code == SQLITE_NOMEM) {
        sqlite3_result_error_nomem(context);
    } else {
        sqlite3_result_error(context, sqlite3_errmsg(db), -1);
    }
}

static void call(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct function *function = sqlite3_user_data(context);
    struct charged *charged = function->charged;
    assert(count == function->row->arguments);
    if (!fence_charge(charged->store, price(function->row, values) / BYTES_A_STEP)) {
        sqlite3_result_error(context, "interrupted", -1);
        return;
    }
    sqlite3_stmt *question = prepare(function);
    bool is_asked = question != NULL;
    for (int i = 0; is_asked && i < count; i++) {
        is_asked = sqlite3_bind_value(question, i + 1, values[i]) == SQLITE_OK;
    }
    if (is_asked && sqlite3_step(question) == SQLITE_ROW) {
        sqlite3_result_value(context, sqlite3_column_value(question, 0));
    } else {
        fail(context, charged->db);
    }
    if (question != NULL) {
        (void)sqlite3_reset(question);
        (void)sqlite3_clear_bindings(question); /* they may be long */
    }
}

struct charged *charged_new(struct store *store)
{
    int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS | SQLITE_DETERMINISTIC;
    struct charged *charged = mem_alloc(1, sizeof(*charged));
    charged->store = store;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct function *function = &charged->functions[i];
        *function = (struct function){.charged = charged, .row = &rows[i]};
        assert(rows[i].arguments >= 1 && rows[i].arguments <= ARGUMENTS_MAX);
        if (sqlite3_create_function(store->db, rows[i].name, rows[i].arguments, flags, function,
                                    call, NULL, NULL) != SQLITE_OK) {
            charged_free(charged);
            return NULL;
        }
    }
    return charged;
}

void charged_free(struct charged *charged)
{
    if (charged == NULL) {
        return;
    }
    for (int i = 0; i < COUNT_OF(rows); i++) {
        (void)sqlite3_finalize(charged->functions[i].question);
    }
    (void)sqlite3_close(charged->db);
    mem_free(charged);
}
