/* SPDX-License-Identifier: MIT */
/*
 * event_filter: which events a person wants to see. Words of one kind are
 * alternatives, words of different kinds must all hold: "m1 m2 conflict" is a
 * conflict of either master. Without words it is what is worth a line at all.
 */
#ifndef VIEW_EVENT_FILTER_H
#define VIEW_EVENT_FILTER_H

#include "cluster/event.h"

#include <stdbool.h>

struct event_filter {
    char text[80]; /* the words, a blank between; "": everything that is shown at all */
    bool has_kinds, has_places;
    bool kinds[EVENT_KIND_COUNT];
    bool places[PLACES_MAX]; /* clients, too */
};

/*
 * Read words; none, or "off" alone, is no filter. *filter changes only if all is well.
 *   RC_UNKNOWN  a word is no kind, group, place or client; err says what there is
 */
MUST_CHECK enum rc event_filter_read(struct event_filter *filter, const char *const *words,
                                     int count, struct err *err);
bool event_filter_takes(const struct event_filter *filter, const struct event *event);
/* Call `offer` with each word it knows, but clients. */
void event_filter_offer(void (*offer)(void *to, const char *word), void *to);

/* Is a kind shown where nobody asks for it? What every transaction does would rush by. */
bool model_shows_event(enum event_kind kind);

#endif
