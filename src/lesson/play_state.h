/* SPDX-License-Identifier: MIT */
/* play_state: what a play is made of, for play*.c alone. Everything else sees play.h. */
#ifndef LESSON_PLAY_STATE_H
#define LESSON_PLAY_STATE_H

#include "lesson/play.h"

#define SETUP_NONE (-1)
#define SETUP_REST_US (US_PER_S / 2) /* until every master shows what the setup wrote */

/* A file that was read, kept as long as the lab: a saved state refers to it by its hash. */
struct play_file {
    uint64_t hash; /* of its text and its translation */
    uint64_t text_hash;
    char name[300];       /* by which it was read first */
    char lang[LANG_SIZE]; /* "de"; "": as its author wrote it */
    struct lesson lesson; /* owned */
};

/* A quiz that was come to. */
struct quiz_play {
    bool is_begun;
    int answer; /* 1..; 0: none */
    int truth;  /* 1..; 0: not told */
    struct demand_state options[OPTIONS_MAX];
};

struct play {
    struct play_file **files; /* owned */
    int file_count;
    int file_room;
    const struct play_file *file; /* of them; NULL: no lesson is on */
    uint64_t seed;
    bool is_on_stage; /* it is presented: steps end when the presenter goes on */

    int setup_at;      /* bytes of the setup that were given; SETUP_NONE: all */
    sim_us ready_at;   /* when the first step may begin; SIM_NEVER: lines are to come */
    char trouble[200]; /* "": none */
    int step;
    bool is_step_done;
    bool is_done;
    uint64_t step_event; /* with which the step began */
    uint64_t seen;       /* the last event that was fed */
    int commands;
    int hints;
    unsigned given;   /* hints of this step: bit i */
    int hint;         /* the newest of them, its place; -1: none */
    unsigned skipped; /* steps: bit i */
    int caption;      /* that came true last; -1: none */
    struct demand_state goals[GOALS_MAX];
    struct demand_state captions[CAPTIONS_MAX];
    struct demand_state waits[CUES_MAX]; /* on a stage: what its cues wait for */
    struct quiz_play quizzes[LESSON_STEPS_MAX][QUIZZES_MAX];
    struct notes notes;

    bool is_own_line; /* the line that is done is the lesson's; no part of the state */
    struct world world;
};

static inline const struct lesson_step *play_now(const struct play *play)
{
    return &play->file->lesson.steps[play->step];
}

/* play.c: a step begins. */
void play_enter(struct play *play, struct lab *lab, int step);
void play_set_world(struct play *play, const struct lab *lab);
/* Those of the steps before this one begin to count anew: their checks are others now. */
void play_begin_quizzes(struct play *play, int before);
/* Is this hint for the world as it is? */
bool play_hint_fits(struct play *play, const struct lesson_hint *hint);

/* play_files.c: the lesson of this name, in this language; one that is kept, or is read now. Errors
 * as lab_read_file() and lesson_parse(). */
/* The same of a demo, which has no translation. */
MUST_CHECK enum rc play_read_demo(struct play *play, struct lab *lab, const char *word,
                                  const struct play_file **out, struct err *err);
MUST_CHECK enum rc play_read_file(struct play *play, struct lab *lab, const char *word,
                                  const char *lang, const struct play_file **out, struct err *err);
/* play_commands.c */
MUST_CHECK enum rc play_command(void *play, struct lab *lab, const char *name,
                                const struct words *words, struct buf *reply, struct err *err);
MUST_CHECK enum rc play_allow(const void *play, const char *name, struct err *err);
/* play_branch.c */
void play_measure(void *play, const struct lab *lab, const char *branch, struct buf *line);
/* play_saving.c */
void play_save(struct buf *out, const void *play);
void play_load(void *play, struct unpack *in);

#endif
