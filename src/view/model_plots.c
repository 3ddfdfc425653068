/* SPDX-License-Identifier: MIT */
#include "view/model_plots.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lab/samples.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

#define LENGTH_MOST (1000 * US_PER_S) /* what is longer is drawn so */
#define LOOKS_A_DOT 32 /* of a long span: what lasts longer than a part of a dot is seen */

static const struct {
    const char *word;
    sim_us length;
} spans[PLOTS_SPAN_COUNT] = {
    [PLOTS_10_S] = {"10s", 10 * US_PER_S},
    [PLOTS_1_MIN] = {"60s", 60 * US_PER_S},
    [PLOTS_5_MIN] = {"5m", 300 * US_PER_S},
    [PLOTS_ALL] = {"all", 0},
};

const char *plots_span_word(enum plots_span span)
{
    return spans[span].word;
}

/* --- the axis -------------------------------------------------------------------------------- */

/* A dot is a whole number of samples, and one of lengths that a person can add up. */
static sim_us dot_of(sim_us length, int dots, sim_us step)
{
    static const int nice[] = {1, 2, 3, 5};
    sim_us unit = step;
    for (int i = 0;; i++) {
        if (i == COUNT_OF(nice)) {
            unit *= 10;
            i = 0;
        }
        if (nice[i] * unit * dots >= length) {
            return nice[i] * unit;
        }
    }
}

void plots_set_axis(struct model_plots *out, int cols, enum plots_span span, sim_us now,
                    sim_us step)
{
    cols = cols < PLOTS_COLS_MAX ? cols : PLOTS_COLS_MAX;
    out->dots = 2 * (cols > 1 ? cols : 1);
    out->span = span;
    out->dot = dot_of(span == PLOTS_ALL ? now : spans[span].length, out->dots, step);
    /* It moves on by a column at a time, and not before it is full. */
    sim_us column = 2 * out->dot;
    sim_us end = (now + column - 1) / column * column;
    sim_us from = end - out->dots * out->dot;
    out->from = from > 0 ? from : 0;
}

/* --- the samples ----------------------------------------------------------------------------- */

struct past {
    const struct samples *samples;
    const struct run *run;
    int branch;
    struct plots_strip *strips; /* to be filled */
    int strip_count;
};

static const struct sample *find(const struct past *past, sim_us at)
{
    return samples_find(past->samples, past->run, past->branch, at);
}

static int per_second(int64_t before, int64_t after, sim_us length)
{
    return after > before ? (int)((after - before) * US_PER_S / length) : 0;
}

static void fill_rates(struct model_plots *out, int dot, const struct sample *before,
                       const struct sample *after)
{
    int all = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        int rate = per_second(before->commits[i], after->commits[i], out->dot);
        out->commits[i][dot] = rate;
        all += rate;
    }
    out->values[PLOTS_COMMITS][dot] = all;
    out->values[PLOTS_CONFLICTS][dot] = per_second(before->conflicts, after->conflicts, out->dot);
}

/* The worst of a dot stands for it. */
static void fill_levels(struct model_plots *out, int dot, const struct sample *sample)
{
    int *slowest = &out->values[PLOTS_SLOWEST][dot];
    int *lag = &out->values[PLOTS_LAG][dot];
    int *copies = &out->values[PLOTS_COPIES][dot];
    int longest = (int)(sample->slowest < LENGTH_MOST ? sample->slowest : LENGTH_MOST);
    int behind = (int)(sample->lag < LENGTH_MOST ? sample->lag : LENGTH_MOST);
    *slowest = longest > *slowest ? longest : *slowest;
    *lag = behind > *lag ? behind : *lag;
    *copies = sample->copies_up < *copies ? sample->copies_up : *copies;
}

/* A client that could not write for a part of a dot, and did in another, did. */
static void fill_strip(struct plots_strip *strip, int dot, const struct sample *before,
                       const struct sample *after)
{
    int i = strip->client - 1;
    if (i < 0 || strip->client > after->client_count) {
        return;
    }
    strip->wrote[dot] = after->writes[i] != before->writes[i];
    if (strip->wrote[dot]) {
        strip->on[dot] = after->wrote_to[i];
    } else if (strip->on[dot] != SAMPLE_OUT && after->wrote_to[i] != SAMPLE_NOWHERE) {
        strip->on[dot] = after->writes_to[i];
    }
}

