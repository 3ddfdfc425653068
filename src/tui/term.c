/* SPDX-License-Identifier: MIT */
#include "tui/term.h"

#include "base/mem.h"
#include "os/terminal_state.h"
#include "tui/clipboard.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* Last, for it defines words such as KEY_UP anew that are ours in shell/key.h: none is used. */
#define NCURSES_NOMACROS 1
#include <curses.h>

#define SIZE_BELIEVED_MAX 1000 /* columns or rows that the environment may claim */

enum colors { COLORS_NONE, COLORS_16, COLORS_256, COLORS_DIRECT };

struct term {
    SCREEN *screen; /* owned */
    FILE *out;      /* borrowed: stdout */
    enum colors colors;
    bool can_redefine; /* colours of the palette */
    bool has_signs;
    struct input input;
    enum theme_name theme; /* whose pairs are set; THEME_COUNT: none */
    bool can_click;        /* it knows what to tell */
    bool mouse_is_on;
    struct canvas *shown; /* owned: what was sent last */
    bool is_known;        /* does the screen show it? */
};

/* --- colours --------------------------------------------------------------------------------- */

static bool has_variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0';
}

static enum colors find_colors(void)
{
    if (has_variable("NO_COLOR") || !has_colors()) {
        return COLORS_NONE;
    }
    if (COLORS >= 1 << 24) {
        return COLORS_DIRECT;
    }
    return COLORS >= 256 && COLOR_PAIRS > ROLE_COUNT * ROLE_COUNT ? COLORS_256 : COLORS_16;
}

static int color_of(const struct term *term, const struct look *look)
{
    switch (term->colors) {
    case COLORS_NONE:
        return COLOR_DEFAULT;
    case COLORS_16:
        /* Grey is a bright black, which some terminals with 8 colours show as black. */
        return look->c16 < COLORS ? look->c16 : look->c16 == 8 ? COLOR_DEFAULT : look->c16 % 8;
    case COLORS_256:
        return look->c256;
    case COLORS_DIRECT:
        return look->rgb;
    }
    return COLOR_DEFAULT;
}

/*
 * The nearest colour of the palette is made the very colour. A terminal that says it can and
 * does not still shows the nearest.
 */
static void redefine(const struct look *look)
{
    if (look->rgb != COLOR_DEFAULT && look->c256 >= 16) {
        int r = look->rgb >> 16 & 255;
        int g = look->rgb >> 8 & 255;
        int b = look->rgb & 255;
        (void)init_extended_color(look->c256, r * 1000 / 255, g * 1000 / 255, b * 1000 / 255);
    }
}

static int pair_of(enum role role, enum role ground)
{
    return 1 + (int)role * ROLE_COUNT + (int)ground;
}

static void set_theme(struct term *term, enum theme_name theme)
{
    term->theme = theme;
    if (term->colors == COLORS_NONE) {
        return;
    }
    struct look screen = theme_look(theme, ROLE_BG);
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct look look = theme_look(theme, (enum role)role);
        if (term->can_redefine) {
            redefine(&look);
        }
        if (term->colors == COLORS_16) {
            (void)init_extended_pair(1 + role, color_of(term, &look), screen.c16);
            continue;
        }
        for (int ground = 0; ground < ROLE_COUNT; ground++) {
            struct look behind = theme_look(theme, (enum role)ground);
            (void)init_extended_pair(pair_of((enum role)role, (enum role)ground),
                                     color_of(term, &look), color_of(term, &behind));
        }
    }
}

static attr_t attributes(unsigned bits)
{
    return ((bits & LOOK_BOLD) != 0 ? A_BOLD : 0) | ((bits & LOOK_REVERSE) != 0 ? A_REVERSE : 0);
}

/* Text in the colour of the screen, on a ground that is none: few colours have it as reverse. */
static bool is_inverse(const struct cell_glyph *cell)
{
    return cell->role == ROLE_BG && cell->ground >= ROLE_RULE;
}

/* How a cell looks: its pair of colours and its attributes. */
static attr_t cell_look(const struct term *term, const struct cell_glyph *cell, int *pair)
{
    bool is_turned = term->colors <= COLORS_16 && is_inverse(cell);
    enum role role = (enum role)(is_turned ? cell->ground : cell->role);
    enum role ground = is_turned ? ROLE_BG : (enum role)cell->ground;
    struct look look = theme_look(term->theme, role);
    struct look behind = theme_look(term->theme, ground);
    attr_t attrs = (cell->bold ? A_BOLD : 0) | (cell->underline ? A_UNDERLINE : 0) |
                   (is_turned ? A_REVERSE : 0);
    *pair = 0;
    switch (term->colors) {
    case COLORS_NONE:
        return attrs | attributes(look.bare) | attributes(behind.bare);
    case COLORS_16:
        *pair = 1 + (int)role;
        attrs |= look.c16 >= COLORS && look.c16 != 8 ? A_BOLD : 0;
        return attrs | attributes(look.bare16) | attributes(behind.bare16);
    case COLORS_256:
    case COLORS_DIRECT:
        *pair = pair_of(role, ground);
        /* The themes without colours are told apart by attributes here too. */
        return look.rgb == COLOR_DEFAULT ? attrs | attributes(look.bare) | attributes(behind.bare)
                                         : attrs;
    }
    return attrs;
}

