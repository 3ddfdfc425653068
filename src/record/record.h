/* SPDX-License-Identifier: MIT */
/*
 * record: a demo without a terminal and without a presenter: it is played as fast as the machine
 * can, and told as if somebody had gone on at each stop after as long as one reads.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "app/app.h"
#include "base/buf.h"

struct record_options {
    const struct app_config *config; /* its demo is recorded */
    int cols, rows;
    int version;   /* of asciicast: 2 or 3 */
    bool is_paper; /* a handout in Markdown instead */
};

/*
 * Append the recording. Errors as app_new(), and
 *   RC_STATE  the demo does not come to its end; err says where it stands
 */
MUST_CHECK enum rc record_demo(const struct record_options *options, struct buf *out,
                               struct err *err);

#endif
