/* SPDX-License-Identifier: MIT */
#include "tui/term.h"

#include "base/mem.h"
#include "os/terminal_state.h"
#include "tui/clipboard.h"
#include "tui/painter.h"

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

enum colors { COLORS_NONE, COLORS_16, COLORS_256, COLORS_DIRECT };

/* Curses takes the terminal, knows its words and gives it back; what is shown the painter sends. */
struct term {
    SCREEN *screen; /* owned */
    FILE *out;      /* borrowed: stdout */
    struct painter painter;
    enum colors colors;
    int color_count;
    bool can_redefine; /* colours of the palette */
    bool has_signs;
    struct input input;
    enum theme_name theme; /* whose colours are set; THEME_COUNT: none */
    bool can_click;        /* it knows what to tell */
    bool mouse_is_on;
};

/* --- words of the terminal ------------------------------------------------------------------- */

/* "" where it has none. Borrowed. */
static const char *capability(const char *name)
{
    const char *bytes = tigetstr((char *)(uintptr_t)name);
    return bytes == (char *)-1 || bytes == NULL ? "" : bytes;
}

/* Without the pauses "$<5>" that terminals of long ago needed. */
static void add_word(char *out, size_t room, const char *name)
{
    size_t size = strlen(out);
    for (const char *at = capability(name); *at != '\0' && size + 1 < room; at++) {
        const char *end = at[0] == '$' && at[1] == '<' ? strchr(at, '>') : NULL;
        if (end != NULL) {
            at = end;
        } else {
            out[size++] = *at;
        }
    }
    out[size] = '\0';
}

/* Where colours and an attribute exclude each other (ncv), colours are what counts. */
static void take_words(struct term *term)
{
    static const struct {
        const char *name;
        int excluded;
    } words[PAINT_WORD_COUNT] = {
        [PAINT_MOVE] = {"cup", 0},     [PAINT_CLEAR] = {"clear", 0},
        [PAINT_PLAIN] = {"sgr0", 0},   [PAINT_BOLD] = {"bold", 32},
        [PAINT_REVERSE] = {"rev", 4},  [PAINT_UNDERLINE] = {"smul", 2},
        [PAINT_CURSOR] = {"cnorm", 0}, [PAINT_NO_CURSOR] = {"civis", 0},
    };
    struct painter *painter = &term->painter;
    bool has_colors = term->colors != COLORS_NONE;
    int excluded = has_colors && tigetnum("ncv") > 0 ? tigetnum("ncv") : 0;
    for (int i = 0; i < PAINT_WORD_COUNT; i++) {
        if ((excluded & words[i].excluded) == 0) {
            add_word(painter->words[i], PAINT_WORD_SIZE, words[i].name);
        }
    }
    if (has_colors) {
        add_word(painter->words[PAINT_PLAIN], PAINT_WORD_SIZE, "op");
    }
    painter->fill = tiparm;
    painter->has_corner = tigetflag("am") <= 0 || tigetflag("xenl") > 0;
    painter->moves_plain = tigetflag("msgr") <= 0;
}

static void send(struct term *term)
{
    (void)fwrite(term->painter.bytes.data, 1, term->painter.bytes.size, term->out);
    (void)fflush(term->out);
    buf_clear(&term->painter.bytes);
}

/* --- colours --------------------------------------------------------------------------------- */

static bool has_variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0';
}

static enum colors find_colors(int count)
{
    if (has_variable("NO_COLOR") || !has_colors() || capability("setaf")[0] == '\0') {
        return COLORS_NONE;
    }
    return count >= 1 << 24 ? COLORS_DIRECT : count >= 256 ? COLORS_256 : COLORS_16;
}

