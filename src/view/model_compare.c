/* SPDX-License-Identifier: MIT */
#include "view/model_compare.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct compare_line *add(struct model_compare *out, enum compare_line_look look,
                                const char *label)
{
    struct compare_line *line = &out->lines[out->line_count];
    out->line_count += out->line_count < COMPARE_LINES_MAX ? 1 : 0;
    *line = (struct compare_line){.look = look, .roles = {ROLE_TEXT, ROLE_TEXT}};
    (void)snprintf(line->label, sizeof(line->label), "%s", label);
    return line;
}

/* --- what is counted ------------------------------------------------------------------------- */

/* "27", "1 200": thousands apart. */
static void set_number(char *out, size_t size, int64_t number)
{
    if (number >= 1000000) {
        (void)snprintf(out, size, "%" PRId64 " %03d %03d", number / 1000000,
                       (int)(number / 1000 % 1000), (int)(number % 1000));
    } else if (number >= 1000) {
        (void)snprintf(out, size, "%d %03d", (int)(number / 1000), (int)(number % 1000));
    } else {
        (void)snprintf(out, size, "%d", (int)number);
    }
}

/* What goes on in the sentence "so routed has". */
static void set_difference(struct compare_line *line, int64_t other, int64_t here)
{
    char number[32];
    bool is_more = here > other;
    line->is_same = here == other;
    set_number(number, sizeof(number), is_more ? here - other : other - here);
    if (line->is_same) {
        (void)snprintf(line->words, sizeof(line->words), "as many");
    } else if (here == 0) {
        (void)snprintf(line->words, sizeof(line->words), "none");
    } else {
        (void)snprintf(line->words, sizeof(line->words), "%s %s", number,
                       is_more ? "more" : "fewer");
    }
}

static void add_count(struct model_compare *out, const char *label, int64_t other, int64_t here,
                      enum role trouble)
{
    struct compare_line *line = add(out, COMPARE_NUMBERS, label);
    const int64_t numbers[] = {other, here};
    for (int i = 0; i < COMPARE_SIDES; i++) {
        set_number(line->values[i], sizeof(line->values[i]), numbers[i]);
        line->roles[i] = numbers[i] > 0 ? trouble : ROLE_TEXT;
    }
    set_difference(line, other, here);
}

static void add_outage(struct model_compare *out, const struct compare_result *result)
{
    struct compare_line *line = add(out, COMPARE_NUMBERS, "longest outage");
    sim_us lengths[COMPARE_SIDES];
    struct buf text;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        buf_init(&text, sizeof(line->values[i]) - 1);
        lengths[i] = result->counters[i].longest_outage;
        if (lengths[i] > 0) {
            span_add_length(&text, lengths[i]);
        } else {
            buf_addf(&text, "none");
        }
        memcpy(line->values[i], text.data, text.size + 1);
        line->roles[i] = lengths[i] > 0 ? ROLE_WARN : ROLE_TEXT;
        buf_release(&text);
    }
    sim_us longer = lengths[COMPARE_HERE] - lengths[COMPARE_OTHER];
    line->is_same = longer == 0;
    buf_init(&text, sizeof(line->words) - 1);
    if (line->is_same) {
        buf_addf(&text, "as much");
    } else if (lengths[COMPARE_HERE] == 0) {
        buf_addf(&text, "none");
    } else {
        span_add_length(&text, longer > 0 ? longer : -longer);
        buf_addf(&text, longer > 0 ? " more" : " less");
    }
    memcpy(line->words, text.data, text.size + 1);
    buf_release(&text);
}

