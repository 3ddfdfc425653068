/* SPDX-License-Identifier: MIT */
#include "lab/heat.h"

#include <string.h>

/* The page's place, made if it is new; NULL: there is no room. */
static struct heat_page *find_page(struct heat *heat, int64_t page)
{
    int at = heat->count;
    while (at > 0 && heat->pages[at - 1].page >= page) {
        at--;
    }
    if (at < heat->count && heat->pages[at].page == page) {
        return &heat->pages[at];
    }
    if (heat->count == HEAT_PAGES_MAX) {
        return NULL;
    }
    memmove(&heat->pages[at + 1], &heat->pages[at],
            (size_t)(heat->count - at) * sizeof(heat->pages[0]));
    heat->count++;
    heat->pages[at] = (struct heat_page){.page = page};
    return &heat->pages[at];
}

void heat_take(struct heat *heat, const struct lab *lab, uint32_t table)
{
    sim_us now = lab_now(lab);
    *heat = (struct heat){.length = now < HEAT_LENGTH ? now : HEAT_LENGTH};
    for (uint64_t seq = lab_event_last(lab); seq > 0; seq--) {
        const struct event *event = lab_event(lab, seq);
        if (event == NULL) { /* kept no more */
            const struct event *oldest = lab_event(lab, seq + 1);
            heat->length = oldest != NULL ? now - oldest->at : 0;
            break;
        }
        if (event->at < now - HEAT_LENGTH) {
            break;
        }
        bool counts = event->kind == EVENT_ACCEPTED || event->kind == EVENT_CONFLICT;
        if (!counts || event->page.table != table || event->page.index != PAGE_INDEX_TABLE ||
            place_kind(event->place) != PLACE_MASTER) {
            continue;
        }
        struct heat_page *page = find_page(heat, event->page.bucket);
        if (page == NULL) {
            continue;
        }
        if (event->kind == EVENT_ACCEPTED) {
            page->changes[place_index(event->place)]++;
        } else {
            page->conflicts++;
        }
    }
}
