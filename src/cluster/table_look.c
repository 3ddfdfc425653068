/* SPDX-License-Identifier: MIT */
#include "cluster/table_look.h"

#include "base/mem.h"
#include "base/text.h"
#include "cluster/inspect.h"
#include "cluster/world.h"
#include "store/table_rows.h"

#include <stdio.h>
#include <string.h>

#define FLIGHTS_MAX 4096 /* changes under way that are looked at: a link cut for long has more */

/* A change of a commit that not every master has yet. */
struct awaited {
    uint64_t lock;
    int author;
    uint64_t place;
    const struct record *record;
    const struct change *change;
    bool is_applied; /* somewhere */
};

/* A change that its own master alone sees. */
struct open_row {
    int master;
    uint64_t lock;
    bool is_there;
    int client; /* 0-based */
    sim_us since;
};

/* All that is gathered for one look. */
struct gathering {
    struct cluster *cluster;
    struct table_look *look;
    const struct store *store; /* of the first master that can be asked */
    int limit;
    struct buf from; /* owned: the key that the lines begin at; empty: the first of all */
    struct table_rows sides[MASTERS_MAX];
    int taken[MASTERS_MAX];  /* of them, in lines */
    struct awaited *flights; /* owned */
    int flight_count;
    int flight_room;
    struct open_row *open; /* owned */
    int open_count;
    int open_room;
};

void table_look_init(struct table_look *look)
{
    *look = (struct table_look){0};
    buf_init(&look->cells, BUF_CAP_STATE);
}

void table_look_release(struct table_look *look)
{
    buf_release(&look->cells);
    *look = (struct table_look){0};
}

static const char *key_of(const struct table_rows *rows, int row)
{
    return rows->bytes.data + rows->items[row].key.at;
}

/* --- rows ----------------------------------------------------------------------------------- */

static const struct master *find_lead(struct gathering *all)
{
    const struct master *lead = NULL;
    for (int i = MASTERS_MAX - 1; i >= 0; i--) {
        const struct master *master = &all->cluster->masters[i];
        bool is_there = master->state != MASTER_ABSENT && master->state != MASTER_OFFLINE;
        all->look->is_shown[i] = is_there && !master_is_silent(master);
        bool is_better =
            master->state == MASTER_ONLINE || lead == NULL || lead->state != MASTER_ONLINE;
        lead = all->look->is_shown[i] && is_better ? master : lead;
    }
    return lead;
}

/* Where the lines begin. */
static void find_start(struct gathering *all, const struct master *lead, int64_t first)
{
    struct table_look *look = all->look;
    look->rows_total = store_count_rows(lead->store, look->name);
    int64_t last = look->rows_total - (first == INT64_MAX ? all->limit : 1);
    look->first = first > last ? last : first;
    look->first = look->first < 0 ? 0 : look->first;
    struct table_rows rows;
    table_rows_init(&rows);
    struct table_range range = {.table = look->number, .skip = look->first, .limit = 1};
    if (look->first > 0 && store_table_rows(lead->store, &range, &rows) && rows.count == 1) {
        buf_add_text(&all->from, key_of(&rows, 0), rows.items[0].key.size);
    }
    table_rows_release(&rows);
}

static void read_sides(struct gathering *all)
{
    struct table_range range = {
        .table = all->look->number,
        .from = all->from.size > 0 ? all->from.data : NULL,
        .limit = all->limit,
    };
    for (int i = 0; i < MASTERS_MAX; i++) {
        table_rows_init(&all->sides[i]);
        if (all->look->is_shown[i]) {
            (void)store_table_rows(all->cluster->masters[i].store, &range, &all->sides[i]);
        }
    }
}

/* --- what is under way ---------------------------------------------------------------------- */

/* The record at a place of a master's log; NULL: no copy has it. */
static const struct record *record_at(const struct cluster *cluster, int author, uint64_t place)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct log_entry *entry = copy_log_at(&cluster->copies[i].log[author], place);
        if (entry != NULL) {
            return book_record(&cluster->book, entry->record);
        }
    }
    return NULL;
}

static void add_flights(struct gathering *all, int author, uint64_t place,
                        const struct record *record, bool is_applied)
{
    for (int i = 0; record->packed_size == 0 && i < record->changes.count; i++) {
        const struct change *change = &record->changes.items[i];
        if (change->table == all->look->number && all->flight_count < FLIGHTS_MAX) {
            mem_grow((void **)&all->flights, &all->flight_room, all->flight_count + 1,
                     sizeof(*all->flights));
            all->flights[all->flight_count++] = (struct awaited){
                .lock = change->row,
                .author = author,
                .place = place,
                .record = record,
                .change = change,
                .is_applied = is_applied,
            };
        }
    }
}

