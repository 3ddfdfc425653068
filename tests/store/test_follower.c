/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"
#include "store/follower.h"
#include "store/sqlite.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct setting {
    struct stores stores;
    struct follower *follower;
    sqlite3 *other; /* a program of somebody else */
    char folder[64];
    char path[80];
};

static bool update(struct setting *setting)
{
    bool was_foreign = false;
    enum rc rc = follower_update(setting->follower, setting->stores.of[0], &was_foreign,
                                 &setting->stores.err);
    if (rc != RC_OK) {
        fail_msg("%s", setting->stores.err.text);
    }
    return was_foreign;
}

static void open_other(struct setting *setting)
{
    (void)sqlite3_close(setting->other);
    assert_int_equal(sqlite3_open_v2(setting->path, &setting->other, SQLITE_OPEN_READWRITE, "unix"),
                     SQLITE_OK);
}

static int set_up(void **state)
{
    static struct setting setting;
    setting = (struct setting){0};
    (void)snprintf(setting.folder, sizeof(setting.folder), "/tmp/quartet-test-%ld", (long)getpid());
    assert_int_equal(mkdir(setting.folder, 0700), 0);
    (void)snprintf(setting.path, sizeof(setting.path), "%s/m1.db", setting.folder);
    stores_init(&setting.stores, 2);
    setting.follower = follower_new(setting.path);
    assert_int_equal(access(setting.path, F_OK), -1);
    (void)update(&setting);
    open_other(&setting);
    *state = &setting;
    return 0;
}

static int tear_down(void **state)
{
    struct setting *setting = *state;
    char path[100];
    static const char *const ends[] = {"", "-wal", "-shm"};
    (void)sqlite3_close(setting->other);
    follower_free(setting->follower);
    stores_release(&setting->stores);
    for (int i = 0; i < COUNT_OF(ends); i++) {
        (void)snprintf(path, sizeof(path), "%s%s", setting->path, ends[i]);
        (void)unlink(path);
    }
    return rmdir(setting->folder);
}

/* The first cell of a query by the other program. */
static const char *other_reads(struct setting *setting, const char *sql)
{
    static char text[400];
    sqlite3_stmt *stmt = NULL;
    (void)snprintf(text, sizeof(text), "%s", "nothing");
    if (sqlite3_prepare_v2(setting->other, sql, -1, &stmt, NULL) != SQLITE_OK) {
        (void)snprintf(text, sizeof(text), "%s", sqlite3_errmsg(setting->other));
    } else if (sqlite3_step(stmt) == SQLITE_ROW) {
        (void)snprintf(text, sizeof(text), "%s", (const char *)sqlite3_column_text(stmt, 0));
    }
    (void)sqlite3_finalize(stmt);
    return text;
}

#define LIST "SELECT group_concat(id || v, ' ') FROM t"

static void create(struct setting *setting)
{
    assert_int_equal(
        stores_define(&setting->stores, DDL_CREATE_TABLE, "t",
                      "CREATE TABLE t(id BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT"
                      " (lab_autoinc('t')), v TEXT UNIQUE, PRIMARY KEY(id)) WITHOUT ROWID"),
        SQL_OK);
}

static void follower__updated__is_read_by_another_program(void **state)
{
    struct setting *setting = *state;
    create(setting);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('a'), ('b')");
    assert_string_equal(other_reads(setting, LIST), "no such table: t");
    assert_false(update(setting));
    assert_string_equal(other_reads(setting, LIST), "1a 17b");
    stores_commit(&setting->stores, 1, "INSERT INTO t(v) VALUES('c')");
    stores_commit(&setting->stores, 1, "DELETE FROM t WHERE v = 'a'");
    stores_commit(&setting->stores, 1, "UPDATE t SET v = 'a' WHERE v = 'b'");
    assert_string_equal(other_reads(setting, LIST), "1a 17b");
    assert_false(update(setting));
    assert_string_equal(other_reads(setting, LIST), "17a 18c");
    assert_string_equal(other_reads(setting, "SELECT sql FROM sqlite_schema WHERE name = 't'"),
                        "CREATE TABLE t(id BIGINT NOT NULL, v TEXT UNIQUE, PRIMARY KEY(id)) "
                        "WITHOUT ROWID");
}

