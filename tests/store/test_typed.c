/* SPDX-License-Identifier: MIT */
/* SQL as it is typed, from the dialect to the rows of four stores: whoever ran it, all have the
 * same afterwards. */
#include "lib/test.h"

#include "lib/stores.h"
#include "shell/dialect.h"

#define STORES 4
#define LINES_MAX 16

struct line {
    int master; /* who runs it, 1..4 */
    const char *typed;
    enum sql_error error;
};

struct scene {
    struct line lines[LINES_MAX];
    const char *query; /* what every store then answers */
    const char *rows;
};

static enum ddl_kind definition_of(enum dialect_kind kind)
{
    switch ((int)kind) {
    case DIALECT_CREATE_TABLE:
        return DDL_CREATE_TABLE;
    case DIALECT_DROP_TABLE:
        return DDL_DROP_TABLE;
    case DIALECT_ALTER_TABLE:
        return DDL_ALTER_TABLE;
    case DIALECT_CREATE_INDEX:
        return DDL_CREATE_INDEX;
    case DIALECT_DROP_INDEX:
        return DDL_DROP_INDEX;
    default:
        return DDL_NONE;
    }
}

/* Type it at a master, and make what it changes true everywhere. */
static enum sql_error type(struct stores *stores, int master, const char *typed)
{
    struct dialect_statement statement;
    struct err err = {0};
    int error = 0;
    dialect_init(&statement);
    if (dialect_parse(&statement, typed, &error, &err) != RC_OK) {
        fail_msg("%s: %s", typed, err.text);
    }
    enum ddl_kind kind = definition_of(statement.kind);
    enum sql_error result = kind != DDL_NONE
                                ? stores_define(stores, kind, statement.name, statement.sql.data)
                                : stores_commit(stores, master - 1, statement.sql.data);
    dialect_release(&statement);
    return result;
}

static void play(const struct scene *scene)
{
    struct stores stores;
    stores_init(&stores, STORES);
    for (int i = 0; i < LINES_MAX && scene->lines[i].typed != NULL; i++) {
        const struct line *line = &scene->lines[i];
        enum sql_error error = type(&stores, line->master, line->typed);
        if (error != line->error) {
            fail_msg("%s\n gave %d %s, not %d", line->typed, error, stores.result.text,
                     line->error);
        }
        if (!stores_agree(&stores)) {
            fail_msg("%s\n left the stores different", line->typed);
        }
    }
    for (int i = 0; i < STORES; i++) {
        assert_string_equal(stores_read(&stores, i, scene->query), scene->rows);
    }
    stores_release(&stores);
}

static void play_all(const struct scene *scenes, int count)
{
    for (int i = 0; i < count; i++) {
        play(&scenes[i]);
    }
}

