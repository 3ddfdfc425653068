/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"

#include "store/shape.h"

#include <stdio.h>

static int set_up(void **state)
{
    static struct shape shape;
    shape_init(&shape);
    *state = &shape;
    return 0;
}

static int tear_down(void **state)
{
    shape_release(*state);
    return 0;
}

/* The shape and its literals as "shape|5|'a'"; "": it has none. */
static const char *taken(struct shape *shape, const char *sql)
{
    static char text[400];
    if (!shape_take(shape, sql)) {
        return "";
    }
    size_t used = (size_t)snprintf(text, sizeof(text), "%s", shape->sql.data);
    for (int i = 0; i < shape->count; i++) {
        const struct literal *literal = &shape->literals[i];
        used += (size_t)(literal->is_text
                             ? snprintf(text + used, sizeof(text) - used, "|'%.*s'",
                                        (int)literal->size, shape->texts.data + literal->at)
                             : snprintf(text + used, sizeof(text) - used, "|%lld",
                                        (long long)literal->number));
    }
    return text;
}

static void shape__forms__give_up_their_literals(void **state)
{
    static const struct {
        const char *sql;
        const char *taken;
    } cases[] = {
        {"UPDATE t SET v = v - 5 WHERE id = 7", "UPDATE t SET v = v - ? WHERE id = ?|5|7"},
        {" update t set a=1,b='it''s'  where \"i d\"='' ",
         " update t set a=?,b=?  where \"i d\"=? |1|'it's'|''"},
        {"UPDATE t SET v = - 007 WHERE id = 123456789012345678",
         "UPDATE t SET v = - ? WHERE id = ?|7|123456789012345678"},
        {"DELETE FROM t WHERE id = 7", "DELETE FROM t WHERE id = ?|7"},
        {"SELECT * FROM t WHERE id = 7", "SELECT * FROM t WHERE id = ?|7"},
        {"SELECT a, \"5\" FROM t WHERE b = 'x'", "SELECT a, \"5\" FROM t WHERE b = ?|'x'"},
        {"INSERT INTO t VALUES (1, 'a', NULL, -2)",
         "INSERT INTO t VALUES (?, ?, NULL, -?)|1|'a'|2"},
        {"INSERT INTO t (a, b) VALUES(1,2)", "INSERT INTO t (a, b) VALUES(?,?)|1|2"},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        assert_string_equal(taken(*state, cases[i].sql), cases[i].taken);
    }
}

static void shape__literal_that_is_more_than_a_value__stays(void **state)
{
    static const char *const cases[] = {
        "",
        "SELECT 5",
        "SELECT 5 FROM t WHERE id = 7",
        "SELECT count(*) FROM t WHERE id = 7",
        "SELECT DISTINCT a FROM t WHERE id = 7",
        "SELECT a FROM t WHERE id = 7 ORDER BY 1",
        "SELECT a FROM t WHERE id = 7 LIMIT 1",
        "SELECT a FROM t WHERE id > 7",
        "SELECT a FROM t WHERE a = 1 AND b = 2",
        "SELECT a FROM t WHERE a LIKE 'x'",
        "SELECT a FROM t WHERE id IN (7)",
        "SELECT a FROM t, u WHERE id = 7",
        "SELECT a FROM t WHERE id = 7 -- why",
        "SELECT a FROM t WHERE id = 7 /* why */",
        "SELECT a FROM t WHERE id = 7;",
        "SELECT a FROM t WHERE id = ?",
        "UPDATE t SET v = 5",
        "UPDATE t SET v = 5 WHERE id = 7 RETURNING v",
        "UPDATE t SET v = 5 FROM u WHERE id = 7",
        "UPDATE t SET v = (SELECT 5) WHERE id = 7",
        "UPDATE t SET v = 5--3 WHERE id = 7",
        "UPDATE t SET v = 1.5 WHERE id = 7",
        "UPDATE t SET v = .5 WHERE id = 7",
        "UPDATE t SET v = 1e5 WHERE id = 7",
        "UPDATE t SET v = 0x10 WHERE id = 7",
        "UPDATE t SET v = x'00' WHERE id = 7",
        "UPDATE t SET v = 1234567890123456789 WHERE id = 7",
        "UPDATE t SET v = 'a WHERE id = 7",
        "DELETE FROM t WHERE id = 7 LIMIT 5",
        "DELETE FROM t",
        "INSERT INTO t VALUES (1), (2)",
        "INSERT INTO t VALUES (1) RETURNING 5",
        "INSERT INTO t VALUES (1 + 2)",
        "INSERT INTO t VALUES (a)",
        "INSERT INTO t VALUES (1",
        "INSERT INTO t VALUES ()",
        "INSERT INTO t VALUES",
        "INSERT INTO t SELECT 1 UNION VALUES (2)",
        "INSERT INTO t VALUES (1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17)",
        "EXPLAIN UPDATE t SET v = 5 WHERE id = 7",
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        assert_string_equal(taken(*state, cases[i]), "");
    }
}

/* Everything that came of a statement, as bytes. */
static void add_outcome(struct buf *out, const struct store_result *result)
{
    buf_addf(out, "%d %s %lld %lld\n", (int)result->error, result->text,
             (long long)result->affected, (long long)result->last_insert_id);
    rows_save(out, &result->rows);
    changes_save(out, &result->changes);
}

/* Two worlds that hold the same. */
struct worlds {
    struct stores of[2];
};

