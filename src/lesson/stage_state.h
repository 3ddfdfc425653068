/* SPDX-License-Identifier: MIT */
/* stage_state: what the files stage*.c share. Everything else sees stage.h. */
#ifndef LESSON_STAGE_STATE_H
#define LESSON_STAGE_STATE_H

#include "lesson/stage.h"

/* Here it stands until the presenter goes on; he can come back here. */
void stage_stop(struct stage *stage, enum stage_state state);
/* Give a line; if it is refused, the stage stands there. */
bool stage_give(struct stage *stage, const char *line);
/* Where a line has led to the past, the step that is presented begins there anew. */
bool stage_is_in_step(struct stage *stage);
/* The presenter goes on; what comes of it is up to stage_look(). False: not from here. */
bool stage_press(struct stage *stage);

#endif
