/* SPDX-License-Identifier: MIT */
/* fixture_faults: made-up faults, laid over a model in which nothing is wrong. */
#ifndef LIB_FIXTURE_FAULTS_H
#define LIB_FIXTURE_FAULTS_H

#include "view/model.h"

/* Four masters: one recovers, one hangs, one is read only; a copy is slow, a link is cut. */
void fixture_add_states(struct model *model);
/* Three masters: a slow link, a lossy one, and copies that are slow or fail. */
void fixture_add_links(struct model *model);
/* Four masters: two that start again by themselves, one without storage, one read only. */
void fixture_add_crashes(struct model *model);
/* An AZ is dark already: three copies are left, writes wait, a client knows nowhere to go. */
void fixture_add_no_quorum(struct model *model);

#endif
