/* SPDX-License-Identifier: MIT */
/*
 * phrase_table: what stands inside statements. In order of first letters, which is how one is
 * found, and longer phrases before those they begin with.
 */
#include "shell/form.h"

/* clang-format off */
static const struct phrase of_rows[] = {
    {"& &", "AND", NULL},
    {"< = >", "IS", NULL},
    {"BENCHMARK (", NULL, "BENCHMARK() is not in this lab: \\load makes work for the masters"},
    {"CURRENT_TIMESTAMP ( )", "datetime('now')", NULL},
    {"CURDATE ( )", "date('now')", NULL},
    {"CURRENT_DATE ( )", "date('now')", NULL},
    {"CURTIME ( )", "time('now')", NULL},
    {"CURRENT_TIME ( )", "time('now')", NULL},
    {"CONCAT (", "($|)", NULL},
    {"CHAR_LENGTH (", "length(", NULL},
    {"CHARACTER_LENGTH (", "length(", NULL},
    {"CEILING (", "CAST(ceil($1) AS INTEGER)", NULL},
    {"CEIL (", "CAST(ceil($1) AS INTEGER)", NULL},
    {"CONCAT_WS (", NULL, "CONCAT_WS() is not in this lab: say CONCAT(a, ', ', b)"},
    {"CURRENT_USER", NULL, "CURRENT_USER is not in this lab: there are no users, only clients"},
    {"DATE_FORMAT (", "strftime($f, $1)", NULL},
    {"DATEDIFF (", "CAST(julianday(date($1)) - julianday(date($2)) AS INTEGER)", NULL},
    {"DAY (", "CAST(strftime('%d', $1) AS INTEGER)", NULL},
    {"DAYOFMONTH (", "CAST(strftime('%d', $1) AS INTEGER)", NULL},
    {"DATABASE ( )", "lab_database()", NULL},
    {"DEFAULT VALUES", "DEFAULT VALUES", NULL},
    {"DEFAULT", NULL, "DEFAULT as a value is not in this lab: leave the column out, or say NULL "
                      "for a generated id"},
    {"DIV", NULL, "DIV is called / here: of two integers it gives an integer"},
    {"FROM_UNIXTIME (", "datetime($1, 'unixepoch')", NULL},
    {"FLOOR (", "CAST(floor($1) AS INTEGER)", NULL},
    {"FROM DUAL", "", NULL},
    {"FOUND_ROWS (", NULL, "FOUND_ROWS() is not in this lab: SELECT count(*) counts"},
    {"GREATEST (", "max($*)", NULL},
    {"GET_LOCK (", NULL, "GET_LOCK() would lock on one master only; it is not in this lab"},
    {"HOUR (", "CAST(strftime('%H', $1) AS INTEGER)", NULL},
    {"IF (", "iif(", NULL},
    {"ISNULL (", "(($1) IS NULL)", NULL},
    {"INTERVAL", NULL, "INTERVAL is not in this lab: say datetime(a, '+1 day') for a + INTERVAL 1 "
                       "DAY"},
    {"INTO OUTFILE", NULL, "INTO OUTFILE is not in this lab: \\save writes the run as a file"},
    {"INTO DUMPFILE", NULL, "INTO DUMPFILE is not in this lab: \\save writes the run as a file"},
    {"LOCALTIME ( )", "datetime('now')", NULL},
    {"LOCALTIMESTAMP ( )", "datetime('now')", NULL},
    {"LEFT (", "substr($1, 1, $2)", NULL},
    {"LENGTH (", "length(CAST($1 AS BLOB))", NULL},
    {"LCASE (", "lower(", NULL},
    {"LEAST (", "min($*)", NULL},
    {"LOW_PRIORITY", "", NULL},
    {"MONTH (", "CAST(strftime('%m', $1) AS INTEGER)", NULL},
    {"MINUTE (", "CAST(strftime('%M', $1) AS INTEGER)", NULL},
    {"MID (", "substr($1, $2, $3)", NULL},
    {"MOD (", "(($1) % ($2))", NULL},
    {"MATCH (", NULL, "MATCH ... AGAINST needs a FULLTEXT index, and those do not exist in a "
                      "multi-master cluster (AWS docs); there is LIKE"},
    {"NOW ( )", "datetime('now')", NULL},
    {"RIGHT (", "substr($1, max(length($1) - ($2) + 1, 1))", NULL},
    {"RAND ( )", "(abs(random()) % 1000000 / 1000000.0)", NULL},
    {"RAISE (", NULL, "RAISE() is not in this lab: a CHECK constraint refuses a row"},
    {"REGEXP", NULL, "REGEXP is not in this lab: there are LIKE and GLOB"},
    {"RLIKE", NULL, "RLIKE is not in this lab: there are LIKE and GLOB"},
    {"ROW_COUNT (", NULL, "ROW_COUNT() is not in this lab: the answer says how many rows"},
    {"RELEASE_LOCK (", NULL, "GET_LOCK() would lock on one master only; it is not in this lab"},
    {"SYSDATE ( )", "datetime('now')", NULL},
    {"SECOND (", "CAST(strftime('%S', $1) AS INTEGER)", NULL},
    {"SCHEMA ( )", "lab_database()", NULL},
    {"SQL_NO_CACHE", "", NULL},
    {"STRAIGHT_JOIN", NULL, "STRAIGHT_JOIN is not in this lab: say JOIN"},
    {"SQL_CALC_FOUND_ROWS", NULL, "SQL_CALC_FOUND_ROWS is not in this lab: SELECT count(*) counts"},
    {"SLEEP (", NULL, "SLEEP() is not in this lab: \\run lets time pass"},
    {"UTC_TIMESTAMP ( )", "datetime('now')", NULL},
    {"UNIX_TIMESTAMP ( )", "CAST(strftime('%s', 'now') AS INTEGER)", NULL},
    {"UNIX_TIMESTAMP (", "CAST(strftime('%s', $1) AS INTEGER)", NULL},
    {"UCASE (", "upper(", NULL},
    {"UPDATE IGNORE", "UPDATE OR IGNORE", NULL},
    {"UUID (", NULL, "UUID() is not in this lab: say lower(hex(randomblob(16)))"},
    {"USER (", NULL, "USER() is not in this lab: there are no users, only clients"},
    {"VERSION ( )", "'5.6.10-quartet'", NULL},
    {"XOR", NULL, "XOR is not in this lab: say (a) <> (b)"},
    {"YEAR (", "CAST(strftime('%Y', $1) AS INTEGER)", NULL},
};

