/* SPDX-License-Identifier: MIT */
/* history_marks: what stands out in a run, learned as one comes by. */
#include "lab/history_state.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* What stands out, so that one can go from one to the next. */
static const bool stands_out[EVENT_KIND_COUNT] = {
    [EVENT_AZ_DOWN] = true,      [EVENT_AZ_UP] = true,          [EVENT_MASTER_KILLED] = true,
    [EVENT_MASTER_HUNG] = true,  [EVENT_MASTER_CRASHED] = true, [EVENT_COPY_DOWN] = true,
    [EVENT_LINK_CUT] = true,     [EVENT_HEALED] = true,         [EVENT_CONFLICT] = true,
    [EVENT_OUTAGE_BEGUN] = true, [EVENT_OUTAGE_OVER] = true,    [EVENT_LINK_SLOW] = true,
    [EVENT_LINK_LOSSY] = true,   [EVENT_DISK_SLOW] = true,      [EVENT_DISK_FAILS] = true,
    [EVENT_COPY_WIPED] = true,
};

static bool is_mark(const struct event *event)
{
    return stands_out[event->kind] ||
           (event->kind == EVENT_COMMAND && strncmp(event->text, "\\mark ", 6) == 0);
}

bool history_is_of_work(enum event_kind kind)
{
    return kind == EVENT_CONFLICT || kind == EVENT_OUTAGE_BEGUN || kind == EVENT_OUTAGE_OVER;
}

/* Each once: the way to a place of a branch may be gone many times. */
static void add_mark(struct history *history, const struct event *event)
{
    struct run_place place = history_place(history);
    uint64_t *seen = &history->marked[run_home_branch(&history->run, &place)];
    if (event->seq <= *seen || history->mark_count >= MARKS_MAX) {
        return;
    }
    *seen = event->seq;
    mem_grow((void **)&history->marks, &history->mark_room, history->mark_count + 1,
             sizeof(struct history_mark));
    struct history_mark *mark = &history->marks[history->mark_count++];
    *mark = (struct history_mark){.place = place,
                                  .event = event->seq,
                                  .kind = event->kind,
                                  .subject = event->place,
                                  .length = event->length};
    (void)snprintf(mark->text, sizeof(mark->text), "%s", event->text);
    if (!history_is_of_work(event->kind)) {
        mem_grow((void **)&history->faults, &history->fault_room, history->fault_count + 1,
                 sizeof(history->faults[0]));
        history->faults[history->fault_count++] = history->mark_count - 1;
    }
}

void history_add_mark(struct history *history, const struct event *event)
{
    if (is_mark(event)) {
        add_mark(history, event);
    }
}

/* --- what is known --------------------------------------------------------------------------- */

const struct history_mark *history_marks(const struct history *history, int *count)
{
    *count = history->mark_count;
    return history->marks;
}

const struct history_mark *history_fault(const struct history *history, int index)
{
    return index < history->fault_count ? &history->marks[history->faults[index]] : NULL;
}

bool history_has_mark(const struct history *history, const struct history_mark *mark,
                      const struct run_place *place)
{
    return run_is_before(&history->run, &mark->place, place);
}
