/* SPDX-License-Identifier: MIT */
#include "view/event_rows.h"

#include "lab/silence.h"

#define STAYING_US (15 * US_PER_S) /* so long one stays in sight */
#define CLAIM_STAYING_US STAYING_US
#define FAULT_STAYING_US (60 * US_PER_S)

static bool stays(enum event_kind kind)
{
    static const bool others[EVENT_KIND_COUNT] = {
        [EVENT_AZ_UP] = true,         [EVENT_MASTER_ONLINE] = true,  [EVENT_LINK_WHOLE] = true,
        [EVENT_DISK_WELL] = true,     [EVENT_READ_ONLY] = true,      [EVENT_HEALED] = true,
        [EVENT_DISPATCHER_UP] = true, [EVENT_CONFLICT] = true,       [EVENT_MOVED] = true,
        [EVENT_UNIT_FAILED] = true,   [EVENT_UNIT_UNKNOWN] = true,   [EVENT_UNIT_DOUBLED] = true,
        [EVENT_OUTAGE_BEGUN] = true,  [EVENT_OUTAGE_OVER] = true,    [EVENT_DRIVER_SET] = true,
        [EVENT_DRIVER_FAILED] = true, [EVENT_CHAOS_BEGUN] = true,    [EVENT_CHAOS_ENDED] = true,
        [EVENT_MASTER_ADDED] = true,  [EVENT_MASTER_REMOVED] = true,
    };
    return others[kind] || event_row(kind)->is_fault;
}

/* Of moves one tells more, and of what is no client's; a hundred conflicts hide nothing else. */
static int rows_of_a_kind(const struct event *event)
{
    return event->kind == EVENT_MOVED || event->client == 0 ? 2 : 1;
}

/* Numbers of events, the newest first: of more than `most`, the newest. */
struct chosen {
    uint64_t seq[MODEL_EVENTS_MAX];
    int count, most;
};

static void add_row(struct chosen *rows, uint64_t seq)
{
    int at = rows->count;
    while (at > 0 && rows->seq[at - 1] < seq) {
        at--;
    }
    bool is_there = at > 0 && rows->seq[at - 1] == seq;
    if (is_there || at >= rows->most) {
        return;
    }
    rows->count += rows->count < rows->most ? 1 : 0;
    for (int i = rows->count - 1; i > at; i--) {
        rows->seq[i] = rows->seq[i - 1];
    }
    rows->seq[at] = seq;
}

/* Which of those that stay: what takes rows when they are few, the first first. */
enum pick {
    PICK_MOVE,     /* the newest of a program: under load it is they who tell what a loss means */
    PICK_NOBODYS,  /* of no program: there a fault, a person's own client */
    PICK_PROGRAMS, /* of programs, which fail and move again and again */
    PICK_COUNT,
};

/* The newest of a kind that are picked. */
static void pick_kind(struct chosen *rows, const struct lab *lab, enum pick pick,
                      enum event_kind kind)
{
    const struct event *event = lab_event_newest(lab, kind);
    int count = 0;
    while (event != NULL && event->at + STAYING_US >= lab_now(lab) &&
           count < rows_of_a_kind(event)) {
        if (clients_is_fed(lab_clients(lab), event->client) == (pick != PICK_NOBODYS)) {
            add_row(rows, event->seq);
            count++;
        }
        event = lab_event_before(lab, event);
    }
}

static void add_picked(struct chosen *rows, const struct lab *lab, enum pick pick)
{
    struct chosen picked = {.most = rows->most - rows->count};
    if (pick == PICK_MOVE) {
        picked.most = picked.most < 1 ? picked.most : 1;
        pick_kind(&picked, lab, pick, EVENT_MOVED);
    }
    for (int kind = 0; pick != PICK_MOVE && kind < EVENT_KIND_COUNT; kind++) {
        if (stays((enum event_kind)kind)) {
            pick_kind(&picked, lab, pick, (enum event_kind)kind);
        }
    }
    for (int i = 0; i < picked.count; i++) {
        add_row(rows, picked.seq[i]);
    }
}

/* The last fault stays longest: all else is told with it in mind. */
static void find_staying(struct chosen *rows, const struct lab *lab)
{
    const struct event *fault = lab_event(lab, lab_fault(lab));
    if (fault != NULL && fault->at + FAULT_STAYING_US >= lab_now(lab)) {
        add_row(rows, fault->seq);
    }
    for (int pick = 0; pick < PICK_COUNT; pick++) {
        add_picked(rows, lab, (enum pick)pick);
    }
}

/* A page that a dead master keeps from the others, if one was asked for of late: one row more. */
static void add_claim(struct chosen *rows, const struct lab *lab)
{
    const struct event *event = lab_fault(lab) > 0 ? lab_event_newest(lab, EVENT_CONFLICT) : NULL;
    while (event != NULL && event->at + CLAIM_STAYING_US >= lab_now(lab)) {
        if (silence_of_winner(lab, event) != 0) {
            rows->most++;
            add_row(rows, event->seq);
            return;
        }
        event = lab_event_before(lab, event);
    }
}

int event_rows_find(uint64_t *found, const struct lab *lab, const struct ui *ui, int most)
{
    uint64_t last = lab_event_last(lab);
    uint64_t seq = ui->event > 0 && ui->event < last ? ui->event : last;
    bool leaves_out = ui->event == 0 && ui->filter.text[0] == '\0';
    struct chosen kept = {.most = leaves_out ? most / 2 : 0};
    if (leaves_out && most > 1) {
        find_staying(&kept, lab);
        add_claim(&kept, lab);
    }
    int others = most - kept.count;
    int count = 0;
    int i = 0;
    for (const struct event *event = NULL; others > 0 && (event = lab_event(lab, seq)) != NULL;
         seq--) {
        if (i < kept.count && kept.seq[i] == seq) {
            i++;
        } else if (event_filter_takes(&ui->filter, event)) {
            others--;
        } else {
            continue;
        }
        found[count++] = seq;
    }
    for (; i < kept.count; i++) { /* which are older than all that have room */
        found[count++] = kept.seq[i];
    }
    return count;
}