/* --- cells ----------------------------------------------------------------------------------- */

static void send_cell(const struct term *term, const struct cell_glyph *cell, int x, int y)
{
    wchar_t text[2 + CELL_MARKS_MAX] = {0};
    cchar_t out;
    int pair = 0;
    attr_t attrs = cell_look(term, cell, &pair);
    text[0] = cell->base >= ' ' ? (wchar_t)cell->base : L' ';
    for (int i = 0; i < CELL_MARKS_MAX; i++) {
        text[1 + i] = (wchar_t)cell->marks[i];
    }
    if (setcchar(&out, text, attrs, (short)pair, NULL) == OK) {
        (void)mvadd_wch(y, x, &out);
    }
}

static bool is_same_cell(const struct cell_glyph *a, const struct cell_glyph *b)
{
    for (int i = 0; i < CELL_MARKS_MAX; i++) {
        if (a->marks[i] != b->marks[i]) {
            return false;
        }
    }
    return a->base == b->base && a->role == b->role && a->ground == b->ground &&
           a->bold == b->bold && a->underline == b->underline;
}

/*
 * Of a blank only the ground is seen, where no look is reverse: it looks as the text before it,
 * and the terminal needs no word about it.
 */
static struct cell_glyph seen_after(const struct cell_glyph *before, const struct cell_glyph *cell)
{
    struct cell_glyph seen = *cell;
    bool is_blank = cell->base == ' ' && cell->marks[0] == 0 && !cell->underline;
    if (is_blank && cell->ground == before->ground && !before->underline) {
        seen.role = before->role;
        seen.bold = before->bold;
    }
    return seen;
}

static void send_changes(struct term *term, const struct canvas *canvas)
{
    bool is_colored =
        term->colors >= COLORS_256 && theme_look(term->theme, ROLE_TEXT).rgb != COLOR_DEFAULT;
    for (int y = 0; y < canvas->rows; y++) {
        struct cell_glyph *shown = &term->shown->cells[y * canvas->cols];
        for (int x = 0; x < canvas->cols; x++) {
            struct cell_glyph cell = canvas->cells[y * canvas->cols + x];
            if (is_colored && x > 0) {
                cell = seen_after(&shown[x - 1], &cell);
            }
            if (term->is_known && is_same_cell(&cell, &shown[x])) {
                continue;
            }
            shown[x] = cell;
            if (cell.base != 0) {
                send_cell(term, &cell, x, y);
            }
        }
    }
}

static void place_cursor(const struct canvas *canvas)
{
    if (canvas->cursor_x >= 0 && canvas->cursor_y >= 0) {
        (void)curs_set(1);
        (void)move(canvas->cursor_y, canvas->cursor_x);
    } else {
        (void)curs_set(0);
    }
}

void term_blit(struct term *term, const struct canvas *canvas, enum theme_name theme)
{
    if (theme != term->theme) {
        set_theme(term, theme);
        term->is_known = false;
    }
    if (canvas->cols != term->shown->cols || canvas->rows != term->shown->rows) {
        canvas_resize(term->shown, canvas->cols, canvas->rows);
        term->is_known = false;
    }
    if (!term->is_known) {
        (void)clearok(stdscr, TRUE);
    }
    send_changes(term, canvas);
    place_cursor(canvas);
    (void)refresh();
    term->is_known = true;
}

void term_forget(struct term *term)
{
    term->is_known = false;
}

/* --- size ------------------------------------------------------------------------------------ */

void term_size(const struct term *term, int *columns, int *rows)
{
    (void)term;
    *columns = COLS;
    *rows = LINES;
}

void term_resize(struct term *term)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        (void)resizeterm(size.ws_row, size.ws_col);
    }
    term->is_known = false;
}

/* --- keys this terminal has names for -------------------------------------------------------- */

static const char *capability(const char *name)
{
    const char *bytes = tigetstr((char *)(uintptr_t)name);
    return bytes == (char *)-1 ? NULL : bytes;
}

static void bind_names(struct input *input)
{
    for (const struct input_name *name = input_names(); name->name != NULL; name++) {
        const char *bytes = capability(name->name);
        if (bytes != NULL) {
            input_bind(input, bytes, name->key);
        }
    }
}

/* --- taking and giving back ------------------------------------------------------------------ */

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h" /* presses and the wheel, as numbers */
#define MOUSE_OFF "\033[?1006l\033[?1000l"

static void add_capability(char *out, size_t room, const char *name)
{
    const char *bytes = capability(name);
    size_t used = strlen(out);
    (void)snprintf(out + used, room - used, "%s", bytes != NULL ? bytes : "");
}

