/* SPDX-License-Identifier: MIT */
#include "view/event_rows.h"

#include "base/compiler.h"

#define STAYING_US (15 * US_PER_S) /* so long one stays in sight */

static bool stays(enum event_kind kind)
{
    static const enum event_kind kinds[] = {
        EVENT_AZ_DOWN,        EVENT_AZ_UP,        EVENT_MASTER_KILLED, EVENT_MASTER_CRASHED,
        EVENT_MASTER_HUNG,    EVENT_LINK_CUT,     EVENT_MASTER_ONLINE, EVENT_LINK_SLOW,
        EVENT_LINK_LOSSY,     EVENT_LINK_WHOLE,   EVENT_DISK_SLOW,     EVENT_DISK_FAILS,
        EVENT_DISK_WELL,      EVENT_COPY_WIPED,   EVENT_READ_ONLY,     EVENT_HEALED,
        EVENT_DISPATCHER_UP,  EVENT_CONFLICT,     EVENT_MOVED,         EVENT_UNIT_FAILED,
        EVENT_UNIT_UNKNOWN,   EVENT_OUTAGE_BEGUN, EVENT_OUTAGE_OVER,   EVENT_DRIVER_SET,
        EVENT_DRIVER_FAILED,  EVENT_CHAOS_BEGUN,  EVENT_CHAOS_ENDED,   EVENT_MASTER_ADDED,
        EVENT_MASTER_REMOVED,
    };
    for (int i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i] == kind) {
            return true;
        }
    }
    return false;
}

/* Of moves one tells more, and of what is no client's; a hundred conflicts hide nothing else. */
static int rows_of_a_kind(const struct event *event)
{
    return event->kind == EVENT_MOVED || event->client == 0 ? 2 : 1;
}

/* Add those that stay, down from `seq`: of the programs that a load drives, or all others. */
static int add_staying(uint64_t *found, int count, const struct lab *lab, int most, uint64_t seq,
                       bool of_programs)
{
    struct clients_view clients;
    int of_kind[EVENT_KIND_COUNT] = {0};
    clients_look(lab_clients(lab), &clients);
    for (; count < most && seq > 0; seq--) {
        const struct event *event = lab_event(lab, seq);
        if (event == NULL || event->at + STAYING_US < lab_now(lab)) {
            break;
        }
        bool is_programs = event->client >= 1 && event->client <= clients.count &&
                           clients.clients[event->client - 1].has_load;
        if (is_programs == of_programs && stays(event->kind) &&
            of_kind[event->kind]++ < rows_of_a_kind(event)) {
            int at = count++;
            for (; at > 0 && found[at - 1] < seq; at--) {
                found[at] = found[at - 1];
            }
            found[at] = seq;
        }
    }
    return count;
}

/* Under load programs fail and move again and again: what nobody drives goes first. */
static int find_staying(uint64_t *found, const struct lab *lab, int most, uint64_t seq)
{
    int count = add_staying(found, 0, lab, most, seq, false);
    return add_staying(found, count, lab, most, seq, true);
}

int event_rows_find(uint64_t *found, const struct lab *lab, const struct ui *ui, int most)
{
    uint64_t last = lab_event_last(lab);
    uint64_t seq = ui->event > 0 && ui->event < last ? ui->event : last;
    bool leaves_out = ui->event == 0 && ui->filter.text[0] == '\0';
    uint64_t kept[MODEL_EVENTS_MAX];
    int staying = find_staying(kept, lab, leaves_out ? most / 2 : 0, seq);
    int others = most - staying;
    int count = 0;
    for (int i = 0; seq > 0 && (i < staying || others > 0); seq--) {
        const struct event *event = lab_event(lab, seq);
        if (event == NULL) {
            break;
        }
        bool is_kept = i < staying && kept[i] == seq;
        if (is_kept) {
            i++;
        } else if (others > 0 && event_filter_takes(&ui->filter, event)) {
            others--;
        } else {
            continue;
        }
        found[count++] = seq;
    }
    return count;
}
