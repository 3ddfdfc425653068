/* SPDX-License-Identifier: MIT */
/*
 * app_state: what an app is made of, for the files of app/ alone. Everything
 * else sees app.h.
 */
#ifndef APP_APP_STATE_H
#define APP_APP_STATE_H

#include "app/app.h"
#include "app/catalog.h"
#include "app/data_view.h"
#include "app/edit.h"
#include "app/keys.h"
#include "app/motion.h"
#include "app/pace.h"
#include "app/packets.h"
#include "app/palette.h"
#include "app/queue.h"
#include "app/saved.h"
#include "lab/compare.h"
#include "lab/follow.h"
#include "lesson/course.h"
#include "lesson/stage.h"
#include "view/model_build.h"

#define EDITED_SIZE_MAX 4096 /* a path */
#define COMMANDS_MAX 128     /* rows of both tables */

/* Where a line came from: what happens when it is wrong depends on it. */
enum app_origin { ORIGIN_TYPED, ORIGIN_KEY, ORIGIN_FILE };

/* What is asked in the key row: y does a line, any other key does not. */
struct question {
    char text[80];            /* "" nothing */
    char line[NAME_SIZE_MAX]; /* done at y */
};

/* What lanes and votes were last made of: the newest event, unless one is chosen. */
struct followed {
    enum view_name view;
    uint64_t event;
    bool is_all;
    int client;
    int branch;
    sim_us at;
    uint64_t to;
    int64_t age_ns;    /* wall time since */
    bool is_stale;     /* it was another lab, or is asked for anew */
    bool lacks_causes; /* of the lanes: they are due in the next frame */
};

struct app {
    struct app_config config;
    struct history *history;           /* owned */
    struct lab *lab;                   /* borrowed from it: the world where one stands */
    struct compare *comparing;         /* owned; NULL: nothing is compared now */
    struct compare *compared;          /* owned: the last that was; NULL: nothing was in this run */
    struct follow *follow;             /* owned; NULL: there are no files */
    struct cmd commands[COMMANDS_MAX]; /* both tables as one; ends with a NULL name */

    struct ui ui;
    int client;                   /* in focus, 1.. */
    int asked;                    /* whose SQL was typed last and has no answer yet; 0: nobody's */
    char pending[KEYS_TYPED_MAX]; /* keys of a binding that wants more */
    char no_key[KEYS_TYPED_MAX + 20]; /* the last ones, if they do nothing here; "": they do */
    char home_note[100];              /* of the last key there; "": nothing is to be told */
    struct question question;
    struct edit edit;
    struct palette palette; /* while it is open */
    bool has_typed;         /* a line, in this session */
    int speaker;            /* whose the present command is: in focus, or named before it */
    bool is_named;          /* the latter */
    int edited_by;          /* whose driver was opened in the editor */
    int edited_for;         /* the client that gets it; 0: all */
    struct transcript transcript;
    struct buf offers; /* what the last Tab offered, two blanks between; "" nothing */
    int offer;         /* of them, what the next ones have put in; -1: none */
    size_t offer_from; /* where it begins in what is typed */
    char page_title[40];
    struct buf page; /* the text that is open: help, why */
    struct buf copied;
    bool is_recorded;
    struct buf recorded; /* the path of the recording that is on, or was last */
    int columns, rows;
    struct trend trend;
    struct motion motion;
    struct packets packets;
    struct data_view data;
    struct data_room data_room; /* for which it is in the model */
    struct followed followed;   /* of which lanes and votes are in the model */
    struct model model;         /* as drawn last */

    struct stage stage;
    int64_t stage_speed;          /* as its cues want it; 0: as the person set it by hand */
    int stage_focus;              /* the cue of the view that is on; -1: none */
    int stage_step;               /* of it */
    int typed_from;               /* lines said before the one that the stage gave last */
    enum theme_name own_theme;    /* before the stage */
    struct stage_spot stage_told; /* plain mode: the spot that was told last */
    int64_t stage_wall_ns;        /* since the demo began */
    char stage_word[300];         /* what the presenter must know: why a key did nothing */

