/* SPDX-License-Identifier: MIT */
/*
 * stage: a demo that is presented. Its cues come one after the other; where the presenter speaks,
 * or is to press Enter, time stands still until he goes on:
 *
 *   setting up --> [ cue, cue, ... ] --> paused, asking, or a line is typed --next--> [ cue, ...
 *
 * So engine time passes only while a cue waits for something, and what is seen by an audience is,
 * with the same seed, just what `quartet verify` has played, however long one talks.
 *
 * Each place where it stood is kept: going back is going there in the run's history, so the
 * cluster is as it was. Whoever takes over does so on a branch, and leaves the demo where it is.
 *
 * The stage reads no clock: it is told how much time passed for typing. It gives lines through its
 * host, as a person does; the demo itself is the lab's guest (lesson/play.h).
 */
#ifndef LESSON_STAGE_H
#define LESSON_STAGE_H

#include "lab/history.h"
#include "lesson/play.h"
#include "lesson/stage_words.h"

#define STAGE_STOPS_MAX 512     /* of a demo; the oldest are forgotten */
#define STAGE_KEY_NS 45000000   /* a letter is typed in so long */
#define STAGE_ANSWER_US 2000000 /* so long a cue waits for the answers to the lines before */
#define STAGE_SLOW_PERMILLE 100 /* how fast time runs around a key event, */
#define STAGE_SLOW_US 60000     /* and how long */

enum stage_state {
    STAGE_OFF,
    STAGE_SETTING_UP,
    STAGE_RUNNING, /* the next cue may begin */
    STAGE_TYPING,  /* a line appears, letter by letter */
    STAGE_TYPED,   /* it is there, and waits for Enter */
    STAGE_PAUSED,
    STAGE_ASKING,
    STAGE_STEP_DONE, /* the next step waits to begin */
    STAGE_ANSWERING, /* answers are waited for, before the next cue */
    STAGE_WAITING,
    STAGE_OVERDUE, /* what is waited for did not come in its time */
    STAGE_REFUSED, /* a line was; `trouble` says why */
    STAGE_ENDED,
};

/* Where in the demo one is. Cues are of the present step; -1: none. */
struct stage_spot {
    enum stage_state state;
    int step;
    int cue;  /* the one that is being done */
    int said; /* those that count now */
    int speed;
    int focus;
    int number; /* the focus that is a number */
    int asked;
    int typed;        /* the line that was typed last */
    bool is_answered; /* the lines that were given are */
    bool is_over;     /* the presenter goes on to the next step */
    sim_us wait_from;
    int64_t conflicts_from; /* how many there had been then */
};

struct stage_stop {
    struct stage_spot spot;
    struct run_place place;
};

struct stage_host {
    struct history *history; /* borrowed */
    /* Give a line of the demo, recorded and seen as one that was typed. */
    enum rc (*give)(void *user, const char *line, struct err *err);
    void *user; /* borrowed */
};

struct stage {
    struct stage_host host;
    struct stage_spot spot;
    struct stage_stop *stops; /* owned */
    int stop_count;
    int stop_room;
    bool is_by_hand;
    struct stage_stop left; /* by hand: where the demo stands */
    int64_t typing_ns;
    int rush_to; /* a step: up to there it goes on by itself; -1: it does not */
    int tally[STAGE_ANSWERS_MAX];
    char trouble[300];
    sim_us slow_until;
    sim_us slow_again; /* not before */
};

void stage_init(struct stage *stage);
void stage_release(struct stage *stage);
/* A demo was begun by its line: present it. The host's history is borrowed until stage_end(). */
void stage_begin(struct stage *stage, const struct stage_host *host);
void stage_end(struct stage *stage);

/*
 * Do a line of a demo where there is no app: a recorded one, or \branch, \switch or \goto to a
 * mark; the way there is then still to be gone. Errors as of these.
 */
MUST_CHECK enum rc stage_do_line(struct history *history, const char *line, struct err *err);

/* Do what can be done now: after each thing that happened, each arrival, each line. */
void stage_look(struct stage *stage);
/* So much time has passed for whoever looks: a line that appears goes on. */
void stage_pass(struct stage *stage, int64_t ns);
/* Something happened. */
void stage_note(struct stage *stage, const struct event *event);

/* Is a demo on, and not left for the hands? */
bool stage_is_on(const struct stage *stage);
bool stage_has_demo(const struct stage *stage);
/* Does it wait for the engine, so that time must pass? */
bool stage_wants_time(const struct stage *stage);
/* For the presenter? */
bool stage_wants_presenter(const struct stage *stage);
/* Engine time for real time, in thousandths. */
int64_t stage_speed(const struct stage *stage);

/* What the presenter does. RC_STATE: not now; err says why. */
MUST_CHECK enum rc stage_next(struct stage *stage, struct err *err);
MUST_CHECK enum rc stage_back(struct stage *stage, struct err *err);
/* To the beginning of this step, or of another, from 0: on the way there nobody is waited for. */
MUST_CHECK enum rc stage_again(struct stage *stage, struct err *err);
MUST_CHECK enum rc stage_go(struct stage *stage, int step, struct err *err);
/* Of what is overdue or was refused. */
MUST_CHECK enum rc stage_skip(struct stage *stage, struct err *err);
MUST_CHECK enum rc stage_retry(struct stage *stage, struct err *err);
/* Leave the demo, on a branch; and come back to where it was. */
MUST_CHECK enum rc stage_take_over(struct stage *stage, struct err *err);
MUST_CHECK enum rc stage_return(struct stage *stage, struct err *err);
/* One more hand, or with -1 one less, for an answer from 0. */
MUST_CHECK enum rc stage_count_hand(struct stage *stage, int answer, int hands, struct err *err);

/* What is shown. NULL: nothing of the kind. Facts are not filled in yet. */
const struct lesson *stage_lesson(const struct stage *stage);
const struct lesson_step *stage_step(const struct stage *stage);
const struct lesson_cue *stage_cue(const struct stage *stage, int cue);
/* Of conflicts, how many are of this step. */
int64_t stage_count_conflicts(const struct stage *stage, int64_t conflicts);
/* The line that is typed, as far as it has come; "": none is. */
void stage_add_typed(const struct stage *stage, struct buf *out);
/* What comes next, as a sentence for the presenter; with 1, what comes after that. */
void stage_add_next(const struct stage *stage, struct buf *out, int after);

#endif