static void add_counters(struct model_compare *out, const struct compare_result *result)
{
    static const struct {
        const char *label;
        enum role trouble;
    } rows[COMPARE_COUNTS] = {
        [COMPARE_OK] = {"answered ok", ROLE_TEXT},
        [COMPARE_FAILED] = {"failed", ROLE_BAD},
        [COMPARE_UNKNOWN] = {"outcome unknown", ROLE_WARN},
        [COMPARE_CONFLICTS] = {"conflicts, error 1213", ROLE_TEXT},
        [COMPARE_RETRIES] = {"retries", ROLE_TEXT},
        [COMPARE_LOST] = {"acknowledged rows lost", ROLE_BAD},
        [COMPARE_DOUBLED] = {"units done twice", ROLE_BAD},
    };
    const struct compare_counters *other = &result->counters[COMPARE_OTHER];
    const struct compare_counters *here = &result->counters[COMPARE_HERE];
    for (int i = 0; i < COMPARE_COUNTS; i++) {
        add_count(out, rows[i].label, other->counts[i], here->counts[i], rows[i].trouble);
    }
    add_outage(out, result);
    for (int i = 0; i < MASTERS_MAX; i++) {
        char label[24];
        (void)snprintf(label, sizeof(label), "commits of m%d", i + 1);
        if (other->commits[i] >= 0 || here->commits[i] >= 0) {
            add_count(out, label, other->commits[i] > 0 ? other->commits[i] : 0,
                      here->commits[i] > 0 ? here->commits[i] : 0, ROLE_TEXT);
        }
    }
}

/* --- the rest -------------------------------------------------------------------------------- */

static void add_events(struct model_compare *out, const struct compare_result *result)
{
    (void)add(out, COMPARE_BLANK, "");
    struct compare_line *title = add(out, COMPARE_TITLE, "first difference");
    if (result->parted_at > result->at) {
        (void)snprintf(title->words, sizeof(title->words), "none: they part later");
    } else if (!result->has_event) {
        (void)snprintf(title->words, sizeof(title->words), "none: they went on alike");
    }
    for (int i = 0; result->has_event && i < COMPARE_SIDES; i++) {
        struct compare_line *line = add(out, COMPARE_EVENT, result->names[i]);
        const char *text = result->events[i].text;
        (void)snprintf(line->words, sizeof(line->words), "%.*s", COMPARE_WORDS_SIZE - 1,
                       text[0] != '\0' ? text : "nothing more happened");
    }
}

static void add_rows(struct model_compare *out, const struct compare_table *table)
{
    for (int i = 0; i < table->shown; i++) {
        struct compare_line *line = add(out, COMPARE_ROW, table->first[i].key);
        for (int side = 0; side < COMPARE_SIDES; side++) {
            const char *values = table->first[i].values[side];
            bool is_there = values[0] != '\0';
            (void)snprintf(line->values[side], sizeof(line->values[side]), "%s",
                           is_there ? values : "not there");
            line->roles[side] = is_there ? ROLE_TEXT : ROLE_FAINT;
        }
    }
    if (table->differ > table->shown && table->shown > 0) {
        char label[40];
        (void)snprintf(label, sizeof(label), "and %" PRId64 " more", table->differ - table->shown);
        (void)add(out, COMPARE_EVENT, label);
    }
}

/* A table at one master, or at several that have the same of it: "acct at m1 m2 m3". */
static void add_tables(struct model_compare *out, const struct compare_result *result)
{
    (void)add(out, COMPARE_BLANK, "");
    for (int i = 0; i < result->table_count;) {
        const struct compare_table *table = &result->tables[i];
        char label[COMPARE_TEXT_SIZE];
        struct buf words;
        int used = snprintf(label, sizeof(label), "%s at", table->name);
        int next = i;
        do {
            used += snprintf(label + used, sizeof(label) - (size_t)used, " m%d",
                             result->tables[next++].master + 1);
        } while (next < result->table_count && compare_is_as_at(table, &result->tables[next]));
        struct compare_line *line = add(out, COMPARE_TITLE, label);
        buf_init(&words, sizeof(line->words) - 1);
        compare_add_table(&words, result, table);
        memcpy(line->words, words.data, words.size + 1);
        line->is_same = table->kind == TABLE_COMPARED && table->differ == 0;
        buf_release(&words);
        add_rows(out, table);
        i = next;
    }
    if (result->tables_left > 0) {
        char label[60];
        (void)snprintf(label, sizeof(label), "%d more were not compared", result->tables_left);
        (void)add(out, COMPARE_TITLE, label);
    }
}

