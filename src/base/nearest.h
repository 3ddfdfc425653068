/* SPDX-License-Identifier: MIT */
/* nearest: what somebody who mistyped a name may have meant. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

/* Of `names` (ends with NULL), the one most like `word`; NULL: none is near. */
const char *nearest_name(const char *word, const char *const *names);

#endif
