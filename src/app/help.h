/* SPDX-License-Identifier: MIT */
/*
 * help: what can be read about the program, at its prompt and by `quartet
 * help`. Made from the tables that do the work; only the topics are prose.
 */
#ifndef APP_HELP_H
#define APP_HELP_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* "": all commands. RC_UNKNOWN: no such command or topic; err names the topics. */
MUST_CHECK enum rc help_add(struct buf *out, const char *topic, struct err *err);
/* Is there a command of this name, or one that begins so, for a person who looks? */
bool help_has_lookers(const char *name);

#endif
