/* SPDX-License-Identifier: MIT */
/* history_marks: what stands out in a run, learned as one comes by. */
#include "lab/history_state.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* What stands out, so that one can go from one to the next. */
static bool is_mark(const struct event *event)
{
    bool breaks_or_ends = event_row(event->kind)->is_fault || event->kind == EVENT_AZ_UP ||
                          event->kind == EVENT_LINK_WHOLE || event->kind == EVENT_HEALED;
    bool is_typed = event->kind == EVENT_COMMAND && strncmp(event->text, "\\mark ", 6) == 0;
    return breaks_or_ends || is_typed || history_is_of_work(event->kind);
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
                                  .is_fault = event_is_fault(event),
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