static void note_who_is_out(const struct past *past, int dot, const struct sample *sample)
{
    for (int i = 0; i < past->strip_count; i++) {
        struct plots_strip *strip = &past->strips[i];
        bool is_out = strip->client > 0 && strip->client <= sample->client_count &&
                      sample->writes_to[strip->client - 1] == SAMPLE_OUT;
        strip->on[dot] = is_out ? SAMPLE_OUT : strip->on[dot];
    }
}

/* False: something of it is not known. */
static bool fill_dot(struct model_plots *out, int dot, const struct past *past)
{
    sim_us from = out->from + dot * out->dot;
    const struct sample *before = find(past, from);
    const struct sample *after = find(past, from + out->dot);
    if (before == NULL || after == NULL) {
        return false;
    }
    fill_rates(out, dot, before, after);
    out->values[PLOTS_SLOWEST][dot] = -1;
    out->values[PLOTS_COPIES][dot] = COPIES_MAX;
    int64_t looks = out->dot / past->samples->step;
    looks = looks < LOOKS_A_DOT ? looks : LOOKS_A_DOT;
    for (int64_t i = 1; i <= looks; i++) {
        const struct sample *sample = find(past, from + i * out->dot / looks);
        if (sample != NULL) {
            fill_levels(out, dot, sample);
            note_who_is_out(past, dot, sample);
        }
    }
    for (int i = 0; i < past->strip_count; i++) {
        fill_strip(&past->strips[i], dot, before, after);
    }
    return true;
}

static void fill_dots(struct model_plots *out, const struct past *past, sim_us now)
{
    int end = (int)((now - out->from) / out->dot);
    end = end < out->dots ? end : out->dots;
    out->first = 0;
    out->end = 0;
    for (int dot = 0; dot < end; dot++) {
        if (fill_dot(out, dot, past)) {
            out->end = dot + 1;
        } else {
            out->first = dot + 1;
        }
    }
    out->end = out->end > out->first ? out->end : out->first;
}

/* Before anybody wrote, and in the dot in which that began, no commits are no fault. */
static int first_of_commits(const struct model_plots *out)
{
    int first = out->first;
    while (first < out->end && out->values[PLOTS_COMMITS][first] == 0) {
        first++;
    }
    return first + 1 < out->end ? first + 1 : first;
}

static void fill_worst(struct model_plots *out)
{
    for (int i = 0; i < PLOTS_SERIES_COUNT; i++) {
        bool is_low = i == PLOTS_COMMITS || i == PLOTS_COPIES; /* little is bad */
        int first = i == PLOTS_COMMITS ? first_of_commits(out) : out->first;
        int none = i == PLOTS_COMMITS ? -1 : 0;
        int worst = first < out->end ? out->values[i][first] : none;
        for (int dot = first; dot < out->end; dot++) {
            int value = out->values[i][dot];
            worst = (is_low ? value < worst : value > worst) ? value : worst;
        }
        out->worst[i] = worst;
    }
}

/* --- the clients that are shown -------------------------------------------------------------- */

/* Those that ever wrote, or wait to, in order. */
static int list_writers(const struct clients *clients, int out[])
{
    struct clients_view *view = mem_alloc(1, sizeof(*view));
    int count = 0;
    clients_look(clients, view);
    for (int i = 0; i < view->count; i++) {
        const struct client_view *client = &view->clients[i];
        if (client->writes > 0 || client->longest_outage > 0) {
            out[count++] = client->number;
        }
    }
    mem_free(view);
    return count;
}

static void begin_strip(struct plots_strip *strip, int client)
{
    strip->client = client;
    memset(strip->wrote, 0, sizeof(strip->wrote));
    memset(strip->on, SAMPLE_NOWHERE, sizeof(strip->on));
}

