/* SPDX-License-Identifier: MIT */
/*
 * app: the program a person sits at, without its terminal: what is focused,
 * typed and shown, how fast time runs, and the lab it looks at.
 *
 * It is told what happened (a key, a paste, wall time) and answers with what
 * others must do (read a file, stop, end). It reads no clock and no file and
 * draws nothing itself: screen and plain mode are two users of it. The one thing it
 * writes are the files that follow the masters (lab/follow.h), when told to.
 *
 * A key does nothing of its own: it becomes its command line (app/keys.h).
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "app/transcript.h"
#include "base/buf.h"
#include "base/err.h"
#include "lab/history.h"
#include "shell/key.h"
#include "view/canvas.h"
#include "view/ui.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app; /* opaque; made by app_new(), one owner */

/* Who is told at once what is said and what happens: plain mode. Functions may be NULL. */
struct app_listener {
    void (*on_line)(void *user, const struct transcript_line *line);
    void (*on_event)(void *user, const char *sentence);
    /* A mark was made, or a goal of a lesson met: what a recording has markers for. */
    void (*on_marker)(void *user, const char *label);
    void *user; /* borrowed */
};

/* A run of an earlier session, as it lies in its file. */
struct app_kept_run {
    const char *name; /* of the file */
    const char *path;
    const char *day; /* when it was written last: "yesterday 18:20" */
    size_t size;
    bool is_in_use; /* by a session, this one or another */
};
typedef void (*app_kept_run_fn)(void *to, const struct app_kept_run *run);

/*
 * Where runs are kept; keeper/ does it. Errors are those of os/log_file.h. Functions may be
 * NULL, all together: then nothing is kept.
 */
struct app_keeper {
    struct history_journal journal;
    /* From here on the journal is a new one: a run begins. */
    void (*begin)(void *user);
    /* From here on it is that of an earlier run, which is appended to `text`. */
    enum rc (*open)(void *user, const char *path, struct buf *text, struct err *err);
    /* The file of the run that is on; "": there is none yet. */
    const char *(*path)(void *user);
    /* A run that is only looked at. */
    enum rc (*read)(void *user, const char *path, struct buf *text, struct err *err);
    /* All of them, the newest first. */
    void (*list)(void *user, app_kept_run_fn each, void *to);
    enum rc (*remove)(void *user, const char *path, struct err *err);
    /* It is damaged: it gets another name, which is appended to `name`. */
    enum rc (*set_aside)(void *user, const char *path, struct buf *name, struct err *err);
    /* A file of the person's own. */
    enum rc (*write)(void *user, const char *path, const char *bytes, size_t size, struct err *err);
    /* One that is not there yet. Errors as file_write_new(). */
    enum rc (*write_new)(void *user, const char *path, const char *bytes, size_t size,
                         struct err *err);
    /* What of the course is done (lesson/progress.h); "" if nothing was kept yet. */
    enum rc (*read_progress)(void *user, struct buf *text, struct err *err);
    /* What day it is, "2026-11-27". May be NULL. */
    void (*today)(void *user, char *out, size_t room);
    enum rc (*write_progress)(void *user, const char *bytes, size_t size, struct err *err);
    void *user; /* borrowed */
};

struct app_config {
    uint64_t seed;
    int masters;
    struct lab_files files;
    struct app_keeper keeper;
    const char *run_text; /* a run to open, at the place where it was left; NULL: none */
    size_t run_size;
    const char *run_name; /* of its file, for what may be wrong in it */
    struct app_listener listener;
    bool is_plain;       /* no screen: what would be a pane is said */
    bool starts_at_home; /* else in free play */
    const char *live;    /* a directory for m1.db to m4.db; NULL: there are none */
    const char *speed;   /* NULL: real speed */
    const char *load;    /* NULL: none */
    const char *driver;  /* NULL: the default one */
    const char *schema;  /* NULL: no tables */
    const char *lesson;  /* that is begun; "": the next of the course; NULL: none */
    const char *lang;    /* of lessons, "de"; NULL: as they are */
    const char *demo;    /* that is presented; NULL: none */
    bool has_card;       /* a test card comes before it */
    enum theme_name theme;
    bool is_ascii;
    bool is_bare; /* the terminal cannot fill grounds */
};

/* The caller owns *out. Errors as lab_new(), and those of what is asked for at the start. */
MUST_CHECK enum rc app_new(struct app **out, const struct app_config *config, struct err *err);
void app_free(struct app *app);

