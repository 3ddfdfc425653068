/* SPDX-License-Identifier: MIT */
/*
 * settings: the client parameters that a driver asks for in its table `parameters`, each with
 * the line where it stands. They are read once, when the file is loaded.
 */
#ifndef DRIVER_SETTINGS_H
#define DRIVER_SETTINGS_H

#include "base/err.h"
#include "client/policy.h"
#include "driver/lua_host.h"

#define SETTINGS_MAX 64 /* as many as there are parameters, and some */

/* In the order of their names. */
struct settings {
    struct policy_setting items[SETTINGS_MAX]; /* texts borrowed from `texts` */
    int count;
    char *texts[2 * SETTINGS_MAX]; /* owned */
    int text_count;
};

/*
 * Read those of a file; *out is to be released in any case. Whether they can be, others check.
 *   RC_USAGE  this is no table of names and values: "name, line 7: ..."
 *   RC_FULL   more than SETTINGS_MAX
 */
MUST_CHECK enum rc settings_read(struct settings *out, struct lua_host *host, struct err *err);
void settings_release(struct settings *settings);

#endif