    struct pace pace;
    bool is_held;    /* \pause where nothing is drawn: lines are given, and nothing happens */
    bool is_overdue; /* without a clock an answer did not come in time: the next line is given */
    int64_t unanswered_ns; /* by a clock, somebody waits for an answer so long already */
    bool is_paused;
    bool tells_place;               /* when one is there, it says where one stands, */
    bool tells_future;              /* and how far that branch goes on */
    sim_us target;                  /* how far the engine may go now */
    sim_us run_until;               /* then pause; SIM_NEVER: run on */
    enum event_kind run_until_kind; /* pause after one; EVENT_KIND_COUNT: after none */
    uint64_t met;                   /* the event that is one; 0: there was none yet */
    uint64_t stopped_at;            /* the one at which time was stopped last; 0: never */
    struct queue queue;
    bool is_in_file; /* the line that is done now is one of a file */
    bool is_by_key;  /* or is a key's */
    bool is_foreign; /* it is one of a lesson or a demo, which somebody else wrote */
    bool skips;      /* plain mode: the rest of a statement that was too long */
    struct saved saved;
    char saved_as[512]; /* by \save, of this run; "": nowhere yet */
    struct progress progress;
    bool keeps_progress; /* it could be read, and can be written */
    struct {             /* of a lesson, where there is no side */
        int step;        /* from 1; 0: none */
        unsigned met;    /* goals: bit i */
        unsigned broken;
        bool is_done;
    } told;
    struct {          /* goals that a recording has markers for */
        int step;     /* from 1; 0: none */
        unsigned met; /* bit i */
    } marked;
    struct walk {                   /* along a solution */
        char branch[NAME_SIZE_MAX]; /* on which it is shown; "": none is */
        char home[NAME_SIZE_MAX];   /* where one's own work is, */
        sim_us home_at;             /* and when */
        uint64_t step_event;        /* of the step */
        int given;                  /* lines of it */
        bool is_begun;              /* one goes to where the branch will begin */
        bool returns;               /* one goes back */
    } walk;
    struct waiting *waiting; /* owned: of \wait; NULL: nothing is waited for */
    sim_us wait_until;       /* at most */
    sim_us wait_time;        /* until then lines wait, too */
    uint64_t lesson_seen;    /* the hash of a changed file that was looked at */
    int64_t lesson_look_ns;  /* since the file of a lesson was looked at */
    const char *command;     /* borrowed: that is done, without its backslash */
    struct home_lesson lessons[HOME_LESSONS_MAX]; /* of the course */
    int lesson_count;
    struct home_demo demos[HOME_DEMOS_MAX];
    int demo_count;
    struct app_effects *effects; /* of the update that runs */
};

/* say.c */
void app_say(struct app *app, enum transcript_kind kind, const char *text);
/* The line that is done, with its prompt. */
void app_echo(struct app *app, int client, const char *line);
/* A struct lab_sink's. */
void app_on_reply(void *app, const struct lab_reply *reply);
/* Open a page of text over a pane; in plain mode, say it. */
void app_open_page(struct app *app, const char *title, const char *text);
/* As wide as can be: its lines are wrapped already. */
void app_open_wide_page(struct app *app, const char *title, const char *text);
/* As a page, too, what was said to a line that was typed, if it is longer than its pane. What came
 * later than it was asked is no page where one has gone on elsewhere. */
void app_open_answer(struct app *app, const char *text, bool is_asked_now);
/* The same for an error, where the pane does not hold all of it. */
void app_open_error(struct app *app, const char *text, bool is_asked_now);
void app_close_page(struct app *app);

/* app.c */
/* Do a line; what it says, and what is wrong with it, goes to the transcript. */
enum rc app_do_line(struct app *app, const char *line, enum app_origin origin);

