/* SPDX-License-Identifier: MIT */
/* pictures: write the README's pictures, each in two themes. From the top of the tree. */
#include "lib/golden.h"
#include "lib/picture.h"

#include <stdio.h>

static const struct {
    const char *ending;
    enum theme_name theme;
} looks[] = {{".svg", THEME_DARK}, {"-light.svg", THEME_LIGHT}};

int main(void)
{
    for (int i = 0; i < picture_count() * COUNT_OF(looks); i++) {
        const struct picture *picture = picture_at(i / COUNT_OF(looks));
        char path[200];
        struct buf svg;
        buf_init(&svg, BUF_CAP_TEXT);
        (void)snprintf(path, sizeof(path), PICTURES "%s%s", picture->name,
                       looks[i % COUNT_OF(looks)].ending);
        picture_add(&svg, picture, looks[i % COUNT_OF(looks)].theme);
        golden_write(path, svg.data);
        printf("%s: %zu bytes\n", path, svg.size);
        buf_release(&svg);
    }
    return 0;
}
