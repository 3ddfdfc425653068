/* SPDX-License-Identifier: MIT */
/*
 * play: a lesson that is played beside a lab. It is the lab's guest: what the
 * run does decides how far it has come, so it is wherever one stands in the
 * run, after undo, on another branch and when a run is opened again. It reads
 * no screen and no clock, and a lesson is played alike on a screen, in a
 * script and by `quartet verify`.
 *
 * The way of a lesson:
 *
 *   off --\lesson--> setting up --its lines are answered--> a step --\next--> ... --> done
 *
 * A step is done when all its goals hold at one moment and its quizzes are answered. Goals
 * count from the beginning of their step, answers of a quiz from the beginning of the quiz's.
 */
#ifndef LESSON_PLAY_H
#define LESSON_PLAY_H

#include "lab/run.h"
#include "lesson/demand.h"

/* How the branch is called on which a person is shown a solution, but for the step's name. */
#define SOLUTION_BRANCH "solution-"

struct play; /* opaque; one of each lab */

/* For struct lab_config. */
extern const struct lab_guest play_guest;

/* Of a lab whose guest this is; NULL: it plays no lesson. Borrowed until the lab changes. */
struct play *play_of(const struct lab *lab);

const struct lesson *play_lesson(const struct play *play);
/* What its checks may ask of the past. Borrowed. */
const struct notes *play_notes(const struct play *play);
/* The name by which its file was read, and the hash of its text, without a translation. */
const char *play_file_name(const struct play *play);
uint64_t play_file_hash(const struct play *play);
/* Is it presented, as \demo begins it? */
bool play_is_on_stage(const struct play *play);
/* Are its lines of setup done? */
bool play_is_ready(const struct play *play);
/* What went wrong with the setup; NULL: nothing. */
const char *play_trouble(const struct play *play);
int play_step(const struct play *play);            /* from 0 */
uint64_t play_step_event(const struct play *play); /* with which it began */
bool play_is_step_done(const struct play *play);
bool play_is_done(const struct play *play); /* the last step is */
/* Lines that the person gave for it, but those of the lesson itself. */
int play_commands(const struct play *play);
int play_hints(const struct play *play); /* asked for, in all */
/* Does the way to this branch's end go over one on which a solution is shown? */
bool play_is_shown_way(const struct run *run, int branch);
bool play_was_skipped(const struct play *play, int step);

enum goal_state {
    GOAL_OPEN,
    GOAL_MET,
    GOAL_HOLDS, /* a promise, unbroken so far */
    GOAL_BROKEN,
};

struct goal_view {
    enum goal_state state;
    sim_us at;      /* when it was met or broken; -1: it is neither */
    uint64_t event; /* that did it; 0: none */
    sim_us due;     /* when the chance is over; SIM_NEVER: it is not in a hurry */
    sim_us within;  /* how long the chance is in all */
    bool is_late;   /* the chance is over */
};

/* A goal of the present step; why it is not met is appended to `why`, if that is not NULL. */
void play_look_goal(struct play *play, const struct lab *lab, int goal, struct goal_view *out,
                    struct buf *why);
/* The first goal of the step that is broken; -1: none is. */
int play_find_broken(struct play *play, const struct lab *lab, struct goal_view *out);
/* "broken at 5.700: m2 loses ...": when and by what. */
void play_add_broken(const struct lab *lab, const struct goal_view *goal, struct buf *out);
int play_goals_met(struct play *play, const struct lab *lab);

/* What was answered, 1..; 0: nothing yet. */
int play_answer(const struct play *play, int step, int quiz);
/* The answer that came true, 1..; 0: that is not told yet. */
int play_truth(const struct play *play, int step, int quiz);
/* Does this answer hold now? For verify. */
bool play_option_holds(struct play *play, const struct lab *lab, int step, int quiz, int option);

/* The newest hint given for this step, its facts filled in; how many were. 0: none, or it was for
 * another state of things. */
int play_add_hint(struct play *play, const struct lab *lab, struct buf *out);
/* Would \hint tell another, for things as they are? */
bool play_has_more_hints(struct play *play, const struct lab *lab);
/* The caption that came true last in this step, its facts filled in. False: none did. */
bool play_add_caption(struct play *play, const struct lab *lab, struct buf *out);

/* Has this caption of the present step come true? */
bool play_caption_came(const struct play *play, int caption);

/* On a stage: has come what this cue of the present step waits for; if not, why not? */
bool play_cue_holds(struct play *play, const struct lab *lab, int cue);
void play_explain_cue(struct play *play, const struct lab *lab, int cue, struct buf *out);
/* A text with its facts filled in. */
void play_add_words(struct play *play, const struct lab *lab, const char *text, struct buf *out);

/* "; longest outage 1.78 s, par 2s"; nothing where the lesson has no par of that. */
void play_add_outage(const struct play *play, const struct lab *lab, struct buf *out);

/* The step as text, as \goals shows it. */
void play_add_goals(struct play *play, const struct lab *lab, struct buf *out);

#endif
