/* SPDX-License-Identifier: MIT */
/*
 * glyph: the signs of the visual language by name, and the ASCII character that
 * stands for each where a terminal has no others. All are one column wide.
 */
#ifndef VIEW_GLYPH_H
#define VIEW_GLYPH_H

#include <stdint.h>

/* clang-format off */
enum {
    GLYPH_UP = 0x25cf,        /* ● up; an event in a chain */
    GLYPH_DOWN = 0xd7,        /* × down, lost */
    GLYPH_SLOW = 0x2248,      /* ≈ slow; old data */
    GLYPH_STILL = 0x2016,     /* ‖ stands still: hung, paused */
    GLYPH_RECOVER = 0x25d0,   /* ◐ recovering */
    GLYPH_READ_ONLY = 0x25c7, /* ◇ read only; open transaction */
    GLYPH_CUT = 0x2571,       /* ╱ cut */
    GLYPH_COPY = 0x25a0,      /* ■ a storage copy that answers */
    GLYPH_EMPTY = 0x25a1,     /* □ a storage copy that lost its disk */
    GLYPH_MET = 0x2713,       /* ✓ met */
    GLYPH_OPEN = 0x25cb,      /* ○ still open */
    GLYPH_EDGE = 0x258e,      /* ▎ a room's edge, alive */
    GLYPH_EDGE_DEAD = 0x254e, /* ╎ a room's edge, dead */
    GLYPH_RULE = 0x2500,      /* ─ rule or link, whole */
    GLYPH_DASH = 0x254c,      /* ╌ rule or link, broken */
    GLYPH_HEAVY = 0x2501,     /* ━ focus, path taken */
    GLYPH_WIRE = 0x2502,      /* │ connection */
    GLYPH_WIRE_NEW = 0x2506,  /* ┆ connection being made */
    GLYPH_BARRIER = 0x2503,   /* ┃ the line that a vote must reach */
    GLYPH_PACKET = 0x2022,    /* • a packet under way */
    GLYPH_FORK = 0x252c,      /* ┬ a line from which another branches off */
    GLYPH_FORK_END = 0x2510,  /* ┐ the same, and it ends there */
    GLYPH_BRANCH = 0x251c,    /* ├ a branch begins, and others below it */
    GLYPH_CORNER = 0x2570,    /* ╰ the last of them */
    GLYPH_BAR_3 = 0x2583,     /* ▃ bars: ▁ is the cursor's, █ a block */
    GLYPH_BAR_6 = 0x2586,     /* ▆ */
    GLYPH_RIGHT = 0x25b8,     /* ▸ direction, running, prompt */
    GLYPH_LEFT = 0x25c2,      /* ◂ direction */
    GLYPH_CARD = 0x258c,      /* ▌ the chosen card */
    GLYPH_BLOCK = 0x2588,     /* █ large letters, the cursor */
    GLYPH_BLOCK_TOP = 0x2580, /* ▀ */
    GLYPH_BLOCK_LOW = 0x2584, /* ▄ */
    GLYPH_CURSOR = 0x2581,    /* ▁ the prompt of a pane that does not type */
    GLYPH_NONE = 0x2013,      /* – does not apply */
    GLYPH_ELLIPSIS = 0x2026,  /* … left out */
    GLYPH_BRAILLE = 0x2800,   /* the first of 256 plots of 2 by 4 dots */
};
/* clang-format on */

/* The ASCII character for any character; itself if it is one. */
uint32_t glyph_ascii(uint32_t c);

#endif
