/* SPDX-License-Identifier: MIT */
/*
 * clock: the one place that asks the machine for the time. It is asked once a
 * turn of a loop, and only to decide how far to advance; nothing below reads it.
 */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>

/* Nanoseconds from a moment that does not change while the program runs; never goes back. */
int64_t os_now_ns(void);

#endif
