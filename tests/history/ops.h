/* SPDX-License-Identifier: MIT */
/*
 * ops: a history, as read from its lines. What is written in them says check.c.
 *
 * The programs of this folder that judge use C11 alone and nothing of src/: who checks an
 * engine with its own parts believes its mistakes.
 */
#ifndef HISTORY_OPS_H
#define HISTORY_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define LINE_MAX_SIZE (1 << 20) /* a final read of all lists; more is not a line to look at */
#define OPS_MAX 20000           /* of one history: the search for cycles is for thousands */
#define PROCESSES_MAX 20000     /* every unknown outcome ends one */
#define MICROS_MAX 64           /* of one operation: a final read of all keys */
#define LIST_MAX 10000          /* elements of one list */
#define MASTERS 4
#define NAME_SIZE 160

enum op_end { END_NONE, END_OK, END_FAIL, END_INFO };
enum level { LEVEL_INSTANCE, LEVEL_REGIONAL, LEVEL_TOKEN };
enum micro_kind { MICRO_APPEND, MICRO_READ, MICRO_WRITE };

/* One thing that an operation does to one key. */
struct micro {
    enum micro_kind kind;
    int key;
    bool has_value; /* false: null, unknown or not read */
    bool is_list;   /* what was read is a list */
    int64_t value;  /* the element, or the version; of a list that was read: none */
    int64_t *list;  /* owned */
    int count;
};

/* From invoke to what became of it; `place` counts the lines of the history. */
struct op {
    int process;
    int master;           /* 0-based, where it was answered; -1: nobody knows */
    int place, end_place; /* INT32_MAX: it never ended for sure */
    int line;
    int64_t index; /* as written, of the invoke */
    int64_t at_us, end_us;
    enum op_end end; /* END_NONE: the history ends before, which is as good as info */
    enum level level;
    bool is_read_committed;
    bool is_final; /* "f":"final", long after all was healed */
    bool is_blind; /* "f":"rmw": the program read and wrote back, and nothing compared */
    struct micro micros[MICROS_MAX];
    int count;
};

struct history {
    char name[NAME_SIZE];
    char expect[NAME_SIZE]; /* what an example must show: "" or "G0, stale read allowed" */
    struct op *ops;         /* owned */
    int count;
    int room;
};

/* Lines of a file that may hold several histories. */
struct stream {
    FILE *file;
    const char *name;
    int line;
    char *text;      /* owned: the line */
    bool is_held;    /* it belongs to the next history */
    char error[400]; /* "" or "file:line: sentence" */
};

/* Memory, or the end of the program with status 3. */
void *grow(void *what, size_t count, size_t size);

void stream_open(struct stream *stream, FILE *file, const char *name);
void stream_close(struct stream *stream);
/* Read the next history; false: there is none any more, or stream->error says what is bad. */
bool history_read(struct history *out, struct stream *stream);
void history_release(struct history *history);

const char *level_name(enum level level);

#endif
