/* SPDX-License-Identifier: MIT */
/* recover_state: a recovery as it is seen, kept and given back. */
#include "cluster/recover.h"

#include "cluster/world.h"

int recover_steps_done(const struct recovery *recovery)
{
    return recovery->phase == RECOVERY_NONE ? 0 : (int)recovery->phase - 1;
}

const char *recover_step(const struct recovery *recovery)
{
    static const char *const steps[] = {
        [RECOVERY_NONE] = NULL,
        [RECOVERY_FENCES] = "fences its old epoch",
        [RECOVERY_RESENDS] = "settles its log",
        [RECOVERY_CUTS] = "tells where its log ends",
        [RECOVERY_POINTS] = "asks how far the others are",
        [RECOVERY_CATCHES_UP] = "catches up",
    };
    return recovery->copied_at != 0 ? "takes a full copy" : steps[recovery->phase];
}

void recover_forget_answers(struct recovery *recovery)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        recovery->answers[i].sent = -1;
        recovery->answers[i].count = 0;
        recovery->acked[i] = 0;
    }
    recovery->adopted_count = 0;
    recovery->cut_done = 0;
    recovery->point = (struct read_point){0};
    recovery->page_count = 0;
}

void recover_clear(struct recovery *recovery)
{
    recover_forget_answers(recovery);
    recovery->phase = RECOVERY_NONE;
    recovery->wake_at = SIM_NEVER;
    recovery->must_restart = false;
    recovery->copied_at = 0;
}

void recover_release(struct recovery *recovery)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        mem_free(recovery->answers[i].entries);
    }
    mem_free(recovery->adopted);
    mem_free(recovery->pages);
    *recovery = (struct recovery){0};
}

void recover_mark(const struct master *master)
{
    const struct recovery *recovery = &master->recovery;
    for (int i = 0; i < COPIES_MAX; i++) {
        for (int k = 0; k < recovery->answers[i].count; k++) {
            book_mark_record(master_book(master), recovery->answers[i].entries[k].record);
        }
    }
    for (int i = 0; i < recovery->adopted_count; i++) {
        book_mark_record(master_book(master), recovery->adopted[i]);
    }
}

void recover_save(struct buf *out, const struct recovery *recovery)
{
    struct recovery plain = *recovery;
    for (int i = 0; i < COPIES_MAX; i++) {
        plain.answers[i].entries = NULL;
        plain.answers[i].room = 0;
    }
    plain.adopted = NULL;
    plain.adopted_room = 0;
    plain.pages = NULL;
    plain.page_room = 0;
    plain_save(out, &plain, sizeof plain);
    for (int i = 0; i < COPIES_MAX; i++) {
        plain_save_array(out, recovery->answers[i].entries, recovery->answers[i].count,
                         sizeof(struct log_entry));
    }
    plain_save_array(out, recovery->adopted, recovery->adopted_count, sizeof(uint32_t));
    plain_save_array(out, recovery->pages, recovery->page_count, sizeof(uint32_t));
}

void recover_load(struct recovery *recovery, struct unpack *in)
{
    recover_release(recovery);
    plain_load(recovery, sizeof *recovery, in);
    for (int i = 0; i < COPIES_MAX; i++) {
        struct fence_answer *answer = &recovery->answers[i];
        plain_load_array((void **)&answer->entries, &answer->count, &answer->room,
                         sizeof(struct log_entry), in);
    }
    plain_load_array((void **)&recovery->adopted, &recovery->adopted_count, &recovery->adopted_room,
                     sizeof(uint32_t), in);
    plain_load_array((void **)&recovery->pages, &recovery->page_count, &recovery->page_room,
                     sizeof(uint32_t), in);
}
