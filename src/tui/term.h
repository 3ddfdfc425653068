/* SPDX-License-Identifier: MIT */
/*
 * term: the terminal, and the only place that knows curses. It takes a canvas and a
 * theme and sends what changed; it gives bytes back as keys (tui/input.h).
 * What a role looks like is the theme's business, what a colour is to this
 * terminal is decided here.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "base/err.h"
#include "tui/input.h"
#include "view/canvas.h"
#include "view/theme.h"

#include <stdbool.h>

struct term; /* opaque; made by term_new(), one owner */

/* Take the screen. RC_ENV: there is no terminal, or none that is known; err says what to do. */
MUST_CHECK enum rc term_new(struct term **out, struct err *err);
/* Give the screen back. */
void term_free(struct term *term);

/* Can it fill grounds, or must edges and brackets do? */
bool term_has_fills(const struct term *term);
/* Has it colours at all, and does the person want them (NO_COLOR)? */
bool term_has_colors(const struct term *term);
/* Has its screen a light ground, as far as it says so (COLORFGBG)? */
bool term_is_light(const struct term *term);
/* Can locale and terminal show our signs, each in one column? Else ASCII must do. */
bool term_has_signs(const struct term *term);

/* The version of curses that runs. */
const char *term_curses_version(void);

void term_size(const struct term *term, int *columns, int *rows);
/* Ask the system how large it is now. */
void term_resize(struct term *term);
/* Send the cells that changed since the last time. */
void term_blit(struct term *term, const struct canvas *canvas, enum theme_name theme);
/* Does the terminal tell of clicks and the wheel, if it can? It marks text by itself else. */
void term_set_mouse(struct term *term, bool is_on);
/* Put a text into the terminal's clipboard; false: it takes none. Whether it does is not known. */
bool term_copy(const struct term *term, const char *text, size_t size);
/* What is on the screen is not known any more: send every cell next time. */
void term_forget(struct term *term);

/* Give the screen back for a while, and take it again. */
void term_suspend(struct term *term);
void term_resume(struct term *term);

/* Keys come through it: feed it with what was read from the standard input. */
struct input *term_input(struct term *term);

#endif