enum app_msg_kind {
    MSG_KEY,      /* key */
    MSG_PASTE,    /* text, size: as it came; NULL: it was larger than anyone takes */
    MSG_LINE,     /* text: a whole line, as plain mode reads them */
    MSG_FILE,     /* name, text, size: what `read_file` asked for */
    MSG_NO_FILE,  /* text: why it could not be read, edited or written */
    MSG_EDITED,   /* name, text, size: what became of `editing` */
    MSG_NOTE,     /* text: a word from outside that the person should read; name: a shorter one, for
                   * the last row of a stage, or NULL */
    MSG_ELAPSED,  /* wall_ns since the last one */
    MSG_RESIZE,   /* columns, rows */
    MSG_CANCEL,   /* Ctrl-C from outside */
    MSG_CLICK,    /* text: the command line of the place, "" for none */
    MSG_WHEEL,    /* rows: -1 up, 1 down; text: the line that goes to the pane there, "" for none */
    MSG_REMOTE,   /* text: what the terminal with the notes wants done */
    MSG_RECORDED, /* text: what became of `recording`, or NULL; size: 0 if none is on now */
    MSG_COPIED,   /* size: 0 if the terminal cannot take what `copy` asked for */
};

struct app_msg {
    enum app_msg_kind kind;
    key_code key;
    const char *name;
    const char *text;
    size_t size;
    int64_t wall_ns;
    int columns, rows;
    bool has_text; /* of a key: text came with it, behind it, as when a terminal types a paste */
};

/* A text for the person's editor. Texts are borrowed until the next app_update(). */
struct app_editing {
    const char *text; /* NULL: nothing is to be edited */
    size_t size;
    const char *stem; /* a copy is named so, and ends with ".lua"; */
    const char *path; /* but this one, edited before, is opened as it is, if it is a copy */
};

/* A recording of the screen that is to begin, or to end. */
struct app_recording {
    const char *path; /* borrowed, as texts; NULL: none begins */
    int version;      /* of asciicast: 2 or 3 */
    bool ends;        /* the one that is on */
};

/* What the caller must do now; zero or empty: nothing. */
struct app_effects {
    bool quit;
    bool suspend;                   /* Ctrl-Z */
    bool redraw;                    /* the terminal may show something else: send every cell */
    char read_file[512];            /* then send MSG_FILE or MSG_NO_FILE */
    struct app_editing editing;     /* then send MSG_EDITED or MSG_NO_FILE */
    struct app_recording recording; /* then send MSG_RECORDED, and MSG_NO_FILE if it failed */
    const char *copy; /* into the clipboard, then send MSG_COPIED; borrowed, as texts */
    size_t copy_size;
};

void app_update(struct app *app, const struct app_msg *msg, struct app_effects *effects);

/*
 * Let the engine catch up with the time that app_update() was told of, a slice of it at a
 * time. False: it has. The caller looks at the keyboard and the clock between slices.
 */
bool app_advance(struct app *app);
/* Without a clock: go on until every line is answered. After `length` without an answer the next
 * line does not wait for it. */
void app_advance_until_answered(struct app *app, sim_us length);
/* How the person looks at it; borrowed. */
const struct ui *app_ui(const struct app *app);
/* Draw the screen as it is now. */
void app_draw(struct app *app, struct canvas *canvas);

/* Does time run, so that there is something new to show without a key? */
bool app_is_moving(const struct app *app);
/* Has the person asked for nothing that is still to come: lines, answers, a bounded run? */
bool app_is_idle(const struct app *app);

/* Bring m1.db to m4.db up to what is shown next: once a frame. True: there is more to write. */
bool app_follow(struct app *app);

/* The demo that is on, for who plays it without a presenter. */
struct app_demo {
    char title[100];
    const char *intro; /* borrowed; "": there is none */
    int step;          /* from 1; 0: none has begun */
    char step_title[100];
    char said[300];
    char typed[300]; /* the line that waits for Enter; "": none does */
    bool waits;      /* for the presenter */
    bool is_over, is_stuck;
    char status[300]; /* why it is stuck */
};
void app_look_demo(const struct app *app, struct app_demo *out);
/* Is one on, if only for the hands to leave it? */
bool app_has_demo(const struct app *app);

/* What a presenter reads beside the demo, as lines (view/model_notes.h). */
void app_add_notes(const struct app *app, struct buf *out);

/* Has the run a line, and is all of it where runs are kept? */
bool app_is_kept(const struct app *app);
/* Tell the journal how far time has gone: for once a second. */
void app_keep_time(struct app *app);
/* The lines typed so far, oldest first, one a line; and back, at the start. */
void app_add_history(const struct app *app, struct buf *out);
void app_set_history(struct app *app, const char *text);
/* Has a statement been begun whose end has not come? */
bool app_is_in_statement(const struct app *app);
/* "quartet> " or, inside a statement, what continues it. */
const char *app_plain_prompt(const struct app *app);

#endif