static void follower__reader_in_the_middle__does_not_block(void **state)
{
    struct setting *setting = *state;
    create(setting);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('a')");
    assert_false(update(setting));
    assert_int_equal(sqlite3_exec(setting->other, "BEGIN; SELECT * FROM t", NULL, NULL, NULL),
                     SQLITE_OK);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('b')");
    assert_false(update(setting));
    assert_string_equal(other_reads(setting, LIST), "1a");
    assert_int_equal(sqlite3_exec(setting->other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_string_equal(other_reads(setting, LIST), "1a 17b");
}

static void follower__foreign_change__is_overwritten_and_said(void **state)
{
    struct setting *setting = *state;
    create(setting);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('a')");
    assert_false(update(setting));
    assert_int_equal(sqlite3_exec(setting->other,
                                  "INSERT INTO t VALUES(5, 'mine'); CREATE TABLE x(a)", NULL, NULL,
                                  NULL),
                     SQLITE_OK);
    assert_true(update(setting));
    assert_string_equal(other_reads(setting, LIST), "1a");
    assert_string_equal(other_reads(setting, "SELECT * FROM x"), "no such table: x");
    assert_false(update(setting));
}

static void follower__foreign_lock__is_tried_again(void **state)
{
    struct setting *setting = *state;
    struct err err = {0};
    bool was_foreign = false;
    create(setting);
    assert_false(update(setting));
    assert_int_equal(sqlite3_exec(setting->other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('a')");
    assert_int_equal(follower_update(setting->follower, setting->stores.of[0], &was_foreign, &err),
                     RC_ENV);
    assert_non_null(strstr(err.text, "/m1.db: cannot be written: database is locked"));
    assert_int_equal(sqlite3_exec(setting->other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_false(update(setting));
    assert_string_equal(other_reads(setting, LIST), "1a");
}

/* Another store in the place of the one before: nothing it notes tells that from no change. */
static void follower__another_store__is_written_whole(void **state)
{
    struct setting *setting = *state;
    create(setting);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('a')");
    assert_false(update(setting));
    struct stores empty;
    bool was_foreign = true;
    stores_init(&empty, 1);
    assert_int_equal(
        follower_update(setting->follower, empty.of[0], &was_foreign, &setting->stores.err), RC_OK);
    assert_false(was_foreign);
    assert_string_equal(other_reads(setting, LIST), "no such table: t");
    stores_release(&empty);
}

static void follower__taken_away__is_made_again_and_said(void **state)
{
    struct setting *setting = *state;
    create(setting);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('a')");
    assert_false(update(setting));
    assert_int_equal(unlink(setting->path), 0);
    assert_int_equal(access(setting->path, F_OK), -1);
    assert_true(update(setting));
    open_other(setting);
    assert_string_equal(other_reads(setting, LIST), "1a");
    assert_false(update(setting));
}

static void follower__removed__comes_back_with_the_next_update(void **state)
{
    struct setting *setting = *state;
    create(setting);
    assert_false(update(setting));
    follower_remove(setting->follower);
    assert_int_equal(access(setting->path, F_OK), -1);
    follower_remove(setting->follower);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('a')");
    assert_false(update(setting));
    open_other(setting);
    assert_string_equal(other_reads(setting, LIST), "1a");
}

static void follower__no_database__is_said_and_replaced(void **state)
{
    struct setting *setting = *state;
    struct err err = {0};
    bool was_foreign = false;
    create(setting);
    follower_remove(setting->follower);
    FILE *file = fopen(setting->path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) {
        (void)fputs("no database", file);
    }
    (void)fclose(file);
    assert_int_equal(follower_update(setting->follower, setting->stores.of[0], &was_foreign, &err),
                     RC_ENV);
    assert_non_null(strstr(err.text, "/m1.db: cannot be written: file is not a database"));
    assert_false(update(setting));
    open_other(setting);
    assert_string_equal(other_reads(setting, "SELECT count(*) FROM t"), "0");
}

/* Somebody laid a link there, and the database it leads to is dear to its owner. */
static void follower__link_in_its_place__is_taken_away_not_followed(void **state)
{
    struct setting *setting = *state;
    struct err err = {0};
    bool was_foreign = false;
    char path[100];
    create(setting);
    assert_int_equal(stores_commit(&setting->stores, 0, "INSERT INTO t VALUES(1, 'dear')"), SQL_OK);
    assert_false(update(setting));
    (void)snprintf(path, sizeof(path), "%s/m2.db", setting->folder);
    assert_int_equal(symlink(setting->path, path), 0);
    struct follower *follower = follower_new(path);
    assert_int_equal(stores_commit(&setting->stores, 1, "DELETE FROM t"), SQL_OK);
    assert_int_equal(follower_update(follower, setting->stores.of[1], &was_foreign, &err), RC_ENV);
    assert_non_null(
        strstr(err.text, "/m2.db: cannot be written: a link stands there, and is taken"));
    assert_int_equal(follower_update(follower, setting->stores.of[1], &was_foreign, &err), RC_OK);
    assert_string_equal(other_reads(setting, LIST), "1dear");
    follower_free(follower);
    assert_int_equal(unlink(path), 0);
}

static void follower__bad_path__says_so(void **state)
{
    struct setting *setting = *state;
    struct follower *follower = follower_new("/nowhere/at/all.db");
    struct err err = {0};
    bool was_foreign = false;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(follower_update(follower, setting->stores.of[1], &was_foreign, &err),
                         RC_ENV);
        assert_string_equal(err.text, "/nowhere/at/all.db: cannot be written: "
                                      "unable to open database file");
    }
    follower_free(follower);
}

static void file__of_a_store__is_whole_and_plain(void **state)
{
    struct setting *setting = *state;
    struct buf bytes;
    struct err err = {0};
    buf_init(&bytes, 1024 * 1024);
    create(setting);
    stores_commit(&setting->stores, 0, "INSERT INTO t(v) VALUES('a'), ('b')");
    assert_int_equal(follower_add_file(setting->stores.of[0], &bytes, &err), RC_OK);
    follower_remove(setting->follower);
    FILE *file = fopen(setting->path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
    open_other(setting);
    assert_string_equal(other_reads(setting, LIST), "1a 17b");
    assert_string_equal(other_reads(setting, "PRAGMA journal_mode"), "delete");
    assert_string_equal(other_reads(setting, "PRAGMA integrity_check"), "ok");
    bytes.cap = bytes.size;
    assert_int_equal(follower_add_file(setting->stores.of[0], &bytes, &err), RC_FULL);
    assert_non_null(strstr(err.text, "the file would be longer than "));
    buf_release(&bytes);
    assert_false(update(setting)); /* what follows the store missed nothing by it */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(follower__updated__is_read_by_another_program),
        CASE(follower__reader_in_the_middle__does_not_block),
        CASE(follower__foreign_change__is_overwritten_and_said),
        CASE(follower__foreign_lock__is_tried_again),
        CASE(follower__another_store__is_written_whole),
        CASE(follower__taken_away__is_made_again_and_said),
        CASE(follower__removed__comes_back_with_the_next_update),
        CASE(follower__no_database__is_said_and_replaced),
        CASE(follower__link_in_its_place__is_taken_away_not_followed),
        CASE(follower__bad_path__says_so),
        CASE(file__of_a_store__is_whole_and_plain),
    };
    return cmocka_run_group_tests_name("store/follower", tests, NULL, NULL);
}
