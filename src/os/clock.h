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

/* The local date and time as a file can be named: "2026-11-26-1842". */
#define OS_STAMP_SIZE 24
void os_stamp(char out[OS_STAMP_SIZE]);
/* A time since 1970 for people, where they are: "today 18:42", "yesterday 09:10", "20 Nov 2026". */
void os_day(char out[OS_STAMP_SIZE], int64_t time_s);

#endif