static int color_of(const struct term *term, const struct look *look)
{
    switch (term->colors) {
    case COLORS_NONE:
        return COLOR_DEFAULT;
    case COLORS_16:
        /* Grey is a bright black, which some terminals with 8 colours show as black. */
        return look->c16 < term->color_count ? look->c16
               : look->c16 == 8              ? COLOR_DEFAULT
                                             : look->c16 % 8;
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
static void redefine(struct term *term, const struct look *look)
{
    if (look->rgb != COLOR_DEFAULT && look->c256 >= 16) {
        int r = look->rgb >> 16 & 255;
        int g = look->rgb >> 8 & 255;
        int b = look->rgb & 255;
        const char *word =
            tiparm(capability("initc"), look->c256, r * 1000 / 255, g * 1000 / 255, b * 1000 / 255);
        buf_add_text(&term->painter.bytes, word, strlen(word));
    }
}

static void set_color(char *out, const char *name, int color)
{
    (void)snprintf(out, PAINT_WORD_SIZE, "%s",
                   color != COLOR_DEFAULT ? tiparm(capability(name), color) : "");
}

/* Text in the colour of the screen, on a ground that is none: few colours have it as reverse. */
static bool is_inverse(enum role role, enum role ground)
{
    return role == ROLE_BG && ground >= ROLE_RULE;
}

/* How a role looks on a ground. */
static struct paint paint_of(const struct term *term, enum role role, enum role ground)
{
    struct paint paint = {.text = (uint8_t)role, .ground = (uint8_t)ground};
    bool is_turned = term->colors <= COLORS_16 && is_inverse(role, ground);
    struct look look = theme_look(term->theme, is_turned ? ground : role);
    struct look behind = theme_look(term->theme, is_turned ? ROLE_BG : ground);
    if (is_turned) {
        paint = (struct paint){.text = (uint8_t)ground, .ground = ROLE_BG, .bits = LOOK_REVERSE};
    }
    switch (term->colors) {
    case COLORS_NONE:
        paint.bits |= look.bare | behind.bare;
        break;
    case COLORS_16:
        paint.ground = ROLE_BG;
        paint.bits |= look.c16 >= term->color_count && look.c16 != 8 ? LOOK_BOLD : LOOK_PLAIN;
        paint.bits |= look.bare16 | behind.bare16;
        break;
    case COLORS_256:
    case COLORS_DIRECT:
        /* The themes without colours are told apart by attributes here too. */
        paint.bits |= look.rgb == COLOR_DEFAULT ? look.bare | behind.bare : LOOK_PLAIN;
        break;
    }
    return paint;
}

static void set_theme(struct term *term, enum theme_name theme)
{
    struct painter *painter = &term->painter;
    term->theme = theme;
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct look look = theme_look(theme, (enum role)role);
        if (term->can_redefine) {
            redefine(term, &look);
        }
        set_color(painter->text[role], "setaf", color_of(term, &look));
        set_color(painter->ground[role], "setab", color_of(term, &look));
        for (int ground = 0; ground < ROLE_COUNT; ground++) {
            painter->looks[role][ground] = paint_of(term, (enum role)role, (enum role)ground);
        }
    }
    painter->hides_blanks =
        term_has_fills(term) && theme_look(theme, ROLE_TEXT).rgb != COLOR_DEFAULT;
    painter->is_known = false;
}

/* --- a frame --------------------------------------------------------------------------------- */

void term_blit(struct term *term, const struct canvas *canvas, enum theme_name theme)
{
    if (theme != term->theme) {
        set_theme(term, theme);
    }
    painter_add_changes(&term->painter, canvas);
    send(term);
}

void term_forget(struct term *term)
{
    term->painter.is_known = false;
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
    term->painter.is_known = false;
}

/* --- keys this terminal has names for -------------------------------------------------------- */

static void bind_names(struct input *input)
{
    for (const struct input_name *name = input_names(); name->name != NULL; name++) {
        const char *bytes = capability(name->name);
        if (bytes[0] != '\0') {
            input_bind(input, bytes, name->key);
        }
    }
}

/* --- taking and giving back ------------------------------------------------------------------ */

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h" /* presses and the wheel, as numbers */
#define MOUSE_OFF "\033[?1006l\033[?1000l"

/* What a handler must write when the program ends without us. */
static void own_screen(const struct term *term)
{
    char leave[256] = PASTE_OFF;
    if (term->can_click) {
        (void)snprintf(leave, sizeof(leave), "%s", PASTE_OFF MOUSE_OFF);
    }
    if (term->can_redefine) {
        add_word(leave, sizeof(leave), "oc");
    }
    static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
    for (int i = 0; i < COUNT_OF(names); i++) {
        add_word(leave, sizeof(leave), names[i]);
    }
    terminal_state_own_screen(leave);
    (void)fputs(PASTE_ON, term->out);
    (void)fflush(term->out);
}

static void disown_screen(struct term *term)
{
    term_set_mouse(term, false);
    (void)fputs(PASTE_OFF, term->out);
    (void)fputs(term->can_redefine ? capability("oc") : "", term->out);
    painter_add_end(&term->painter);
    send(term);
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

/* There is nothing that curses draws: its refresh takes the screen, at first and after endwin(). */
static void take_screen(const struct term *term)
{
    (void)raw();
    (void)noecho();
    (void)nonl();
    (void)keypad(stdscr, TRUE);
    (void)refresh();
    own_screen(term);
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

enum rc term_new(struct term **out, struct err *err)
{
    *out = NULL;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return err_set(err, RC_ENV, "there is no terminal here: quartet --plain works without one");
    }
    (void)setlocale(LC_CTYPE, "");
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (screen != NULL && capability("cup")[0] == '\0') { /* one that cannot go where it likes */
        (void)endwin();
        delscreen(screen);
        screen = NULL;
    }
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
    term->color_count = tigetnum("colors");
    term->colors = find_colors(term->color_count);
    term->can_redefine = term->colors == COLORS_256 && can_change_color();
    painter_init(&term->painter);
    take_words(term);
    term->can_click = capability("kmous")[0] != '\0';
    term->theme = THEME_COUNT;
    input_init(&term->input);
    bind_names(&term->input);
    take_screen(term);
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
    painter_release(&term->painter);
    mem_free(term);
}

void term_suspend(struct term *term)
{
    disown_screen(term);
}

void term_resume(struct term *term)
{
    take_screen(term);
    term_resize(term);
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
