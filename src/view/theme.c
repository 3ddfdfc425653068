/* SPDX-License-Identifier: MIT */
#include "view/theme.h"

#include <assert.h>
#include <string.h>

#define NONE COLOR_DEFAULT
#define B LOOK_BOLD
#define R LOOK_REVERSE

/* In the order of enum role: the colour, of 256, of 16, without colours, besides 16. */
static const struct look dark[ROLE_COUNT] = {
    [ROLE_BG] = {0x12151A, 233, NONE, 0, 0},   [ROLE_CARD] = {0x1B2028, 234, NONE, 0, 0},
    [ROLE_BAND] = {0x262C36, 235, NONE, 0, 0}, [ROLE_HOLE] = {0x080A0D, 232, NONE, 0, 0},
    [ROLE_SEL] = {0x2C3440, 237, NONE, R, R},  [ROLE_RULE] = {0x3A434F, 239, 8, 0, 0},
    [ROLE_FAINT] = {0x8B95A2, 247, 7, 0, 0},   [ROLE_MUTED] = {0xAAB3BF, 249, 7, 0, 0},
    [ROLE_TEXT] = {0xDCE1E7, 254, NONE, 0, 0}, [ROLE_STRONG] = {0xFFFFFF, 231, NONE, B, B},
    [ROLE_ACCENT] = {0x63DAD6, 80, 14, B, 0},  [ROLE_M1] = {0x6A9BFF, 75, 12, B, 0},
    [ROLE_M2] = {0xF7E27A, 221, 11, B, 0},     [ROLE_M3] = {0xF2A6DC, 218, 13, B, 0},
    [ROLE_M4] = {0x5CC77F, 78, 10, B, 0},      [ROLE_WARN] = {0xFF8F2E, 208, 3, B, B},
    [ROLE_BAD] = {0xFF6B64, 203, 9, B, 0},
};

static const struct look light[ROLE_COUNT] = {
    [ROLE_BG] = {0xFBFAF7, 231, NONE, 0, 0},    [ROLE_CARD] = {0xF1F0EB, 255, NONE, 0, 0},
    [ROLE_BAND] = {0xE5E4DD, 254, NONE, 0, 0},  [ROLE_HOLE] = {0xD6D5CE, 252, NONE, 0, 0},
    [ROLE_SEL] = {0xD9DEE4, 253, NONE, R, R},   [ROLE_RULE] = {0xBDBCB4, 249, 8, 0, 0},
    [ROLE_FAINT] = {0x5F646B, 241, NONE, 0, 0}, [ROLE_MUTED] = {0x4A5057, 239, NONE, 0, 0},
    [ROLE_TEXT] = {0x22262C, 235, NONE, 0, 0},  [ROLE_STRONG] = {0x000000, 16, NONE, B, B},
    [ROLE_ACCENT] = {0x006B78, 24, 6, B, 0},    [ROLE_M1] = {0x1450E0, 26, 4, B, 0},
    [ROLE_M2] = {0x7A5C00, 58, 3, B, 0},        [ROLE_M3] = {0xA0188F, 126, 5, B, 0},
    [ROLE_M4] = {0x0A5A3C, 22, 2, B, 0},        [ROLE_WARN] = {0x9A3C00, 94, 1, B, 0},
    [ROLE_BAD] = {0xB0061E, 124, 1, B, B},
};

static const struct look contrast[ROLE_COUNT] = {
    [ROLE_BG] = {0x000000, 16, 0, 0, 0},       [ROLE_CARD] = {0x000000, 16, 0, 0, 0},
    [ROLE_BAND] = {0x000000, 16, 0, 0, 0},     [ROLE_HOLE] = {0x000000, 16, 0, 0, 0},
    [ROLE_SEL] = {0x3A3A3A, 237, NONE, R, R},  [ROLE_RULE] = {0xA8A8A8, 248, 7, 0, 0},
    [ROLE_FAINT] = {0xD6D6D6, 252, 15, 0, 0},  [ROLE_MUTED] = {0xE8E8E8, 254, 15, 0, 0},
    [ROLE_TEXT] = {0xFFFFFF, 231, 15, 0, 0},   [ROLE_STRONG] = {0xFFFFFF, 231, 15, B, B},
    [ROLE_ACCENT] = {0x7DF0EC, 123, 14, B, 0}, [ROLE_M1] = {0x8FB8FF, 111, 12, B, 0},
    [ROLE_M2] = {0xFFF08A, 228, 11, B, 0},     [ROLE_M3] = {0xFFBDEC, 219, 13, B, 0},
    [ROLE_M4] = {0x5FE8A8, 85, 10, B, 0},      [ROLE_WARN] = {0xFFA64D, 215, 3, B, B},
    [ROLE_BAD] = {0xFF8880, 210, 9, B, 0},
};

