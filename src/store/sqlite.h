/* SPDX-License-Identifier: MIT */
/*
 * sqlite: the one place that includes sqlite3.h, with the hook that is behind a
 * build option. Included by the rooms of store/ only, never by their public
 * headers.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#ifndef SQLITE_ENABLE_PREUPDATE_HOOK
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#endif
#include <sqlite3.h>

#endif
