/* SPDX-License-Identifier: MIT */
#include "lib/last_seed.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* What the next signal handler may say. */
static volatile uint64_t current_seed;

static void on_signal(int number)
{
    char text[64];
    int size = snprintf(text, sizeof text, "FAIL seed=%" PRIu64 ": it crashed\n", current_seed);
    ssize_t written = write(STDOUT_FILENO, text, (size_t)size);
    (void)written;
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

void last_seed_watch(void)
{
    (void)signal(SIGABRT, on_signal);
    (void)signal(SIGSEGV, on_signal);
}

void last_seed_set(uint64_t seed)
{
    current_seed = seed;
}
