/* SPDX-License-Identifier: MIT */
#include "headless/score_print.h"

#include "base/compiler.h"
#include "base/quote.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- tables for people ----------------------------------------------------------------------- */

enum shown_as { AS_COUNT, AS_LENGTH, AS_SHARE };

struct column {
    const char *head, *below; /* two lines */
    const char *field;        /* of score_fields() */
    enum shown_as as;
};

/* How long nothing went, and how quick it was otherwise. */
static const struct column times[] = {
    {"avail-", "able", "available_per_10000", AS_SHARE},
    {"longest", "outage", "longest_outage_us", AS_LENGTH},
    {"all", "outages", "total_outage_us", AS_LENGTH},
    {"", "detect", "detect_us", AS_LENGTH},
    {"", "reroute", "reroute_us", AS_LENGTH},
    {"first", "OK", "first_ok_us", AS_LENGTH},
    {"", "p50", "p50_us", AS_LENGTH},
    {"", "p99", "p99_us", AS_LENGTH},
};

/* What became of the units of work. */
static const struct column counts[] = {
    {"conflicts", "per 1000", "conflicts_per_1000", AS_COUNT},
    {"", "retries", "retries", AS_COUNT},
    {"", "failed", "failed", AS_COUNT},
    {"", "unknown", "unknown", AS_COUNT},
    {"", "lost", "lost", AS_COUNT},
    {"", "doubled", "doubled", AS_COUNT},
    {"", "stale", "stale", AS_COUNT},
    {"connec-", "tions", "connections", AS_COUNT},
};

#define NAME_WIDTH 17 /* all fits 80 columns */

static int64_t value_of(const struct score *score, const char *field)
{
    int count = 0;
    const struct score_field *fields = score_fields(&count);
    for (int i = 0; i < count; i++) {
        if (strcmp(fields[i].name, field) == 0) {
            return fields[i].get(score);
        }
    }
    return -1;
}

static void add_cell(struct buf *out, const struct score *score, const struct column *column,
                     int width)
{
    struct buf cell;
    int64_t value = value_of(score, column->field);
    buf_init(&cell, 100);
    if (value < 0) {
        buf_addf(&cell, "-");
    } else if (column->as == AS_LENGTH) {
        span_add_length(&cell, value);
    } else if (column->as == AS_SHARE) {
        buf_addf(&cell, "%" PRId64 ".%02d%%", value / 100, (int)(value % 100));
    } else {
        buf_addf(&cell, "%" PRId64, value);
    }
    buf_addf(out, " %*s", width, cell.data);
    buf_release(&cell);
}

static int width_of(const struct column *column)
{
    size_t width =
        strlen(column->head) > strlen(column->below) ? strlen(column->head) : strlen(column->below);
    return width < 6 ? 6 : (int)width;
}

static void add_heads(struct buf *out, const struct column *columns, int count)
{
    for (int line = 0; line < 2; line++) {
        buf_addf(out, "%-*s", NAME_WIDTH, "");
        for (int i = 0; i < count; i++) {
            buf_addf(out, " %*s", width_of(&columns[i]),
                     line == 0 ? columns[i].head : columns[i].below);
        }
        while (out->size > 0 && out->data[out->size - 1] == ' ') {
            out->data[--out->size] = '\0';
        }
        buf_addf(out, "\n");
    }
}

static void add_row(struct buf *out, const char *name, const struct score *score,
                    const struct column *columns, int count)
{
    buf_addf(out, "%-*.*s", NAME_WIDTH, NAME_WIDTH, name);
    for (int i = 0; i < count; i++) {
        add_cell(out, score, &columns[i], width_of(&columns[i]));
    }
    buf_addf(out, "\n");
}

static void add_days(struct buf *out, const struct score_table *table,
                     const struct score_of_driver *driver, const struct column *columns, int count)
{
    add_heads(out, columns, count);
    for (int i = 0; i < table->day_count; i++) {
        add_row(out, table->days[i], &driver->days[i], columns, count);
    }
    if (table->day_count > 1) {
        add_row(out, "in all", &driver->all, columns, count);
    }
    buf_addf(out, "\n");
}

/* "seed 17, crash: 2 doubled, longest outage 5.03 s", and how to see it again. */
static void add_worst(struct buf *out, const struct score_table *table,
                      const struct score_of_driver *driver)
{
    const struct score_options *options = table->options;
    const struct score_play *play = &driver->worst_play;
    const struct score *worst = &driver->worst;
    buf_addf(out, "The worst was seed %" PRIu64 " of %s: %" PRId64 " lost, %" PRId64 " doubled",
             play->seed, play->day, worst->lost, worst->doubled);
    if (worst->longest > 0) {
        buf_addf(out, ", longest outage ");
        span_add_length(out, worst->longest);
    }
    buf_addf(out, ".\nAgain, as numbers and as events:\n  quartet score");
    score_add_shell_word(out, driver->file);
    buf_addf(out, " --seeds %" PRIu64 " --masters %d --chaos", play->seed, options->masters);
    score_add_shell_word(out, play->day);
    buf_addf(out, " --load");
    score_add_shell_word(out, options->load);
    buf_addf(out, "\n  ");
    score_add_replay(out, play, &driver->worst_times);
    buf_addf(out, "\n\n");
}

