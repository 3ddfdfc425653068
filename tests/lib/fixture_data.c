/* SPDX-License-Identifier: MIT */
#include "lib/fixture_data.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lib/fixture.h"

#include <stdio.h>
#include <string.h>

#define MS(ms) ((ms)*US_PER_MS)

static size_t keep(struct table_look *look, const char *text)
{
    size_t at = look->cells.size;
    buf_addf(&look->cells, "%s", text);
    buf_add_char(&look->cells, '\0');
    return at;
}

/* The same three values at all masters that are shown. */
static struct look_line *add(struct table_look *look, int64_t page, const char *id,
                             const char *item, const char *qty)
{
    struct look_line *line = &look->lines[look->line_count++];
    *line = (struct look_line){.page = page, .author = -1, .key = keep(look, id)};
    for (int i = 0; i < MASTERS_MAX; i++) {
        line->at[i].is_there = look->is_shown[i];
        line->at[i].cells = keep(look, id);
        (void)keep(look, item);
        (void)keep(look, qty);
    }
    return line;
}

static void mark(struct table_look *look, struct look_line *line, int master, enum row_mark mark,
                 const char *qty)
{
    const char *item = table_look_text(look, line->at[master].cells);
    char id[40];
    char name[40];
    (void)snprintf(id, sizeof(id), "%s", item);
    (void)snprintf(name, sizeof(name), "%s", item + strlen(item) + 1);
    line->differs = true;
    line->at[master].mark = mark;
    line->at[master].is_there = qty != NULL;
    if (qty != NULL) {
        line->at[master].cells = keep(look, id);
        (void)keep(look, name);
        (void)keep(look, qty);
    }
}

static struct table_look *begin(const char *name, uint32_t shown)
{
    struct table_look *look = mem_alloc(1, sizeof(*look));
    table_look_init(look);
    (void)snprintf(look->name, sizeof(look->name), "%s", name);
    look->number = 3;
    look->column_count = 3;
    look->columns[0] = keep(look, "id");
    look->columns[1] = keep(look, "item");
    look->columns[2] = keep(look, "qty");
    look->is_key[0] = true;
    look->is_number[0] = look->is_number[2] = true;
    for (int i = 0; i < MASTERS_MAX; i++) {
        look->is_shown[i] = (shown >> i & 1) != 0;
    }
    return look;
}

static void finish(struct model *model, struct table_look *look, const struct heat *heat, int cols)
{
    int room = cols >= 200 ? 46 : cols >= 80 ? 24 : 18;
    struct data_room at = {
        .cols = model->room_count == 4 ? 18 : room,
        .rows = cols >= 120  ? 22
                : cols >= 80 ? 9
                             : 6,
        .pages = 12,
        .is_at_end = true,
    };
    model_build_data(&model->data, look, heat, &at);
    table_look_release(look);
    mem_free(look);
}

static const struct {
    int page;
    const char *id, *item, *qty;
} orders[] = {
    {10, "641", "tea", "2"},  {10, "642", "mug", "1"},  {10, "643", "pan", "1"},
    {10, "657", "rice", "4"}, {10, "658", "soap", "2"}, {10, "659", "lamp", "1"},
    {10, "673", "tea", "1"},  {10, "674", "rope", "3"}, {10, "675", "mug", "2"},
    {10, "689", "nail", "9"}, {10, "690", "salt", "2"}, {10, "691", "oil", "1"},
    {11, "705", "tea", "6"},  {11, "706", "pan", "1"},  {11, "707", "mug", "3"},
    {11, "721", "lamp", "2"}, {11, "722", "rice", "5"}, {11, "723", "rope", "1"},
};

/* What differs: a change, an insert, an open transaction. */
static void mark_order(struct table_look *look, struct look_line *line)
{
    const char *key = table_look_text(look, line->key);
    if (strcmp(key, "690") == 0) {
        line->author = 0;
        line->age = MS(9);
        mark(look, line, 0, ROW_NEW, "7");
        mark(look, line, 1, ROW_OLD, "2");
        mark(look, line, 2, ROW_OLD, "2");
    } else if (strcmp(key, "722") == 0) {
        line->author = 1;
        line->age = MS(26);
        mark(look, line, 0, ROW_NEW, "5");
        mark(look, line, 1, ROW_NEW, "5");
        mark(look, line, 2, ROW_NOT_HERE, NULL);
    } else if (strcmp(key, "707") == 0) {
        line->author = 1;
        line->client = 2;
        line->age = MS(1200);
        mark(look, line, 1, ROW_OPEN, "4");
    }
}

void fixture_fill_data(struct model *model, struct ui *ui, int cols)
{
    static const struct heat heat = {
        .count = 7,
        .pages = {{2, {1, 0, 0}, 0},
                  {5, {0, 2, 0}, 0},
                  {6, {0, 1, 0}, 0},
                  {7, {0, 0, 2}, 0},
                  {9, {2, 3, 2}, 0},
                  {10, {6, 4, 5}, 2},
                  {11, {16, 14, 15}, 11}},
        .length = 10 * US_PER_S,
    };
    fixture_fill_wide(model, ui, cols);
    ui->view = VIEW_DATA;
    struct table_look *look = begin("orders", 7);
    look->rows_total = 212;
    look->first = 192;
    look->pages[0] = (struct look_page){10, 0, MS(6100), {true, true, true, false}};
    look->pages[1] = (struct look_page){11, 1, MS(26), {true, true, false, false}};
    look->page_count = 2;
    for (int i = 0; i < COUNT_OF(orders); i++) {
        mark_order(look, add(look, orders[i].page, orders[i].id, orders[i].item, orders[i].qty));
    }
    finish(model, look, &heat, cols);
}

void fixture_fill_data_marks(struct model *model, struct ui *ui, int cols)
{
    static const struct heat heat = {.length = 3 * US_PER_S};
    fixture_find("states")->fill(model, ui, cols);
    ui->view = VIEW_DATA;
    struct table_look *look = begin("orders", 1 | 8);
    look->rows_total = 5;
    struct look_line *line = add(look, -1, "-3", "a name that is rather long", "2");
    mark(look, line, 0, ROW_GONE, NULL);
    mark(look, line, 3, ROW_OLD, "2");
    line->author = 0;
    line->age = MS(40);
    line = add(look, 0, "1", "tea", "1");
    mark(look, line, 3, ROW_UNLIKE, "2");
    line = add(look, 0, "2", "nail", "12345");
    mark(look, line, 3, ROW_OPEN, NULL);
    line->client = 4;
    line->author = 3;
    line->age = MS(7);
    (void)add(look, 1, "300", "mug", "1");
    finish(model, look, &heat, cols);
}

void fixture_fill_data_none(struct model *model, struct ui *ui, int cols)
{
    static const struct heat heat = {.length = 0};
    fixture_fill_wide(model, ui, cols);
    ui->view = VIEW_DATA;
    finish(model, begin("orders", 7), &heat, cols);
}