/* What a handler must write when the program ends without us. */
static void own_screen(const struct term *term)
{
    char leave[256] = PASTE_OFF;
    if (term->can_click) {
        (void)snprintf(leave, sizeof(leave), "%s", PASTE_OFF MOUSE_OFF);
    }
    if (term->can_redefine) {
        add_capability(leave, sizeof(leave), "oc");
    }
    static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
    for (int i = 0; i < COUNT_OF(names); i++) {
        add_capability(leave, sizeof(leave), names[i]);
    }
    terminal_state_own_screen(leave);
    (void)fputs(PASTE_ON, term->out);
    (void)fflush(term->out);
}

static void disown_screen(struct term *term)
{
    term_set_mouse(term, false);
    (void)fputs(PASTE_OFF, term->out);
    (void)fflush(term->out);
    (void)endwin();
    terminal_state_own_screen(NULL);
}

void term_set_mouse(struct term *term, bool is_on)
{
    if (term->can_click && is_on != term->mouse_is_on) {
        (void)fputs(is_on ? MOUSE_ON : MOUSE_OFF, term->out);
        (void)fflush(term->out);
        term->mouse_is_on = is_on;
    }
}

/* A terminal that tells of clicks understands strings; others may print them. */
bool term_copy(const struct term *term, const char *text, size_t size)
{
    struct buf bytes;
    if (!term->can_click) {
        return false;
    }
    buf_init(&bytes, 4 * size + 1000);
    clipboard_add(&bytes, text, size, has_variable("STY") && !has_variable("TMUX"));
    (void)fwrite(bytes.data, 1, bytes.size, term->out);
    (void)fflush(term->out);
    buf_release(&bytes);
    return true;
}

static void set_modes(void)
{
    (void)raw();
    (void)noecho();
    (void)nonl();
    (void)keypad(stdscr, TRUE);
    /* Deleting characters brings in blanks whose ground terminals do not agree on. */
    idcok(stdscr, FALSE);
    (void)typeahead(-1);
}

/*
 * A font of the Linux console has 256 or 512 signs, and few of ours; where signs of ambiguous
 * width take two columns, as some East Asian locales have it, lines would not meet.
 */
static bool find_signs(void)
{
    static const wchar_t ambiguous[] = {0x25cf, 0x2500, 0x25c7, 0xd7, 0x2026};
    const char *name = getenv("TERM");
    bool is_console = name != NULL && strncmp(name, "linux", 5) == 0;
    bool has_signs = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && !is_console;
    for (int i = 0; i < COUNT_OF(ambiguous); i++) {
        has_signs = has_signs && wcwidth(ambiguous[i]) == 1;
    }
    return has_signs;
}

/* What the environment says of the size is believed only where it can be so. */
static void check_size(const char *name)
{
    const char *value = getenv(name);
    long size = value != NULL ? strtol(value, NULL, 10) : 1;
    if (size < 1 || size > SIZE_BELIEVED_MAX) {
        (void)unsetenv(name);
    }
}

enum rc term_new(struct term **out, struct err *err)
{
    *out = NULL;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return err_set(err, RC_ENV, "there is no terminal here: quartet --plain works without one");
    }
    (void)setlocale(LC_CTYPE, "");
    check_size("COLUMNS");
    check_size("LINES");
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (screen == NULL) {
        const char *name = getenv("TERM");
        return err_set(err, RC_ENV,
                       "the terminal \"%.40s\" is not known here: set TERM, or use quartet --plain",
                       name != NULL ? name : "");
    }
    struct term *term = mem_alloc(1, sizeof(*term));
    term->screen = screen;
    term->out = stdout;
    term->has_signs = find_signs();
    set_modes();
    if (has_colors()) {
        (void)start_color();
        (void)use_default_colors();
    }
    term->colors = find_colors();
    term->can_redefine = term->colors == COLORS_256 && can_change_color();
    term->can_click = capability("kmous") != NULL;
    term->theme = THEME_COUNT;
    term->shown = canvas_new(COLS, LINES);
    input_init(&term->input);
    bind_names(&term->input);
    own_screen(term);
    *out = term;
    return RC_OK;
}

void term_free(struct term *term)
{
    if (term == NULL) {
        return;
    }
    disown_screen(term);
    delscreen(term->screen);
    input_release(&term->input);
    canvas_free(term->shown);
    mem_free(term);
}

void term_suspend(struct term *term)
{
    disown_screen(term);
}

void term_resume(struct term *term)
{
    set_modes();
    own_screen(term);
    term_resize(term);
    (void)refresh();
    term->theme = THEME_COUNT; /* its colours may have been given back too */
}

bool term_has_fills(const struct term *term)
{
    return term->colors == COLORS_256 || term->colors == COLORS_DIRECT;
}

bool term_has_colors(const struct term *term)
{
    return term->colors != COLORS_NONE;
}

/* "0;15" or "0;default;15": the last number is the ground, of 16 colours. */
bool term_is_light(const struct term *term)
{
    const char *value = getenv("COLORFGBG");
    const char *last = value != NULL ? strrchr(value, ';') : NULL;
    (void)term;
    return last != NULL && (strcmp(last, ";7") == 0 || strcmp(last, ";15") == 0);
}

bool term_has_signs(const struct term *term)
{
    return term->has_signs;
}

struct input *term_input(struct term *term)
{
    return &term->input;
}

const char *term_curses_version(void)
{
    return curses_version();
}
