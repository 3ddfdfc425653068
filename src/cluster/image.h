/* SPDX-License-Identifier: MIT */
/*
 * image: the rows of the volume as they are after a vector of commits, all final.
 *
 * Copies need not keep commits that an image shows; who missed them takes the rows
 * instead. What the rows are follows from the vector alone, so the image is written
 * down once, and a copy has it that has, or had, every commit of its vector. It is
 * read off a master that has applied just those.
 */
#ifndef CLUSTER_IMAGE_H
#define CLUSTER_IMAGE_H

#include "base/limits.h"
#include "cluster/bits.h"
#include "store/store.h"

struct image {
    uint64_t applied[MASTERS_MAX]; /* all 0: there is none yet */
    struct bits applied_txns;
    struct store_copy rows;
    int64_t row_count;
};

void image_init(struct image *image);
void image_release(struct image *image);

/* `like` as store_copy_save(). */
void image_save(struct buf *out, const struct image *image, struct buf *like);
void image_load(struct image *image, struct unpack *in, struct buf *like);

#endif
