/* SPDX-License-Identifier: MIT */
/*
 * place: who or where something is: an AZ, a master, a storage copy, a resolver
 * or a client, as one small number.
 *
 * The order of the numbers decides ties in time (base/timeline.h), so it is
 * contract: AZs a b c d and the office, masters m1 to m4, copies a1 a2 b1 b2 c1
 * c2, resolvers of a b c, clients from @1 on.
 */
#ifndef CLUSTER_PLACE_H
#define CLUSTER_PLACE_H

#include "base/err.h"
#include "base/limits.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

typedef int place_id;

#define PLACE_NONE (-1)

enum place_kind { PLACE_AZ, PLACE_MASTER, PLACE_COPY, PLACE_RESOLVER, PLACE_CLIENT };

/* Where the student's own clients stand; no fault reaches it. */
#define AZ_OFFICE AZS_MAX
#define RESOLVERS_MAX 3
#define PLACES_MAX (AZS_MAX + 1 + MASTERS_MAX + COPIES_MAX + RESOLVERS_MAX + CLIENTS_MAX)

/* Where each kind begins in the one row of numbers. The order is contract: it decides ties. */
enum {
    FIRST_AZ = 0,
    FIRST_MASTER = FIRST_AZ + AZS_MAX + 1,
    FIRST_COPY = FIRST_MASTER + MASTERS_MAX,
    FIRST_RESOLVER = FIRST_COPY + COPIES_MAX,
    FIRST_CLIENT = FIRST_RESOLVER + RESOLVERS_MAX,
};

place_id place_az(int index);       /* 0..3 are a..d, AZ_OFFICE */
place_id place_master(int index);   /* 0..3 are m1..m4 */
place_id place_copy(int index);     /* 0..5 are a1 a2 b1 b2 c1 c2 */
place_id place_resolver(int index); /* 0..2, of AZ a b c */
place_id place_client(int index);   /* 0.. is @1.. */

/* These two are asked several times for each packet, so they are here. */
static inline enum place_kind place_kind(place_id place)
{
    assert(place >= 0 && place < PLACES_MAX);
    return place >= FIRST_CLIENT     ? PLACE_CLIENT
           : place >= FIRST_RESOLVER ? PLACE_RESOLVER
           : place >= FIRST_COPY     ? PLACE_COPY
           : place >= FIRST_MASTER   ? PLACE_MASTER
                                     : PLACE_AZ;
}

/* Within its kind, from 0. */
static inline int place_index(place_id place)
{
    static const int firsts[] = {
        [PLACE_AZ] = FIRST_AZ,         [PLACE_MASTER] = FIRST_MASTER,
        [PLACE_COPY] = FIRST_COPY,     [PLACE_RESOLVER] = FIRST_RESOLVER,
        [PLACE_CLIENT] = FIRST_CLIENT,
    };
    return place - firsts[place_kind(place)];
}

#define PLACE_NAME_SIZE 16
/* "AZ b", "the office", "m2", "b1", "resolver c", "@3"; out holds PLACE_NAME_SIZE bytes. */
const char *place_name(place_id place, char *out);

/*
 * Read what a person types: "m2", "b1", "@3", "b" or "az b" (as one word, "b").
 *   RC_UNKNOWN  err says what names there are
 */
MUST_CHECK enum rc place_parse(place_id *out, const char *text, struct err *err);

#endif
