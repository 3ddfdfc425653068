/* SPDX-License-Identifier: MIT */
#include "headless/score_sum.h"

#include "base/compiler.h"

/* Each number once, for adding, saving and loading alike; the longest outage is not added. */
#define SUMS_MAX 20
static int list_sums(struct score *score, int64_t *out[SUMS_MAX])
{
    int64_t *const all[] = {
        &score->runs,     &score->asked,     &score->ok,          &score->failed, &score->unknown,
        &score->retries,  &score->lost,      &score->doubled,     &score->stale,  &score->conflicts,
        &score->outages,  &score->total,     &score->connections, &score->detect, &score->reroute,
        &score->first_ok, &score->stale_own, &score->undecided};
    for (int i = 0; i < COUNT_OF(all); i++) {
        out[i] = all[i];
    }
    return COUNT_OF(all);
}

void score_add(struct score *to, const struct score *from)
{
    struct score copy = *from;
    int64_t *sums[SUMS_MAX];
    int64_t *others[SUMS_MAX];
    int count = list_sums(to, sums);
    (void)list_sums(&copy, others);
    for (int i = 0; i < count; i++) {
        *sums[i] += *others[i];
    }
    to->longest = copy.longest > to->longest ? copy.longest : to->longest;
    to->failing_line = copy.failing_line > to->failing_line ? copy.failing_line : to->failing_line;
    for (int i = 0; i < SCORE_LENGTHS; i++) {
        to->lengths[i] += copy.lengths[i];
    }
}

/* --- lengths of time ------------------------------------------------------------------------- */

/* Below SCORE_STEPS each has a place of its own; then each doubling has so many places. */
static int place_of(sim_us length)
{
    int doublings = 0;
    while (length >> doublings >= 2 * SCORE_STEPS) {
        doublings++;
    }
    int place = doublings * SCORE_STEPS + (int)(length >> doublings);
    return place < SCORE_LENGTHS ? place : SCORE_LENGTHS - 1;
}

/* The least length that has this place. */
static sim_us length_at(int place)
{
    int doublings = place < 2 * SCORE_STEPS ? 0 : place / SCORE_STEPS - 1;
    return (sim_us)(place - doublings * SCORE_STEPS) << doublings;
}

void score_add_length(struct score *score, sim_us length)
{
    score->lengths[place_of(length)]++;
}

sim_us score_quantile(const struct score *score, int permille)
{
    int64_t count = 0;
    for (int i = 0; i < SCORE_LENGTHS; i++) {
        count += score->lengths[i];
    }
    int64_t wanted = (count * permille + 999) / 1000;
    int64_t below = 0;
    for (int i = 0; i < SCORE_LENGTHS; i++) {
        below += score->lengths[i];
        if (below >= wanted && below > 0) {
            return length_at(i);
        }
    }
    return -1;
}

/* --- what is told ---------------------------------------------------------------------------- */

static int64_t share(int64_t part, int64_t of, int64_t whole)
{
    return whole > 0 ? part * of / whole : -1;
}

int64_t score_available(const struct score *score)
{
    return share(score->ok, 10000, score->asked);
}

int64_t score_conflicts(const struct score *score)
{
    return share(score->conflicts, 1000, score->ok + score->failed + score->unknown);
}

sim_us score_detect(const struct score *score)
{
    return share(score->detect, 1, score->outages);
}

sim_us score_reroute(const struct score *score)
{
    return share(score->reroute, 1, score->outages);
}

sim_us score_first_ok(const struct score *score)
{
    return share(score->first_ok, 1, score->outages);
}

static int64_t get_p50(const struct score *score)
{
    return score_quantile(score, 500);
}

static int64_t get_p99(const struct score *score)
{
    return score_quantile(score, 990);
}

#define GETTER(member)                                                                             \
    static int64_t get_##member(const struct score *score)                                         \
    {                                                                                              \
        return score->member;                                                                      \
    }
GETTER(runs)
GETTER(asked)
GETTER(ok)
GETTER(failed)
GETTER(unknown)
GETTER(outages)
GETTER(longest)
GETTER(total)
GETTER(conflicts)
GETTER(retries)
GETTER(lost)
GETTER(doubled)
GETTER(stale)
GETTER(stale_own)
GETTER(connections)
GETTER(undecided)
#undef GETTER

static const struct score_field fields[] = {
    {"runs", get_runs},
    {"asked", get_asked},
    {"ok", get_ok},
    {"failed", get_failed},
    {"unknown", get_unknown},
    {"available_per_10000", score_available},
    {"outages", get_outages},
    {"longest_outage_us", get_longest},
    {"total_outage_us", get_total},
    {"detect_us", score_detect},
    {"reroute_us", score_reroute},
    {"first_ok_us", score_first_ok},
    {"p50_us", get_p50},
    {"p99_us", get_p99},
    {"conflicts", get_conflicts},
    {"conflicts_per_1000", score_conflicts},
    {"retries", get_retries},
    {"lost", get_lost},
    {"doubled", get_doubled},
    {"stale", get_stale},
    {"stale_own", get_stale_own},
    {"connections", get_connections},
    {"driver_errors", get_undecided},
};

const struct score_field *score_fields(int *count)
{
    *count = COUNT_OF(fields);
    return fields;
}

bool score_is_worse(const struct score *score, const struct score *than)
{
    int64_t wrong = score->lost + score->doubled;
    int64_t than_wrong = than->lost + than->doubled;
    if (wrong != than_wrong) {
        return wrong > than_wrong;
    }
    if (score->longest != than->longest) {
        return score->longest > than->longest;
    }
    return score->asked - score->ok > than->asked - than->ok;
}

/* --- save and load --------------------------------------------------------------------------- */

void score_save(struct buf *out, const struct score *score)
{
    struct score copy = *score;
    int64_t *sums[SUMS_MAX];
    int count = list_sums(&copy, sums);
    for (int i = 0; i < count; i++) {
        pack_i64(out, *sums[i]);
    }
    pack_i64(out, copy.longest);
    pack_i64(out, copy.failing_line);
    pack_items(out, copy.lengths, SCORE_LENGTHS, sizeof(copy.lengths[0]));
}

void score_load(struct score *score, struct unpack *in)
{
    int64_t *sums[SUMS_MAX];
    *score = (struct score){0};
    int count = list_sums(score, sums);
    for (int i = 0; i < count; i++) {
        *sums[i] = unpack_i64(in);
    }
    score->longest = unpack_i64(in);
    score->failing_line = unpack_i64(in);
    unpack_items(in, score->lengths, SCORE_LENGTHS, sizeof(score->lengths[0]));
}
