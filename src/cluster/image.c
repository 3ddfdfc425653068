/* SPDX-License-Identifier: MIT */
#include "cluster/image.h"

void image_init(struct image *image)
{
    *image = (struct image){0};
    store_copy_init(&image->rows);
}

void image_release(struct image *image)
{
    mem_free(image->applied_txns.words);
    store_copy_release(&image->rows);
    *image = (struct image){0};
}

void image_save(struct buf *out, const struct image *image, struct buf *like)
{
    plain_save(out, image->applied, sizeof image->applied);
    bits_save(out, &image->applied_txns);
    store_copy_save(out, &image->rows, like);
    pack_i64(out, image->row_count);
}

void image_load(struct image *image, struct unpack *in, struct buf *like)
{
    plain_load(image->applied, sizeof image->applied, in);
    bits_load(&image->applied_txns, in);
    store_copy_load(&image->rows, in, like);
    image->row_count = unpack_i64(in);
}