static void typed__keys__are_kept_everywhere(void **state)
{
    (void)state;
    static const struct scene scenes[] = {
        /* Values of a unique key change hands in one statement. */
        {{{1, "CREATE TABLE t (id INT PRIMARY KEY, u INT, UNIQUE KEY k (u))", SQL_OK},
          {1, "INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)", SQL_OK},
          {2, "DELETE FROM t WHERE id = 2", SQL_OK},
          {3, "INSERT INTO t VALUES (4, 20)", SQL_OK},
          {4, "UPDATE t SET u = -u", SQL_OK},
          {1, "UPDATE t SET u = CASE u WHEN -10 THEN 300 WHEN -30 THEN 100 ELSE u END", SQL_OK},
          {2, "UPDATE t SET u = 300 WHERE id = 4", SQL_DUPLICATE_KEY},
          {2, "DROP INDEX k ON t", SQL_OK},
          {2, "UPDATE t SET u = 300 WHERE id = 4", SQL_OK}},
         "SELECT * FROM t ORDER BY id",
         "1|300;3|100;4|300"},
        /* A key that is changed is a row that goes and one that comes. */
        {{{1, "CREATE TABLE t (a VARCHAR(9), b INT, c INT, PRIMARY KEY (a, b), KEY (c))", SQL_OK},
          {1, "INSERT INTO t VALUES ('x', 1, 7), ('x', 2, 8), ('y', 1, 9)", SQL_OK},
          {2, "UPDATE t SET b = b + 10 WHERE a = 'x' ORDER BY b DESC", SQL_OK},
          {3, "UPDATE t SET a = 'z', c = NULL WHERE a = 'y'", SQL_OK},
          {4, "INSERT INTO t VALUES ('y', 1, 1)", SQL_OK},
          {4, "INSERT INTO t VALUES (NULL, 1, 1)", SQL_NULL_VALUE},
          {4, "INSERT INTO t (a) VALUES ('q')", SQL_NO_DEFAULT}},
         "SELECT * FROM t ORDER BY a, b",
         "x|11|7;x|12|8;y|1|1;z|1|NULL"},
        /* NULL is never a duplicate of NULL. */
        {{{1, "CREATE TABLE t (id INT PRIMARY KEY, u TEXT UNIQUE)", SQL_OK},
          {1, "INSERT INTO t VALUES (1, NULL), (2, NULL)", SQL_OK},
          {2, "INSERT INTO t VALUES (3, NULL)", SQL_OK},
          {2, "INSERT INTO t VALUES (4, 'a'), (5, 'a')", SQL_DUPLICATE_KEY},
          {3, "UPDATE t SET u = 'a' WHERE id = 2", SQL_OK},
          {4, "UPDATE t SET u = 'a'", SQL_DUPLICATE_KEY}},
         "SELECT * FROM t ORDER BY id",
         "1|NULL;2|a;3|NULL"},
        /* Without a key a row has a hidden number, and rows may be alike. */
        {{{1, "CREATE TABLE t (a INT, b BLOB)", SQL_OK},
          {1, "INSERT INTO t VALUES (1, x'00ff'), (1, x'00ff')", SQL_OK},
          {2, "INSERT INTO t SELECT a + 1, b FROM t", SQL_OK},
          {3, "DELETE FROM t WHERE a = 1 LIMIT 1", SQL_OK},
          {4, "UPDATE t SET b = NULL WHERE a = 1", SQL_OK}},
         "SELECT a, hex(b) FROM t ORDER BY a, rowid",
         "1|;2|00FF;2|00FF"},
        /* A text or a blob as the key; a trailing blank, a case are differences. */
        {{{1, "CREATE TABLE t (k BLOB PRIMARY KEY, v TEXT)", SQL_OK},
          {1, "INSERT INTO t VALUES (x'61', 'blob'), ('a', 'text'), ('A', 'big'), ('', 'none')",
           SQL_OK},
          {2, "REPLACE INTO t VALUES ('a', \"it's\")", SQL_OK},
          {3, "DELETE FROM t WHERE k = 'A'", SQL_OK}},
         "SELECT typeof(k), v FROM t ORDER BY v",
         "blob|blob;text|it's;text|none"},
    };
    play_all(scenes, COUNT_OF(scenes));
}

