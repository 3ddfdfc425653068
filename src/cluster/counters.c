/* SPDX-License-Identifier: MIT */
#include "cluster/counters.h"

#include "cluster/world.h"

#define CHECK_EACH_US (100 * US_PER_MS)

/* --- the table ------------------------------------------------------------------------------ */

#define X(name, text, meaning) [COUNTER_##name] = {text, meaning},
static const struct counter_row rows[COUNTER_COUNT] = {COUNTERS(X)};
#undef X

/* `whole` is the sum of the counters from `first` to `last`, and of what stands. */
struct counter_sum {
    enum counter whole;
    enum counter first;
    enum counter last;
    enum counter_standing standing;
};

static const struct counter_sum sums[] = {
    {COUNTER_TXN_BEGUN, COUNTER_TXN_COMMITTED, COUNTER_TXN_UNANSWERED, STANDING_TXNS},
    {COUNTER_CONFLICTS, COUNTER_TXN_PHYSICAL, COUNTER_TXN_TIE, STANDING_NOTHING},
    {COUNTER_CONFLICTS, COUNTER_CONFLICTS_USER, COUNTER_CONFLICTS_DDL, STANDING_NOTHING},
    {COUNTER_ERRORS_1213, COUNTER_TXN_PHYSICAL, COUNTER_TXN_LOCAL, STANDING_NOTHING},
    {COUNTER_PROPOSALS, COUNTER_PROPOSALS_ACCEPTED, COUNTER_PROPOSALS_ABORTED, STANDING_PROPOSALS},
    {COUNTER_VOTES, COUNTER_VOTES_ACK, COUNTER_VOTES_NONE, STANDING_VOTES},
};

const struct counter_row *counter_row(enum counter counter)
{
    return &rows[counter];
}

/* --- hot pages ------------------------------------------------------------------------------ */

static int find_hot(const struct hot_pages *hot, uint32_t page)
{
    for (int i = 0; i < hot->count; i++) {
        if (hot->items[i].page == page) {
            return i;
        }
    }
    return -1;
}

/* Of those with the fewest, the first in the list. */
static int coolest(const struct hot_pages *hot)
{
    int cool = 0;
    for (int i = 1; i < hot->count; i++) {
        cool = hot->items[i].conflicts < hot->items[cool].conflicts ? i : cool;
    }
    return cool;
}

void hot_pages_add(struct hot_pages *hot, uint32_t page)
{
    int at = find_hot(hot, page);
    if (at < 0) {
        at = hot->count < HOT_PAGES_MAX ? hot->count++ : coolest(hot);
        hot->items[at] = (struct hot_page){.page = page};
    }
    hot->items[at].conflicts++;
}

int64_t hot_pages_conflicts(const struct hot_pages *hot, uint32_t page)
{
    int at = find_hot(hot, page);
    return at >= 0 ? hot->items[at].conflicts : 0;
}

/* --- counting ------------------------------------------------------------------------------- */

void count_add(struct master *master, enum counter counter, int64_t count)
{
    master->counters[counter] += count;
}

/* A record that is not durable yet, and whose session went. */
static bool is_orphaned(const struct master *master, const struct own_commit *commit)
{
    const struct record *record = book_record(&master->cluster->book, commit->record);
    return commit->conn == 0 && record->definition == NULL &&
           record->place > master->applied[master->index];
}

int64_t count_open_txns(const struct master *master)
{
    int64_t open = 0;
    for (int i = 0; i < master->session_top; i++) {
        const struct session *session = &master->sessions[i];
        open += session->state != SESSION_FREE && session->txn.state != TXN_NONE;
    }
    for (int i = 0; i < master->log_count; i++) {
        open += is_orphaned(master, &master->log[i]);
    }
    return open;
}

static int64_t pending_proposals(const struct master *master)
{
    int64_t pending = 0;
    for (int i = 0; i < master->write_room; i++) {
        pending += master->writes[i].is_used ? master->writes[i].vote_count : 0;
    }
    return pending;
}

/* --- checking ------------------------------------------------------------------------------- */

static int64_t standing(const struct master *master, enum counter_standing what)
{
    switch (what) {
    case STANDING_TXNS:
        return count_open_txns(master);
    case STANDING_PROPOSALS:
        return pending_proposals(master);
    case STANDING_VOTES:
        return pending_proposals(master) * COPIES_MAX;
    case STANDING_NOTHING:
        break;
    }
    return 0;
}

int64_t cluster_count(const struct cluster *cluster, int master, enum counter counter)
{
    return cluster->masters[master].counters[counter];
}

int64_t cluster_standing(const struct cluster *cluster, int master, enum counter_standing what)
{
    return standing(&cluster->masters[master], what);
}

static void check_sum(struct cluster *cluster, const struct master *master,
                      const struct counter_sum *sum)
{
    int64_t parts = standing(master, sum->standing);
    for (int i = (int)sum->first; i <= (int)sum->last; i++) {
        parts += master->counters[i];
    }
    if (master->counters[sum->whole] != parts) {
        check_fail(cluster, "I20", "m%d: %s is %lld, but %s to %s and what stands are %lld",
                   master->index + 1, rows[sum->whole].name,
                   (long long)master->counters[sum->whole], rows[sum->first].name,
                   rows[sum->last].name, (long long)parts);
    }
}

static int64_t conflicts_in_flight(const struct net *net)
{
    int64_t count = 0;
    for (int i = 1; i < net->slot_count; i++) {
        count += net->slots[i].is_used && net_tells_conflict(net, &net->slots[i].packet);
    }
    return count;
}

/* Each 1213 that was sent has reached its client, is on its way, or was lost there. */
static void check_told(struct cluster *cluster)
{
    int64_t sent = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        sent += cluster->masters[i].counters[COUNTER_ERRORS_1213];
    }
    int64_t in_flight = conflicts_in_flight(&cluster->net);
    if (sent != cluster->conflicts_told + cluster->net.conflicts_lost + in_flight) {
        check_fail(cluster, "I20",
                   "%lld times 1213 was sent, %lld seen, %lld lost, %lld are on their way",
                   (long long)sent, (long long)cluster->conflicts_told,
                   (long long)cluster->net.conflicts_lost, (long long)in_flight);
    }
}

void count_check(struct cluster *cluster)
{
    if (cluster->check == NULL || cluster->now < cluster->counted_at) {
        return;
    }
    cluster->counted_at = cluster->now - cluster->now % CHECK_EACH_US + CHECK_EACH_US;
    for (int i = 0; i < MASTERS_MAX; i++) {
        for (int k = 0; k < COUNT_OF(sums); k++) {
            check_sum(cluster, &cluster->masters[i], &sums[k]);
        }
    }
    check_told(cluster);
}
