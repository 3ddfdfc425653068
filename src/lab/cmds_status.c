/* SPDX-License-Identifier: MIT */
/* cmds_status: masters, pages and copies as they are, in columns. They only look. */
#include "base/mem.h"
#include "cluster/counters.h"
#include "cluster/inspect.h"
#include "lab/lab_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PAGES_SHOWN_MAX 100 /* of a table; the rest are counted */
#define KEYS_COLUMNS 10

/* --- masters -------------------------------------------------------------------------------- */

static const char *state_word(const struct master_view *master)
{
    if (master->is_silent) {
        return "DOWN (silent)";
    }
    if (master->is_hung) {
        return "HUNG";
    }
    if (master->has_no_dispatcher) {
        return "no dispatcher";
    }
    switch (master->state) {
    case MASTER_ONLINE:
        return master->is_read_only ? "Read only" : "Online";
    case MASTER_OFFLINE:
        return "Offline";
    case MASTER_RECOVERY:
        return "Recovery";
    case MASTER_ABSENT:
        break;
    }
    return "absent";
}

/* A length, at the right end of `width` columns. */
static void add_length(struct buf *out, sim_us length, int width)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    span_add_length(&text, length);
    buf_addf(out, "%*s", width, text.data);
    buf_release(&text);
}

static void add_master(struct buf *out, const struct cluster *cluster, int index,
                       const struct master_view *master)
{
    static const enum counter classes[] = {COUNTER_TXN_PHYSICAL, COUNTER_TXN_LOGICAL,
                                           COUNTER_TXN_TIE, COUNTER_TXN_LOCAL};
    static const int widths[] = {5, 5, 5, 6};
    buf_addf(out, "  m%d  %c  %-13s", index + 1, "abcd"[master->az], state_word(master));
    if (master->state == MASTER_OFFLINE) {
        buf_addf(out, "%8s", "-");
    } else {
        add_length(out, master->uptime, 8);
    }
    buf_addf(out, "%5d%6d%8" PRId64, master->sessions, master->open_txns, master->commits);
    for (int i = 0; i < COUNT_OF(classes); i++) {
        buf_addf(out, "%*" PRId64, widths[i], cluster_count(cluster, index, classes[i]));
    }
    add_length(out, master->lag, 8);
    buf_addf(out, "\n");
}

/* What else there is to say of a master. */
static void add_note(struct buf *out, int index, const struct master_view *master)
{
    if (master->recovery_step != NULL) {
        buf_addf(out, "  m%d recovers: it %s, step %d of %d\n", index + 1, master->recovery_step,
                 master->recovery_done + 1, master->recovery_all);
    }
    if (master->back_in > 0) {
        buf_addf(out, "  m%d: its %s starts again by itself in ", index + 1,
                 master->has_no_dispatcher ? "dispatcher" : "process");
        span_add_length(out, master->back_in);
        buf_addf(out, "\n");
    }
    if (master->is_read_only) {
        buf_addf(out, "  m%d is read only: writes there get error 1290\n", index + 1);
    }
    if (master->runs_ddl) {
        buf_addf(out, "  m%d has_primary: it runs DDL\n", index + 1);
    }
}

static void add_masters(struct buf *out, const struct lab *lab)
{
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    buf_addf(out, "      AZ state          uptime sess  open commits page  row  tie  lock"
                  "     lag\n");
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state != MASTER_ABSENT) {
            add_master(out, lab->cluster, i, &view.masters[i]);
        }
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state != MASTER_ABSENT) {
            add_note(out, i, &view.masters[i]);
        }
    }
    buf_addf(out,
             "  1213: page, row and tie are lost to another master, lock to one's own\n"
             "  %d of %d copies up: write needs %d, read needs %d\n",
             view.copies_up, COPIES_MAX, WRITE_QUORUM, READ_QUORUM);
}

static void add_count(struct buf *out, const char *name, int64_t count, const char *meaning)
{
    buf_addf(out, "  %-18s %9" PRId64 "  %s\n", name, count, meaning);
}