static void typed__inserts_of_all_forms__are_the_same_everywhere(void **state)
{
    (void)state;
    static const struct scene scenes[] = {
        {{{1, "CREATE TABLE t (id INT PRIMARY KEY, n INT DEFAULT 5, s VARCHAR(3), UNIQUE (s))",
           SQL_OK},
          {1, "INSERT INTO t SET id = 1, s = 'a'", SQL_OK},
          {2, "INSERT INTO t (id, s) VALUES (1, 'b') ON DUPLICATE KEY UPDATE n = n + 1", SQL_OK},
          {3, "INSERT INTO t VALUES (2, 9, 'a') ON DUPLICATE KEY UPDATE n = VALUES(n) + t.n",
           SQL_OK},
          {4, "INSERT IGNORE INTO t VALUES (1, 0, 'x'), (3, 0, 'c'), (4, 0, 'c')", SQL_OK},
          {1, "REPLACE INTO t VALUES (9, 9, 'a')", SQL_OK},
          {2, "REPLACE INTO t SET id = 9, s = 'c'", SQL_OK},
          {3, "INSERT INTO t SELECT id + 1, n, 'd' FROM t ON DUPLICATE KEY UPDATE n = 0", SQL_OK},
          {4, "INSERT INTO t () VALUES ()", SQL_NO_DEFAULT},
          {4, "INSERT INTO t VALUES (20, 1, 'e'), (21, 1, 'e')", SQL_DUPLICATE_KEY},
          {4, "INSERT INTO t VALUES (20, 1, 'long')", SQL_TOO_BIG},
          {4, "INSERT INTO t (id, n) VALUES (20, 'many')", SQL_WRONG_VALUE},
          {4, "INSERT INTO t (id) VALUES (1), (2, 3)", SQL_COLUMN_COUNT}},
         "SELECT * FROM t ORDER BY id",
         "9|5|c;10|5|d"},
        /* Ids: of each master its own; one that is given counts, too. */
        {{{1, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, s TEXT)", SQL_OK},
          {1, "INSERT INTO t (s) VALUES ('a'), ('b')", SQL_OK},
          {2, "INSERT INTO t VALUES (NULL, 'c')", SQL_OK},
          {2, "INSERT INTO t SET s = 'd'", SQL_OK},
          {3, "INSERT INTO t VALUES (100, 'e')", SQL_OK},
          {4, "INSERT INTO t (s) SELECT s FROM t WHERE id > 30", SQL_OK},
          {1, "INSERT INTO t (id, s) VALUES (0, 'zero')", SQL_NOT_SUPPORTED},
          {1, "INSERT INTO t (s) VALUES ('f')", SQL_OK},
          {2, "INSERT INTO t () VALUES ()", SQL_OK},
          {2, "REPLACE INTO t VALUES (100, 'g')", SQL_OK},
          {3, "INSERT INTO t (s) VALUES ('h') ON DUPLICATE KEY UPDATE s = 'never'", SQL_OK},
          {4, "INSERT INTO t VALUES (1, 'x') ON DUPLICATE KEY UPDATE s = CONCAT(s, VALUES(s))",
           SQL_OK}},
         "SELECT group_concat(id || ifnull(s, '-'), ' ') FROM (SELECT * FROM t ORDER BY id)",
         "1ax 17b 18c 34d 100g 116d 132e 145f 146- 147h"},
        {{{1, "CREATE TABLE t (id INT PRIMARY KEY, s TEXT)", SQL_OK},
          {1, "INSERT INTO t VALUES (1, 'a') RETURNING s", SQL_OK},
          {2, "UPDATE t SET s = 'b' RETURNING id, s", SQL_OK},
          {3, "DELETE FROM t RETURNING *", SQL_OK}},
         "SELECT count(*) FROM t",
         "0"},
    };
    play_all(scenes, COUNT_OF(scenes));
}

