/* SPDX-License-Identifier: MIT */
/*
 * fixture: made-up models, one for each picture that the screens are to equal.
 */
#ifndef SCREEN_FIXTURE_H
#define SCREEN_FIXTURE_H

#include "view/model.h"
#include "view/ui.h"

#include <stdbool.h>

struct fixture {
    const char *name; /* "healthy" */
    void (*fill)(struct model *model, struct ui *ui);
};

/* All of them; ends with a NULL name. */
extern const struct fixture fixtures[];

/* Fill by name; false: there is none. */
bool fixture_fill(const char *name, struct model *model, struct ui *ui);

#endif