static void add_counters(struct buf *out, const struct lab *lab, int index)
{
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    const struct master_view *master = &view.masters[index];
    buf_addf(out, "  m%d in AZ %c, %s", index + 1, "abcd"[master->az], state_word(master));
    if (master->state != MASTER_OFFLINE) {
        buf_addf(out, " for ");
        span_add_length(out, master->uptime);
    }
    buf_addf(out, ", %d session%s\n", master->sessions, master->sessions == 1 ? "" : "s");
    for (int i = 0; i < COUNTER_COUNT; i++) {
        const struct counter_row *row = counter_row((enum counter)i);
        add_count(out, row->name, cluster_count(lab->cluster, index, (enum counter)i),
                  row->meaning);
        if (i == COUNTER_TXN_UNANSWERED) {
            add_count(out, "Txn_open", cluster_standing(lab->cluster, index, STANDING_TXNS),
                      "not over yet: all from Txn_committed to here");
        }
    }
}

enum rc cmds_status_status(void *context, const struct words *words, struct buf *reply,
                           struct err *err)
{
    const struct lab *lab = context;
    int index = 0;
    if (words->count == 1) {
        add_masters(reply, lab);
        return RC_OK;
    }
    enum rc rc = lab_parse_master(lab, words->word[1], &index, err);
    if (rc == RC_OK) {
        add_counters(reply, lab, index);
    }
    return rc;
}

/* --- pages ---------------------------------------------------------------------------------- */

/* The name of a page without its table's: that stands above the list. */
static void add_page_name(struct buf *out, const struct page_id *page)
{
    char text[32];
    if (page->index == PAGE_INDEX_HEADER) {
        (void)snprintf(text, sizeof(text), "header");
    } else if (page->index == PAGE_INDEX_TABLE) {
        (void)snprintf(text, sizeof(text), "%" PRId64, page->bucket);
    } else {
        (void)snprintf(text, sizeof(text), "i%d:%" PRId64, (int)page->index, page->bucket);
    }
    buf_addf(out, "  %-8s", text);
}

static void add_versions(struct buf *out, const struct cluster_view *view,
                         const struct page_detail *page)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view->masters[i].state == MASTER_ABSENT) {
            continue;
        }
        if (!page->is_known[i]) {
            buf_addf(out, "      -");
        } else if (page->cached[i] == page->newest) {
            buf_addf(out, "      =");
        } else {
            buf_addf(out, " %6" PRIu64, page->cached[i]);
        }
    }
}

/* "0..99"; of what is longer where it begins: "1000000..". */
static void add_keys(struct buf *out, const struct lab *lab, const struct page_id *page)
{
    struct buf keys;
    buf_init(&keys, BUF_CAP_TEXT);
    cluster_add_page_keys(&keys, lab->cluster, page);
    const char *dots = strstr(keys.data, "..");
    int size =
        keys.size > KEYS_COLUMNS && dots != NULL ? (int)(dots + 2 - keys.data) : (int)keys.size;
    bool is_cut = size > KEYS_COLUMNS;
    buf_addf(out, " %.*s%s%*s", is_cut ? KEYS_COLUMNS - 1 : size, keys.data, is_cut ? "…" : "",
             is_cut ? 0 : KEYS_COLUMNS - size, "");
    buf_release(&keys);
}

static void add_page(struct buf *out, const struct lab *lab, const struct cluster_view *view,
                     const struct page_detail *page)
{
    add_page_name(out, &page->id);
    add_keys(out, lab, &page->id);
    buf_addf(out, " %4" PRId64 " %6" PRIu64 " ", page->rows, page->newest);
    buf_addf(out, page->author >= 0 ? "m%d" : "- ", page->author + 1);
    add_versions(out, view, page);
    buf_addf(out, "%3d%3d%3d%5" PRId64 "\n", page->copies, page->claims, page->intents,
             page->conflicts);
}

static void add_pages(struct buf *out, const struct lab *lab, const struct page_detail *pages,
                      int count)
{
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    buf_addf(out, "  page     keys       rows    lsn by");
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state != MASTER_ABSENT) {
            buf_addf(out, "     m%d", i + 1);
        }
    }
    buf_addf(out, " cp cl in 1213\n");
    for (int i = 0; i < count && i < PAGES_SHOWN_MAX; i++) {
        add_page(out, lab, &view, &pages[i]);
    }
    if (count > PAGES_SHOWN_MAX) {
        buf_addf(out, "  … %d more pages are not shown\n", count - PAGES_SHOWN_MAX);
    }
    buf_addf(out, "  lsn: the newest version at the copies, and by whom; = a master has it, too\n"
                  "  cp: copies that have it, cl: votes that stand, in: open changes\n");
}