/* See which runs are kept now, and what is in the newest `most`; one that was damaged and set
 * aside is told of. */
void app_look_for_runs(struct app *app, int most);
/* A new run in place of this one, in a journal of its own; none if nothing was done yet. */
MUST_CHECK enum rc app_begin_run(struct app *app, struct err *err);
/* Could this be opened? Errors as history_open(). */
MUST_CHECK enum rc app_check_run(const struct app *app, const char *text, size_t size,
                                 struct err *err);
/* Open a run in place of this one. Errors as history_open(); then nothing has changed. */
MUST_CHECK enum rc app_open_run(struct app *app, const char *text, size_t size, struct err *err);

/* Was anything done in the run that is open? */
bool app_has_begun(const struct app *app);

/* app_input.c */
/* Ask, and do a line if the answer is yes. */
void app_ask(struct app *app, const char *text, const char *line);
/* `has_text`: text came with it, behind it; then a blank at an empty prompt indents. */
void app_key(struct app *app, key_code key, bool has_text);
void app_paste(struct app *app, const char *text, size_t size);
void app_cancel(struct app *app);
/* Where keys work as they do: one of enum keys_where. */
unsigned app_keys_where(const struct app *app);
/* The same where Esc leads from the prompt. */
unsigned app_keys_after_esc(const struct app *app);

