/* SPDX-License-Identifier: MIT */
#include "view/home.h"

#include "base/compiler.h"

#include <stdio.h>

static const struct home_item plays[] = {
    {
        .title = "two masters",
        .facts = "the course pair",
        .about = "type SQL, kill an AZ, watch the client move",
        .command = "\\create masters=2",
    },
    {
        .title = "two masters, under load",
        .facts = "course",
        .about = "a row each half second, on alternating masters",
        .command = "\\create masters=2\n\\load course",
    },
    {
        .title = "three masters",
        .facts = "one in each AZ",
        .about = "a master and two storage copies in each of three AZs",
        .command = "\\create masters=3",
    },
    {
        .title = "three, under load",
        .facts = "bank",
        .about = "four programs move money; the total must not change",
        .command = "\\create masters=3\n\\load bank driver=active_standby",
    },
    {
        .title = "four masters",
        .facts = "AZ d: no copies",
        .about = "AZ d has a master and no storage copies",
        .command = "\\create masters=4",
    },
};

static struct home_item *add(struct home *home, enum home_section section)
{
    struct home_item *item = &home->items[home->count++];
    *item = (struct home_item){.section = section};
    return item;
}

/* Back to the lab that is open; or on with the last run; or a first lab. */
static void add_card(struct home *home, const struct home_facts *facts)
{
    struct home_item *card = add(home, HOME_CARD);
    if (facts->session != NULL) {
        (void)snprintf(card->word, sizeof(card->word), "back");
        (void)snprintf(card->title, sizeof(card->title), "To your lab");
        (void)snprintf(card->about, sizeof(card->about), "%.100s; it stands still meanwhile",
                       facts->session);
        (void)snprintf(card->command, sizeof(card->command), "\\play");
    } else if (facts->run_count > 0) {
        (void)snprintf(card->word, sizeof(card->word), "continue");
        (void)snprintf(card->title, sizeof(card->title), "%s", facts->runs[0].title);
        (void)snprintf(card->about, sizeof(card->about), "where you left off, %.40s, to the byte",
                       facts->runs[0].facts);
        (void)snprintf(card->command, sizeof(card->command), "\\open %s", facts->runs[0].name);
    } else {
        *card = plays[0];
        card->section = HOME_CARD;
        card->is_new = true;
        (void)snprintf(card->word, sizeof(card->word), "start");
        (void)snprintf(card->title, sizeof(card->title), "Free play: the course pair");
    }
}

static void add_runs(struct home *home, const struct home_facts *facts)
{
    bool first_is_card = facts->session == NULL && facts->run_count > 0;
    int last = facts->run_count < HOME_RUNS_MAX ? facts->run_count : HOME_RUNS_MAX;
    for (int i = first_is_card ? 1 : 0; i < last; i++) {
        struct home_item *item = add(home, HOME_RUNS);
        (void)snprintf(item->title, sizeof(item->title), "%s", facts->runs[i].name);
        (void)snprintf(item->facts, sizeof(item->facts), "%s", facts->runs[i].facts);
        (void)snprintf(item->about, sizeof(item->about), "open this run where it was left");
        (void)snprintf(item->command, sizeof(item->command), "\\open %s", facts->runs[i].name);
    }
    if (facts->all_runs > 0) {
        unsigned long long kib = ((unsigned long long)facts->all_size + 1023) / 1024;
        (void)snprintf(home->runs_note, sizeof(home->runs_note), "%d kept, %llu KB: \\runs",
                       facts->all_runs, kib);
    } else {
        (void)snprintf(home->runs_note, sizeof(home->runs_note), "%s",
                       facts->is_kept ? "kept as you go, each line"
                                      : "not kept: no --state directory");
    }
}

void home_make(struct home *home, const struct home_facts *facts)
{
    *home = (struct home){0};
    if (facts->alert != NULL) {
        (void)snprintf(home->alert, sizeof(home->alert), "%s", facts->alert);
    }
    add_card(home, facts);
    for (int i = 0; i < COUNT_OF(plays); i++) {
        struct home_item *item = add(home, HOME_PLAY);
        *item = plays[i];
        item->section = HOME_PLAY;
        item->is_new = true;
    }
    add_runs(home, facts);
}
