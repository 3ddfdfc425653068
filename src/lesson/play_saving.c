/* SPDX-License-Identifier: MIT */
/* play_saving: a play as bytes: what has become of its checks, and which lesson it is of. */
#include "lesson/play_state.h"

#include <stdio.h>
#include <string.h>

void play_save(struct buf *out, const void *guest)
{
    const struct play *play = guest;
    pack_mark(out, "play");
    pack_u64(out, play->file != NULL ? play->file->hash : 0);
    if (play->file == NULL) {
        return;
    }
    pack_u64(out, play->seed);
    pack_bool(out, play->is_on_stage);
    pack_int(out, play->setup_at);
    pack_i64(out, play->ready_at);
    pack_text(out, play->trouble);
    pack_int(out, play->step);
    pack_bool(out, play->is_step_done);
    pack_bool(out, play->is_done);
    pack_u64(out, play->step_event);
    pack_u64(out, play->seen);
    pack_int(out, play->commands);
    pack_int(out, play->hints);
    pack_u64(out, play->given);
    pack_int(out, play->hint);
    pack_u64(out, play->skipped);
    pack_int(out, play->caption);
    notes_save(out, &play->notes);
    const struct lesson_step *step = play_now(play);
    for (int i = 0; i < step->goal_count; i++) {
        demand_state_save(out, &play->goals[i]);
    }
    for (int i = 0; i < step->caption_count; i++) {
        demand_state_save(out, &play->captions[i]);
    }
    for (int i = 0; play->is_on_stage && i < step->cue_count; i++) {
        if (step->cues[i].check != NULL) {
            demand_state_save(out, &play->waits[i]);
        }
    }
    for (int s = 0; s <= play->step; s++) {
        const struct lesson_step *past = &play->file->lesson.steps[s];
        for (int i = 0; i < past->quiz_count; i++) {
            const struct quiz_play *quiz = &play->quizzes[s][i];
            pack_int(out, quiz->answer);
            pack_int(out, quiz->truth);
            for (int k = 0; k < past->quizzes[i].option_count; k++) {
                demand_state_save(out, &quiz->options[k]);
            }
        }
    }
}

static const struct play_file *find_file(const struct play *play, uint64_t hash)
{
    for (int i = 0; i < play->file_count; i++) {
        if (play->files[i]->hash == hash) {
            return play->files[i];
        }
    }
    return NULL;
}

static void load_quizzes(struct play *play, struct unpack *in)
{
    for (int s = 0; s <= play->step; s++) {
        const struct lesson_step *past = &play->file->lesson.steps[s];
        for (int i = 0; i < past->quiz_count; i++) {
            struct quiz_play *quiz = &play->quizzes[s][i];
            quiz->is_begun = true;
            quiz->answer = unpack_int(in, 0, OPTIONS_MAX);
            quiz->truth = unpack_int(in, 0, OPTIONS_MAX);
            for (int k = 0; k < past->quizzes[i].option_count; k++) {
                demand_state_load(&quiz->options[k], in);
            }
        }
    }
}

void play_load(void *guest, struct unpack *in)
{
    struct play *play = guest;
    unpack_mark(in, "play");
    world_forget(&play->world);
    uint64_t hash = unpack_u64(in);
    play->file = hash != 0 ? find_file(play, hash) : NULL;
    if (play->file == NULL) {
        in->damaged = in->damaged || hash != 0;
        return;
    }
    play->seed = unpack_u64(in);
    play->is_on_stage = unpack_bool(in);
    play->setup_at = unpack_int(in, SETUP_NONE, INT32_MAX);
    play->ready_at = unpack_i64(in);
    unpack_text(in, play->trouble, sizeof(play->trouble));
    play->step = unpack_int(in, 0, play->file->lesson.step_count - 1);
    play->is_step_done = unpack_bool(in);
    play->is_done = unpack_bool(in);
    play->step_event = unpack_u64(in);
    play->seen = unpack_u64(in);
    play->commands = unpack_int(in, 0, INT32_MAX);
    play->hints = unpack_int(in, 0, INT32_MAX);
    play->given = (unsigned)unpack_u64(in);
    play->hint = unpack_int(in, -1, HINTS_MAX - 1);
    play->skipped = (unsigned)unpack_u64(in);
    play->caption = unpack_int(in, -1, CAPTIONS_MAX - 1);
    notes_load(&play->notes, in);
    const struct lesson_step *step = play_now(play);
    for (int i = 0; i < step->goal_count; i++) {
        demand_state_load(&play->goals[i], in);
    }
    for (int i = 0; i < step->caption_count; i++) {
        demand_state_load(&play->captions[i], in);
    }
    for (int i = 0; play->is_on_stage && i < step->cue_count; i++) {
        if (step->cues[i].check != NULL) {
            demand_state_load(&play->waits[i], in);
        }
    }
    load_quizzes(play, in);
}
