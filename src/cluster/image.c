/* SPDX-License-Identifier: MIT */
#include "cluster/image.h"

void image_init(struct image *image)
{
    *image = (struct image){0};
    buf_init(&image->rows, BUF_CAP_STATE);
}

void image_release(struct image *image)
{
    mem_free(image->applied_txns.words);
    buf_release(&image->rows);
    *image = (struct image){0};
}

void image_save(struct buf *out, const struct image *image)
{
    plain_save(out, image->applied, sizeof image->applied);
    bits_save(out, &image->applied_txns);
    pack_bytes(out, image->rows.data, image->rows.size);
    pack_i64(out, image->row_count);
}

void image_load(struct image *image, struct unpack *in)
{
    size_t size = 0;
    plain_load(image->applied, sizeof image->applied, in);
    bits_load(&image->applied_txns, in);
    const void *bytes = unpack_bytes(in, &size);
    buf_clear(&image->rows);
    if (bytes == NULL || buf_add_bytes(&image->rows, bytes, size, NULL) != RC_OK) {
        in->damaged = true;
    }
    image->row_count = unpack_i64(in);
}
