/* SPDX-License-Identifier: MIT */
#include "app/data_view.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

#define REFRESH_NS (INT64_C(250) * 1000 * 1000)
#define HEAT_AFTER_NS (REFRESH_NS / 2) /* not in the same frame as the rows */
#define SEEK_ROWS_MAX 20000            /* looked through for one that differs: a moment's work */

void data_view_init(struct data_view *view)
{
    *view = (struct data_view){.look = mem_alloc(1, sizeof(*view->look)),
                               .heat = mem_alloc(1, sizeof(*view->heat))};
    table_look_init(view->look);
}

void data_view_release(struct data_view *view)
{
    table_look_release(view->look);
    mem_free(view->look);
    mem_free(view->heat);
    *view = (struct data_view){0};
}

void data_view_pass(struct data_view *view, int64_t wall_ns)
{
    view->age_ns += wall_ns;
}

void data_view_reset(struct data_view *view)
{
    view->is_stale = true;
}

/* The first master that has tables says what there is; -1: none has. */
static int master_with_tables(const struct lab *lab)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (cluster_table_count(lab_cluster(lab), i) > 0) {
            return i;
        }
    }
    return -1;
}

/* Its place among the tables of a master; -1: it is not there. */
static int place_of(const struct lab *lab, int master, const char *table)
{
    for (int i = 0; master >= 0 && i < cluster_table_count(lab_cluster(lab), master); i++) {
        if (strcmp(cluster_table_at(lab_cluster(lab), master, i), table) == 0) {
            return i;
        }
    }
    return -1;
}

bool data_view_has(const struct lab *lab, const char *table)
{
    return place_of(lab, master_with_tables(lab), table) >= 0;
}

void data_view_choose_next(struct data_view *view, const struct lab *lab)
{
    int master = master_with_tables(lab);
    int count = master >= 0 ? cluster_table_count(lab_cluster(lab), master) : 0;
    int place = place_of(lab, master, view->table) + 1;
    view->table[0] = '\0';
    if (count > 0) {
        (void)snprintf(view->table, sizeof(view->table), "%s",
                       cluster_table_at(lab_cluster(lab), master, place < count ? place : 0));
    }
    view->first = 0;
    view->columns_left = 0;
    view->is_stale = true;
}

static bool is_due(const struct data_view *view, const struct lab *lab, int limit, bool is_paused)
{
    if (!view->is_read || view->is_stale || limit != view->limit) {
        return true;
    }
    bool is_new = lab_now(lab) != view->read_at || lab_event_last(lab) != view->read_to;
    bool has_gone_back = lab_now(lab) < view->read_at;
    return is_new && (is_paused || has_gone_back || view->age_ns >= REFRESH_NS);
}

static void take_heat(struct data_view *view, const struct lab *lab)
{
    heat_take(view->heat, lab, view->look->number);
    view->heat_is_due = false;
    view->is_new = true;
}

void data_view_look(struct data_view *view, const struct lab *lab, int limit, bool is_paused)
{
    view->is_new = false;
    if (!is_due(view, lab, limit, is_paused)) {
        if (view->heat_is_due && (is_paused || view->age_ns >= HEAT_AFTER_NS)) {
            take_heat(view, lab);
        }
        return;
    }
    bool takes_all = !view->is_read || view->is_stale || is_paused;
    if (view->table[0] == '\0') {
        data_view_choose_next(view, lab);
    }
    lab_look_table(lab, view->table, view->first, limit, view->look);
    view->heat_is_due = true;
    if (takes_all) {
        take_heat(view, lab);
    }
    view->is_new = true;
    view->is_read = true;
    view->is_stale = false;
    view->limit = limit;
    view->read_at = lab_now(lab);
    view->read_to = lab_event_last(lab);
    view->age_ns = 0;
}

void data_view_scroll(struct data_view *view, int64_t first, int shown, int64_t rows)
{
    int64_t last = view->look->rows_total - shown;
    first += rows;
    view->first = first < 0 ? 0 : first;
    if (rows > 0 && first >= last) { /* from now on what is added there is seen, too */
        view->first = last > 0 ? INT64_MAX : 0;
    }
    view->is_stale = true;
}

void data_view_scroll_columns(struct data_view *view, int way, int right)
{
    view->columns_left += way < 0 || right > 0 ? way : 0;
    view->columns_left = view->columns_left > 0 ? view->columns_left : 0;
}

bool data_view_seek(struct data_view *view, const struct lab *lab)
{
    int64_t total = view->look->rows_total;
    int64_t step = TABLE_LOOK_LINES_MAX - 1;
    int64_t first = view->look->first + view->limit;
    struct table_look *look = mem_alloc(1, sizeof(*look));
    bool is_found = false;
    table_look_init(look);
    for (int64_t seen = 0; !is_found && seen < total + step && seen < SEEK_ROWS_MAX;
         seen += step, first += step) {
        first = first >= total ? 0 : first;
        lab_look_table(lab, view->table, first, TABLE_LOOK_LINES_MAX, look);
        for (int i = 0; !is_found && i < look->line_count; i++) {
            is_found = look->lines[i].differs;
            view->first = is_found ? look->first + i - view->limit / 2 : view->first;
        }
    }
    view->first = view->first < 0 ? 0 : view->first;
    view->is_stale = true;
    table_look_release(look);
    mem_free(look);
    return is_found;
}
