/* SPDX-License-Identifier: MIT */
/*
 * desk: an app with a real lab of two masters, and a person at it: keys and pastes in, what was
 * said and effects out.
 */
#ifndef LIB_DESK_H
#define LIB_DESK_H

#include "app/app_state.h"

/* For cmocka: *state is the app, as it starts. */
int desk_setup(void **state);
/* The same after Esc, so that letters are keys. */
int desk_setup_for_keys(void **state);
int desk_teardown(void **state);

/* A key by its name in shell/key.h; each character of a text; a text and Enter. */
struct app_effects desk_press(struct app *app, const char *name);
struct app_effects desk_type(struct app *app, const char *text);
struct app_effects desk_enter(struct app *app, const char *line);
void desk_paste(struct app *app, const char *text);
void desk_paste_bytes(struct app *app, const char *bytes, size_t size);
/* A second of real time, in frames. */
void desk_pass_a_second(struct app *app);
/* The rest of what was begun: a way that is gone, lines that wait. */
void desk_arrive(struct app *app);

/* How many lines of the transcript hold `text`. */
int desk_count_said(const struct app *app, const char *text);
bool desk_was_said(const struct app *app, const char *text);
const struct transcript_line *desk_last_said(const struct app *app);

/* What is on the screen, of that size, a row a line; the caller releases `out`. */
void desk_draw(struct app *app, int cols, int rows, struct buf *out);
/* Fails, showing the screen, if this part of a row is not there, or is. */
void desk_expect_screen(struct app *app, int cols, int rows, const char *part, bool is_there);

#endif
