/* SPDX-License-Identifier: MIT */
#include "sim/recipes.h"

#include "base/compiler.h"

#include <assert.h>
#include <string.h>

/* clang-format off */
const struct recipe recipes[] = {
    {"increment", 4, 30, EFFECT_HIT, RANGE_ROWS, 0, false, READS_ANY,
        {"UPDATE hits SET n = n + 1 WHERE id = $a"}},
    {"write", 3, 12, EFFECT_FACT, RANGE_ROWS, 0, false, READS_ANY,
        {"UPDATE facts SET v = $u WHERE id = $b"}},
    {"note", 7, 8, EFFECT_NOTE, RANGE_ROWS, 0, false, READS_ANY,
        {"INSERT INTO notes (id, unit) VALUES ($u, $u)"}},
    {"journal", 5, 8, EFFECT_JOURNAL, RANGE_ROWS, 0, false, READS_ANY,
        {"INSERT INTO journal (unit) VALUES ($u)"}},
    {"journal twice", 5, 4, EFFECT_JOURNAL | EFFECT_JOURNAL2, RANGE_ROWS, 0, false, READS_ANY,
        {"INSERT INTO journal (unit) VALUES ($u), ($u)"}},
    {"journal of a query", 5, 3, EFFECT_JOURNAL | EFFECT_JOURNAL2, RANGE_ROWS, 0, false, READS_ANY,
        {"INSERT INTO journal (unit) SELECT $u FROM seats WHERE id <= 2"}},
    {"no key", 5, 6, EFFECT_DEMO, RANGE_ROWS, 0, false, READS_ANY,
        {"INSERT INTO demo VALUES ($u)"}},
    {"transfer", 1, 14, EFFECT_TRANSFER, RANGE_BANK, 0, false, READS_ANY,
        {"BEGIN", "UPDATE bank SET balance = balance - $k WHERE id = $a",
         "UPDATE bank SET balance = balance + $k WHERE id = $b", "COMMIT"}},
    {"transfer at once", 1, 4, EFFECT_TRANSFER, RANGE_BANK, 0, false, READS_ANY,
        {"UPDATE bank SET balance = balance + CASE id WHEN $a THEN -$k ELSE $k END"
         " WHERE id IN ($a, $b)"}},
    {"total", 1, 4, EFFECT_NONE, RANGE_BANK, 0, false, READS_TOTAL,
        {"SELECT sum(balance) FROM bank"}},
    {"totals", 1, 3, EFFECT_NONE, RANGE_BANK, 60, false, READS_TOTAL,
        {"BEGIN", "SELECT sum(balance) FROM bank", "SELECT sum(balance) FROM bank", "COMMIT"}},
    {"cross", 9, 6, EFFECT_TRANSFER, RANGE_PAIR, 0, false, READS_ANY,
        {"BEGIN", "UPDATE bank SET balance = balance - $k WHERE id = $a",
         "UPDATE bank SET balance = balance + $k WHERE id = $b", "COMMIT"}},
    {"several", 7, 6, EFFECT_HIT | EFFECT_FACT | EFFECT_NOTE, RANGE_ROWS, 0, false, READS_ANY,
        {"BEGIN", "UPDATE hits SET n = n + 1 WHERE id = $a",
         "UPDATE facts SET v = $u WHERE id = $b",
         "INSERT INTO notes (id, unit) VALUES ($u, $u)", "COMMIT"}},
    {"long", 8, 3, EFFECT_HIT | EFFECT_FACT | EFFECT_NOTE, RANGE_ROWS, 400, false, READS_ANY,
        {"BEGIN", "UPDATE hits SET n = n + 1 WHERE id = $a",
         "UPDATE facts SET v = $u WHERE id = $b",
         "INSERT INTO notes (id, unit) VALUES ($u, $u)", "COMMIT"}},
    {"swap", 6, 5, EFFECT_SWAP, RANGE_SEATS, 0, false, READS_ANY,
        {"BEGIN", "UPDATE seats SET spare = who, who = -who WHERE id IN ($a, $b)",
         "UPDATE seats SET who = (SELECT spare FROM seats WHERE id = $b) WHERE id = $a",
         "UPDATE seats SET who = (SELECT spare FROM seats WHERE id = $a) WHERE id = $b", "COMMIT"}},
    {"again", 6, 5, EFFECT_THING, RANGE_SEATS, 0, false, READS_ANY,
        {"BEGIN", "DELETE FROM things WHERE id = $a",
         "INSERT INTO things (id, tag, v) VALUES ($a, $a + 1000, $u)", "COMMIT"}},
    {"replace", 6, 3, EFFECT_THING, RANGE_SEATS, 0, false, READS_ANY,
        {"REPLACE INTO things (id, tag, v) VALUES ($a, $a + 1000, $u)"}},
    {"upsert", 6, 4, EFFECT_HIT, RANGE_ROWS, 0, false, READS_ANY,
        {"INSERT INTO hits (id, n) VALUES ($a, 1) ON DUPLICATE KEY UPDATE n = n + VALUES(n)"}},
    {"note as SET", 6, 3, EFFECT_NOTE, RANGE_ROWS, 0, false, READS_ANY,
        {"INSERT INTO notes SET id = $u, unit = $u"}},
    {"by way of one's own", 5, 3, EFFECT_JOURNAL, RANGE_ROWS, 0, false, READS_ANY,
        {"BEGIN", "DROP TEMPORARY TABLE IF EXISTS mine", "CREATE TEMPORARY TABLE mine (unit INT)",
         "INSERT INTO mine VALUES ($u)", "INSERT INTO journal (unit) SELECT unit FROM mine",
         "COMMIT"}},
    {"key change", 6, 4, EFFECT_MOVE, RANGE_FEW, 0, false, READS_ANY,
        {"UPDATE movers SET id = 100000 + $u WHERE who = $a"}},
    {"append", 2, 8, EFFECT_APPEND, RANGE_FEW, 0, false, READS_ANY,
        {"UPDATE lists SET v = v || ',$u' WHERE id = $a"}},
    {"append and look", 2, 4, EFFECT_APPEND, RANGE_FEW, 30, false, READS_ANY,
        {"BEGIN", "SELECT length(v) FROM lists WHERE id = $a",
         "UPDATE lists SET v = v || ',$u' WHERE id = $a", "COMMIT"}},
    {"compare and set", 3, 5, EFFECT_CAS, RANGE_FEW, 0, true, READS_ANY,
        {"SELECT version FROM registers WHERE id = $a",
         "UPDATE registers SET v = $u, version = version + 1 WHERE id = $a AND version = $r"}},
    {"read, then write", 4, 4, EFFECT_GUESS, RANGE_FEW, 20, false, READS_ANY,
        {"BEGIN", "SELECT n FROM guesses WHERE id = $a",
         "UPDATE guesses SET n = $r + 1, who = $u WHERE id = $a", "COMMIT"}},
    {"lock first", 4, 4, EFFECT_HIT, RANGE_ROWS, 0, false, READS_ANY,
        {"BEGIN", "SELECT n FROM hits WHERE id = $a FOR UPDATE",
         "UPDATE hits SET n = n + 1 WHERE id = $a", "COMMIT"}},
    {"lock, then think", 8, 4, EFFECT_HIT, RANGE_PAIR, 200, false, READS_ANY,
        {"BEGIN", "SELECT n FROM hits WHERE id = $a FOR UPDATE",
         "UPDATE hits SET n = n + 1 WHERE id = $a", "COMMIT"}},
    {"keep", 8, 4, EFFECT_HIT, RANGE_PAIR, 1000, false, READS_ANY,
        {"BEGIN", "UPDATE hits SET n = n + 1 WHERE id = $a", "COMMIT"}},
    {"cross slowly", 9, 3, EFFECT_TRANSFER, RANGE_PAIR, 30, false, READS_ANY,
        {"BEGIN", "UPDATE bank SET balance = balance - $k WHERE id = $a",
         "UPDATE bank SET balance = balance + $k WHERE id = $b", "COMMIT"}},
    {"think twice", 8, 4, EFFECT_NONE, RANGE_BANK, 50, false, READS_ANY,
        {"BEGIN", "UPDATE bank SET balance = balance - 1000 WHERE id = $a", "ROLLBACK"}},
    {"wide", 10, 10, EFFECT_WIDE, RANGE_BANK, 0, false, READS_ANY,
        {"BEGIN", "UPDATE wide SET n = n + 1 WHERE id = $a",
         "INSERT INTO wide (id, n) VALUES (-$u, 1)", "COMMIT"}},
    {"passing", 10, 4, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY,
        {"INSERT INTO passing$k VALUES ($u, $u)"}},
    /* what a read sees: the engine asserts I8 and I9, too */
    {"look", 12, 6, EFFECT_NONE, RANGE_ROWS, 0, false, READS_ANY,
        {"SELECT n FROM hits WHERE id = $a"}},
    {"at REGIONAL_RAW", 12, 4, EFFECT_NONE, RANGE_ROWS, 0, false, READS_HITS,
        {"SET aurora_mm_session_consistency_level = 'REGIONAL_RAW'",
         "SELECT n FROM hits WHERE id = $a"}},
    {"at SESSION_TOKEN", 12, 3, EFFECT_NONE, RANGE_ROWS, 0, false, READS_ANY,
        {"SET aurora_mm_session_consistency_level = 'SESSION_TOKEN'",
         "SELECT n FROM hits WHERE id = $a"}},
    {"at INSTANCE_RAW", 12, 4, EFFECT_NONE, RANGE_ROWS, 0, false, READS_ANY,
        {"SET aurora_mm_session_consistency_level = 'INSTANCE_RAW'",
         "SELECT n FROM hits WHERE id = $a"}},
    {"at READ COMMITTED", 12, 3, EFFECT_NONE, RANGE_ROWS, 0, false, READS_ANY,
        {"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"}},
    {"look twice", 12, 5, EFFECT_NONE, RANGE_ROWS, 60, false, READS_SAME,
        {"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", "BEGIN",
         "SELECT sum(n) FROM hits", "SELECT sum(n) FROM hits", "COMMIT"}},
    {"look, then transfer", 12, 4, EFFECT_TRANSFER, RANGE_BANK, 60, false, READS_TOTAL,
        {"BEGIN", "SELECT sum(balance) FROM bank",
         "UPDATE bank SET balance = balance + CASE id WHEN $a THEN -$k ELSE $k END"
         " WHERE id IN ($a, $b)", "COMMIT"}},
    /* definitions */
    {"add column", 10, 10, EFFECT_COLUMN, RANGE_ROWS, 0, false, READS_ANY,
        {"ALTER TABLE wide ADD COLUMN c$u INTEGER"}},
    {"index", 10, 6, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY,
        {"CREATE INDEX v$k ON facts (v)"}},
    {"drop index", 10, 5, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY,
        {"DROP INDEX v$k ON facts"}},
    {"unique", 10, 3, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY,
        {"CREATE UNIQUE INDEX u$k ON passing$k (unit)"}},
    {"create", 10, 10, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY,
        {"CREATE TABLE passing$k (id INTEGER PRIMARY KEY, unit INTEGER)"}},
    {"drop", 10, 6, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY, {"DROP TABLE passing$k"}},
    {"database", 10, 3, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY,
        {"CREATE DATABASE IF NOT EXISTS d$k"}},
    {"drop database", 10, 3, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY, {"DROP DATABASE d$k"}},
    {"elsewhere", 10, 3, EFFECT_OTHER, RANGE_ROWS, 0, false, READS_ANY,
        {"CREATE TABLE d$k.inside$k (id INTEGER PRIMARY KEY)"}},
};

