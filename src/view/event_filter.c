/* SPDX-License-Identifier: MIT */
#include "view/event_filter.h"

#include "base/compiler.h"

#include <stdio.h>
#include <string.h>

bool model_shows_event(enum event_kind kind)
{
    static const enum event_kind quiet[] = {
        EVENT_BEGUN,   EVENT_STATEMENT, EVENT_PROPOSED,   EVENT_ACCEPTED,  EVENT_PICKED,
        EVENT_UNIT_OK, EVENT_PULLED,    EVENT_LOCK_GIVEN, EVENT_READ_ASKS,
    };
    for (int i = 0; i < COUNT_OF(quiet); i++) {
        if (quiet[i] == kind) {
            return false;
        }
    }
    return true;
}

/* --- groups: a word for several kinds --------------------------------------------------------- */

#define GROUP_KINDS_MAX 24

/* Kinds that stand together in the narrative's table are a range; the others are listed. */
static const struct group {
    const char *name;
    enum event_kind first, last;
    enum event_kind kinds[GROUP_KINDS_MAX]; /* ends with 0, which is no kind to ask for */
} groups[] = {
    {"faults", EVENT_AZ_DOWN, EVENT_HEALED, {EVENT_COMMAND}},
    {"conflicts", EVENT_TIED, EVENT_CONFLICT, {EVENT_RETRIED}},
    {"outages",
     EVENT_OUTAGE_BEGUN,
     EVENT_OUTAGE_OVER,
     {EVENT_CONNECTION_REFUSED, EVENT_CONNECTION_LOST, EVENT_TIMED_OUT, EVENT_CHECK_FAILED,
      EVENT_ENDPOINT_SUSPECT, EVENT_ENDPOINT_DOWN, EVENT_ENDPOINT_UP, EVENT_MOVED,
      EVENT_UNIT_FAILED, EVENT_UNIT_UNKNOWN, EVENT_UNIT_DOUBLED, EVENT_QUORUM_WAITS}},
    {"ddl", EVENT_FORWARDED, EVENT_DEFINED, {EVENT_COMMAND}},
    {"recovery",
     EVENT_FENCED,
     EVENT_COPY_REBUILT,
     {EVENT_MASTER_RECOVERING, EVENT_MASTER_ONLINE, EVENT_COPY_WHOLE}},
    {"chaos", EVENT_CHAOS_BEGUN, EVENT_CHAOS_ENDED, {EVENT_COMMAND}},
};

static bool is_in_group(const struct group *group, enum event_kind kind)
{
    if (kind >= group->first && kind <= group->last) {
        return true;
    }
    for (int i = 0; i < GROUP_KINDS_MAX && group->kinds[i] != EVENT_COMMAND; i++) {
        if (group->kinds[i] == kind) {
            return true;
        }
    }
    return false;
}

/* --- words ------------------------------------------------------------------------------------ */

static bool add_group(struct event_filter *filter, const char *word)
{
    for (int i = 0; i < COUNT_OF(groups); i++) {
        if (strcmp(groups[i].name, word) != 0) {
            continue;
        }
        for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
            filter->kinds[kind] =
                filter->kinds[kind] || is_in_group(&groups[i], (enum event_kind)kind);
        }
        filter->has_kinds = true;
        return true;
    }
    return false;
}

static bool add_kind(struct event_filter *filter, const char *word)
{
    enum event_kind kind = event_find(word);
    if (kind == EVENT_KIND_COUNT) {
        return false;
    }
    filter->kinds[kind] = true;
    filter->has_kinds = true;
    return true;
}

/* An AZ stands for what is said of itself, and of its copies. */
static bool add_place(struct event_filter *filter, const char *word)
{
    place_id place = PLACE_NONE;
    if (place_parse(&place, word, NULL) != RC_OK) {
        return false;
    }
    filter->places[place] = true;
    filter->has_places = true;
    for (int i = 0; i < COPIES_MAX && place_kind(place) == PLACE_AZ; i++) {
        bool is_there = i / 2 == place_index(place);
        filter->places[place_copy(i)] = filter->places[place_copy(i)] || is_there;
    }
    return true;
}

static void add_text(struct event_filter *filter, const char *word)
{
    size_t size = strlen(filter->text);
    (void)snprintf(filter->text + size, sizeof(filter->text) - size, "%s%s", size > 0 ? " " : "",
                   word);
}

enum rc event_filter_read(struct event_filter *filter, const char *const *words, int count,
                          struct err *err)
{
    struct event_filter read = {.text = ""};
    bool is_off = count == 1 && strcmp(words[0], "off") == 0;
    for (int i = 0; i < count && !is_off; i++) {
        const char *word = words[i];
        bool is_az = strcmp(word, "az") == 0 && i + 1 < count; /* "az b" is b */
        if (!is_az && !add_group(&read, word) && !add_kind(&read, word) &&
            !add_place(&read, word)) {
            return err_set(err, RC_UNKNOWN,
                           "no event is of \"%.40s\": there are m1, b1, az b, @2, the groups "
                           "faults, conflicts, outages, ddl, recovery and chaos, and the kinds "
                           "that \\help events lists",
                           word);
        }
        add_text(&read, word);
    }
    *filter = read;
    return RC_OK;
}

void event_filter_offer(void (*offer)(void *to, const char *word), void *to)
{
    offer(to, "off");
    for (int i = 0; i < COUNT_OF(groups); i++) {
        offer(to, groups[i].name);
    }
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        offer(to, event_row((enum event_kind)kind)->name);
    }
    for (place_id place = FIRST_MASTER; place < FIRST_RESOLVER; place++) {
        char name[PLACE_NAME_SIZE];
        offer(to, place_name(place, name));
    }
}

/* --- events ----------------------------------------------------------------------------------- */

static bool is_wanted(const struct event_filter *filter, place_id place)
{
    return place != PLACE_NONE && filter->places[place];
}

bool event_filter_takes(const struct event_filter *filter, const struct event *event)
{
    bool is_kind = filter->has_kinds ? filter->kinds[event->kind] : model_shows_event(event->kind);
    if (!is_kind || !filter->has_places) {
        return is_kind;
    }
    bool is_client = event->client >= 1 && event->client <= CLIENTS_MAX;
    return is_wanted(filter, event->place) || is_wanted(filter, event->other) ||
           (is_client && filter->places[place_client(event->client - 1)]);
}
