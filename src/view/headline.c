/* SPDX-License-Identifier: MIT */
#include "view/headline.h"

#include "view/bigtext.h"

#include <stdio.h>
#include <string.h>

#define HANGING_ROWS 2    /* what hangs below a line may go into the rows after it */
#define HEADLINE_SIZE 200 /* bytes; more has no room on any screen */

/* The text without its stars. */
static void read_plain(char plain[HEADLINE_SIZE], const char *text)
{
    size_t size = 0;
    for (; *text != '\0' && size < HEADLINE_SIZE - 1; text++) {
        if (*text != '*') {
            plain[size++] = *text;
        }
    }
    plain[size] = '\0';
}

/* The largest face in which it has room; NULL: it has none, and stands in plain bold. */
static const struct bigtext_face *choose_face(const struct canvas *canvas, struct rect at,
                                              const char *text)
{
    static const struct bigtext_face *const faces[] = {&bigtext_large, &bigtext_medium};
    char plain[HEADLINE_SIZE];
    read_plain(plain, text);
    for (int i = 0; i < 2; i++) {
        int width = bigtext_width(faces[i], plain);
        if (width >= 0 && width <= at.cols && bigtext_height(canvas, faces[i]) <= at.rows) {
            return faces[i];
        }
    }
    return NULL;
}

bool headline_fits(const char *text)
{
    char plain[HEADLINE_SIZE];
    read_plain(plain, text);
    int width = bigtext_width(&bigtext_medium, plain);
    return width >= 0 && width <= HEADLINE_COLS;
}

int headline_rows(const struct canvas *canvas, struct rect at, const char *text)
{
    const struct bigtext_face *face = choose_face(canvas, at, text);
    return face != NULL ? bigtext_height(canvas, face) : 1;
}

/* A word of the headline, or the blanks and stars before one. */
static size_t word_size(const char *text)
{
    size_t size = strcspn(text, " *");
    return size > 0 ? size : 1;
}

static enum role role_of_word(const char *word, size_t size, enum role role)
{
    bool is_master = size == 2 && word[0] == 'm' && word[1] >= '1' && word[1] <= '4';
    return is_master ? role_of_master(word[1] - '1') : role;
}

int headline_draw(struct canvas *canvas, struct rect at, enum role role, const char *text)
{
    const struct bigtext_face *face = choose_face(canvas, at, text);
    int rows = headline_rows(canvas, at, text);
    bool stands_out = false;
    struct rect rest = at;
    rest.rows += HANGING_ROWS;
    while (*text != '\0' && rest.cols > 0) {
        size_t size = word_size(text);
        char word[HEADLINE_SIZE];
        (void)snprintf(word, sizeof(word), "%.*s", (int)size, text);
        enum role now = role_of_word(text, size, stands_out ? ROLE_BAD : role);
        text += size;
        if (word[0] == '*') {
            stands_out = !stands_out;
            continue;
        }
        int used = face != NULL ? bigtext_write(canvas, rest, now, face, word) + face->gap
                                : canvas_bold(canvas, rest, now, word);
        rest = rect_after(rest, used);
    }
    return rows;
}
