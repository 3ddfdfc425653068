/* SPDX-License-Identifier: MIT */
/* cmds_lesson: the commands of a lesson, which the lab's guest plays; what it may do to the lab. */
#include "lab/lab_state.h"
#include "shell/script.h"

#include <string.h>

/* --- the guest ------------------------------------------------------------------------------ */

void *lab_guest(const struct lab *lab)
{
    return lab->guest;
}

enum rc lab_read_file(const struct lab *lab, const char *kind, const char *name, struct buf *out,
                      struct err *err)
{
    const char *own = lab->guest != NULL ? lab->config.guest->file(lab->guest, kind, name) : NULL;
    if (own != NULL) {
        return buf_add_bytes(out, own, strlen(own), err);
    }
    if (lab->is_foreign && strpbrk(name, "./") != NULL) {
        return err_set(err, RC_REFUSED,
                       "\"%.100s\" would be read for a lesson, a demo or a game day: those read "
                       "what comes with them or with Quartet, by its name",
                       name);
    }
    return lab->config.files.read(lab->config.files.user, kind, name, out, err);
}

enum rc lab_renew(struct lab *lab, int masters, uint64_t seed, struct err *err)
{
    return lab_create_world(lab, masters, seed, err);
}

enum rc lab_give(struct lab *lab, const char *line, struct err *err)
{
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    cluster_wait(lab->cluster, lab->now);
    enum rc rc = lab_do_foreign(lab, line, &reply, err);
    buf_release(&reply);
    return rc;
}

void lab_distrust(struct lab *lab, bool is_foreign)
{
    lab->is_foreign = is_foreign;
}

enum rc lab_do_foreign(struct lab *lab, const char *line, struct buf *reply, struct err *err)
{
    bool was_foreign = lab->is_foreign;
    lab->is_foreign = true;
    enum rc rc = lab_do_line(lab, line, 1, reply, err);
    lab->is_foreign = was_foreign;
    return rc;
}

void lab_measure(const struct lab *lab, const char *branch, struct buf *line)
{
    if (lab->guest != NULL) {
        lab->config.guest->measure(lab->guest, lab, branch, line);
    }
}

void lab_tell(struct lab *lab, struct event *event)
{
    (void)cluster_emit(lab->cluster, event);
}

void lab_hush(struct lab *lab, bool is_hushed)
{
    lab->is_hushed = is_hushed;
}

bool lab_is_hushed(const struct lab *lab)
{
    return lab->is_hushed;
}

enum rc lab_ask_guest(const struct lab *lab, const char *text, struct err *err)
{
    struct line line;
    struct words words = {0};
    const struct cmd *cmd = NULL;
    if (lab->guest == NULL || line_parse(&line, text, NULL) != RC_OK || line.kind != LINE_COMMAND) {
        return RC_OK;
    }
    enum rc rc = lab_find_command(&cmd, &words, line.text, err);
    rc = rc == RC_OK ? lab->config.guest->allow(lab->guest, cmd->name, err) : rc;
    words_release(&words);
    return rc;
}

/* --- the commands --------------------------------------------------------------------------- */

static enum rc ask(struct lab *lab, const char *name, const struct words *words, struct buf *reply,
                   struct err *err)
{
    if (lab->guest == NULL) {
        return err_set(err, RC_STATE, "no lessons are played here");
    }
    return lab->config.guest->command(lab->guest, lab, name, words, reply, err);
}

enum rc cmds_lesson_lesson(void *lab, const struct words *words, struct buf *reply, struct err *err)
{
    return ask(lab, "lesson", words, reply, err);
}

enum rc cmds_lesson_demo(void *lab, const struct words *words, struct buf *reply, struct err *err)
{
    return ask(lab, "demo", words, reply, err);
}

enum rc cmds_lesson_goals(void *lab, const struct words *words, struct buf *reply, struct err *err)
{
    return ask(lab, "goals", words, reply, err);
}

enum rc cmds_lesson_answer(void *lab, const struct words *words, struct buf *reply, struct err *err)
{
    return ask(lab, "answer", words, reply, err);
}

enum rc cmds_lesson_hint(void *lab, const struct words *words, struct buf *reply, struct err *err)
{
    return ask(lab, "hint", words, reply, err);
}

enum rc cmds_lesson_next(void *lab, const struct words *words, struct buf *reply, struct err *err)
{
    return ask(lab, "next", words, reply, err);
}

enum rc cmds_lesson_reset(void *lab, const struct words *words, struct buf *reply, struct err *err)
{
    return ask(lab, "reset", words, reply, err);
}

enum rc cmds_lesson_solution(void *lab, const struct words *words, struct buf *reply,
                             struct err *err)
{
    return ask(lab, "solution", words, reply, err);
}

enum rc cmds_lesson_note(void *lab, const struct words *words, struct buf *reply, struct err *err)
{
    return ask(lab, "note", words, reply, err);
}

void complete_lesson(const void *context, const struct words *words, int index, cmd_offer_fn offer,
                     void *to)
{
    const struct lab *lab = context;
    (void)words;
    if (index == 1 && lab->config.files.list != NULL) {
        lab->config.files.list(lab->config.files.user, "lessons", offer, to);
    } else if (index >= 2) {
        offer(to, "seed=");
        offer(to, "lang=");
    }
}

void complete_solution(const void *context, const struct words *words, int index,
                       cmd_offer_fn offer, void *to)
{
    (void)context;
    (void)words;
    if (index == 1) {
        offer(to, "next");
        offer(to, "back");
    }
}

void complete_demo(const void *context, const struct words *words, int index, cmd_offer_fn offer,
                   void *to)
{
    const struct lab *lab = context;
    if (index == 1 && lab->config.files.list != NULL) {
        lab->config.files.list(lab->config.files.user, "demos", offer, to);
    } else {
        complete_lesson(lab, words, index == 2 ? index : 0, offer, to);
    }
}

void complete_next(const void *context, const struct words *words, int index, cmd_offer_fn offer,
                   void *to)
{
    (void)context;
    (void)words;
    if (index == 1) {
        offer(to, "skip");
    }
}
