/* SPDX-License-Identifier: MIT */
/* complete: what Tab makes of the word before the cursor. */
#include "app/app_state.h"

#include "base/mem.h"
#include "base/quote.h"
#include "base/text.h"
#include "shell/script.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CANDIDATES_MAX 200
#define COLUMN_TABLES_MAX 20 /* tables whose columns are offered */

/* The word being completed and what it could be. */
struct candidates {
    const char *begin; /* borrowed: its letters so far */
    size_t size;
    bool any_case;
    char *names[CANDIDATES_MAX]; /* owned */
    int count;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_so(const struct candidates *candidates, const char *name)
{
    for (size_t i = 0; i < candidates->size; i++) {
        char a = name[i];
        char b = candidates->begin[i];
        if (a == '\0' || (candidates->any_case ? lower(a) != lower(b) : a != b)) {
            return false;
        }
    }
    return true;
}

static void offer(void *to, const char *name)
{
    struct candidates *candidates = to;
    if (candidates->count == CANDIDATES_MAX || !begins_so(candidates, name)) {
        return;
    }
    for (int i = 0; i < candidates->count; i++) {
        if (strcmp(candidates->names[i], name) == 0) {
            return;
        }
    }
    candidates->names[candidates->count++] = mem_text(name);
}

/* Where letters as they were typed fit some, those that fit only in other letters are left out. */
static void prefer_exact_case(struct candidates *candidates)
{
    int kept = 0;
    for (int i = 0; i < candidates->count; i++) {
        if (strncmp(candidates->names[i], candidates->begin, candidates->size) == 0) {
            kept++;
        }
    }
    if (kept == 0 || kept == candidates->count) {
        return;
    }
    kept = 0;
    for (int i = 0; i < candidates->count; i++) {
        if (strncmp(candidates->names[i], candidates->begin, candidates->size) == 0) {
            candidates->names[kept++] = candidates->names[i];
        } else {
            mem_free(candidates->names[i]);
        }
    }
    candidates->count = kept;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* --- SQL ------------------------------------------------------------------------------------- */

static const char *const sql_words[] = {
    "ALTER",
    "AND",
    "AUTO_INCREMENT",
    "BEGIN",
    "BY",
    "COMMIT",
    "COUNT",
    "CREATE",
    "DATABASE",
    "DELETE",
    "DESCRIBE",
    "DROP",
    "FROM",
    "FOR UPDATE",
    "GROUP BY",
    "INDEX",
    "INSERT INTO",
    "INT",
    "INTEGER",
    "JOIN",
    "KEY",
    "LIMIT",
    "NOT NULL",
    "ORDER BY",
    "PRIMARY KEY",
    "ROLLBACK",
    "SELECT",
    "SET",
    "SHOW",
    "START TRANSACTION",
    "TABLE",
    "TABLES",
    "TEXT",
    "UPDATE",
    "USE",
    "VALUES",
    "VARCHAR",
    "WHERE",
    "SESSION",
    /* settings, and what they take */
    "TRANSACTION ISOLATION LEVEL",
    "READ COMMITTED",
    "READ UNCOMMITTED",
    "REPEATABLE READ",
    "aurora_mm_session_consistency_level",
    "INSTANCE_RAW",
    "REGIONAL_RAW",
    "SESSION_TOKEN",
    "autocommit",
    "transaction_isolation",
};

static int master_to_ask(const struct app *app)
{
    struct clients_view view;
    clients_look(lab_clients(app->lab), &view);
    int master = app->client <= view.count ? view.clients[app->client - 1].master : -1;
    return master >= 0 ? master : 0;
}

/* The columns of a table, each behind `before`: "" or "orders.". */
static void offer_columns(const struct app *app, int master, const char *table, const char *before,
                          struct candidates *candidates)
{
    const char *dot = strchr(table, '.');
    struct buf sql;
    struct rows rows;
    buf_init(&sql, BUF_CAP_TEXT);
    rows_init(&rows);
    buf_addf(&sql, "SELECT * FROM %.*s", dot != NULL ? (int)(dot + 1 - table) : 0, table);
    quote_sql_name(&sql, dot != NULL ? dot + 1 : table);
    buf_addf(&sql, " LIMIT 1");
    if (lab_peek(app->lab, master, sql.data, &rows, NULL) == RC_OK) {
        for (int i = 0; i < rows.column_count; i++) {
            char name[2 * NAME_SIZE_MAX];
            (void)snprintf(name, sizeof(name), "%s%s", before, rows_name(&rows, i));
            offer(candidates, name);
        }
    }
    rows_release(&rows);
    buf_release(&sql);
}

/* "orders.i": the table is named, so only its columns can be meant. True: it is one. */
static bool offer_columns_of_named(const struct app *app, int master, struct candidates *candidates)
{
    char before[2 * NAME_SIZE_MAX];
    size_t size = strcspn(candidates->begin, ".");
    if (candidates->begin[size] == '\0' || size + 2 > sizeof(before)) {
        return false;
    }
    (void)snprintf(before, sizeof(before), "%.*s", (int)size, candidates->begin);
    int tables = cluster_table_count(lab_cluster(app->lab), master);
    bool is_one = false;
    for (int i = 0; i < tables && !is_one; i++) {
        const char *name = cluster_table_at(lab_cluster(app->lab), master, i);
        const char *dot = strchr(name, '.');
        is_one = strcmp(dot != NULL ? dot + 1 : name, before) == 0;
        if (is_one) {
            (void)snprintf(before, sizeof(before), "%.*s.", (int)size, candidates->begin);
            offer_columns(app, master, name, before, candidates);
        }
    }
    return is_one;
}

static void offer_sql(const struct app *app, struct candidates *candidates)
{
    const struct cluster *cluster = lab_cluster(app->lab);
    int master = master_to_ask(app);
    int tables = cluster_table_count(cluster, master);
    candidates->any_case = true;
    if (offer_columns_of_named(app, master, candidates)) {
        return;
    }
    for (int i = 0; i < COUNT_OF(sql_words); i++) {
        offer(candidates, sql_words[i]);
    }
    for (int i = 0; i < tables; i++) {
        const char *name = cluster_table_at(cluster, master, i);
        const char *dot = strchr(name, '.');
        offer(candidates, name);
        offer(candidates, dot != NULL ? dot + 1 : name);
        if (i < COLUMN_TABLES_MAX) {
            offer_columns(app, master, name, "", candidates);
        }
    }
}

/* --- commands -------------------------------------------------------------------------------- */

/* `text` begins behind the backslash and ends at the cursor. */
static void offer_command(const struct app *app, const char *text, struct candidates *candidates)
{
    struct words words = {0};
    const struct cmd *cmd = NULL;
    if (words_split(&words, text, NULL) != RC_OK) {
        goto out;
    }
    bool is_new_word = text[0] == '\0' || text[strlen(text) - 1] == ' ';
    int index = is_new_word ? words.count : words.count - 1;
    if (index == 0) {
        for (int i = 0; app->commands[i].name != NULL; i++) {
            offer(candidates, app->commands[i].name);
        }
    } else if (cmd_find(&cmd, app->commands, words.word[0], NULL) == RC_OK &&
               cmd->complete != NULL) {
        bool is_lab = app_is_lab_command(cmd);
        const void *context = is_lab ? (const void *)app->lab : app;
        cmd->complete(context, &words, index, offer, candidates);
    }
    if (index > 0 && index < words.count) {
        lab_offer_values(app->lab, words.word[index], offer, candidates);
    }
out:
    words_release(&words);
}

/* --- putting it in --------------------------------------------------------------------------- */

static size_t common_size(const struct candidates *candidates)
{
    size_t size = strlen(candidates->names[0]);
    for (int i = 1; i < candidates->count; i++) {
        size_t same = 0;
        while (same < size && candidates->names[i][same] == candidates->names[0][same]) {
            same++;
        }
        size = same;
    }
    return size;
}

/* What stands before the cursor goes, as far as there; Backspace takes whole characters. */
static void take_back(struct app *app, size_t from)
{
    while (app->edit.cursor > from) {
        (void)edit_key(&app->edit, KEY_BACKSPACE);
    }
}

static void put(struct app *app, const struct candidates *candidates, size_t from)
{
    struct buf word;
    buf_init(&word, LINE_SIZE_MAX);
    size_t size = common_size(candidates);
    bool is_only = candidates->count == 1;
    bool has_value = size > 0 && candidates->names[0][size - 1] == '=';
    char before = from > 0 ? app->edit.text.data[from - 1] : ' ';
    const char *end = before == '\'' ? "'" : before == '"' ? "\"" : " ";
    buf_addf(&word, "%.*s%s", (int)size, candidates->names[0], is_only && !has_value ? end : "");
    if (size >= candidates->size) {
        take_back(app, from);
        (void)!edit_insert(&app->edit, word.data, word.size, NULL);
    }
    buf_release(&word);
}

static bool is_word_end(char c, bool is_command)
{
    return c == ' ' || c == '\n' || c == '\t' ||
           (!is_command && strchr("(),;=<>+-*/'\"", c) != NULL);
}

/* --- one after the other ---------------------------------------------------------------------- */

/* Where in `offers` the candidate with this number begins, and its bytes; false: there is none. */
static bool find_offer(const char *offers, int number, const char **at, size_t *size)
{
    for (; *offers != '\0'; number--) {
        const char *end = strstr(offers, "  ");
        *at = offers;
        *size = end != NULL ? (size_t)(end - offers) : strlen(offers);
        if (number == 0) {
            return true;
        }
        offers += *size + (end != NULL ? 2 : 0);
    }
    return false;
}

static int count_offers(const char *offers)
{
    const char *at = NULL;
    size_t size = 0;
    int count = 0;
    while (find_offer(offers, count, &at, &size)) {
        count++;
    }
    return count;
}

/* What one Tab has offered the next ones put in, in turn. */
bool app_complete_next(struct app *app, int step)
{
    int count = count_offers(app->offers.data);
    const char *at = NULL;
    size_t size = 0;
    if (count == 0) {
        return false;
    }
    int next = app->offer < 0 && step < 0 ? count - 1 : (app->offer + step + count) % count;
    app->offer = next;
    if (find_offer(app->offers.data, next, &at, &size)) {
        char *name = mem_alloc(size + 1, 1);
        memcpy(name, at, size);
        take_back(app, app->offer_from);
        (void)!edit_insert(&app->edit, name, size, NULL);
        mem_free(name);
    }
    return true;
}

void app_complete(struct app *app)
{
    if (app_complete_next(app, 1)) {
        return;
    }
    struct candidates *candidates = mem_alloc(1, sizeof(*candidates));
    char *text = mem_text(app->edit.text.data);
    struct line line;
    text[app->edit.cursor] = '\0';
    buf_clear(&app->offers);
    if (line_parse(&line, text, NULL) == RC_OK) {
        bool is_command = line.kind == LINE_COMMAND;
        const char *least = is_command ? line.text + 1 : line.text;
        const char *begin = text + app->edit.cursor;
        while (begin > least && !is_word_end(begin[-1], is_command)) {
            begin--;
        }
        candidates->begin = begin;
        candidates->size = strlen(begin);
        if (is_command) {
            offer_command(app, line.text + 1, candidates);
        } else if (candidates->size > 0) {
            offer_sql(app, candidates);
        }
        prefer_exact_case(candidates);
        qsort(candidates->names, (size_t)candidates->count, sizeof(char *), compare_names);
        app->offer = -1;
        app->offer_from = (size_t)(begin - text);
        if (candidates->count > 0) {
            put(app, candidates, app->offer_from);
        }
        for (int i = 0; candidates->count > 1 && i < candidates->count; i++) {
            buf_addf(&app->offers, "%s%s", i > 0 ? "  " : "", candidates->names[i]);
        }
    }
    for (int i = 0; i < candidates->count; i++) {
        mem_free(candidates->names[i]);
    }
    mem_free(candidates);
    mem_free(text);
}