/* In one as it is, in the other with a comment, which bars it from a shape. */
static void compare(struct worlds *worlds, const char *sql)
{
    char plain[400];
    struct buf outcome[2];
    (void)snprintf(plain, sizeof(plain), "%s /**/", sql);
    for (int i = 0; i < 2; i++) {
        buf_init(&outcome[i], BUF_CAP_STATE);
        (void)stores_commit(&worlds->of[i], 0, i == 0 ? sql : plain);
        add_outcome(&outcome[i], &worlds->of[i].result);
    }
    if (outcome[0].size != outcome[1].size ||
        memcmp(outcome[0].data, outcome[1].data, outcome[0].size) != 0) {
        fail_msg("%s\nby its shape: %s\nas it is: %s", sql, outcome[0].data, outcome[1].data);
    }
    buf_release(&outcome[0]);
    buf_release(&outcome[1]);
}

static void define(struct worlds *worlds, enum ddl_kind kind, const char *name, const char *sql)
{
    for (int i = 0; i < 2; i++) {
        if (stores_define(&worlds->of[i], kind, name, sql) != SQL_OK) {
            fail_msg("%s: %s", sql, worlds->of[i].result.text);
        }
    }
}

static void define_tables(struct worlds *worlds)
{
    stores_init(&worlds->of[0], 1);
    stores_init(&worlds->of[1], 1);
    define(worlds, DDL_CREATE_TABLE, "t",
           "CREATE TABLE t(id INT PRIMARY KEY, u INT UNIQUE, v INT CHECK (v < 900), name TEXT "
           "COLLATE NOCASE, r REAL) WITHOUT ROWID");
    define(worlds, DDL_CREATE_TABLE, "free", "CREATE TABLE free(a INT, b TEXT NOT NULL)");
    define(worlds, DDL_CREATE_TABLE, "whole",
           "CREATE TABLE whole(id INTEGER PRIMARY KEY, v INT DEFAULT 5)");
    define(worlds, DDL_CREATE_INDEX, "t", "CREATE INDEX sum ON t(v + 1)");
    define(worlds, DDL_CREATE_INDEX, "t", "CREATE INDEX part ON t(name) WHERE v = 5");
}

/* The pattern with its two '$' replaced. */
static const char *filled(const char *pattern, const char *first, const char *second)
{
    static char sql[400];
    size_t used = 0;
    for (; *pattern != '\0'; pattern++) {
        const char *literal = first;
        if (*pattern != '$') {
            sql[used++] = *pattern;
            continue;
        }
        first = second;
        used += (size_t)snprintf(sql + used, sizeof(sql) - used, "%s", literal);
    }
    sql[used] = '\0';
    return sql;
}

static void shape__same_statement_without__same_outcome(void **state)
{
    (void)state;
    static const char *const statements[] = {
        "UPDATE t SET v = $ WHERE id = $",       "UPDATE t SET v = v + $ WHERE name = $",
        "UPDATE t SET name = $ WHERE v = $",     "UPDATE t SET id = id + $ WHERE v = $",
        "UPDATE t SET r = v - $ WHERE r = $",    "UPDATE t SET v = $, r = 2 WHERE rowid = $",
        "UPDATE t SET u = $ WHERE u = $",        "UPDATE t SET nosuch = $ WHERE id = $",
        "INSERT INTO t (id, u) VALUES ($, $)",   "INSERT INTO t VALUES ($, $, 1, 1, 1)",
        "INSERT INTO t (v, name) VALUES ($, $)", "INSERT INTO t VALUES ($, $)",
        "INSERT INTO free VALUES ($, $)",        "UPDATE free SET b = $ WHERE a = $",
        "INSERT INTO lab_tables VALUES ($, $)",  "UPDATE nosuch SET a = $ WHERE b = $",
        "INSERT INTO whole VALUES ($, $)",       "UPDATE whole SET id = $ WHERE v = $",
    };
    static const char *const reads[] = {
        "SELECT * FROM t WHERE v = $",
        "SELECT v, id, \"x\" FROM t WHERE name = $",
        "SELECT r FROM t WHERE r = $",
        "SELECT a FROM free WHERE b = $",
        "SELECT rowid FROM whole WHERE id = $",
        "SELECT nosuch FROM t WHERE v = $",
        "SELECT v FROM whole WHERE rowid = $",
        "SELECT name FROM sqlite_schema WHERE name = $",
        "SELECT name FROM lab_tables WHERE name = $",
        "DELETE FROM t WHERE v = $",
        "DELETE FROM free WHERE a = $",
    };
    static const char *const literals[] = {"0",  "1",   "5",      "-1",  "900",  "'a'", "'5'",
                                           "''", "'A'", "'i''s'", "007", "NULL", "1.5"};
    struct worlds worlds;
    define_tables(&worlds);
    for (int i = 0; i < COUNT_OF(statements); i++) {
        for (int k = 0; k < COUNT_OF(literals) * COUNT_OF(literals); k++) {
            compare(&worlds, filled(statements[i], literals[k % COUNT_OF(literals)],
                                    literals[k / COUNT_OF(literals)]));
        }
        for (int k = 0; k < COUNT_OF(reads) * COUNT_OF(literals); k++) {
            compare(&worlds, filled(reads[k % COUNT_OF(reads)], literals[k / COUNT_OF(reads)], ""));
        }
    }
    assert_true(store_digest(worlds.of[0].of[0]) == store_digest(worlds.of[1].of[0]));
    stores_release(&worlds.of[0]);
    stores_release(&worlds.of[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shape__forms__give_up_their_literals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shape__literal_that_is_more_than_a_value__stays, set_up,
                                        tear_down),
        cmocka_unit_test(shape__same_statement_without__same_outcome),
    };
    return cmocka_run_group_tests_name("store/shape", tests, NULL, NULL);
}
