/* SPDX-License-Identifier: MIT */
#include "app/motion.h"

#include <string.h>

#define SLIDE_NS 300000000 /* a tag is on its way */
#define PATH_NS 1000000000 /* its path can be seen */
#define DARK_NS 120000000  /* a room goes dark: three frames */
#define LOOK_EVENTS_MAX 1000
#define JUMP_US US_PER_S /* no frame at a speed that shows moves is so long */

void motion_pass(struct motion *motion, int64_t wall_ns)
{
    for (int i = 0; i < CLIENTS_MAX; i++) {
        struct motion_move *move = &motion->moves[i];
        move->age_ns += move->is_on ? wall_ns : 0;
        move->is_on = move->is_on && move->age_ns < PATH_NS;
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        motion->dark_ns[i] += motion->is_dark[i] && motion->dark_ns[i] < DARK_NS ? wall_ns : 0;
    }
}

static void begin_move(struct motion *motion, const struct event *event)
{
    place_id from = (place_id)event->count;
    if (event->client < 1 || event->client > CLIENTS_MAX || place_kind(from) != PLACE_MASTER ||
        place_kind(event->other) != PLACE_MASTER) {
        return;
    }
    motion->moves[event->client - 1] = (struct motion_move){
        .is_on = true,
        .from = place_index(from),
        .to = place_index(event->other),
    };
}

void motion_look(struct motion *motion, const struct lab *lab, bool shows_moves)
{
    uint64_t last = lab_event_last(lab);
    uint64_t first = motion->seen + 1;
    sim_us now = lab_now(lab);
    bool is_jump = now < motion->at || now - motion->at > JUMP_US;
    motion->at = now;
    if (last < motion->seen || is_jump) { /* another cluster than the last time, or time */
        memset(motion->moves, 0, sizeof(motion->moves));
        motion->seen = last;
        return;
    }
    if (last - motion->seen > LOOK_EVENTS_MAX) {
        first = last - LOOK_EVENTS_MAX;
    }
    for (uint64_t seq = first; seq <= last && shows_moves; seq++) {
        const struct event *event = lab_event(lab, seq);
        if (event != NULL && event->kind == EVENT_MOVED) {
            begin_move(motion, event);
        }
    }
    motion->seen = last;
}

static int permille(int64_t age_ns, int64_t whole_ns)
{
    return age_ns >= whole_ns ? 1000 : (int)(age_ns * 1000 / whole_ns);
}

/* A tag that has docked elsewhere meanwhile stands where it is. */
static void apply_move(const struct motion_move *move, struct model *model, struct model_tag *tag)
{
    int to = model_room_of(model, move->to);
    int from = model_room_of(model, move->from);
    if (from < 0 || to < 0 || from == to || tag->room != to) {
        return;
    }
    tag->look = TAG_MOVING;
    tag->from_room = from;
    tag->moved_permille = permille(move->age_ns, SLIDE_NS);
}

void motion_apply(struct motion *motion, struct model *model)
{
    for (int i = 0; i < model->tag_count; i++) {
        struct model_tag *tag = &model->tags[i];
        const struct motion_move *move = &motion->moves[tag->client - 1];
        if (move->is_on) {
            apply_move(move, model, tag);
        }
    }
    for (int i = 0; i < model->room_count; i++) {
        struct model_room *room = &model->rooms[i];
        if (room->az_is_down && !motion->is_dark[room->master]) {
            motion->dark_ns[room->master] = 0;
        }
        motion->is_dark[room->master] = room->az_is_down;
        room->dark_permille = permille(motion->dark_ns[room->master], DARK_NS);
    }
}

bool motion_is_on(const struct motion *motion)
{
    for (int i = 0; i < CLIENTS_MAX; i++) {
        if (motion->moves[i].is_on) {
            return true;
        }
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (motion->is_dark[i] && motion->dark_ns[i] < DARK_NS) {
            return true;
        }
    }
    return false;
}