void model_build_compare(struct model_compare *out, const struct compare_result *result, int scroll)
{
    out->is_shown = result != NULL;
    if (result == NULL) {
        return;
    }
    struct buf time;
    buf_init(&time, sizeof(out->time) - 1);
    span_add_seconds(&time, result->at);
    (void)snprintf(out->time, sizeof(out->time), "%s s", time.data);
    buf_release(&time);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        (void)snprintf(out->names[i], sizeof(out->names[i]), "%s", result->names[i]);
    }
    out->scroll = scroll;
    out->line_count = 0;
    add_counters(out, result);
    add_events(out, result);
    add_tables(out, result);
}

/* --- the plots ------------------------------------------------------------------------------- */

/* Dots in which the client writes elsewhere on the two; who writes on one alone: in all. */
static int difference(const struct plots_strip *other, const struct plots_strip *here, int dots)
{
    int count = other->client != here->client ? 1 : 0;
    for (int dot = 0; dot < dots; dot++) {
        count += other->on[dot] != here->on[dot] ? 1 : 0;
    }
    return count;
}

/* Of all clients those whose strips differ most, the one that differs most first. */
static void choose_strips(struct compare_plots *out, struct plots_strip *all[COMPARE_SIDES])
{
    bool is_chosen[CLIENTS_MAX] = {false};
    struct model_plots *sides = out->sides;
    for (int count = 0; count < PLOTS_STRIPS_MAX; count++) {
        int best = -1;
        int most = -1;
        for (int i = 0; i < CLIENTS_MAX; i++) {
            const struct plots_strip *other = &all[COMPARE_OTHER][i];
            const struct plots_strip *here = &all[COMPARE_HERE][i];
            bool writes = other->client > 0 || here->client > 0;
            int differs = difference(other, here, sides[COMPARE_HERE].dots);
            if (writes && !is_chosen[i] && differs > most) {
                best = i;
                most = differs;
            }
        }
        for (int side = 0; best >= 0 && side < COMPARE_SIDES; side++) {
            sides[side].strips[count] = all[side][best];
            sides[side].strips[count].client = best + 1;
            sides[side].strip_count = count + 1;
            is_chosen[best] = true;
        }
    }
}

/* What one of the two has for itself by then: its first line, and how many there are. */
static int print_done(char out[TIMELINE_LABEL_SIZE], const struct run *run, int branch, int first,
                      sim_us until)
{
    int count = 0;
    (void)snprintf(out, TIMELINE_LABEL_SIZE, "nothing was done");
    for (int i = first; i < run_line_count(run, branch); i++) {
        const struct run_line *line = run_line(run, branch, i);
        if (line->at <= until && count++ == 0) {
            timeline_print_line(out, line->text);
        }
    }
    return count;
}

void model_build_compare_plots(struct model_compare *out, const struct history *history,
                               const struct compare_result *result, int cols)
{
    struct compare_plots *plots = &out->plots;
    const struct run *run = history_run(history);
    int branches[COMPARE_SIDES];
    if (result != NULL && plots->cols == cols) {
        return;
    }
    plots->cols = cols;
    plots->is_shown = result != NULL && result->parted_at < result->at;
    for (int i = 0; plots->is_shown && i < COMPARE_SIDES; i++) {
        branches[i] = run_find_branch(run, result->names[i]);
        plots->is_shown = branches[i] >= 0;
    }
    if (!plots->is_shown) {
        return;
    }
    /* A fifth of it is what they have in common. */
    struct run_place parting = history_parting(history, branches[0], branches[1]);
    sim_us before = (result->at - result->parted_at) / 4;
    struct plots_part part = {.until = result->at, .cols = cols};
    part.from = result->parted_at > before ? result->parted_at - before : 0;
    struct plots_strip *all[COMPARE_SIDES];
    for (int i = 0; i < COMPARE_SIDES; i++) {
        part.branch = branches[i];
        all[i] = mem_alloc(CLIENTS_MAX, sizeof(struct plots_strip));
        model_build_part(&plots->sides[i], all[i], history, &part);
        plots->done_count[i] =
            print_done(plots->done[i], run, branches[i], parting.lines, result->at);
    }
    choose_strips(plots, all);
    const struct model_plots *axis = &plots->sides[COMPARE_HERE];
    plots->parted = (int)((result->parted_at - axis->from) / axis->dot);
    mem_free(all[COMPARE_OTHER]);
    mem_free(all[COMPARE_HERE]);
}