static void typed__what_fails__leaves_nothing(void **state)
{
    (void)state;
    static const struct scene scenes[] = {
        {{{1, "CREATE TABLE p (id INT PRIMARY KEY, v INT)", SQL_OK},
          {1, "CREATE TABLE c (id INT, p INT REFERENCES nowhere (id))", SQL_FOREIGN_KEY_UNFIT},
          {1, "CREATE TABLE c (id INT, p INT REFERENCES p (v))", SQL_FOREIGN_KEY_UNFIT},
          {1, "CREATE TABLE c (id INT PRIMARY KEY, up INT REFERENCES c (id))", SQL_OK},
          {1, "INSERT INTO c VALUES (1, 1), (2, 1)", SQL_OK},
          {2, "DELETE FROM c WHERE id = 1", SQL_PARENT_ROW},
          {2, "DELETE FROM c", SQL_OK},
          {3, "DROP TABLE c", SQL_OK}},
         "SELECT count(*) FROM p",
         "0"},
        {{{1, "CREATE TABLE p (id INT PRIMARY KEY)", SQL_OK},
          {1, "CREATE TABLE c (id INT PRIMARY KEY, p INT REFERENCES p (id), CHECK (id < 100))",
           SQL_OK},
          {1, "INSERT INTO p VALUES (1), (2)", SQL_OK},
          {2, "INSERT INTO c VALUES (1, 1), (2, 3)", SQL_FOREIGN_KEY},
          {2, "INSERT INTO c VALUES (1, 1), (100, 1)", SQL_CHECK},
          {2, "INSERT INTO c VALUES (1, 1), (2, NULL)", SQL_OK},
          {3, "DELETE FROM p", SQL_PARENT_ROW},
          {3, "UPDATE p SET id = 5 WHERE id = 1", SQL_PARENT_ROW},
          {3, "UPDATE c SET p = 7 WHERE id = 1", SQL_FOREIGN_KEY},
          {4, "UPDATE c SET id = id + 99", SQL_CHECK},
          {4, "DROP TABLE p", SQL_PARENT_TABLE},
          {4, "DELETE FROM p WHERE id = 2", SQL_OK}},
         "SELECT (SELECT group_concat(id) FROM p), group_concat(id || ifnull(p, '-')) FROM c",
         "1|11,2-"},
        /* Numbers, dates and lengths as MySQL's strict mode has them. */
        {{{1,
           "CREATE TABLE t (a TINYINT, b INT UNSIGNED, c DECIMAL(4,1), d DATE, e DATETIME, f "
           "CHAR(2), g BIGINT, h VARBINARY(2), i BOOLEAN)",
           SQL_OK},
          {1, "INSERT INTO t (a) VALUES (127), (128)", SQL_OUT_OF_RANGE},
          {1, "INSERT INTO t (b) VALUES (-1)", SQL_OUT_OF_RANGE},
          {1, "INSERT INTO t (c) VALUES (1000)", SQL_OUT_OF_RANGE},
          {1, "INSERT INTO t (d) VALUES ('2026-02-29')", SQL_WRONG_DATE},
          {1, "INSERT INTO t (e) VALUES ('yesterday')", SQL_WRONG_DATE},
          {1, "INSERT INTO t (e) VALUES ('2026-01-01 10:00:99')", SQL_WRONG_DATE},
          {1, "INSERT INTO t (e) VALUES ('2026-01-01 10:00:00Z')", SQL_WRONG_DATE},
          {1, "INSERT INTO t (e) VALUES ('2026-01-01 10:00:00.5'), ('2026-01-01 10:00')", SQL_OK},
          {1, "DELETE FROM t", SQL_OK},
          {1, "INSERT INTO t (f) VALUES ('abc')", SQL_TOO_BIG},
          {1, "INSERT INTO t (g) VALUES (9223372036854775808)", SQL_OUT_OF_RANGE},
          {1, "INSERT INTO t (h) VALUES (x'010203')", SQL_TOO_BIG},
          {1, "INSERT INTO t (a) VALUES ('1x')", SQL_WRONG_VALUE},
          {2,
           "INSERT INTO t VALUES ('-128', 4294967295, '999.9', '2024-02-29', NOW(), 'é€', "
           "-9223372036854775808, x'0102', TRUE)",
           SQL_OK},
          {3, "UPDATE t SET a = a - 1", SQL_OUT_OF_RANGE}},
         "SELECT a, b, c, d, f, g, hex(h), i FROM t",
         "-128|4294967295|999.9|2024-02-29|é€|-9223372036854775808|0102|1"},
    };
    play_all(scenes, COUNT_OF(scenes));
}

