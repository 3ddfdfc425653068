/* SPDX-License-Identifier: MIT */
/* player_branch: "\branch", "\switch" and "\compare" in a lesson's lines, without a history. */
#include "lesson/player.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void player_branches_release(struct player_branches *branches)
{
    for (int i = 0; i < branches->count; i++) {
        buf_release(&branches->list[i].end);
    }
    *branches = (struct player_branches){0};
}

void player_branches_copy(struct player_branches *out, const struct player_branches *from)
{
    *out = *from;
    for (int i = 0; i < from->count; i++) {
        buf_init(&out->list[i].end, BUF_CAP_STATE);
        buf_add_text(&out->list[i].end, from->list[i].end.data, from->list[i].end.size);
    }
}

static int find(const struct player_branches *branches, const char *name)
{
    int i = 0;
    while (i < branches->count && strcmp(branches->list[i].name, name) != 0) {
        i++;
    }
    return i < branches->count ? i : -1;
}

static struct player_branch *add(struct player_branches *branches, const char *name)
{
    struct player_branch *branch = &branches->list[branches->count++];
    (void)snprintf(branch->name, sizeof(branch->name), "%s", name);
    buf_init(&branch->end, BUF_CAP_STATE);
    return branch;
}

/* Where one stands is the end of its branch. */
static void keep_here(struct player *player)
{
    struct player_branch *here = &player->branches.list[player->branches.here];
    buf_clear(&here->end);
    lab_save(player->lab, &here->end);
    here->end_at = lab_now(player->lab);
}

static enum rc begin_branch(struct player *player, const char *name, struct err *err)
{
    struct player_branches *branches = &player->branches;
    if (find(branches, name) >= 0) {
        return err_set(err, RC_STATE, "there is a branch \"%.40s\" already", name);
    }
    if (branches->count == PLAYER_BRANCHES_MAX) {
        return err_set(err, RC_FULL, "a lesson's lines make at most %d branches",
                       PLAYER_BRANCHES_MAX - 1);
    }
    keep_here(player);
    (void)add(branches, name);
    branches->here = branches->count - 1;
    return RC_OK;
}

/* Another branch, at its end, which is not to come yet: nothing is played anew here. */
static enum rc find_other(const struct player *player, const char *name, int *out, struct err *err)
{
    const struct player_branches *branches = &player->branches;
    *out = find(branches, name);
    if (*out < 0) {
        return err_set(err, RC_UNKNOWN, "there is no branch \"%.40s\"", name);
    }
    if (*out == branches->here) {
        return err_set(err, RC_STATE, "that is on branch \"%.40s\" already", name);
    }
    if (branches->list[*out].end_at > lab_now(player->lab)) {
        return err_set(err, RC_STATE,
                       "branch %.40s has come further than this one: \\wait until it has not",
                       name);
    }
    return RC_OK;
}

static enum rc switch_to(struct player *player, const char *name, struct err *err)
{
    int other = 0;
    enum rc rc = find_other(player, name, &other, err);
    if (rc == RC_OK) {
        const struct buf *end = &player->branches.list[other].end;
        keep_here(player);
        player->branches.here = other;
        rc = lab_load(player->lab, end->data, end->size, err);
    }
    return rc;
}

static enum rc give_note(struct player *player, const struct buf *line, struct err *err)
{
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    enum rc rc = line->size > 0 ? lab_apply(player->lab, line->data, 1, &reply, err) : RC_OK;
    buf_release(&reply);
    return rc;
}

static enum rc compare_with(struct player *player, const char *name, struct err *err)
{
    const struct player_branches *branches = &player->branches;
    struct buf lines[2];
    int other = 0;
    enum rc rc = find_other(player, name, &other, err);
    if (rc != RC_OK) {
        return rc;
    }
    const struct player_branch *here = &branches->list[branches->here];
    const struct player_branch *there = &branches->list[other];
    buf_init(&lines[0], LINE_SIZE_MAX);
    buf_init(&lines[1], LINE_SIZE_MAX);
    lab_settle(player->lab);
    keep_here(player);
    lab_measure(player->lab, here->name, &lines[0]);
    rc = lab_load(player->lab, there->end.data, there->end.size, err);
    lab_measure(player->lab, there->name, &lines[1]);
    rc = rc == RC_OK ? lab_load(player->lab, here->end.data, here->end.size, err) : rc;
    rc = rc == RC_OK ? give_note(player, &lines[0], err) : rc;
    rc = rc == RC_OK ? give_note(player, &lines[1], err) : rc;
    buf_release(&lines[0]);
    buf_release(&lines[1]);
    return rc;
}

bool player_is_of_branches(const char *line)
{
    return strncmp(line, "\\branch ", 8) == 0 || strncmp(line, "\\switch ", 8) == 0 ||
           strncmp(line, "\\compare ", 9) == 0;
}

enum rc player_do_branch(struct player *player, const char *line, struct err *err)
{
    const char *space = strchr(line, ' ');
    assert(space != NULL); /* player_is_of_branches() */
    const char *name = space + 1;
    if (player->branches.count == 0) {
        (void)add(&player->branches, "main");
    }
    if (strlen(name) >= NAME_SIZE_MAX || strchr(name, ' ') != NULL || name[0] == '\0') {
        return err_set(err, RC_USAGE, "\"%.40s\" is no name of a branch", name);
    }
    return line[1] == 'b'   ? begin_branch(player, name, err)
           : line[1] == 's' ? switch_to(player, name, err)
                            : compare_with(player, name, err);
}
