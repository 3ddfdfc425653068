/* SPDX-License-Identifier: MIT */
#include "lesson/waiting.h"

#include "base/mem.h"
#include "lesson/play.h"

struct waiting {
    struct demand *demand; /* owned */
    struct demand_state state;
    uint64_t seen;
    struct world world;
};

enum rc waiting_new(struct waiting **out, const char *file, const struct lesson_text *check,
                    uint64_t since, struct err *err)
{
    struct waiting *waiting = mem_alloc(1, sizeof(*waiting));
    enum rc rc = demand_new(&waiting->demand, file, check, err);
    *out = NULL;
    if (rc != RC_OK) {
        mem_free(waiting);
        return rc;
    }
    waiting->seen = since;
    demand_start(waiting->demand, &waiting->state);
    *out = waiting;
    return RC_OK;
}

void waiting_free(struct waiting *waiting)
{
    if (waiting != NULL) {
        demand_free(waiting->demand);
        mem_free(waiting);
    }
}

bool waiting_has_come(struct waiting *waiting, const struct lab *lab)
{
    world_set(&waiting->world, lab);
    waiting->world.notes = play_of(lab) != NULL ? play_notes(play_of(lab)) : NULL;
    for (; waiting->seen < lab_event_last(lab); waiting->seen++) {
        const struct event *event = lab_event(lab, waiting->seen + 1);
        if (event != NULL) {
            demand_feed(waiting->demand, &waiting->state, &waiting->world, event);
        }
    }
    return demand_holds(waiting->demand, &waiting->state, &waiting->world);
}
