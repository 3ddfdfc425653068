/* SPDX-License-Identifier: MIT */
#include "os/clock.h"

#include <assert.h>
#include <time.h>

int64_t os_now_ns(void)
{
    struct timespec now;
    int failed = clock_gettime(CLOCK_MONOTONIC, &now);
    assert(!failed);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
