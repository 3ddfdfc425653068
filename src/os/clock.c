/* SPDX-License-Identifier: MIT */
#include "os/clock.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>

int64_t os_now_ns(void)
{
    struct timespec now;
    int failed = clock_gettime(CLOCK_MONOTONIC, &now);
    assert(!failed);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static time_t wall_time(void)
{
    struct timespec now;
    int failed = clock_gettime(CLOCK_REALTIME, &now);
    assert(!failed);
    return now.tv_sec;
}

void os_stamp(char out[OS_STAMP_SIZE])
{
    time_t now = wall_time();
    struct tm local = {0};
    (void)localtime_r(&now, &local);
    (void)strftime(out, OS_STAMP_SIZE, "%Y-%m-%d-%H%M", &local);
}

void os_day(char out[OS_STAMP_SIZE], int64_t time_s)
{
    time_t then = (time_t)time_s;
    time_t now = wall_time();
    struct tm at = {0};
    struct tm today = {0};
    struct tm yesterday = {0};
    (void)localtime_r(&then, &at);
    (void)localtime_r(&now, &today);
    now -= 24 * 60 * 60;
    (void)localtime_r(&now, &yesterday);
    if (at.tm_year == today.tm_year && at.tm_yday == today.tm_yday) {
        (void)strftime(out, OS_STAMP_SIZE, "today %H:%M", &at);
    } else if (at.tm_year == yesterday.tm_year && at.tm_yday == yesterday.tm_yday) {
        (void)strftime(out, OS_STAMP_SIZE, "yesterday %H:%M", &at);
    } else {
        (void)strftime(out, OS_STAMP_SIZE, "%d %b %Y", &at);
    }
}
