/* SPDX-License-Identifier: MIT */
/*
 * ui: how a person looks at the lab: which view, which pane, which theme. Plain
 * data, owned by the app; nothing in it belongs to the run.
 */
#ifndef VIEW_UI_H
#define VIEW_UI_H

#include "view/event_filter.h"
#include "view/theme.h"

#include <stdbool.h>
#include <stdint.h>

enum view_name {
    VIEW_HOME,
    VIEW_CLUSTER,
    VIEW_LANES,
    VIEW_VOTES,
    VIEW_DATA,
    VIEW_METERS,
    VIEW_TIMELINE,
    VIEW_STAGE
};

/* Round by Tab. Where the side has no room of its own it takes the main's place. */
enum pane_name { PANE_PICTURE, PANE_EVENTS, PANE_PROMPT, PANE_SIDE, PANE_COUNT };

/* How one looks at the meters; all zero as one begins. */
struct ui_meters {
    bool shows_one;  /* the chosen client in full */
    int span;        /* steps from the one that is shown first */
    bool has_cursor; /* an instant is looked at, */
    int64_t cursor;  /* this one */
};

/* How an audience looks at it. */
struct ui_stage {
    bool is_on;       /* no prompt and no keys are seen, whatever the view */
    bool is_blank;    /* nothing is */
    bool is_card;     /* what shows whether everybody can read it */
    bool shows_goals; /* those of a lesson, in place of the rooms */
    char key[16];     /* that was pressed last, for the card */
};

struct ui {
    enum view_name view;
    enum pane_name pane;
    enum theme_name theme;
    bool is_ascii;
    bool mouse_is_off;
    bool is_bare;       /* the terminal has too few colours for grounds */
    bool side_is_open;  /* below 120 columns: the side instead of the picture */
    bool text_is_open;  /* help, why, a long answer: over the side or the picture */
    bool text_is_table; /* it is not to be wrapped if that can be */
    int text_lines;     /* of it, each as long as it is */
    int text_scroll;    /* first row of it shown */
    int console_scroll; /* rows back from the end */
    int home_choice;    /* the chosen line of the home screen */
    int branch;         /* the chosen one of the timeline, 1..; 0: where one stands */
    int client;         /* the chosen one of the meters, 1..; 0: who speaks */
    struct ui_meters meters;
    struct ui_stage stage;
    int table_scroll;   /* first line shown of what was compared */
    bool lanes_are_all; /* every packet, not only those of one event */
    int lanes_scroll;   /* rows on from the chosen one; below 0: back */
    uint64_t event;     /* the chosen event; 0: the newest */

    bool palette_is_open;       /* over picture and events */
    int columns_left;           /* of results, out of sight at the left */
    bool text_is_answer;        /* what is open came by itself, to a line of the prompt */
    bool text_is_grid;          /* what is open is not wrapped, but read sideways */
    bool text_is_why;           /* what is open is model->why */
    struct event_filter filter; /* of the events */
    char sought[80];            /* what \find looks for in them; "": nothing */
};

#endif
