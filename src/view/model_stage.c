/* SPDX-License-Identifier: MIT */
#include "view/model_stage.h"

#include "base/compiler.h"

#include <stdio.h>
#include <string.h>

void stage_take_number(struct model_stage *out, const char *text)
{
    static const struct {
        const char *sign, *word;
    } units[] = {{"s ", "seconds"}, {"ms ", "ms"}};
    size_t size = strcspn(text, " ");
    out->number[0] = '\0';
    out->unit[0] = '\0';
    out->label[0] = '\0';
    if (strncmp(text, "nothing ", strlen("nothing ")) == 0) {
        return; /* what it counts is not there yet */
    }
    (void)snprintf(out->number, sizeof(out->number), "%.*s", (int)size, text);
    text += size + strspn(text + size, " ");
    for (int i = 0; i < COUNT_OF(units); i++) {
        size_t length = strlen(units[i].sign);
        if (strncmp(text, units[i].sign, length) == 0) {
            (void)snprintf(out->unit, sizeof(out->unit), "%s", units[i].word);
            text += length;
        }
    }
    (void)snprintf(out->label, sizeof(out->label), "%.99s", text);
}
