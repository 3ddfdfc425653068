/* SPDX-License-Identifier: MIT */
/*
 * wiped: a storage copy that has lost its disk: pages, claims, epochs, cuts, logs, all.
 *
 * It is silent for 3 s. Then it asks the five others each 500 ms, until three whole
 * ones have answered within 1.5 s, and has what they have: the largest versions,
 * epochs, cuts and floors, the logs, and all claims. Only then does it answer anybody
 * again. It never makes up what nobody told it.
 *
 *   whole --\wipe--> empty, silent for 3 s --> empty, asks --3 answers in 1.5 s--> whole
 *                                                ^   |
 *                                                +---+ fewer: what was taken is dropped
 *
 * Why nothing that was decided is lost with a disk. Whoever decides has answers of four
 * copies, none older than 1.5 s (a recovery: 2 s). Let D be when he decided, and let the
 * other two be those whose answers he had not. At any time after D, every whole copy that
 * is none of the other two has what was decided, or what has replaced it by the rules:
 *   - one of the four that kept its disk has it;
 *   - one of the four that lost its disk, before D or after, did so at most 2 s before D,
 *     and asks 3 s later: all that it takes over was sent after D. Of the three whole copies
 *     that tell it, two at most are the other two; the third has it, for it became whole
 *     earlier or never lost its disk, and so on back to one that never did;
 *   - a copy that had lost its disk too long ago to be among the four is one of the other two.
 * So of any three whole copies one has it: of three that are read, of three that fill up a wiped
 * one, of four that fence. That holds for a commit, an epoch, a cut, a floor, and for a vote:
 * two proposals on one base cannot both get four copies, as two of any four either hold the claim
 * of the first or a version that ended it. A copy that was asked by both keeps both claims.
 *
 * A log takes the largest stamp at each place: what is final has it, since a later life begins
 * above its cut, or has adopted what it found there. What lies above the newest cut under an older
 * epoch is void.
 *
 * This is about decisions. What a peer applies since three copies hold it, though its master
 * never got a fourth answer, is safe only if none of those three loses its disk before gossip,
 * once a second, has brought it to more.
 */
#ifndef CLUSTER_WIPED_H
#define CLUSTER_WIPED_H

#include "cluster/copy.h"

#define WIPED_SILENT_US (3 * US_PER_S)
#define WIPED_ASK_AGAIN_US (500 * US_PER_MS)

/* All it held is gone. `cause` is the event that says so. */
void wiped_begin(struct copy *copy, uint64_t cause);

enum wiped_step {
    WIPED_ASKS,  /* it waits for answers */
    WIPED_LACKS, /* the same, and too few have come: told once */
    WIPED_WHOLE  /* it has taken over from all that have answered */
};
/* Have enough answered for it to be whole when that is looked at next? */
bool wiped_is_full(const struct copy *copy);
/* 3 s after it was wiped, and then each 500 ms while it is empty. */
enum wiped_step wiped_on_due(struct copy *copy);

/* A whole copy tells one that was wiped all it has. */
void wiped_answer(struct copy *copy, const struct packet *packet);
/* What reaches a wiped copy: only the answers that it waits for count. */
void wiped_receive(struct copy *copy, const struct packet *packet);

#endif
