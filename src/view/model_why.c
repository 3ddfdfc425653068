/* SPDX-License-Identifier: MIT */
#include "view/model_why.h"

#include "lab/why.h"

#include <stdio.h>
#include <string.h>

struct filling {
    struct model_why *why;
    const struct lab *lab;
};

static struct model_why_step *add(struct model_why *why, enum why_look look, const char *text)
{
    if (why->count == WHY_STEPS_MAX) {
        return &why->steps[WHY_STEPS_MAX - 1];
    }
    struct model_why_step *step = &why->steps[why->count++];
    *step = (struct model_why_step){.look = look};
    (void)snprintf(step->text, sizeof(step->text), "%s", text);
    return step;
}

static void add_lines(struct model_why *why, enum why_look look, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        struct model_why_step *step = add(why, look, "");
        (void)snprintf(step->text, sizeof(step->text), "%.*s", (int)size, text);
        text += size + (text[size] == '\n');
    }
}

static void add_event(struct filling *filling, enum why_look look, const struct event *event)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "%s", look == WHY_LOOK_RIVAL ? "against " : "");
    event_add_subject(&text, event);
    buf_addf(&text, " ");
    event_add_sentence(&text, event, cluster_table_name, lab_cluster(filling->lab));
    struct model_why_step *step = add(filling->why, look, text.data);
    buf_clear(&text);
    span_add_seconds(&text, event->at);
    (void)snprintf(step->time, sizeof(step->time), "%.15s", text.data);
    buf_release(&text);
}

static void add_part(void *to, enum why_part part, const struct event *event, const char *text)
{
    static const enum why_look looks[] = {
        [WHY_EFFECT] = WHY_LOOK_EFFECT, [WHY_CAUSE] = WHY_LOOK_CAUSE, [WHY_RIVAL] = WHY_LOOK_RIVAL,
        [WHY_ANSWER] = WHY_LOOK_BESIDE, [WHY_ROOT] = WHY_LOOK_ROOT,   [WHY_HELP] = WHY_LOOK_PROSE,
        [WHY_SOURCE] = WHY_LOOK_PROSE,  [WHY_FACTS] = WHY_LOOK_PROSE,
    };
    static const char *const heads[] = {
        [WHY_HELP] = "what helps",
        [WHY_SOURCE] = "who said so",
        [WHY_FACTS] = "what the driver was told",
    };
    struct filling *filling = to;
    if (event != NULL) {
        add_event(filling, looks[part], event);
        return;
    }
    if (looks[part] == WHY_LOOK_PROSE) {
        (void)add(filling->why, WHY_LOOK_HEAD, heads[part]);
    }
    add_lines(filling->why, looks[part], text);
}

void model_build_why(struct model_why *why, const struct lab *lab, const struct run *run,
                     uint64_t seq)
{
    struct filling filling = {.why = why, .lab = lab};
    why->count = 0;
    why_tell(lab, run, seq, add_part, &filling);
}
