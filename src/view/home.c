/* SPDX-License-Identifier: MIT */
#include "view/home.h"

#include "base/compiler.h"

#include <stdio.h>
#include <string.h>

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
    {
        .title = "one hot page",
        .facts = "conflicts",
        .about = "programs on all masters change rows of one page: error 1213, again and again",
        .command = "\\create masters=3\n\\load hot_page",
    },
};

/* What plays by itself: a load, and a game day that breaks something. */
static const struct home_item demos[] = {
    {
        .title = "Game day: restarts",
        .facts = "rolling",
        .about = "rows go to alternating masters while one after the other is restarted",
        .command = "\\create masters=2\n\\load course\n\\chaos rolling",
    },
    {
        .title = "Game day: an AZ is lost",
        .facts = "az_loss",
        .about = "an AZ goes dark under load, and comes back; nobody is told",
        .command = "\\create masters=3\n\\load bank driver=active_standby\n\\chaos az_loss",
    },
    {
        .title = "Game day: lost answers",
        .facts = "lost_answers",
        .about = "COMMITs are done and their answers lost: who repeats them does them twice",
        .command = "\\create masters=3\n\\load bank\n\\chaos lost_answers",
    },
    {
        .title = "Game day: an ill master",
        .facts = "gray",
        .about = "slow links, lost packets, a copy that drags: not down, and not well",
        .command = "\\create masters=3\n\\load tenants\n\\chaos gray",
    },
};

static struct home_item *add(struct home *home, enum home_section section)
{
    struct home_item *item = &home->items[home->count++];
    *item = (struct home_item){.section = section};
    return item;
}

static struct home_item lesson_item(const struct home_lesson *lesson)
{
    struct home_item item = {.section = HOME_LESSONS, .is_new = true};
    (void)snprintf(item.title, sizeof(item.title), "%s", lesson->title);
    (void)snprintf(item.facts, sizeof(item.facts), "%d min", lesson->minutes);
    if (lesson->is_done && lesson->par > 0) {
        (void)snprintf(item.facts, sizeof(item.facts), "par %d, you %d", lesson->par,
                       lesson->commands);
    } else if (lesson->is_done || lesson->is_skipped) {
        (void)snprintf(item.facts, sizeof(item.facts), lesson->is_done ? "done" : "skipped");
    }
    item.is_done = lesson->is_done;
    (void)snprintf(item.about, sizeof(item.about), "a lesson of %d steps, about %d minutes",
                   lesson->steps, lesson->minutes);
    (void)snprintf(item.command, sizeof(item.command), "\\lesson %s", lesson->name);
    return item;
}

/* The first that is neither done nor skipped; of a course that is done, its first. */
static const struct home_lesson *next_lesson(const struct home_facts *facts)
{
    for (int i = 0; i < facts->lesson_count; i++) {
        if (facts->lessons[i].is_next) {
            return &facts->lessons[i];
        }
    }
    return &facts->lessons[0];
}

static void add_lessons(struct home *home, const struct home_facts *facts)
{
    const char *chapter = "";
    for (int i = 0; i < facts->lesson_count && i < HOME_LESSONS_MAX; i++) {
        const struct home_lesson *lesson = &facts->lessons[i];
        struct home_item *item = add(home, HOME_LESSONS);
        *item = lesson_item(lesson);
        item->is_here =
            facts->lesson != NULL ? strcmp(facts->lesson, lesson->title) == 0 : lesson->is_next;
        if (strcmp(chapter, lesson->chapter) != 0) {
            (void)snprintf(item->chapter, sizeof(item->chapter), "%s", lesson->chapter);
            chapter = lesson->chapter;
        }
    }
}

static void add_all(struct home *home, enum home_section section, const struct home_item *items,
                    int count)
{
    for (int i = 0; i < count; i++) {
        struct home_item *item = add(home, section);
        *item = items[i];
        item->section = section;
        item->is_new = true;
    }
}

