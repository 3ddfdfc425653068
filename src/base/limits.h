/* SPDX-License-Identifier: MIT */
/*
 * limits: every maximum of the program, each with its reason. Reaching one is
 * an enum rc with a sentence, never silence. A test may shrink one with -D.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* The cluster. */
#define MASTERS_MIN 2
#define MASTERS_MAX 4 /* as in the product taught (AWS docs, since 17 Dec 2020) */
#define AZS_MAX 4     /* a, b and c hold copies; d has compute only */
#define COPIES_MAX 6  /* two in each of three AZs */
#define WRITE_QUORUM 4
#define READ_QUORUM 3
#ifndef CLIENTS_MAX
#define CLIENTS_MAX 64 /* as many tags as the widest dock can show, and some */
#endif
#ifndef CONNECTIONS_MAX
#define CONNECTIONS_MAX 1024 /* CLIENTS_MAX clients with a full pool of two masters each */
#endif
#define DEFINITIONS_MAX CONNECTIONS_MAX /* that wait to be run: one of each connection */
#ifndef SNAPSHOTS_MAX
#define SNAPSHOTS_MAX 16 /* of a master: all its rows again, for transactions that stay open */
#endif
#define AUTOINC_STEP 16 /* auto_increment_increment of the product taught (AWS docs) */

/* Text that comes from a person or a file. */
#ifndef LINE_SIZE_MAX
#define LINE_SIZE_MAX (64 * 1024) /* a command line; more is pasted by mistake */
#endif
#define SQL_SIZE_MAX (16 * 1024) /* one statement, as SQLITE_LIMIT_SQL_LENGTH */
#define WORDS_MAX 64             /* words of one command line */
#define NAME_SIZE_MAX 64         /* a table, mark, driver or database name, as in MySQL */
#define SCRIPT_SIZE_MAX (4 * 1024 * 1024)
#define DRIVER_SIZE_MAX (64 * 1024) /* a driver is read in class: 60 lines */

/* What a statement may produce. */
#define ROWS_SHOWN_MAX 500 /* rows of a result kept; the rest are counted */
#define COLUMNS_MAX 100
#define TRIGGERS_MAX 24            /* of a table: a statement that fires them compiles them all */
#define TRIGGERS_SIZE_MAX 131072   /* of all together: compiled within a frame */
#define VALUE_SIZE_MAX 65535       /* a value or a row: as long as a row of MySQL may be */
#define STATEMENT_STEPS_MAX 200000 /* VDBE steps; 2 M are about 20 ms, most of a frame */

#define TEMPORARY_SIZE_MAX                                                                         \
    (64 * 1024) /* of a session's temporary tables: each of its statements makes them again */

/* What is kept. */
#define BRANCHES_MAX 64       /* of a run: as many as a timeline can draw and a person tell apart */
#define RUN_LINE_FILES_MAX 8  /* a line reads a load, a driver and a schema at most */
#define REDO_MAX 100          /* lines taken back in a row that can be given again */
#define MARKS_MAX 65536       /* of a run: half an hour of conflicts */
#define SAMPLES_MAX 32768     /* of a run: an hour, ten a second; then they are thinned out */
#define CHECKPOINTS_PINNED 16 /* before lines: undo them at once */
#define CHECKPOINTS_GAP 40000 /* things between two: a thirtieth of a second of work */
#ifndef CHECKPOINTS_SIZE_MAX
#define CHECKPOINTS_SIZE_MAX                                                                       \
    ((size_t)40 * 1024 * 1024) /* less than half of what the program may take */
#endif
#define RUN_SIZE_MAX ((size_t)64 * 1024 * 1024) /* the text of a run: days of it */
#ifndef EVENTS_KEPT_MAX
#define EVENTS_KEPT_MAX 16384 /* events in memory; older ones are recomputed from the run */
#endif
#define TXN_STARTS_MAX 4096 /* transactions of which one knows where they began: as many as that */
#ifndef FLIGHTS_KEPT_MAX
#define FLIGHTS_KEPT_MAX 8192 /* packets that have arrived, for whoever looks: some 200 commits */
#endif
#define FLIGHTS_SAVED_MAX 256 /* of them in a saved state: a conflict, and what led to it */
#define EVENTS_SAVED_MAX 512  /* of them in a saved state: the tail that a screen can show */

#endif
