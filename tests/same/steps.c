/* SPDX-License-Identifier: MIT */
#include "same/steps.h"

#include "base/mem.h"

#include <string.h>

void steps_init(struct steps *steps)
{
    *steps = (struct steps){.masters = 2, .lanes = 1};
}

void steps_release(struct steps *steps)
{
    for (int i = 0; i < steps->count; i++) {
        mem_free(steps->items[i].lab);
        mem_free(steps->items[i].plain);
    }
    steps->count = 0;
}

struct step *steps_add(struct steps *steps, enum step_kind kind, const char *lab, const char *plain)
{
    static struct step none; /* where what does not fit goes */
    struct step *step = steps->count < STEPS_MAX ? &steps->items[steps->count++] : &none;
    *step = (struct step){.kind = kind};
    if (step != &none) {
        step->lab = mem_text(lab);
        step->plain = plain != NULL ? mem_text(plain) : NULL;
    }
    return step;
}

void steps_copy(struct steps *to, const struct steps *from, const bool *without)
{
    steps_init(to);
    to->mode = from->mode;
    to->masters = from->masters;
    to->lanes = from->lanes;
    to->is_regional = from->is_regional;
    for (int i = 0; i < from->count; i++) {
        if (!without[i]) {
            const struct step *step = &from->items[i];
            struct step *copy = steps_add(to, step->kind, step->lab, step->plain);
            char *lab = copy->lab;
            char *plain = copy->plain;
            *copy = *step;
            copy->lab = lab;
            copy->plain = plain;
        }
    }
}
