/* SPDX-License-Identifier: MIT */
#include "cluster/copy_pages.h"

#include "base/hash.h"
#include "base/mem.h"

struct copy_page *copy_get_page(struct copy *copy, uint32_t page)
{
    mem_grow((void **)&copy->pages, &copy->page_room, (int)page + 1, sizeof *copy->pages);
    if ((int)page >= copy->page_count) {
        copy->page_count = (int)page + 1;
    }
    return &copy->pages[page];
}

/* --- the claims on a page ------------------------------------------------------------------- */

/* The first claim on a page, then the others, if *at begins at -1; NULL: there are no more. */
static struct claim *next_claim(const struct copy *copy, uint32_t page, int *at)
{
    if (*at < 0) {
        *at = 0;
        return page < (uint32_t)copy->page_count ? &copy->pages[page].claim : NULL;
    }
    while (*at < copy->more_count) {
        struct more_claim *more = &copy->more[(*at)++];
        if (more->page == page) {
            return &more->claim;
        }
    }
    return NULL;
}

/* Some have ended: whoever is left comes first. */
static void tidy(struct copy *copy)
{
    int kept = 0;
    for (int i = 0; i < copy->more_count; i++) {
        struct more_claim more = copy->more[i];
        struct claim *first = &copy->pages[more.page].claim;
        if (more.claim.epoch != 0 && first->epoch == 0) {
            *first = more.claim;
        } else if (more.claim.epoch != 0) {
            copy->more[kept++] = more;
        }
    }
    copy->more_count = kept;
}

const struct claim *copy_claim_of_other(const struct copy *copy, uint32_t page, uint64_t epoch)
{
    const struct claim *claim = NULL;
    for (int at = -1; (claim = next_claim(copy, page, &at)) != NULL;) {
        if (claim->epoch != 0 && claim->epoch != epoch) {
            return claim;
        }
    }
    return NULL;
}

int copy_claim_count(const struct copy *copy, uint32_t page)
{
    int count = 0;
    const struct claim *claim = NULL;
    for (int at = -1; (claim = next_claim(copy, page, &at)) != NULL;) {
        count += claim->epoch != 0;
    }
    return count;
}

/* --- how they end --------------------------------------------------------------------------- */

/* Of a page at a version. The two are told apart: many of these are summed up. */
static uint64_t hash_page(uint32_t page, uint64_t lsn)
{
    return hash_u64(hash_u64(HASH_START, page), lsn);
}

void copy_install(struct copy *copy, uint32_t number)
{
    const struct version *version = book_version(copy->book, number);
    struct copy_page *page = copy_get_page(copy, version->page);
    uint64_t held = book_version(copy->book, page->version)->lsn;
    if (version->lsn > held) {
        copy->page_hash ^= hash_page(version->page, held) ^ hash_page(version->page, version->lsn);
        page->version = number;
        held = version->lsn;
    }
    struct claim *claim = NULL;
    for (int at = -1; (claim = next_claim(copy, version->page, &at)) != NULL;) {
        if (claim->epoch != 0 && claim->base < held) {
            *claim = (struct claim){0};
        }
    }
    tidy(copy);
}

void copy_end_claims(struct copy *copy, const struct packet *packet, uint64_t first)
{
    struct claim *claim = NULL;
    (void)copy_get_page(copy, packet->page);
    for (int at = -1; (claim = next_claim(copy, packet->page, &at)) != NULL;) {
        bool is_its = epoch_master(claim->epoch) == packet->master;
        if (is_its && claim->proposal >= first && claim->proposal <= packet->proposal) {
            *claim = (struct claim){0};
        }
    }
    tidy(copy);
}

static void raise_floor(struct copy_page *page, uint64_t lsn)
{
    page->floor = lsn > page->floor ? lsn : page->floor;
}

static bool is_below(const struct claim *claim, int master, uint64_t epoch)
{
    return claim->epoch != 0 && epoch_master(claim->epoch) == master && claim->epoch < epoch;
}

void copy_end_claims_below(struct copy *copy, int master, uint64_t epoch)
{
    for (int i = 0; i < copy->page_count; i++) {
        struct copy_page *page = &copy->pages[i];
        if (is_below(&page->claim, master, epoch)) {
            raise_floor(page, page->claim.lsn);
            page->claim = (struct claim){0};
        }
    }
    for (int i = 0; i < copy->more_count; i++) {
        struct more_claim *more = &copy->more[i];
        if (is_below(&more->claim, master, epoch)) {
            raise_floor(&copy->pages[more->page], more->claim.lsn);
            more->claim = (struct claim){0};
        }
    }
    tidy(copy);
}

/* --- taken over ----------------------------------------------------------------------------- */

void copy_take_claim(struct copy *copy, uint32_t number, const struct claim *taken)
{
    int master = epoch_master(taken->epoch);
    struct copy_page *page = copy_get_page(copy, number);
    if (is_below(taken, master, copy->cut[master].epoch)) {
        raise_floor(page, taken->lsn);
        return;
    }
    if (taken->base < book_version(copy->book, page->version)->lsn) {
        return;
    }
    struct claim *claim = NULL;
    for (int at = -1; (claim = next_claim(copy, number, &at)) != NULL;) {
        if (claim->epoch == taken->epoch) {
            bool is_later = taken->proposal > claim->proposal;
            struct claim earlier = is_later ? *claim : *taken;
            *claim = is_later ? *taken : *claim;
            if (claim->base == earlier.lsn) {
                copy_install(copy, earlier.version); /* four gave it, or nobody built on it */
            }
            return;
        }
    }
    copy->has_taken_claims = true;
    if (page->claim.epoch == 0) {
        page->claim = *taken;
        return;
    }
    mem_grow((void **)&copy->more, &copy->more_room, copy->more_count + 1, sizeof *copy->more);
    copy->more[copy->more_count++] = (struct more_claim){.page = number, .claim = *taken};
}

static bool ask_about(struct copy *copy, uint32_t page, const struct claim *claim)
{
    if (claim->epoch == 0 || !claim->is_taken_over) {
        return false;
    }
    int master = epoch_master(claim->epoch);
    struct packet ask = {
        .kind = PACKET_CLAIM_ASK,
        .from = (int16_t)place_copy(copy->index),
        .to = (int16_t)place_master(master),
        .master = (uint8_t)master,
        .epoch = claim->epoch,
        .page = page,
        .proposal = claim->proposal,
    };
    net_send(copy->net, &ask, 0);
    return true;
}

void copy_ask_about_claims(struct copy *copy)
{
    if (!copy->has_taken_claims) {
        return;
    }
    bool asks = false;
    for (int i = 0; i < copy->page_count; i++) {
        asks = ask_about(copy, (uint32_t)i, &copy->pages[i].claim) || asks;
    }
    for (int i = 0; i < copy->more_count; i++) {
        asks = ask_about(copy, copy->more[i].page, &copy->more[i].claim) || asks;
    }
    copy->has_taken_claims = asks;
}