/* The first ones, or those around the chosen one. */
static void choose_strips(struct model_plots *out, const struct clients *clients, int chosen)
{
    int writers[CLIENTS_MAX];
    int count = list_writers(clients, writers);
    int shown = count < PLOTS_STRIPS_MAX ? count : PLOTS_STRIPS_MAX;
    int first = 0;
    while (first < count && writers[first] < chosen) {
        first++;
    }
    first -= shown / 2;
    first = first + shown > count ? count - shown : first;
    first = first > 0 ? first : 0;
    out->writer_count = count;
    out->strip_count = shown;
    for (int i = 0; i < shown; i++) {
        begin_strip(&out->strips[i], writers[first + i]);
    }
}

/* --- the marks ------------------------------------------------------------------------------- */

static const struct {
    enum event_kind kind;
    uint32_t sign;    /* of a fault */
    const char *word; /* of a fault; NULL: it is none */
    const char *end;  /* of what ends one; NULL: it ends none */
} kinds[] = {
    {EVENT_AZ_DOWN, GLYPH_DOWN, "kill", NULL},
    {EVENT_AZ_UP, 0, NULL, "restore"},
    {EVENT_MASTER_KILLED, GLYPH_DOWN, "kill", NULL},
    {EVENT_MASTER_HUNG, GLYPH_STILL, "hang", NULL},
    {EVENT_MASTER_CRASHED, GLYPH_DOWN, "crash", NULL},
    {EVENT_COPY_DOWN, GLYPH_DOWN, "kill", NULL},
    {EVENT_LINK_CUT, GLYPH_CUT, "cut", NULL},
    {EVENT_LINK_WHOLE, 0, NULL, "uncut"},
    {EVENT_LINK_SLOW, GLYPH_SLOW, "lag", "no lag"},
    {EVENT_LINK_LOSSY, GLYPH_SLOW, "loss", "no loss"},
    {EVENT_DISK_SLOW, GLYPH_SLOW, "slow", NULL},
    {EVENT_DISK_FAILS, GLYPH_DOWN, "fails", NULL},
    {EVENT_COPY_WIPED, GLYPH_EMPTY, "wipe", NULL},
    {EVENT_HEALED, 0, NULL, "heal"},
    {EVENT_COMMAND, 0, NULL, NULL}, /* \mark TEXT */
};

static int kind_of(const struct history_mark *mark)
{
    for (int i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i].kind == mark->kind) {
            return i;
        }
    }
    return -1;
}

bool plots_fault_name(char *out, size_t size, enum event_kind kind, place_id place)
{
    char name[PLACE_NAME_SIZE];
    for (int i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i].kind == kind && kinds[i].word != NULL) {
            (void)snprintf(out, size, "%s %.16s", kinds[i].word, place_name(place, name));
            return true;
        }
    }
    return false;
}

static void print_mark(struct plots_mark *out, const struct history_mark *mark, const char *end)
{
    char place[PLACE_NAME_SIZE];
    if (mark->kind == EVENT_COMMAND) {
        const char *text = strchr(mark->text, ' ');
        (void)snprintf(out->text, sizeof(out->text), "%.23s", text != NULL ? text + 1 : mark->text);
    } else if (mark->kind == EVENT_HEALED) {
        (void)snprintf(out->text, sizeof(out->text), "%s", end);
    } else if (!mark->is_fault) {
        (void)snprintf(out->text, sizeof(out->text), "%s %.16s", end,
                       place_name(mark->subject, place));
    } else {
        (void)plots_fault_name(out->text, sizeof(out->text), mark->kind, mark->subject);
    }
}

/* What a fault brings with it at the same instant is not told again. */
static void add_mark(struct model_plots *out, const struct history_mark *mark)
{
    int kind = kind_of(mark);
    sim_us at = mark->place.at;
    bool is_seen = kind >= 0 && at >= out->from && at < out->from + out->dots * out->dot;
    struct plots_mark *last = &out->marks[out->mark_count > 0 ? out->mark_count - 1 : 0];
    if (!is_seen || (out->mark_count > 0 && last->at == at)) {
        return;
    }
    if (out->mark_count == PLOTS_MARKS_MAX) { /* the newest are worth most */
        memmove(out->marks, out->marks + 1, (PLOTS_MARKS_MAX - 1) * sizeof(out->marks[0]));
        out->mark_count--;
    }
    struct plots_mark *to = &out->marks[out->mark_count++];
    *to = (struct plots_mark){
        .dot = (int)((at - out->from) / out->dot),
        .at = at,
        .is_fault = mark->is_fault,
        .is_end = !mark->is_fault && mark->kind != EVENT_COMMAND,
        .sign = mark->is_fault ? kinds[kind].sign : GLYPH_RIGHT,
    };
    print_mark(to, mark, kinds[kind].end);
}