/* mouse.c */
void app_click(struct app *app, const char *line);
void app_turn_wheel(struct app *app, int way, const char *pane);
enum rc app_run_mouse(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_mouse(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                        void *to);

/* copy.c */
enum rc app_run_copy(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_share(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_copy(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                       void *to);
void app_tell_copied(struct app *app, bool is_sent);

/* submit.c: give what is typed; it waits until the line before is answered. */
void app_submit(struct app *app);
/*
 * Look at what is typed before Enter gives it: a row below a statement that is none of its rows,
 * such as \c, is done; words that are a command without its backslash are offered with it.
 * True: Enter has done its work.
 */
bool app_read_typed(struct app *app);
/* A whole line, without its end: a row of a statement, or something of its own. */
void app_take_line(struct app *app, const char *text);

/* app_model.c: a line of the transcript, as it is drawn: what came of a line is indented. */
void app_read_line(const struct app *app, const struct transcript_line *from,
                   struct model_line *line);

/* key_row.c: into the model */
void app_fill_key_row(struct app *app);
/* home_model.c: into the model. */
void app_fill_home(struct app *app);
/* app_model.c: the lab goes elsewhere for a while; what is drawn meanwhile is what is so now, in
 * the view that has just been asked for. */
void app_keep_picture(struct app *app);

/* view_commands.c */
enum rc app_run_view(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_view(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                       void *to);
/* Put away what the view shows for a while; if that is nothing, the view: then one sees the
 * cluster. */
void app_close_view(struct app *app);
/* What that leads to, in a word. */
const char *app_closed_next(const struct app *app);

/* scroll.c: read back or on, by rows or by what can be seen at once. */
void app_scroll(struct app *app, int rows);
/* Is a page open that is seen as a whole? */
bool app_page_fits(const struct app *app);
/* And is it an answer, so that Up has no other use than at the prompt? */
bool app_answer_fits(const struct app *app);
void app_scroll_pages(struct app *app, int pages);
/* The same sideways, in results that are wider than their pane. */
void app_scroll_columns(struct app *app, int columns);
/* Is one of those that are seen wider, or moved? */
bool app_has_wide_lines(const struct app *app);

/* app_time.c: do the lines of the queue whose turn it is. */
void app_feed_queue(struct app *app);

/* Is time so slow that one sees packets? */
bool app_shows_packets(const struct app *app);

/* Pause, and forget where time was to run to. */
void app_stand_still(struct app *app);

/* time_commands.c: rows of the table below. */
enum rc app_run_pause(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_run(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_step(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_speed(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_goto(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_undo(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_redo(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_branch(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_branches(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_switch(void *app, const struct words *words, struct buf *reply, struct err *err);

/* lessons.c */
/* Read what is kept of the course. */
void app_load_progress(struct app *app);
/* See how far the lesson is: it is kept, and told in plain mode. */
void app_note_lesson(struct app *app);
/* Begin one; "": the next of the course. Errors as of its line. */
MUST_CHECK enum rc app_begin_lesson(struct app *app, const char *name, struct err *err);
/* lessons.c: add " lang=de" to a line that begins a lesson, if that is asked for and there. */
void app_add_lang(const struct app *app, const char *name, struct buf *line);
/* author_commands.c: write a lesson file of what was done. */
enum rc app_new_lesson(struct app *app, const char *word, struct buf *reply, struct err *err);
/* So much time has gone by: was the file of the lesson saved? Then it is read again. */
void app_watch_lesson(struct app *app, int64_t wall_ns);
/* solution_commands.c */
enum rc app_run_wait(void *app, const struct words *words, struct buf *reply, struct err *err);
bool app_is_waiting(const struct app *app);
void app_stop_waiting(struct app *app);
/* Has it come? */
void app_look_at_wait(struct app *app);
/* "next" or "back". */
enum rc app_walk_solution(struct app *app, const char *word, struct err *err);
/* One has arrived: what is to be done there. */
void app_go_on_walking(struct app *app);
/* Is the way to here one of a solution that was shown? */
bool app_is_shown_way(const struct app *app);
/* The lines that are done from now on are of a lesson or a demo, or that is over. */
void app_distrust(struct app *app, bool is_foreign);
/* RC_REFUSED: such a line may not do that. */
MUST_CHECK enum rc app_check_given(const struct app *app, const struct cmd *cmd,
                                   const struct words *words, struct err *err);
/* lessons.c: which of the course it is, and what follows it. */
void app_fill_course(const struct app *app, struct model_lesson *lesson);
/* What comes next of a solution that is shown. */
void app_fill_walk(const struct app *app, struct model_lesson *lesson);
enum rc app_run_rewind(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_lessons(void *app, const struct words *words, struct buf *reply, struct err *err);

/* stage.c: the demo that is presented. */
/* What the stage wants is done: called after each thing that happens, line and key. */
void app_look_at_stage(struct app *app);
/* Is a demo on, so that time is its own? */
bool app_is_on_stage(const struct app *app);
/* Let the engine go on as far as the demo wants; as app_advance(). */
bool app_advance_stage(struct app *app);
/* A line of a person's own: what it does to the cluster is done on a branch. */
void app_leave_stage_for(struct app *app, const char *line);
/* Begin one, as its line does. Errors as of that. */
MUST_CHECK enum rc app_start_demo(struct app *app, const char *name, struct err *err);
/* The line that began a demo was done. */
void app_begin_stage(struct app *app);
void app_stop_stage(struct app *app);
/* In plain mode: say where it stands, when it has come there. */
void app_tell_stage(struct app *app);
/* stage_notes.c */
void app_take_note_line(struct app *app, const char *line);
/* Into the model. */
void app_fill_stage(struct app *app);
enum rc app_run_stage(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_stage(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                        void *to);

/* focus.c */
/* RC_UNKNOWN: there is no such client. */
enum rc app_check_client(const struct app *app, int client, struct err *err);
/* "@2" alone: from now on the person speaks as client 2. Errors as app_check_client(). */
enum rc app_focus_client(struct app *app, int client, struct err *err);
enum rc app_run_focus(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_focus(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                        void *to);

/* compare_commands.c */
enum rc app_run_compare(void *app, const struct words *words, struct buf *reply, struct err *err);
/* Go on with a comparison; false: there is none, or it is done and has been shown. */
bool app_compare_some(struct app *app);
/* Come back from it. True: there was one. */
bool app_stop_comparing(struct app *app);
/* The run that was compared goes. */
void app_forget_compared(struct app *app);

/* meters_commands.c: how one looks at the meters; what of it is in the model. */
enum rc app_run_meters(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_meters(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                         void *to);
void app_fill_plots(struct app *app, int cols);

/* followed.c: lanes and votes, into the model */
void app_fill_followed(struct app *app);

/* fault_commands.c */
enum rc app_run_link(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_toggle(void *app, const struct words *words, struct buf *reply, struct err *err);

/* data_commands.c: the table that is looked at. */
enum rc app_run_data(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_data(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                       void *to);
/* The view is open now: read anew; in plain mode, say it. */
enum rc app_open_data(struct app *app, struct err *err);
/* Is it what is scrolled? */
bool app_reads_data(const struct app *app);
/* To its start, its end, or the next row that differs. */
enum rc app_scroll_to(struct app *app, const char *word, struct err *err);

/* driver_commands.c: the driver of the client in focus, in an editor and anew. */
enum rc app_run_edit(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_reload(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_edit(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                       void *to);
void app_take_edited(struct app *app, const struct app_msg *msg);

/* event_commands.c: which events are shown, which is chosen, and why it happened. */
/* An event in memory by its number. RC_UNKNOWN: it is no number of one. */
MUST_CHECK enum rc app_parse_event(const struct app *app, const char *word, uint64_t *seq,
                                   struct err *err);
/* The event at which time was stopped, where one still is; 0: it was not so. */
uint64_t app_event_stopped(const struct app *app);
/* The event that the person chose, or at which time was stopped just now; 0: neither. */
uint64_t app_event_chosen(const struct app *app);
/* The same, or else the one that a person would ask about. */
uint64_t app_event_asked(const struct app *app);
enum rc app_run_why(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_find(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_filter(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_why(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                      void *to);
void app_complete_filter(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                         void *to);
/* Choose the event so many lines further down; below the newest none is chosen. */
void app_choose_event(struct app *app, int amount);

/* palette_commands.c */
enum rc app_run_palette(void *app, const struct words *words, struct buf *reply, struct err *err);
/* True: the key was for the palette that is open. */
bool app_palette_key(struct app *app, key_code key);
void app_close_palette(struct app *app);
void app_fill_palette(const struct app *app, struct model_palette *out);

/* record_commands.c: what the screen shows, into a file, by whoever shows it. */
enum rc app_run_record(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_record(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                         void *to);
void app_take_recorded(struct app *app, const struct app_msg *msg);
/* What is worth a marker: a mark, and a goal that is met now and was not before. */
void app_note_mark(struct app *app, const struct event *event);
void app_note_goals(struct app *app);
/* export_commands.c */
enum rc app_run_export(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_export(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                         void *to);

/* run_commands.c */
enum rc app_run_save(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_open(void *app, const struct words *words, struct buf *reply, struct err *err);
enum rc app_run_runs(void *app, const struct words *words, struct buf *reply, struct err *err);
void app_complete_saved(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                        void *to);

void app_complete_run(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                      void *to);
void app_complete_goto(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                       void *to);
void app_complete_branch(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                         void *to);

/* app_commands.c: the rows of a looker; their context is the app. */
const struct cmd *app_commands(void);

/* help.c: the lab's rows and those of a looker, together under their groups. */
void app_join_commands(struct cmd *out);
/* Is the row one of the lab's? Then its context is the lab. */
bool app_is_lab_command(const struct cmd *cmd);
/* As cmd_find(); of what the program does outside of the lab it says where. */
MUST_CHECK enum rc app_find_command(const struct cmd **out, const struct app *app, const char *name,
                                    struct err *err);
/* RC_UNKNOWN: no such command or topic. */
MUST_CHECK enum rc app_add_help(const struct cmd *commands, const char *topic, struct buf *out,
                                struct err *err);

/* complete.c: complete the word before the cursor, or offer what it could be. */
void app_complete(struct app *app);
/* Put in the next of what was offered, or the one before. False: nothing was. */
bool app_complete_next(struct app *app, int step);

#endif
