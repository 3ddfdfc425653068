/* SPDX-License-Identifier: MIT */
#include "sim/recipes.h"

#define SQL(text)                                                                                  \
    {                                                                                              \
        REQUEST_SQL, text, false                                                                   \
    }
#define DDL(text)                                                                                  \
    {                                                                                              \
        REQUEST_DDL, text, false                                                                   \
    }
#define LOCK(text)                                                                                 \
    {                                                                                              \
        REQUEST_SQL, text, true                                                                    \
    }
#define BEGIN                                                                                      \
    {                                                                                              \
        REQUEST_BEGIN, NULL, false                                                                 \
    }
#define COMMIT                                                                                     \
    {                                                                                              \
        REQUEST_COMMIT, NULL, false                                                                \
    }
#define ROLLBACK                                                                                   \
    {                                                                                              \
        REQUEST_ROLLBACK, NULL, false                                                              \
    }

/* clang-format off */
const struct recipe recipes[] = {
    {"increment", 30, EFFECT_HIT, {SQL("UPDATE hits SET n = n + 1 WHERE id = $a")}},
    {"write", 12, EFFECT_FACT, {SQL("UPDATE facts SET v = $u WHERE id = $b")}},
    {"note", 8, EFFECT_NOTE, {SQL("INSERT INTO notes (id, unit) VALUES ($u, $u)")}},
    {"journal", 8, EFFECT_JOURNAL, {SQL("INSERT INTO journal (unit) VALUES ($u)")}},
    {"journal twice", 4, EFFECT_JOURNAL | EFFECT_JOURNAL2,
        {SQL("INSERT INTO journal (unit) VALUES ($u), ($u)")}},
    {"no key", 6, EFFECT_DEMO, {SQL("INSERT INTO demo VALUES ($u)")}},
    {"transfer", 14, EFFECT_TRANSFER,
        {BEGIN, SQL("UPDATE bank SET balance = balance - $k WHERE id = $a"),
         SQL("UPDATE bank SET balance = balance + $k WHERE id = $b"), COMMIT}},
    {"several", 6, EFFECT_HIT | EFFECT_FACT | EFFECT_NOTE,
        {BEGIN, SQL("UPDATE hits SET n = n + 1 WHERE id = $a"),
         SQL("UPDATE facts SET v = $u WHERE id = $b"),
         SQL("INSERT INTO notes (id, unit) VALUES ($u, $u)"), COMMIT}},
    {"swap", 5, EFFECT_SWAP,
        {BEGIN, SQL("UPDATE seats SET spare = who, who = -who WHERE id IN ($a, $b)"),
         SQL("UPDATE seats SET who = (SELECT spare FROM seats WHERE id = $b) WHERE id = $a"),
         SQL("UPDATE seats SET who = (SELECT spare FROM seats WHERE id = $a) WHERE id = $b"),
         COMMIT}},
    {"again", 5, EFFECT_THING,
        {BEGIN, SQL("DELETE FROM things WHERE id = $a"),
         SQL("INSERT INTO things (id, tag, v) VALUES ($a, $a + 1000, $u)"), COMMIT}},
    {"lock first", 4, EFFECT_HIT,
        {BEGIN, LOCK("SELECT n FROM hits WHERE id = $a"),
         SQL("UPDATE hits SET n = n + 1 WHERE id = $a"), COMMIT}},
    {"think twice", 4, EFFECT_NONE,
        {BEGIN, SQL("UPDATE bank SET balance = balance - 1000 WHERE id = $a"), ROLLBACK}},
    {"total", 4, EFFECT_NONE, {SQL("SELECT sum(balance) FROM bank")}},
    {"wide", 10, EFFECT_WIDE,
        {BEGIN, SQL("UPDATE wide SET n = n + 1 WHERE id = $a"),
         SQL("INSERT INTO wide (id, n) VALUES (-$u, 1)"), COMMIT}},
    {"passing", 4, EFFECT_OTHER, {SQL("INSERT INTO passing$k VALUES ($u, $u)")}},
    /* definitions */
    {"add column", 10, EFFECT_COLUMN, {DDL("ALTER TABLE wide ADD COLUMN c$u INTEGER")}},
    {"index", 6, EFFECT_OTHER, {DDL("CREATE INDEX v$k ON facts (v)")}},
    {"drop index", 5, EFFECT_OTHER, {DDL("DROP INDEX v$k ON facts")}},
    {"unique", 3, EFFECT_OTHER, {DDL("CREATE UNIQUE INDEX u$k ON passing$k (unit)")}},
    {"create", 10, EFFECT_OTHER,
        {DDL("CREATE TABLE passing$k (id INTEGER PRIMARY KEY, unit INTEGER)")}},
    {"drop", 6, EFFECT_OTHER, {DDL("DROP TABLE passing$k")}},
    {"database", 3, EFFECT_OTHER, {DDL("CREATE DATABASE IF NOT EXISTS d$k")}},
    {"drop database", 3, EFFECT_OTHER, {DDL("DROP DATABASE d$k")}},
    {"elsewhere", 3, EFFECT_OTHER, {DDL("CREATE TABLE d$k.inside$k (id INTEGER PRIMARY KEY)")}},
};
/* clang-format on */
const int recipe_count = COUNT_OF(recipes);
const int recipe_ddl_first = 15;

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
};
const int recipe_table_count = COUNT_OF(recipe_tables);