static void gather_flights(struct gathering *all, int author)
{
    uint64_t least = UINT64_MAX;
    uint64_t most = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        uint64_t applied = all->cluster->masters[i].applied[author];
        if (all->look->is_shown[i]) {
            least = applied < least ? applied : least;
            most = applied > most ? applied : most;
        }
    }
    for (uint64_t place = least + 1; all->flight_count < FLIGHTS_MAX; place++) {
        const struct record *record = record_at(all->cluster, author, place);
        if (record == NULL) {
            return;
        }
        add_flights(all, author, place, record, place <= most);
    }
}

/* --- what only one sees --------------------------------------------------------------------- */

static int find_row(const struct table_rows *rows, uint64_t lock)
{
    for (int i = 0; i < rows->count; i++) {
        if (rows->items[i].lock == lock) {
            return i;
        }
    }
    return -1;
}

/* Where a row of this key belongs; -1: outside of what is looked at. */
static int place_of_key(const struct gathering *all, const struct table_rows *rows, const char *key)
{
    uint32_t table = all->look->number;
    if (all->from.size > 0 && store_order_keys(all->store, table, key, all->from.data) < 0) {
        return -1;
    }
    for (int i = 0; i < rows->count; i++) {
        if (store_order_keys(all->store, table, key, key_of(rows, i)) < 0) {
            return i;
        }
    }
    return rows->count < all->limit ? rows->count : -1;
}

static struct span_of keep_bytes(struct table_rows *rows, const char *bytes, size_t size)
{
    struct span_of span = {.at = (uint32_t)rows->bytes.size, .size = (uint32_t)size};
    buf_add_text(&rows->bytes, bytes, size);
    return span;
}

static void insert_row(struct gathering *all, struct table_rows *rows, const struct change *change,
                       const char *key)
{
    int at = place_of_key(all, rows, key);
    if (at < 0) {
        return;
    }
    mem_grow((void **)&rows->items, &rows->room, rows->count + 1, sizeof(*rows->items));
    memmove(&rows->items[at + 1], &rows->items[at],
            (size_t)(rows->count - at) * sizeof(*rows->items));
    rows->count++;
    rows->items[at] = (struct table_row){
        .lock = change->row,
        .page = store_page_of_key(all->store, all->look->number, key),
        .key = keep_bytes(rows, key, change->key.size),
    };
}

/* A master sees a change of its own that nobody else does. */
static void overlay(struct gathering *all, const struct open_row *open,
                    const struct changes *changes, const struct change *change)
{
    struct table_rows *rows = &all->sides[open->master];
    int at = find_row(rows, change->row);
    if (at < 0) {
        insert_row(all, rows, change, changes->bytes.data + change->key.at);
        at = find_row(rows, change->row);
    }
    if (at < 0) {
        return;
    }
    if (change->has_after) {
        rows->items[at].image =
            keep_bytes(rows, changes->bytes.data + change->after.at, change->after.size);
    }
    mem_grow((void **)&all->open, &all->open_room, all->open_count + 1, sizeof(*all->open));
    all->open[all->open_count] = *open;
    all->open[all->open_count].lock = change->row;
    all->open[all->open_count].is_there = change->has_after;
    all->open_count++;
}

static void overlay_all(struct gathering *all, const struct open_row *open,
                        const struct changes *changes)
{
    for (int i = 0; i < changes->count; i++) {
        if (changes->items[i].table == all->look->number) {
            overlay(all, open, changes, &changes->items[i]);
        }
    }
}

static void gather_open(struct gathering *all, int index)
{
    const struct master *master = &all->cluster->masters[index];
    for (int i = 0; i < master->session_top; i++) {
        const struct session *session = &master->sessions[i];
        if (session->state != SESSION_FREE && session->txn.state != TXN_NONE) {
            struct open_row open = {
                .master = index, .client = session->client, .since = session->txn.begun_at};
            overlay_all(all, &open, &session->txn.changes);
        }
    }
    for (int i = 0; i < all->flight_count; i++) { /* commits that four copies do not hold yet */
        const struct awaited *flight = &all->flights[i];
        if (flight->author == index && !flight->is_applied &&
            (i == 0 || flight[-1].record != flight->record)) {
            struct open_row open = {.master = index,
                                    .client = flight->record->client,
                                    .since = flight->record->made_at};
            overlay_all(all, &open, &flight->record->changes);
        }
    }
}

