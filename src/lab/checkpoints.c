/* SPDX-License-Identifier: MIT */
#include "lab/checkpoints.h"

#include "base/compress.h"
#include "base/mem.h"

#include <string.h>

void checkpoints_init(struct checkpoints *checkpoints)
{
    *checkpoints = (struct checkpoints){.gap = CHECKPOINTS_GAP};
    buf_init(&checkpoints->scratch, BUF_CAP_STATE);
}

void checkpoints_release(struct checkpoints *checkpoints)
{
    for (int i = 0; i < checkpoints->count; i++) {
        mem_free(checkpoints->all[i].state);
    }
    mem_free(checkpoints->all);
    buf_release(&checkpoints->scratch);
    *checkpoints = (struct checkpoints){0};
}

static void drop(struct checkpoints *checkpoints, int index)
{
    struct checkpoint *all = checkpoints->all;
    checkpoints->size -= all[index].size;
    mem_free(all[index].state);
    checkpoints->count--;
    memmove(&all[index], &all[index + 1], (size_t)(checkpoints->count - index) * sizeof(all[0]));
}

const struct checkpoint *checkpoints_find(const struct checkpoints *checkpoints,
                                          const struct run *run, const struct run_place *place)
{
    const struct checkpoint *best = NULL;
    for (int i = 0; i < checkpoints->count; i++) {
        const struct checkpoint *one = &checkpoints->all[i];
        bool is_later = best == NULL || one->place.steps > best->place.steps ||
                        (one->place.steps == best->place.steps &&
                         (one->place.lines > best->place.lines || one->place.at > best->place.at));
        if (is_later && run_is_before(run, &one->place, place)) {
            best = one;
        }
    }
    return best;
}

/* Those before the newest lines are not thinned out. */
static int first_pinned(const struct checkpoints *checkpoints)
{
    int pinned = 0;
    for (int i = checkpoints->count - 1; i > 0; i--) {
        pinned += checkpoints->all[i].is_before_line;
        if (pinned == CHECKPOINTS_PINNED) {
            return i;
        }
    }
    return 1;
}

static uint64_t farthest(const struct checkpoints *checkpoints)
{
    uint64_t steps = 0;
    for (int i = 0; i < checkpoints->count; i++) {
        steps = checkpoints->all[i].place.steps > steps ? checkpoints->all[i].place.steps : steps;
    }
    return steps;
}

/* False: none is left that may go, however far apart they lie. */
static bool thin_out(struct checkpoints *checkpoints)
{
    uint64_t kept[BRANCHES_MAX] = {0}; /* steps of the last one kept, by branch */
    int count = checkpoints->count;
    int pinned = first_pinned(checkpoints);
    bool can_widen = checkpoints->gap <= farthest(checkpoints);
    checkpoints->gap *= can_widen ? 2 : 1;
    for (int i = 1; i < checkpoints->count;) {
        const struct checkpoint *one = &checkpoints->all[i];
        uint64_t *last = &kept[one->place.branch];
        uint64_t steps = one->place.steps;
        bool is_pinned = one->is_before_line && i >= pinned;
        if (!is_pinned && steps >= *last && steps - *last < checkpoints->gap) {
            drop(checkpoints, i);
            pinned--;
        } else {
            *last = is_pinned ? *last : steps;
            i++;
        }
    }
    return can_widen || checkpoints->count < count;
}

void checkpoints_add(struct checkpoints *checkpoints, const struct run_place *place,
                     bool is_before_line, const struct buf *state)
{
    mem_grow((void **)&checkpoints->all, &checkpoints->room, checkpoints->count + 1,
             sizeof(struct checkpoint));
    struct checkpoint *one = &checkpoints->all[checkpoints->count++];
    struct buf *scratch = &checkpoints->scratch;
    buf_clear(scratch);
    compress_add(scratch, state->data, state->size);
    *one = (struct checkpoint){.place = *place,
                               .is_before_line = is_before_line,
                               .state = mem_alloc(scratch->size, 1),
                               .size = scratch->size};
    memcpy(one->state, scratch->data, scratch->size);
    checkpoints->size += one->size;
    while (checkpoints->size > CHECKPOINTS_SIZE_MAX && thin_out(checkpoints)) {
    }
}

void checkpoints_drop_branch(struct checkpoints *checkpoints, int branch)
{
    for (int i = checkpoints->count - 1; i > 0; i--) {
        if (checkpoints->all[i].place.branch == branch) {
            drop(checkpoints, i);
        }
    }
}