static void typed__generated_columns_and_definitions__are_the_same_everywhere(void **state)
{
    (void)state;
    static const struct scene scenes[] = {
        {{{1,
           "CREATE TABLE t (v INT AS (a * 2), a INT, s INT GENERATED ALWAYS AS (a + 1) STORED, id "
           "INT, PRIMARY KEY (id), KEY (a))",
           SQL_OK},
          {1, "INSERT INTO t (id, a) VALUES (1, 10), (2, 20)", SQL_OK},
          {2, "UPDATE t SET a = a + 1 WHERE v = 20", SQL_OK},
          {3, "REPLACE INTO t (id, a) VALUES (2, 5)", SQL_OK},
          {3, "INSERT INTO t (id, a, s) VALUES (5, 5, 5)", SQL_GENERATED},
          {4, "INSERT INTO t (id, a) VALUES (1, 1) ON DUPLICATE KEY UPDATE a = t.v", SQL_OK}},
         "SELECT id, a, v, s FROM t ORDER BY id",
         "1|22|44|23;2|5|10|6"},
        {{{1, "CREATE TABLE t (size ENUM('S', \"it's\") NOT NULL DEFAULT 'S', n INT)", SQL_OK},
          {1, "INSERT INTO t VALUES (\"it's\", 1)", SQL_OK},
          {2, "INSERT INTO t (n) VALUES (2)", SQL_OK},
          {3, "UPDATE t SET size = 'XL'", SQL_TRUNCATED},
          {4, "INSERT INTO t VALUES (NULL, 1)", SQL_NULL_VALUE}},
         "SELECT * FROM t ORDER BY n",
         "it's|1;S|2"},
        {{{1, "CREATE TABLE t (a INT, KEY named (a))", SQL_OK},
          {1, "INSERT INTO t VALUES (1)", SQL_OK},
          {1, "CREATE TABLE u (a INT, INDEX named (a))", SQL_DUPLICATE_KEY_NAME},
          {1, "ALTER TABLE t ADD COLUMN b INT UNSIGNED DEFAULT 3", SQL_OK},
          {2, "UPDATE t SET b = -1", SQL_OUT_OF_RANGE},
          {2, "ALTER TABLE t ADD UNIQUE KEY ub (b)", SQL_OK},
          {3, "INSERT INTO t VALUES (2, 3)", SQL_DUPLICATE_KEY},
          {3, "ALTER TABLE t DROP INDEX named", SQL_OK},
          {3, "ALTER TABLE t DROP KEY none", SQL_NO_KEY},
          {4, "RENAME TABLE t TO w", SQL_OK},
          {4, "INSERT INTO w VALUES (2, 4)", SQL_OK},
          {1, "CREATE TABLE t (a INT, INDEX (a))", SQL_OK}},
         "SELECT * FROM w ORDER BY a",
         "1|3;2|4"},
    };
    play_all(scenes, COUNT_OF(scenes));
}

/* A trigger changes another table than the statement: its rows travel with the statement's. */
static void typed__triggers_of_a_definition__travel_as_rows(void **state)
{
    (void)state;
    struct stores stores;
    stores_init(&stores, STORES);
    (void)type(&stores, 1, "CREATE TABLE t (id INT PRIMARY KEY, n INT)");
    (void)type(&stores, 1, "CREATE TABLE log (id BIGINT AUTO_INCREMENT PRIMARY KEY, what TEXT)");
    assert_int_equal(stores_define(&stores, DDL_CREATE_INDEX, "t",
                                   "CREATE TRIGGER tell AFTER UPDATE ON t BEGIN INSERT INTO "
                                   "log(what) VALUES (OLD.n || ' to ' || NEW.n); END"),
                     SQL_OK);
    assert_int_equal(type(&stores, 1, "INSERT INTO t VALUES (1, 1), (2, 2)"), SQL_OK);
    assert_int_equal(type(&stores, 3, "UPDATE t SET n = n + 10"), SQL_OK);
    assert_int_equal(stores.result.affected, 2);
    assert_int_equal(type(&stores, 4, "INSERT INTO t VALUES (1, 5) ON DUPLICATE KEY UPDATE n = 7"),
                     SQL_OK);
    assert_true(stores_agree(&stores));
    assert_string_equal(stores_read(&stores, 2, "SELECT id, what FROM log ORDER BY id"),
                        "3|1 to 11;19|2 to 12;20|11 to 7");
    stores_release(&stores);
}

static const struct {
    const char *typed;
    int64_t affected;
} counted[] = {
    {"INSERT INTO t VALUES (1, 1), (2, 2)", 2},
    {"INSERT INTO t VALUES (1, 5) ON DUPLICATE KEY UPDATE n = VALUES(n)", 2},
    {"INSERT INTO t VALUES (1, 5) ON DUPLICATE KEY UPDATE n = n", 0},
    {"INSERT INTO t VALUES (3, 3) ON DUPLICATE KEY UPDATE n = 0", 1},
    {"REPLACE INTO t VALUES (3, 4)", 2},
    {"UPDATE t SET n = 5", 2},
    {"DELETE FROM t LIMIT 2", 2},
};