/* Those with a presenter before those that play by themselves. */
static void add_demos(struct home *home, const struct home_facts *facts)
{
    for (int i = 0; i < facts->demo_count && i < HOME_DEMOS_MAX; i++) {
        const struct home_demo *demo = &facts->demos[i];
        struct home_item *item = add(home, HOME_DEMOS);
        item->is_new = true;
        (void)snprintf(item->title, sizeof(item->title), "%s", demo->title);
        (void)snprintf(item->facts, sizeof(item->facts), "%d min", demo->minutes);
        (void)snprintf(item->about, sizeof(item->about),
                       "present it, in large letters: %d steps, PgDn goes on", demo->steps);
        (void)snprintf(item->command, sizeof(item->command), "\\demo %s", demo->name);
    }
}

/* Back to the lab that is open; or on with the last run; or a first lab. */
static void add_card(struct home *home, const struct home_facts *facts)
{
    struct home_item *card = add(home, HOME_CARD);
    if (facts->session != NULL) {
        (void)snprintf(card->word, sizeof(card->word), "back");
        (void)snprintf(card->title, sizeof(card->title), "%s",
                       facts->lesson != NULL ? facts->lesson : "To your lab");
        (void)snprintf(card->about, sizeof(card->about), "%.100s; it stands still meanwhile",
                       facts->session);
        (void)snprintf(card->command, sizeof(card->command), "\\play");
    } else if (facts->run_count > 0) {
        (void)snprintf(card->word, sizeof(card->word), "continue");
        const struct home_run *run = &facts->runs[0];
        (void)snprintf(card->title, sizeof(card->title), "Your last %s%.24s: %.36s",
                       run->lesson[0] != '\0' ? "lesson, " : "run", run->lesson, run->facts);
        (void)snprintf(card->about, sizeof(card->about), "where you left off, %s, to the byte",
                       run->day);
        (void)snprintf(card->command, sizeof(card->command), "\\open %s", run->name);
    } else if (facts->lesson_count > 0) {
        *card = lesson_item(next_lesson(facts));
        card->section = HOME_CARD;
        card->chapter[0] = '\0';
        (void)snprintf(card->word, sizeof(card->word), "start");
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
        const struct home_run *run = &facts->runs[i];
        (void)snprintf(item->title, sizeof(item->title), "%.24s%s%d line%s", run->lesson,
                       run->lesson[0] != '\0' ? ", " : "", run->lines, run->lines == 1 ? "" : "s");
        (void)snprintf(item->facts, sizeof(item->facts), "%s", run->day);
        (void)snprintf(item->about, sizeof(item->about), "open %.40s where it was left: %.50s",
                       run->name, run->facts);
        (void)snprintf(item->command, sizeof(item->command), "\\open %s", run->name);
    }
    if (facts->all_runs > 0) {
        unsigned long long kib = ((unsigned long long)facts->all_size + 1023) / 1024;
        (void)snprintf(home->runs_note, sizeof(home->runs_note),
                       "%d kept, %llu KB; in the lab \\runs", facts->all_runs, kib);
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
    add_lessons(home, facts);
    add_all(home, HOME_PLAY, plays, COUNT_OF(plays));
    add_demos(home, facts);
    add_all(home, HOME_DEMOS, demos, COUNT_OF(demos));
    add_runs(home, facts);
}

int home_find_section(const struct home *home, const char *name)
{
    static const char *const names[HOME_SECTIONS] = {"card", "lessons", "play", "demos", "runs"};
    int wanted = 0;
    while (wanted < HOME_SECTIONS && strcmp(names[wanted], name) != 0) {
        wanted++;
    }
    for (int i = 0; wanted < HOME_SECTIONS && i < home->count; i++) {
        if ((int)home->items[i].section == wanted) {
            return i;
        }
    }
    bool is_card = wanted == HOME_RUNS && strncmp(home->items[0].command, "\\open ", 6) == 0;
    return wanted == HOME_SECTIONS ? -1 : is_card ? 0 : HOME_NOTHING;
}
