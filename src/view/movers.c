/* SPDX-License-Identifier: MIT */
#include "view/movers.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Where the programs went last since the fault, by client - 1. */
struct movers {
    place_id to[CLIENTS_MAX]; /* PLACE_NONE: nowhere */
};

/* The newest move of a program, and those of the others; NULL: none since the fault. */
static const struct event *find_movers(struct movers *out, const struct lab *lab)
{
    const struct event *newest = NULL;
    for (int i = 0; i < CLIENTS_MAX; i++) {
        out->to[i] = PLACE_NONE;
    }
    const struct event *event = lab_event_newest(lab, EVENT_MOVED);
    for (; event != NULL && event->seq > lab_fault(lab); event = lab_event_before(lab, event)) {
        int index = event->client - 1;
        if (clients_is_fed(lab_clients(lab), event->client) && out->to[index] == PLACE_NONE) {
            out->to[index] = event->other;
            newest = newest == NULL ? event : newest;
        }
    }
    return newest;
}

/* "@4 @6 too", "@7 to m1": those who went there; nothing, if none did. */
static void add_group(char *out, size_t size, const struct movers *movers,
                      const struct event *event, place_id to)
{
    char name[PLACE_NAME_SIZE];
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < CLIENTS_MAX && used < size - 16; i++) {
        if (movers->to[i] == to && i != event->client - 1) {
            used += (size_t)snprintf(out + used, size - used, "@%d ", i + 1);
        }
    }
    if (used > 0 && to == event->other) {
        (void)snprintf(out + used, size - used, "too");
    } else if (used > 0) {
        (void)snprintf(out + used, size - used, "to %s", place_name(to, name));
    }
}

void movers_add(struct buf *out, const struct lab *lab, const struct event *event, int cols)
{
    struct movers movers;
    bool is_move = event->kind == EVENT_MOVED && lab_fault(lab) > 0;
    if (!is_move || find_movers(&movers, lab) != event) {
        return;
    }
    const char *comma = "; ";
    for (int i = 0; i < MASTERS_MAX; i++) { /* those who went where it went come first */
        char group[80];
        int own = place_index(event->other);
        int master = i == 0 ? own : i <= own ? i - 1 : i;
        add_group(group, sizeof(group), &movers, event, place_master(master));
        if (group[0] != '\0' &&
            text_width(out->data) + text_width(comma) + text_width(group) <= cols) {
            buf_addf(out, "%s%s", comma, group);
            comma = ", ";
        }
    }
}
