/* SPDX-License-Identifier: MIT */
/* dialect_error: what MySQL calls each error, and one sentence of ours on what it means here. */
#include "shell/dialect.h"

/* clang-format off */
static const struct dialect_error errors[] = {
    {1105, 1105, "HY000", "Unknown error", NULL}, /* first: the row for any other number */
    {1007, 1007, "HY000", "Can't create database; database exists", NULL},
    {1008, 1008, "HY000", "Can't drop database; database doesn't exist", NULL},
    {1036, 1036, "HY000", "Table is read only",
     "DDL on it is under way: every master refuses writes to it until all have it."},
    {1041, 1041, "HY000", "Out of memory",
     "The statement needed more memory than the lab gives one."},
    {1046, 1046, "3D000", "No database selected", "USE one, or CREATE DATABASE first."},
    {1048, 1048, "23000", "Column cannot be null", NULL},
    {1049, 1049, "42000", "Unknown database", "SHOW DATABASES lists those there are."},
    {1050, 1050, "42S01", "Table already exists", NULL},
    {1051, 1051, "42S02", "Unknown table", NULL},
    {1052, 1052, "23000", "Column is ambiguous", NULL},
    {1054, 1054, "42S22", "Unknown column", NULL},
    {1060, 1060, "42S21", "Duplicate column name", NULL},
    {1061, 1061, "42000", "Duplicate key name",
     "An index's name stands for one index here, whatever the table."},
    {1062, 1062, "23000", "Duplicate entry", NULL},
    {1064, 1064, "42000", "You have an error in your SQL syntax", NULL},
    {1065, 1065, "42000", "Query was empty", NULL},
    {1063, 1063, "42000", "Incorrect column specifier for column",
     "AUTO_INCREMENT stands with an integer."},
    {1067, 1067, "42000", "Invalid default value", NULL},
    {1068, 1068, "42000", "Multiple primary key defined", NULL},
    {1072, 1072, "42000", "Key column doesn't exist in table", NULL},
    {1074, 1074, "42000", "Column length too big for column", NULL},
    {1075, 1075, "42000",
     "Incorrect table definition; there can be only one auto column and it must be a key",
     "Say PRIMARY KEY behind it."},
    {1090, 1090, "42000", "You can't delete all columns with ALTER TABLE; use DROP TABLE instead",
     NULL},
    {1091, 1091, "42000", "Can't DROP it; check that column/key exists", NULL},
    {1106, 1105, "HY000", "storage quorum not available",
     "Fewer than 4 of the 6 copies answered in time; nothing was changed."},
    {1107, 1105, "HY000", "a master that DDL needs does not answer",
     "What is silent for 10 s (rep.silent) counts as gone: then DDL does without it."},
    {1108, 1105, "HY000", "the definition is committed, but not every master has said so",
     "A master that was cut off gets it from storage; SHOW TABLES there tells."},
    {1109, 1105, "HY000", "cannot establish a regional read point",
     "Not old rows instead: INSTANCE_RAW would show what this master has."},
    {1096, 1096, "HY000", "No tables used", NULL},
    {1110, 1110, "42000", "Column specified twice", NULL},
    {1111, 1111, "HY000", "Invalid use of group function", NULL},
    {1114, 1114, "HY000", "The table is full", NULL},
    {1116, 1116, "HY000", "Too many tables", NULL},
    {1117, 1117, "HY000", "Too many columns", NULL},
    {1136, 1136, "21S01", "Column count doesn't match value count", NULL},
    {1146, 1146, "42S02", "Table doesn't exist", "SHOW TABLES lists those there are."},
    {1205, 1205, "HY000", "Lock wait timeout exceeded; try restarting transaction",
     "Another transaction on this master kept the row too long."},
    {1213, 1213, "40001", "Deadlock found when trying to get lock; try restarting transaction",
     "The whole transaction is rolled back: start it again from its beginning."},
    {1231, 1231, "42000", "Variable can't be set to this value", NULL},
    {1235, 1235, "42000", "This is not supported", NULL},
    {1215, 1215, "HY000", "Cannot add foreign key constraint",
     "REFERENCES names a table that is there, and its PRIMARY KEY or a UNIQUE key of it."},
    {1217, 1217, "23000", "Cannot delete or update a parent row: a foreign key constraint fails",
     "A foreign key of another table refers to it: drop that table first."},
    {1221, 1221, "HY000", "Incorrect usage of UNION and ORDER BY", NULL},
    {1222, 1222, "21000", "The used SELECT statements have a different number of columns", NULL},
    {1241, 1241, "21000", "Operand should contain 1 column(s)", NULL},
    {1264, 1264, "22003", "Out of range value for column", NULL},
    {1265, 1265, "01000", "Data truncated for column",
     "SHOW CREATE TABLE says what an ENUM may be."},
    {1273, 1273, "HY000", "Unknown collation", NULL},
    {1290, 1290, "HY000",
     "The MySQL server is running with the --read-only option so it cannot execute this statement",
     NULL},
    {1292, 1292, "22007", "Incorrect date value",
     "A date is 'YYYY-MM-DD', a time 'YYYY-MM-DD hh:mm:ss'."},
    {1305, 1305, "42000", "Function does not exist", NULL},
    {1317, 1317, "70100", "Query execution was interrupted", NULL},
    {1364, 1364, "HY000", "Field doesn't have a default value",
     "Give a value. An id may be AUTO_INCREMENT: then no two masters make the same."},
    {1366, 1366, "HY000", "Incorrect value for column", NULL},
    {1406, 1406, "22001", "Data too long", NULL},
    {1412, 1412, "HY000", "Table definition has changed, please retry transaction",
     "The transaction reads the tables as they were at its first SELECT: end it."},
    {1425, 1425, "42000", "Too big scale specified for column", NULL},
    {1426, 1426, "42000", "Too-big precision specified for column", NULL},
    {1427, 1427, "42000", "For float(M,D), double(M,D) or decimal(M,D), M must be >= D", NULL},
    {1439, 1439, "42000", "Display width out of range for column", NULL},
    {1451, 1451, "23000", "Cannot delete or update a parent row: a foreign key constraint fails",
     "Other rows refer to it: delete those first."},
    {1452, 1452, "23000", "Cannot add or update a child row: a foreign key constraint fails", NULL},
    {1467, 1467, "HY000", "Failed to read auto-increment value from storage engine",
     "The largest BIGINT is in the table already."},
    {1568, 1568, "25001",
     "Transaction characteristics can't be changed while a transaction is in progress",
     "COMMIT or ROLLBACK first: the level holds for whole transactions."},
    {1582, 1582, "42000", "Incorrect parameter count in the call to native function", NULL},
    {1690, 1690, "22003", "BIGINT value is out of range", NULL},
    {1792, 1792, "25006", "Cannot execute statement in a READ ONLY transaction",
     "The transaction goes on: COMMIT or ROLLBACK ends it."},
    {3105, 3105, "HY000", "The value specified for a generated column is not allowed", NULL},
    {3107, 3107, "HY000",
     "Generated column can refer only to generated columns defined prior to it.", NULL},
    {3819, 3819, "HY000", "Check constraint is violated", NULL},
    {2003, 2003, "HY000", "Can't connect to MySQL server",
     "Nothing moves a client but itself: \\client N connect mM, or a driver that does it."},
    {2006, 2006, "HY000", "MySQL server has gone away",
     "The connection had broken while it was idle; the next statement opens a new one."},
    {2013, 2013, "HY000", "Lost connection to MySQL server during query",
     "An open transaction is lost with its connection."},
};
/* clang-format on */

const struct dialect_error *dialect_error(int number)
{
    for (int i = 0; i < COUNT_OF(errors); i++) {
        if (errors[i].number == number) {
            return &errors[i];
        }
    }
    return &errors[0];
}

void dialect_add_error(struct buf *out, int number, const char *text)
{
    const struct dialect_error *error = dialect_error(number);
    buf_addf(out, "ERROR %d (%s): %s", error->shown, error->sqlstate,
             text != NULL && text[0] != '\0' ? text : error->text);
}
