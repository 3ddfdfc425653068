/* SPDX-License-Identifier: MIT */
/*
 * fits: what MySQL's strict mode lets into a column of a declared type, for the
 * plain side: as triggers, which end a statement whatever it says of conflicts.
 */
#ifndef SAME_FITS_H
#define SAME_FITS_H

struct sqlite3;

#define FITS_WORDS "it does not fit" /* how a statement then ends */

/* Take the triggers off before a definition; put them on every table after it. */
void fits_remove(struct sqlite3 *db);
void fits_add(struct sqlite3 *db);

#endif
