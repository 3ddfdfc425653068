/* SPDX-License-Identifier: MIT */
#include "lesson/player.h"

#include "base/mem.h"
#include "lesson/waiting.h"
#include "shell/script.h"

#include <stdio.h>
#include <string.h>

bool player_wait(struct lab *lab, sim_us length, bool (*is_so)(struct lab *lab))
{
    sim_us until = lab_now(lab) + length;
    while (!is_so(lab) && lab_next_at(lab) <= until) {
        (void)lab_step(lab);
    }
    return is_so(lab);
}

/* --- \wait ------------------------------------------------------------------------------------ */

static enum rc wait_for_check(struct player *player, const struct lesson_text *check,
                              struct err *err)
{
    struct waiting *waiting = NULL;
    struct lab *lab = player->lab;
    sim_us until = lab_now(lab) + WAITING_MAX_US;
    enum rc rc = waiting_new(&waiting, player->file, check, player->step_event, err);
    if (rc != RC_OK) {
        return rc;
    }
    bool is_so = waiting_has_come(waiting, lab);
    while (!is_so && lab_next_at(lab) <= until) {
        uint64_t last = lab_event_last(lab);
        (void)lab_step(lab);
        is_so = lab_event_last(lab) != last && waiting_has_come(waiting, lab);
    }
    if (!is_so && !waiting_has_come(waiting, lab)) {
        rc =
            lesson_fail(player->file, check, RC_STATE, err, "this is waited for and does not come");
    }
    waiting_free(waiting);
    return rc;
}

/* What stands behind "\wait ". */
static enum rc wait_for(struct player *player, const struct lesson_text *what, struct err *err)
{
    sim_us length = 0;
    if (span_parse(&length, what->text, NULL) == RC_OK) {
        lab_advance(player->lab, lab_now(player->lab) + length);
        return RC_OK;
    }
    return wait_for_check(player, what, err);
}

/* --- lines ------------------------------------------------------------------------------------ */

/* Let time go on until this client is answered, 0: all are, or so long. Is it so? */
static bool wait_for_answer(struct lab *lab, int client, sim_us length)
{
    sim_us until = lab_now(lab) + length;
    while (!lab_is_answered(lab, client) && lab_next_at(lab) <= until) {
        (void)lab_step(lab);
    }
    return lab_is_answered(lab, client);
}

/* Who speaks the line must have its answer; others are waited for, too, but may wait for a lock. */
static bool wait_for_turn(struct lab *lab, const char *text)
{
    struct line line;
    int client = line_parse(&line, text, NULL) == RC_OK && line.client > 0 ? line.client : 1;
    return wait_for_answer(lab, 0, PLAYER_OTHERS_US) ||
           wait_for_answer(lab, client, PLAYER_ANSWER_US);
}

enum rc player_give_line(struct player *player, const struct lesson_text *line, struct err *err)
{
    static const char wait[] = "\\wait ";
    struct err why = {0};
    struct buf reply;
    if (strncmp(line->text, wait, strlen(wait)) == 0) {
        struct lesson_text what = {line->text + strlen(wait), line->line,
                                   line->column + (int)strlen(wait)};
        return wait_for(player, &what, err);
    }
    if (!wait_for_turn(player->lab, line->text)) {
        return lesson_fail(player->file, line, RC_STATE, err, "the line before gets no answer");
    }
    buf_init(&reply, BUF_CAP_TEXT);
    lab_settle(player->lab);
    lab_distrust(player->lab, true); /* as it is where it is played */
    enum rc rc = player_is_of_branches(line->text)
                     ? player_do_branch(player, line->text, &why)
                     : lab_apply(player->lab, line->text, 1, &reply, &why);
    lab_distrust(player->lab, false);
    buf_release(&reply);
    return rc == RC_OK ? RC_OK : lesson_fail(player->file, line, rc, err, "%.250s", why.text);
}

enum rc player_give(struct player *player, const struct lesson_text *lines, struct err *err)
{
    struct script script = {0};
    struct err why = {0};
    struct lesson_text line = {.column = 1};
    enum rc rc = script_start(&script, lines->text, strlen(lines->text), &why);
    while (rc == RC_OK) {
        sim_us at = -1;
        rc = script_next(&script, &at, &line.text, &why);
        line.line = lines->line + script.line_number - 1;
        if (rc != RC_OK || line.text == NULL) {
            break;
        }
        rc = player_give_line(player, &line, &why);
        if (rc != RC_OK) {
            script_release(&script);
            return err_set(err, rc, "%s", why.text);
        }
    }
    script_release(&script);
    (void)wait_for_answer(player->lab, 0, PLAYER_OTHERS_US);
    return rc == RC_OK ? RC_OK : lesson_fail(player->file, lines, rc, err, "%.250s", why.text);
}

/* --- demos ------------------------------------------------------------------------------------ */

enum rc player_give_demo(struct player *player, const struct lesson_step *step, struct err *err)
{
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < step->cue_count; i++) {
        const struct lesson_cue *cue = &step->cues[i];
        if (cue->kind == CUE_TYPE) {
            rc = player_give_line(player, &cue->text, err);
        } else if (cue->kind == CUE_WAIT) {
            rc = wait_for(player, &cue->text, err);
        }
    }
    return rc;
}
