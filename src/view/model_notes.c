/* SPDX-License-Identifier: MIT */
#include "view/model_notes.h"

#include "base/compiler.h"
#include "base/text.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The texts and the numbers of a model, by the words of their lines. */
static const struct text_row {
    const char *word;
    size_t offset, size;
} texts[] = {
#define TEXT_ROW(field)                                                                            \
    {                                                                                              \
#field, offsetof(struct model_notes, field), sizeof(((struct model_notes *)0)->field)      \
    }
    TEXT_ROW(title),  TEXT_ROW(step_title), TEXT_ROW(said), TEXT_ROW(notes),
    TEXT_ROW(screen), TEXT_ROW(next),       TEXT_ROW(then), TEXT_ROW(light),
#undef TEXT_ROW
};

/*
 * Lines hold no ends of lines: they go as a tab in their place. A text that was cut to its room may
 * end in the middle of a character, which would be no text: that goes, too.
 */
static void add_line(struct buf *out, const char *word, const char *text)
{
    size_t size = text_find_bad(text, strlen(text));
    buf_addf(out, "%s ", word);
    for (size_t i = 0; i < size; i++) {
        buf_add_char(out, text[i] == '\n' ? '\t' : text[i]);
    }
    buf_add_char(out, '\n');
}

void notes_add_text(const struct model_notes *notes, struct buf *out)
{
    for (int i = 0; i < COUNT_OF(texts); i++) {
        add_line(out, texts[i].word, (const char *)notes + texts[i].offset);
    }
    buf_addf(out, "numbers %d %d %d %d %d %d\n", notes->step, notes->step_count, notes->elapsed_s,
             notes->planned_s, notes->is_safe, notes->is_by_hand);
    for (int i = 0; i < notes->answer_count; i++) {
        char text[STAGE_ANSWER_SIZE + 30];
        (void)snprintf(text, sizeof(text), "%d %d %s", notes->answers[i].hands,
                       notes->answers[i].is_right, notes->answers[i].text);
        add_line(out, "answer", text);
    }
    buf_addf(out, "end\n");
}

/* A number from 0 to 99999, behind which *at moves; -1: there is none. */
static int take_number(const char **at)
{
    int number = 0;
    size_t size = strspn(*at, "0123456789");
    if (size == 0 || size > 5) {
        return -1;
    }
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        number = number * 10 + (**at - '0');
    }
    *at += **at == ' ';
    return number;
}

static bool take_numbers(struct model_notes *notes, const char *text)
{
    int numbers[6];
    for (int i = 0; i < COUNT_OF(numbers); i++) {
        numbers[i] = take_number(&text);
        if (numbers[i] < 0) {
            return false;
        }
    }
    notes->step = numbers[0];
    notes->step_count = numbers[1];
    notes->elapsed_s = numbers[2];
    notes->planned_s = numbers[3];
    notes->is_safe = numbers[4] != 0;
    notes->is_by_hand = numbers[5] != 0;
    return *text == '\0';
}

static bool take_answer(struct model_notes *notes, const char *text)
{
    int hands = take_number(&text);
    int right = take_number(&text);
    if (hands < 0 || right < 0 || notes->answer_count == STAGE_ANSWERS_MAX) {
        return false;
    }
    int at = notes->answer_count++;
    notes->answers[at].hands = hands;
    notes->answers[at].is_right = right != 0;
    (void)snprintf(notes->answers[at].text, sizeof(notes->answers[at].text), "%s", text);
    return true;
}

bool notes_take_line(struct model_notes *notes, const char *line)
{
    size_t size = strcspn(line, " ");
    const char *text = line + size + (line[size] == ' ');
    if (strncmp(line, "numbers ", 8) == 0) {
        return take_numbers(notes, text);
    }
    if (strncmp(line, "answer ", 7) == 0) {
        return take_answer(notes, text);
    }
    for (int i = 0; i < COUNT_OF(texts); i++) {
        if (strlen(texts[i].word) == size && strncmp(texts[i].word, line, size) == 0) {
            char *to = (char *)notes + texts[i].offset;
            (void)snprintf(to, texts[i].size, "%s", text);
            for (; *to != '\0'; to++) {
                *to = *to == '\t' ? '\n' : *to;
            }
            return true;
        }
    }
    return false;
}
