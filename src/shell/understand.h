/* SPDX-License-Identifier: MIT */
/*
 * understand: what the rows of the table of forms make of their statements.
 */
#ifndef SHELL_UNDERSTAND_H
#define SHELL_UNDERSTAND_H

#include "shell/form.h"

/* Nothing follows, or WORK. */
understand_fn understand_end;
/* READ ONLY, READ WRITE, WITH CONSISTENT SNAPSHOT may follow, with commas between. */
understand_fn understand_start;
/* A database's name follows. */
understand_fn understand_name;

/* Statements that read or change rows. */
understand_fn understand_rows;
understand_fn understand_insert;
understand_fn understand_change;
understand_fn understand_explain;

/* Definitions. */
understand_fn understand_database;
understand_fn understand_create_table;
understand_fn understand_drop_table;
understand_fn understand_temporary;
understand_fn understand_drop_temporary;
understand_fn understand_alter_table;
understand_fn understand_rename;
understand_fn understand_create_index;
understand_fn understand_drop_index;
understand_fn understand_create_trigger;
understand_fn understand_drop_trigger;

/* What a session sets. */
understand_fn understand_set;
understand_fn understand_nothing;
/* (0) or (1) follows. */
understand_fn understand_read_only;

/* Faults. */
understand_fn understand_crash;
understand_fn understand_simulate;

/* What SHOW and DESCRIBE ask the catalog. */
understand_fn understand_databases;
understand_fn understand_tables;
understand_fn understand_columns;
understand_fn understand_show_create;
understand_fn understand_show_variables;
understand_fn understand_indexes;
understand_fn understand_triggers;
understand_fn understand_show_status;
understand_fn understand_processes;
understand_fn understand_warnings;
understand_fn understand_engines;

#endif
