/* SPDX-License-Identifier: MIT */
/*
 * home: what can be chosen on the first screen. Each item is command lines that
 * the app carries out. The first is the lit card: what one most likely wants.
 */
#ifndef VIEW_HOME_H
#define VIEW_HOME_H

#include <stdbool.h>
#include <stddef.h>

#define HOME_RUNS_MAX 6 /* earlier runs shown; \runs lists them all */
#define HOME_LESSONS_MAX 20
#define HOME_DEMOS_MAX 8
#define HOME_ITEMS_MAX 56

/* In the order in which one goes through them; HOME_SECTIONS is their number. */
enum home_section { HOME_CARD, HOME_LESSONS, HOME_PLAY, HOME_DEMOS, HOME_RUNS, HOME_SECTIONS };

struct home_item {
    enum home_section section;
    char word[12]; /* of the card: "continue" */
    char title[96];
    char facts[48];   /* at the right end of its line */
    char about[128];  /* one sentence, for the row below */
    char chapter[32]; /* of the first lesson of one; "": none */
    bool is_here;     /* the lesson that is on, or comes next */
    bool is_done;
    char command[160]; /* lines that are carried out one after the other, '\n' between */
    bool is_new;       /* in a run of its own */
};

struct home {
    struct home_item items[HOME_ITEMS_MAX];
    int count;
    char alert[400];    /* what one must know before all else; "": nothing */
    char runs_note[64]; /* under the earlier runs: how many are kept, if any can be */
    char note[128];     /* what came of the last key, before what is chosen; "": nothing to tell */
};

/* A run that is kept, as the first screen shows it. */
struct home_run {
    char name[64];   /* for \open */
    char lesson[32]; /* the one that was on; "": none */
    char facts[64];  /* "14 lines, 40.312 s" */
    char day[24];    /* "yesterday 18:20" */
    int lines;
};

/* A lesson, as the course lists it. */
struct home_lesson {
    char name[64]; /* for \lesson */
    char title[64];
    char chapter[32];
    int number; /* of the course, from 1 */
    int minutes, steps;
    bool is_done, is_skipped;
    bool is_next;      /* the first that is neither */
    int commands, par; /* of the best time; 0: none */
};

/* A demo for the stage. */
struct home_demo {
    char name[64]; /* for \demo */
    char title[64];
    int minutes, steps;
};

/* What the first screen is made from. Texts are copied. */
struct home_facts {
    const char *session; /* the lab that is open: "2 masters, 3 lines"; NULL: nothing was done */
    const char *lesson;  /* the title of the one that is on in it; NULL: none is */
    const struct home_lesson *lessons;
    int lesson_count;
    const struct home_demo *demos;
    int demo_count;
    const struct home_run *runs; /* the newest first; the first is what one would go on with */
    int run_count;
    int all_runs;
    size_t all_size;
    bool is_kept;      /* is there a directory for runs? */
    const char *alert; /* "": nothing */
};

/*
 * "lessons": the first item of the section of this name; "runs" may have the card alone. -1: there
 * is no such section; HOME_NOTHING: it has nothing yet.
 */
#define HOME_NOTHING (-2)
int home_find_section(const struct home *home, const char *name);
void home_make(struct home *home, const struct home_facts *facts);

#endif