/* --- marks ---------------------------------------------------------------------------------- */

/* The newest commit of a row that some master has and some lacks; NULL: there is none. */
static const struct awaited *find_flight(const struct gathering *all, uint64_t lock)
{
    const struct awaited *found = NULL;
    for (int i = 0; i < all->flight_count; i++) {
        const struct awaited *flight = &all->flights[i];
        if (flight->is_applied && flight->lock == lock &&
            (found == NULL || flight->record->made_at >= found->record->made_at)) {
            found = flight;
        }
    }
    return found;
}

static void mark_flight(const struct gathering *all, struct look_line *line,
                        const struct awaited *flight)
{
    line->differs = true;
    line->author = flight->author;
    line->age = all->cluster->now -
                (flight->record->is_durable ? flight->record->durable_at : flight->record->made_at);
    for (int i = 0; i < MASTERS_MAX; i++) {
        struct look_row *row = &line->at[i];
        bool has = all->cluster->masters[i].applied[flight->author] >= flight->place;
        if (!all->look->is_shown[i]) {
            continue;
        }
        if (has) {
            row->mark = row->is_there ? ROW_NEW : ROW_GONE;
        } else if (row->is_there) {
            row->mark = ROW_OLD;
        } else if (flight->change->has_after) {
            row->mark = ROW_NOT_HERE;
        }
    }
}

static void mark_open(const struct gathering *all, struct look_line *line, uint64_t lock)
{
    for (int i = 0; i < all->open_count; i++) {
        const struct open_row *open = &all->open[i];
        if (open->lock != lock) {
            continue;
        }
        line->at[open->master].mark = ROW_OPEN;
        line->at[open->master].is_there = open->is_there;
        line->author = open->master;
        line->client = open->client + 1;
        line->age = all->cluster->now - open->since;
        line->differs = true;
    }
}

static bool is_same(const struct table_rows *a, int row_a, const struct table_rows *b, int row_b)
{
    struct span_of x = a->items[row_a].image;
    struct span_of y = b->items[row_b].image;
    return x.size == y.size && memcmp(a->bytes.data + x.at, b->bytes.data + y.at, x.size) == 0;
}

/* No commit says why: those that are not as the first of them. */
static void mark_unlike(const struct gathering *all, struct look_line *line,
                        const int rows[MASTERS_MAX])
{
    int first = -1;
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (!all->look->is_shown[i] || line->at[i].mark != ROW_SAME) {
            continue;
        }
        first = first < 0 ? i : first;
        bool is_alike = line->at[i].is_there == line->at[first].is_there &&
                        (!line->at[i].is_there ||
                         is_same(&all->sides[first], rows[first], &all->sides[i], rows[i]));
        if (!is_alike) {
            line->at[i].mark = ROW_UNLIKE;
            line->differs = true;
        }
    }
}

/* --- lines ---------------------------------------------------------------------------------- */

static size_t keep_cell(struct gathering *all, const char *values, int place, bool *is_number)
{
    struct buf shown;
    size_t at = all->look->cells.size;
    buf_init(&shown, BUF_CAP_TEXT);
    enum cell_kind kind = store_add_image_cell(&shown, values, place);
    text_add_safe(&all->look->cells, shown.data, shown.size);
    buf_add_char(&all->look->cells, '\0');
    *is_number = *is_number && kind != CELL_TEXT && kind != CELL_BLOB;
    buf_release(&shown);
    return at;
}

static size_t keep_key(struct gathering *all, const char *key)
{
    struct buf *cells = &all->look->cells;
    struct buf shown;
    size_t at = cells->size;
    buf_init(&shown, BUF_CAP_TEXT);
    store_add_key(&shown, all->store, all->look->number, key);
    text_add_safe(cells, shown.data, shown.size);
    buf_add_char(cells, '\0');
    buf_release(&shown);
    return at;
}

static void keep_row(struct gathering *all, struct look_row *row, const struct table_rows *rows,
                     int index)
{
    row->is_there = true;
    row->cells = all->look->cells.size;
    const struct span_of image = rows->items[index].image;
    for (int i = 0; image.size > 0 && i < all->look->column_count; i++) {
        (void)keep_cell(all, rows->bytes.data + image.at, i, &all->look->is_number[i]);
    }
    row->is_there = image.size > 0;
}

