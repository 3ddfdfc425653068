/* SPDX-License-Identifier: MIT */
/*
 * theme: roles, and what each looks like. Views draw with roles; what a role is
 * in colours is known here, what a colour is to a terminal in tui/term alone.
 *
 * Three meanings only: whose (m1 to m4), you (the accent), trouble (orange: being
 * dealt with; red: gone, refused, lost). Health has no colour.
 */
#ifndef VIEW_THEME_H
#define VIEW_THEME_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
enum role {
    /* grounds */
    ROLE_BG, ROLE_CARD, ROLE_BAND, ROLE_HOLE, ROLE_SEL,
    /* strokes and text */
    ROLE_RULE, ROLE_FAINT, ROLE_MUTED, ROLE_TEXT, ROLE_STRONG, ROLE_ACCENT,
    ROLE_M1, ROLE_M2, ROLE_M3, ROLE_M4, ROLE_WARN, ROLE_BAD,
    ROLE_COUNT
};
/* clang-format on */

enum theme_name { THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_MONO, THEME_STAGE, THEME_COUNT };

enum look_attribute { LOOK_PLAIN = 0, LOOK_BOLD = 1, LOOK_REVERSE = 2 };

#define COLOR_DEFAULT (-1)

/* One role in one theme. */
struct look {
    int32_t rgb;    /* 0xRRGGBB; COLOR_DEFAULT: the terminal's own */
    int16_t c256;   /* of the 256-colour palette; COLOR_DEFAULT */
    int16_t c16;    /* of 16; COLOR_DEFAULT */
    uint8_t bare;   /* enum look_attribute bits where there are no colours */
    uint8_t bare16; /* bits besides the colour where there are 16 */
};

struct look theme_look(enum theme_name theme, enum role role);
/* Does the theme fill grounds (cards, holes)? The others draw edges and brackets instead. */
bool theme_has_fills(enum theme_name theme);
const char *theme_text(enum theme_name theme);
/* RC_UNKNOWN: err lists the themes. */
MUST_CHECK enum rc theme_parse(enum theme_name *out, const char *name, struct err *err);

enum role role_of_master(int master); /* 0-based */
/* A small letter for dumps of the screen, one for each role. */
char role_letter(enum role role);

/* 0xRRGGBB of a colour of the 256, 16 to 255; those below are what the person made them. */
int32_t theme_palette(int index);
/* Contrast of two colours by WCAG 2, in hundredths: 450 is 4.5 to 1. */
int theme_contrast(int32_t a, int32_t b);

#endif
