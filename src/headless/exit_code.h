/* SPDX-License-Identifier: MIT */
/* exit_code: how the program ends, whatever it was asked for. */
#ifndef HEADLESS_EXIT_CODE_H
#define HEADLESS_EXIT_CODE_H

enum exit_code {
    EXIT_FINE = 0,
    EXIT_UNMET = 1,       /* what was asked for does not hold */
    EXIT_INPUT = 2,       /* bad usage or input */
    EXIT_ENVIRONMENT = 3, /* the environment failed */
    EXIT_NOT_TOLD = 4,    /* it could not be told */
};

#endif