const char *const recipe_tables[] = {
    "CREATE TABLE hits (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
    "CREATE TABLE facts (id INTEGER PRIMARY KEY, v INTEGER NOT NULL)",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, unit INTEGER NOT NULL)",
    "CREATE TABLE journal (id INTEGER AUTO_INCREMENT PRIMARY KEY, unit INTEGER NOT NULL)",
    "CREATE TABLE demo (unit INTEGER)",
    "CREATE TABLE bank (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)",
    "CREATE TABLE seats (id INTEGER PRIMARY KEY, who INTEGER UNIQUE, spare INTEGER)",
    "CREATE TABLE things (id INTEGER PRIMARY KEY, tag INTEGER UNIQUE, v INTEGER)",
    "CREATE TABLE wide (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
    "CREATE TABLE lists (id INTEGER PRIMARY KEY, v TEXT NOT NULL)",
    "CREATE TABLE registers (id INTEGER PRIMARY KEY, v INTEGER, version INTEGER NOT NULL)",
    "CREATE TABLE guesses (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, who INTEGER)",
    "CREATE TABLE movers (id INTEGER PRIMARY KEY, who INTEGER UNIQUE)",
};

const char *const recipe_triggers[] = {
    "CREATE TABLE echo (unit INTEGER)",
    "CREATE TRIGGER follow AFTER INSERT ON demo FOR EACH ROW INSERT INTO echo VALUES (NEW.unit)",
};

