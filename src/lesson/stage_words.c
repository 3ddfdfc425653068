/* SPDX-License-Identifier: MIT */
#include "lesson/stage_words.h"

#include "base/compiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int stage_find_view(const char *text)
{
    static const char *const names[] = {
        [STAGE_LETTERS] = "stage", [STAGE_CLUSTER] = "cluster",   [STAGE_LANES] = "lanes",
        [STAGE_VOTES] = "votes",   [STAGE_DATA] = "data",         [STAGE_METERS] = "meters",
        [STAGE_GOALS] = "goals",   [STAGE_TIMELINE] = "timeline",
    };
    size_t size = strcspn(text, " ");
    for (int i = 0; i < COUNT_OF(names); i++) {
        if (strlen(names[i]) == size && strncmp(names[i], text, size) == 0) {
            bool has_more = text[size] != '\0';
            return has_more == (i == STAGE_DATA) ? i : -1;
        }
    }
    return -1;
}

int stage_count_answers(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++) {
        count += *text == '|';
    }
    return count;
}

bool stage_take_answer(char answer[STAGE_ANSWER_SIZE], const char *text, int index)
{
    for (; index >= 0; index--) {
        const char *bar = strchr(text, '|');
        text = bar != NULL ? bar + 1 : "";
    }
    text += strspn(text, " ");
    bool is_right = *text == '*';
    text += is_right ? 1 + strspn(text + 1, " ") : 0;
    size_t size = strcspn(text, "|");
    while (size > 0 && text[size - 1] == ' ') {
        size--;
    }
    (void)snprintf(answer, STAGE_ANSWER_SIZE, "%.*s", (int)size, text);
    return is_right;
}