static void add_marks(struct model_plots *out, const struct history *history,
                      const struct run_place *here)
{
    const struct history_mark *mark = NULL;
    out->mark_count = 0;
    for (int i = 0; (mark = history_fault(history, i)) != NULL; i++) {
        if (mark->place.at >= out->from && history_has_mark(history, mark, here)) {
            add_mark(out, mark);
        }
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

static void set_cursor(struct model_plots *out, sim_us cursor)
{
    bool is_seen = cursor >= out->from && cursor < out->from + out->dots * out->dot;
    out->cursor = cursor != SIM_NEVER && is_seen ? (int)((cursor - out->from) / out->dot) : -1;
    out->shown = out->cursor >= out->first && out->cursor < out->end ? out->cursor
                 : out->end > out->first                             ? out->end - 1
                                                                     : -1;
}

void model_build_plots(struct model_plots *out, const struct history *history,
                       const struct plots_wants *wants)
{
    const struct lab *lab = history_lab(history);
    const struct run *run = history_run(history);
    struct past past = {.samples = history_samples(history),
                        .run = run,
                        .branch = run->here.branch,
                        .strips = out->strips};
    struct run_place here = run->here;
    here.at = lab_now(lab);
    here.steps = lab_steps(lab);
    memset(out->values, 0, sizeof(out->values));
    memset(out->commits, 0, sizeof(out->commits));
    plots_set_axis(out, wants->cols, wants->span, here.at, past.samples->step);
    choose_strips(out, lab_clients(lab), wants->chosen);
    past.strip_count = out->strip_count;
    fill_dots(out, &past, here.at);
    fill_worst(out);
    add_marks(out, history, &here);
    set_cursor(out, wants->cursor);
}

/* --- a part ---------------------------------------------------------------------------------- */

/* A dot is a whole number of samples. Where there is more room, it begins earlier. */
static void set_axis_of_part(struct model_plots *out, const struct plots_part *part, sim_us step)
{
    int cols = part->cols < PLOTS_COLS_MAX ? part->cols : PLOTS_COLS_MAX;
    out->dots = 2 * (cols > 1 ? cols : 1);
    out->dot = ((part->until - part->from) / out->dots / step + 1) * step;
    sim_us column = 2 * out->dot;
    sim_us from = (part->until + column - 1) / column * column - out->dots * out->dot;
    out->from = from > 0 ? from : 0;
}

/* Who ever wrote by the last that is known of a branch, or could not. */
static bool is_writer(const struct past *past, int client, sim_us until, sim_us step)
{
    const struct sample *last = find(past, until / step * step);
    if (last == NULL || client > last->client_count) {
        return false;
    }
    return last->writes[client - 1] > 0 || last->writes_to[client - 1] == SAMPLE_OUT;
}

void model_build_part(struct model_plots *out, struct plots_strip *strips,
                      const struct history *history, const struct plots_part *part)
{
    struct past past = {.samples = history_samples(history),
                        .run = history_run(history),
                        .branch = part->branch,
                        .strips = strips,
                        .strip_count = CLIENTS_MAX};
    struct run_place end = history_place_at(history, part->branch, part->until);
    memset(out->values, 0, sizeof(out->values));
    memset(out->commits, 0, sizeof(out->commits));
    out->strip_count = 0;
    out->writer_count = 0;
    for (int i = 0; i < CLIENTS_MAX; i++) {
        bool writes = is_writer(&past, i + 1, part->until, past.samples->step);
        begin_strip(&strips[i], writes ? i + 1 : 0);
        out->writer_count += writes ? 1 : 0;
    }
    set_axis_of_part(out, part, past.samples->step);
    fill_dots(out, &past, part->until);
    fill_worst(out);
    add_marks(out, history, &end);
    set_cursor(out, SIM_NEVER);
}