static const struct look stage[ROLE_COUNT] = {
    [ROLE_BG] = {0x0B0D10, 232, NONE, 0, 0},   [ROLE_CARD] = {0x181C23, 234, NONE, 0, 0},
    [ROLE_BAND] = {0x232932, 235, NONE, 0, 0}, [ROLE_HOLE] = {0x000000, 16, NONE, 0, 0},
    [ROLE_SEL] = {0x2D3541, 237, NONE, R, R},  [ROLE_RULE] = {0x7B8592, 245, 8, 0, 0},
    [ROLE_FAINT] = {0xB4BCC6, 250, 7, 0, 0},   [ROLE_MUTED] = {0xCDD3DA, 252, 7, 0, 0},
    [ROLE_TEXT] = {0xF2F4F7, 255, NONE, 0, 0}, [ROLE_STRONG] = {0xFFFFFF, 231, NONE, B, B},
    [ROLE_ACCENT] = {0x72E4E0, 80, 14, B, 0},  [ROLE_M1] = {0x7BA9FF, 111, 12, B, 0},
    [ROLE_M2] = {0xFFEB85, 222, 11, B, 0},     [ROLE_M3] = {0xFAB4E6, 218, 13, B, 0},
    [ROLE_M4] = {0x5FDC94, 78, 10, B, 0},      [ROLE_WARN] = {0xFF9D40, 215, 3, B, B},
    [ROLE_BAD] = {0xFF6A63, 203, 9, B, 0},
};

#undef B
#undef R

static const struct {
    const char *name;
    const struct look *looks; /* NULL: no colours at all */
    bool has_fills;
} themes[THEME_COUNT] = {
    [THEME_DARK] = {"dark", dark, true},
    [THEME_LIGHT] = {"light", light, true},
    [THEME_CONTRAST] = {"contrast", contrast, false},
    [THEME_MONO] = {"mono", NULL, false},
    [THEME_STAGE] = {"stage", stage, true},
};

struct look theme_look(enum theme_name theme, enum role role)
{
    const struct look *looks = themes[theme].looks;
    if (looks != NULL) {
        return looks[role];
    }
    return (struct look){.rgb = NONE, .c256 = NONE, .c16 = NONE, .bare = dark[role].bare};
}

bool theme_has_fills(enum theme_name theme)
{
    return themes[theme].has_fills;
}

const char *theme_text(enum theme_name theme)
{
    return themes[theme].name;
}

enum rc theme_parse(enum theme_name *out, const char *name, struct err *err)
{
    for (int i = 0; i < THEME_COUNT; i++) {
        if (strcmp(themes[i].name, name) == 0) {
            *out = (enum theme_name)i;
            return RC_OK;
        }
    }
    return err_set(err, RC_UNKNOWN,
                   "there is no theme \"%.20s\": there are dark, light, contrast, mono and stage",
                   name);
}

enum role role_of_master(int master)
{
    assert(master >= 0 && master < 4);
    return (enum role)(ROLE_M1 + master);
}

char role_letter(enum role role)
{
    static const char letters[ROLE_COUNT + 1] = "gcbhsrfmtwaijklox";
    return letters[role];
}

/*
 * A colour channel as linear light, times 1000000: WCAG's curve, whose power of 2.4 is taken
 * from a table of eighths and straight lines between, near enough for hundredths of a ratio.
 */
static int64_t linear(int channel)
{
    static const int32_t at_8[] = {
        0,      2428,   5182,   9134,   14444,  21219,  29557,  39546,  51269,  64803,  80220,
        97587,  116971, 138432, 162029, 187821, 215861, 246201, 278894, 313989, 351533, 391572,
        434154, 479320, 527115, 577580, 630757, 686685, 745404, 806952, 871367, 938686, 1008939};
    int64_t low = at_8[channel / 8];
    int64_t high = at_8[channel / 8 + 1];
    return low + (high - low) * (channel % 8) / 8;
}

static int64_t luminance(int32_t rgb)
{
    return (2126 * linear(rgb >> 16 & 255) + 7152 * linear(rgb >> 8 & 255) +
            722 * linear(rgb & 255)) /
           10000;
}

int32_t theme_palette(int index)
{
    static const int steps[] = {0, 95, 135, 175, 215, 255};
    assert(index >= 16 && index < 256);
    if (index >= 232) {
        return 0x010101 * (8 + 10 * (index - 232));
    }
    int cube = index - 16;
    return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6];
}

int theme_contrast(int32_t a, int32_t b)
{
    int64_t high = luminance(a) + 50000;
    int64_t low = luminance(b) + 50000;
    if (high < low) {
        int64_t swap = high;
        high = low;
        low = swap;
    }
    return (int)(high * 100 / low);
}