/* What follows is then not its work. */
static void add_undecided(struct buf *out, const struct score_of_driver *driver)
{
    const struct score *all = &driver->all;
    if (all->undecided == 0) {
        return;
    }
    buf_addf(out, "IT FAILED %" PRId64 " time%s", all->undecided, all->undecided == 1 ? "" : "s");
    if (all->failing_line > 0) {
        buf_addf(out, ", in line %" PRId64, all->failing_line);
    }
    buf_addf(out, ". The lab's safe rule decided instead: what follows is that rule's work.\n"
                  "In the lab \\driver");
    score_add_shell_word(out, driver->file);
    buf_addf(out, " says what is wrong with it.\n\n");
}

static void add_what(struct buf *out, const struct score_table *table)
{
    const struct score_options *options = table->options;
    buf_addf(out, "seeds %" PRIu64 " to %" PRIu64 ", load %s, %d masters, %d game day%s each",
             options->seed_first, options->seed_last, options->load, options->masters,
             table->day_count, table->day_count == 1 ? "" : "s");
}

static void print_text(const struct score_table *table, struct buf *out)
{
    for (int i = 0; i < table->driver_count; i++) {
        const struct score_of_driver *driver = &table->drivers[i];
        buf_addf(out, "%s: ", driver->name);
        add_what(out, table);
        buf_addf(out, "\n\n");
        add_undecided(out, driver);
        add_days(out, table, driver, times, COUNT_OF(times));
        add_days(out, table, driver, counts, COUNT_OF(counts));
        add_worst(out, table, driver);
    }
    if (table->driver_count < 2) {
        return;
    }
    buf_addf(out, "Side by side, in all\n\n");
    add_heads(out, times, COUNT_OF(times));
    for (int i = 0; i < table->driver_count; i++) {
        add_row(out, table->drivers[i].name, &table->drivers[i].all, times, COUNT_OF(times));
    }
    buf_addf(out, "\n");
    add_heads(out, counts, COUNT_OF(counts));
    for (int i = 0; i < table->driver_count; i++) {
        add_row(out, table->drivers[i].name, &table->drivers[i].all, counts, COUNT_OF(counts));
    }
}

/* --- for programs ---------------------------------------------------------------------------- */

static void add_json(struct buf *out, const struct score_of_driver *driver, const char *day,
                     const struct score *score)
{
    int count = 0;
    const struct score_field *fields = score_fields(&count);
    buf_addf(out, "{\"kind\":\"score\",\"driver\":");
    quote_json(out, driver->name);
    buf_addf(out, ",\"chaos\":");
    quote_json(out, day);
    for (int i = 0; i < count; i++) {
        int64_t value = fields[i].get(score);
        buf_addf(out, ",\"%s\":", fields[i].name);
        if (value < 0) {
            buf_addf(out, "null");
        } else {
            buf_addf(out, "%" PRId64, value);
        }
    }
    buf_addf(out, "}\n");
}

static void add_json_worst(struct buf *out, const struct score_of_driver *driver)
{
    struct buf replay;
    const struct score *worst = &driver->worst;
    buf_init(&replay, BUF_CAP_TEXT);
    score_add_replay(&replay, &driver->worst_play, &driver->worst_times);
    buf_addf(out, "{\"kind\":\"worst\",\"driver\":");
    quote_json(out, driver->name);
    buf_addf(out, ",\"chaos\":");
    quote_json(out, driver->worst_play.day);
    buf_addf(out,
             ",\"seed\":%" PRIu64 ",\"lost\":%" PRId64 ",\"doubled\":%" PRId64
             ",\"longest_outage_us\":%" PRId64 ",\"replay\":",
             driver->worst_play.seed, worst->lost, worst->doubled, worst->longest);
    quote_json(out, replay.data);
    buf_addf(out, "}\n");
    buf_release(&replay);
}

static void print_json(const struct score_table *table, struct buf *out)
{
    for (int i = 0; i < table->driver_count; i++) {
        const struct score_of_driver *driver = &table->drivers[i];
        for (int k = 0; k < table->day_count; k++) {
            add_json(out, driver, table->days[k], &driver->days[k]);
        }
        add_json(out, driver, "all", &driver->all);
        add_json_worst(out, driver);
    }
}

static void add_csv_text(struct buf *out, const char *text)
{
    if (strpbrk(text, ",\"") != NULL) {
        quote_csv(out, text);
    } else {
        buf_addf(out, "%s", text);
    }
}

static void add_csv(struct buf *out, const char *driver, const char *day, const struct score *score)
{
    int count = 0;
    const struct score_field *fields = score_fields(&count);
    add_csv_text(out, driver);
    buf_add_char(out, ',');
    add_csv_text(out, day);
    for (int i = 0; i < count; i++) {
        int64_t value = fields[i].get(score);
        buf_add_char(out, ',');
        if (value >= 0) {
            buf_addf(out, "%" PRId64, value);
        }
    }
    buf_add_char(out, '\n');
}

static void print_csv(const struct score_table *table, struct buf *out)
{
    int count = 0;
    const struct score_field *fields = score_fields(&count);
    buf_addf(out, "driver,chaos");
    for (int i = 0; i < count; i++) {
        buf_addf(out, ",%s", fields[i].name);
    }
    buf_add_char(out, '\n');
    for (int i = 0; i < table->driver_count; i++) {
        const struct score_of_driver *driver = &table->drivers[i];
        for (int k = 0; k < table->day_count; k++) {
            add_csv(out, driver->name, table->days[k], &driver->days[k]);
        }
        add_csv(out, driver->name, "all", &driver->all);
    }
}

void score_print(const struct score_table *table, struct buf *out)
{
    static void (*const print[])(const struct score_table *table, struct buf *out) = {
        [SCORE_TEXT] = print_text, [SCORE_JSON] = print_json, [SCORE_CSV] = print_csv};
    print[table->options->format](table, out);
}