enum rc cmds_status_pages(void *context, const struct words *words, struct buf *reply,
                          struct err *err)
{
    struct lab *lab = context;
    struct page_detail *pages = NULL;
    int count = 0;
    enum rc rc = cluster_inspect_pages(lab->cluster, words->word[1], &pages, &count, err);
    if (rc == RC_OK) {
        add_pages(reply, lab, pages, count);
    }
    mem_free(pages);
    return rc;
}

/* --- copies --------------------------------------------------------------------------------- */

static const char *copy_word(const struct copy_view *copy)
{
    if (!copy->is_up || copy->is_empty) {
        return copy->is_up ? "empty" : "down";
    }
    return copy->is_failing ? "fails" : copy->is_slow ? "slow" : "up";
}

static void add_copy(struct buf *out, const struct cluster_view *view, int index,
                     const struct copy_detail *copy)
{
    char name[PLACE_NAME_SIZE];
    buf_addf(out, "  %s  %-5s %6d %7d %8" PRId64 " %6d", place_name(place_copy(index), name),
             copy_word(&view->copies[index]), copy->pages, copy->claims, copy->lacks_commits,
             copy->lacks_pages);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view->masters[i].state != MASTER_ABSENT) {
            buf_addf(out, " %8" PRIu64, copy->length[i]);
        }
    }
    buf_addf(out, "\n");
}

/* "2": a master's own; "2/m3": m3 recovered it. */
static void add_epoch(struct buf *out, int master, const struct copy_detail *copy)
{
    char text[64];
    char by[16] = "";
    char cut[32] = "";
    if (copy->epoch[master] != 0 && copy->epoch_author[master] != master) {
        (void)snprintf(by, sizeof(by), "/m%d", copy->epoch_author[master] + 1);
    }
    if (copy->is_cut[master]) {
        (void)snprintf(cut, sizeof(cut), " cut %" PRIu64, copy->cut_last[master]);
    }
    (void)snprintf(text, sizeof(text), "%" PRIu64 "%s%s", copy->epoch[master], by, cut);
    buf_addf(out, " %17s", text);
}

static void add_epochs(struct buf *out, const struct cluster_view *view, int index,
                       const struct copy_detail *copy)
{
    char name[PLACE_NAME_SIZE];
    buf_addf(out, "  %s", place_name(place_copy(index), name));
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view->masters[i].state != MASTER_ABSENT) {
            add_epoch(out, i, copy);
        }
    }
    buf_addf(out, "\n");
}

static void add_heads(struct buf *out, const struct cluster_view *view, const char *head,
                      const char *form)
{
    buf_addf(out, "%s", head);
    for (int i = 0; i < MASTERS_MAX; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "%s m%d", form, i + 1);
        if (view->masters[i].state != MASTER_ABSENT) {
            buf_addf(out, " %*s", form[0] == 'l' ? 8 : 17, name);
        }
    }
    buf_addf(out, "\n");
}

enum rc cmds_status_copies(void *context, const struct words *words, struct buf *reply,
                           struct err *err)
{
    (void)words;
    (void)err;
    const struct lab *lab = context;
    struct cluster_view view;
    struct copy_detail copies[COPIES_MAX];
    cluster_look(lab->cluster, &view);
    add_heads(reply, &view, "      state  pages  claims  commits  pages", "log");
    for (int i = 0; i < COPIES_MAX; i++) {
        cluster_inspect_copy(lab->cluster, i, &copies[i]);
        add_copy(reply, &view, i, &copies[i]);
    }
    buf_addf(reply, "  claims: votes that stand; commits, pages: what it lacks\n");
    add_heads(reply, &view, "    ", "epoch");
    for (int i = 0; i < COPIES_MAX; i++) {
        add_epochs(reply, &view, i, &copies[i]);
    }
    buf_addf(reply,
             "  2/m3: m3 began epoch 2 when it recovered that one; cut: where its log ended\n");
    return RC_OK;
}
