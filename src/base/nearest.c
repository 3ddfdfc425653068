/* SPDX-License-Identifier: MIT */
#include "base/nearest.h"

#include <string.h>

#define NEAREST_SIZE_MAX 40 /* longer words are nobody's typing error */

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Letters to insert, remove or replace, and neighbours to swap, to make `a` into `b`. */
static int edit_distance(const char *a, const char *b)
{
    int rows[3][NEAREST_SIZE_MAX + 1]; /* of `a` so far, of all but its last letter, or last two */
    int size = (int)strlen(b);
    for (int i = 0; i <= size; i++) {
        rows[0][i] = i;
    }
    int *row = rows[0];
    for (int k = 1; a[k - 1] != '\0'; k++) {
        const int *before = row;
        const int *two_before = rows[(k + 1) % 3];
        row = rows[k % 3];
        row[0] = k;
        for (int i = 1; i <= size; i++) {
            int replaced = before[i - 1] + (a[k - 1] != b[i - 1]);
            row[i] = smaller(replaced, smaller(before[i], row[i - 1]) + 1);
            if (k > 1 && i > 1 && a[k - 1] == b[i - 2] && a[k - 2] == b[i - 1]) {
                row[i] = smaller(row[i], two_before[i - 2] + 1);
            }
        }
    }
    return row[size];
}

const char *nearest_name(const char *word, const char *const *names)
{
    const char *nearest = NULL;
    int best = (int)strlen(word) / 3 + 2; /* one error in three letters, and one for free */
    for (int i = 0; names[i] != NULL; i++) {
        if (strlen(word) > NEAREST_SIZE_MAX || strlen(names[i]) > NEAREST_SIZE_MAX) {
            continue;
        }
        int distance = edit_distance(word, names[i]);
        if (distance < best) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