const struct recipe_fill recipe_fills[] = {
    {"INSERT INTO hits VALUES ($a, 0)", PROBE_ROW, 1, 1},
    {"INSERT INTO hits VALUES ($a, 0)", 1, 1, HOT_ROWS},
    {"INSERT INTO hits VALUES ($a, 0)", 1000, 1000, COLD_ROWS},
    {"INSERT INTO facts VALUES ($a, 0)", 1, 1, HOT_ROWS},
    {"INSERT INTO facts VALUES ($a, 0)", 1000, 1000, COLD_ROWS},
    {"INSERT INTO bank VALUES ($a, 100)", 1, 1, BANK_ROWS},
    {"INSERT INTO wide VALUES ($a, 0)", 1, 1, BANK_ROWS},
    {"INSERT INTO seats VALUES ($a, $a, 0)", 1, 1, SEATS},
    {"INSERT INTO things VALUES ($a, $a + 1000, 0)", 1, 1, THINGS},
    {"INSERT INTO lists VALUES ($a, '0')", 1, 1, FEW_ROWS},
    {"INSERT INTO registers VALUES ($a, 0, 0)", 1, 1, FEW_ROWS},
    {"INSERT INTO guesses VALUES ($a, 0, 0)", 1, 1, FEW_ROWS},
    {"INSERT INTO movers VALUES (100000 - $a, $a)", 1, 1, FEW_ROWS},
};
/* clang-format on */
static_assert(COUNT_OF(recipe_tables) <= RECIPE_TABLES_MAX, "each has its bit");
const int recipe_count = COUNT_OF(recipes);
const int recipe_ddl_first = COUNT_OF(recipes) - 9;
const int recipe_table_count = COUNT_OF(recipe_tables);
const int recipe_trigger_count = COUNT_OF(recipe_triggers);
const int recipe_fill_count = COUNT_OF(recipe_fills);

int recipe_table_of(const char *sql)
{
    static const char create[] = "CREATE TABLE ";
    const char *name = strstr(sql, "INTO ");
    name = name != NULL ? name : strstr(sql, "FROM ");
    for (int i = 0; name != NULL && i < recipe_table_count; i++) {
        const char *own = recipe_tables[i] + strlen(create);
        size_t size = strcspn(own, " ");
        if (strncmp(name + strlen("INTO "), own, size) == 0 &&
            strchr(" (", name[strlen("INTO ") + size]) != NULL) {
            return i;
        }
    }
    return -1;
}