static const struct phrase of_columns[] = {
    {"COMMENT $", "", NULL},
    {"CHARACTER SET $", "", NULL},
    {"CHARSET $", "", NULL},
    {"COLLATE $", "", NULL},
    {"CURRENT_TIMESTAMP ( )", "CURRENT_TIMESTAMP", NULL},
    {"CASCADE", NULL,
     "foreign keys with CASCADE do not exist in a multi-master cluster (AWS docs); without it, a "
     "row that others refer to cannot be deleted"},
    {"FULLTEXT", NULL, "FULLTEXT indexes do not exist in a multi-master cluster (AWS docs)"},
    {"NOW ( )", "CURRENT_TIMESTAMP", NULL},
    {"ON DELETE SET", NULL,
     "ON DELETE SET NULL is not in this lab: a foreign key may only refuse; say it without ON "
     "DELETE"},
    {"ON UPDATE SET", NULL,
     "ON UPDATE SET NULL is not in this lab: a foreign key may only refuse; say it without ON "
     "UPDATE"},
    {"ON UPDATE CURRENT_TIMESTAMP", NULL,
     "ON UPDATE CURRENT_TIMESTAMP is not in this lab; set the column in the UPDATE"},
    {"ON UPDATE NOW", NULL, "ON UPDATE NOW() is not in this lab; set the column in the UPDATE"},
    {"SIGNED", "", NULL},
    {"SPATIAL", NULL, "SPATIAL indexes are not in this lab"},
    {"USING BTREE", "", NULL},
    {"USING HASH", "", NULL},
    {"UNIQUE KEY", "UNIQUE", NULL},
    {"UNIQUE INDEX", "UNIQUE", NULL},
    {"ZEROFILL", "", NULL},
};

/* Anything else that follows the list of columns says nothing here: ENGINE, DEFAULT CHARSET. */
static const struct phrase of_options[] = {
    {"AS", NULL, "CREATE TABLE ... SELECT is not in this lab: create, then INSERT ... SELECT"},
    {"AUTO_INCREMENT", NULL, "where ids begin cannot be set: a master's ids are its number, and "
                             "every 16th after that"},
    {"PARTITION", NULL, "partitions are not in this lab: a page holds neighbouring keys as it is"},
    {"SELECT", NULL, "CREATE TABLE ... SELECT is not in this lab: create, then INSERT ... SELECT"},
};

static const struct phrase of_engines[] = {
    {"MYISAM", NULL, "ENGINE=MyISAM is for temporary tables: leave ENGINE out, or say InnoDB"},
    {"MEMORY", NULL, "ENGINE=MEMORY is for temporary tables: leave ENGINE out, or say InnoDB"},
};
/* clang-format on */

static const struct phrase_group groups[PHRASE_PLACES] = {
    [PHRASES_OF_ROWS] = {"Functions and words", of_rows, COUNT_OF(of_rows)},
    [PHRASES_OF_COLUMNS] = {"Columns and keys", of_columns, COUNT_OF(of_columns)},
    [PHRASES_OF_OPTIONS] = {"Behind the columns", of_options, COUNT_OF(of_options)},
    [PHRASES_OF_ENGINES] = {"Engines", of_engines, COUNT_OF(of_engines)},
};

const struct phrase_group *form_phrases(enum phrase_place place)
{
    return &groups[place];
}