static void typed__rows_affected__are_counted_as_mysql_counts(void **state)
{
    (void)state;
    struct stores stores;
    stores_init(&stores, 2);
    (void)type(&stores, 1, "CREATE TABLE t (id INT PRIMARY KEY, n INT)");
    for (int i = 0; i < COUNT_OF(counted); i++) {
        assert_int_equal(type(&stores, 1, counted[i].typed), SQL_OK);
        assert_int_equal(stores.result.affected, counted[i].affected);
    }
    stores_release(&stores);
}

static const struct {
    const char *typed;
    const char *rows;
} questions[] = {
    {"SHOW INDEX FROM t", "t|0|PRIMARY|1|id;t|1|k|1|b;t|1|k|2|a;t|0|u|1|a"},
    {"SHOW CREATE TABLE t",
     "t|CREATE TABLE \"t\" (id INT, a INT, b VARCHAR(5), PRIMARY KEY (id), KEY \"k\" (\"b\", "
     "\"a\"), UNIQUE KEY \"u\" (\"a\"))"},
    {"SHOW COLUMNS FROM t LIKE 'b%'", "b|varchar(5)|YES|MUL|NULL|"},
    {"SHOW TABLES LIKE 't%'", "t|lab"},
    {"SHOW TABLES FROM lab LIKE 'x%'", ""},
    {"SHOW WARNINGS", ""},
    {"SHOW VARIABLES LIKE 'auto_increment%'",
     "auto_increment_increment|16;auto_increment_offset|1"},
    {"EXPLAIN SELECT * FROM t WHERE id = 1", "SEARCH t USING PRIMARY KEY (id=?)"},
    {"EXPLAIN DELETE FROM t WHERE b = 'x'", "SEARCH t USING COVERING INDEX k (b=?)"},
    {"SELECT DATABASE(), VERSION()", "lab|5.6.10-quartet"},
    {"SELECT LEFT('hello', 2), RIGHT('hello', 3), RIGHT('a', 9), LENGTH('é'), CHAR_LENGTH('é')",
     "he|llo|a|2|1"},
    {"SELECT DATE_FORMAT('2026-11-26 21:05:09', '%d.%m.%Y %H:%i:%s %%')", "26.11.2026 21:05:09 %"},
    {"SELECT DATEDIFF('2026-03-01', '2026-02-01'), YEAR('2026-11-26'), MONTH('2026-11-26')",
     "28|2026|11"},
    {"SELECT CEIL(1.2), FLOOR(-1.2), CEILING(2)", "2|-2|2"},
    {"SELECT NULL <=> NULL, 1 <=> NULL, 1 && 0, MOD(7, 3), GREATEST(1, 3, 2), ISNULL(NULL)",
     "1|0|0|1|3|1"},
};

static void typed__questions__are_answered_from_the_catalog(void **state)
{
    (void)state;
    struct stores stores;
    stores_init(&stores, 2);
    assert_int_equal(type(&stores, 1,
                          "CREATE TABLE t (id INT, a INT, b VARCHAR(5), PRIMARY KEY (id), KEY k "
                          "(b, a), UNIQUE KEY u (a))"),
                     SQL_OK);
    for (int i = 0; i < COUNT_OF(questions); i++) {
        struct dialect_statement statement;
        int error = 0;
        dialect_init(&statement);
        assert_int_equal(dialect_parse(&statement, questions[i].typed, &error, NULL), RC_OK);
        assert_string_equal(stores_read(&stores, 0, statement.sql.data), questions[i].rows);
        dialect_release(&statement);
    }
    stores_release(&stores);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed__keys__are_kept_everywhere),
        cmocka_unit_test(typed__inserts_of_all_forms__are_the_same_everywhere),
        cmocka_unit_test(typed__what_fails__leaves_nothing),
        cmocka_unit_test(typed__generated_columns_and_definitions__are_the_same_everywhere),
        cmocka_unit_test(typed__triggers_of_a_definition__travel_as_rows),
        cmocka_unit_test(typed__rows_affected__are_counted_as_mysql_counts),
        cmocka_unit_test(typed__questions__are_answered_from_the_catalog),
    };
    return cmocka_run_group_tests_name("store/typed", tests, NULL, NULL);
}