/* The first of all rows not yet taken; false: there is none. */
static bool find_next(const struct gathering *all, int *out)
{
    int next = -1;
    for (int i = 0; i < MASTERS_MAX; i++) {
        bool has = all->taken[i] < all->sides[i].count;
        if (has &&
            (next < 0 ||
             store_order_keys(all->store, all->look->number, key_of(&all->sides[i], all->taken[i]),
                              key_of(&all->sides[next], all->taken[next])) < 0)) {
            next = i;
        }
    }
    *out = next;
    return next >= 0;
}

static void add_line(struct gathering *all, int next)
{
    struct table_look *look = all->look;
    struct look_line *line = &look->lines[look->line_count++];
    const struct table_row first = all->sides[next].items[all->taken[next]];
    int rows[MASTERS_MAX] = {0};
    *line = (struct look_line){.page = first.page, .author = -1};
    line->key = keep_key(all, key_of(&all->sides[next], all->taken[next]));
    for (int i = 0; i < MASTERS_MAX; i++) {
        struct table_rows *side = &all->sides[i];
        int at = all->taken[i];
        if (at < side->count && side->items[at].lock == first.lock) {
            rows[i] = at;
            keep_row(all, &line->at[i], side, at);
            all->taken[i]++;
        }
    }
    const struct awaited *flight = find_flight(all, first.lock);
    if (flight != NULL) {
        mark_flight(all, line, flight);
    }
    mark_open(all, line, first.lock);
    if (flight == NULL) {
        mark_unlike(all, line, rows);
    }
}

static void keep_page(struct table_look *look, const struct page_detail *detail)
{
    for (int i = 0; i < look->page_count; i++) {
        struct look_page *page = &look->pages[i];
        if (page->page != detail->id.bucket) {
            continue;
        }
        page->author = detail->author;
        page->age = detail->age;
        for (int k = 0; k < MASTERS_MAX; k++) {
            page->is_newest[k] = detail->is_known[k] && detail->cached[k] == detail->newest;
        }
    }
}

static void keep_pages(struct gathering *all)
{
    struct table_look *look = all->look;
    const struct book *book = &all->cluster->book;
    for (int i = 0; i < look->line_count; i++) {
        if (i == 0 || look->lines[i].page != look->lines[i - 1].page) {
            look->pages[look->page_count++] =
                (struct look_page){.page = look->lines[i].page, .author = -1};
        }
    }
    for (uint32_t page = 0; page < (uint32_t)book->page_count; page++) {
        const struct page_id *id = book_page_id(book, page);
        if (id->table == look->number && id->index == PAGE_INDEX_TABLE) {
            struct page_detail detail;
            cluster_inspect_page(all->cluster, page, &detail);
            keep_page(look, &detail);
        }
    }
}

static void keep_columns(struct gathering *all)
{
    struct table_look *look = all->look;
    for (int i = 0; i < COLUMNS_MAX; i++) {
        const char *name = store_image_column(all->store, look->number, i);
        if (name == NULL) {
            return;
        }
        look->columns[i] = look->cells.size;
        text_add_safe(&look->cells, name, strlen(name));
        buf_add_char(&look->cells, '\0');
        look->is_key[i] = store_is_key_column(all->store, look->number, i);
        look->is_number[i] = true;
        look->column_count++;
    }
}

static void release(struct gathering *all)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        table_rows_release(&all->sides[i]);
    }
    mem_free(all->flights);
    mem_free(all->open);
    buf_release(&all->from);
}

void cluster_look_table(struct cluster *cluster, const char *table, int64_t first, int limit,
                        struct table_look *out)
{
    struct gathering all = {.cluster = cluster, .look = out};
    struct buf cells = out->cells;
    buf_clear(&cells);
    *out = (struct table_look){.cells = cells};
    (void)snprintf(out->name, sizeof(out->name), "%s", table);
    all.limit = limit < TABLE_LOOK_LINES_MAX ? limit : TABLE_LOOK_LINES_MAX;
    const struct master *lead = find_lead(&all);
    out->number = lead != NULL ? store_table_number(lead->store, table) : 0;
    if (out->number == 0) {
        return;
    }
    all.store = lead->store;
    buf_init(&all.from, BUF_CAP_STATE);
    keep_columns(&all);
    find_start(&all, lead, first);
    read_sides(&all);
    for (int i = 0; i < MASTERS_MAX; i++) {
        gather_flights(&all, i);
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (out->is_shown[i]) {
            gather_open(&all, i);
        }
    }
    int next = 0;
    while (out->line_count < all.limit && find_next(&all, &next)) {
        add_line(&all, next);
    }
    keep_pages(&all);
    release(&all);
}
