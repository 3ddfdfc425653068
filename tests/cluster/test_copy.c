/* SPDX-License-Identifier: MIT */
/* Each rule of a storage copy, by what it answers. */
#include "lib/test.h"
#include "lib/wire_rig.h"

#include "base/mem.h"
#include "cluster/copy.h"

#define FIRST_EPOCH(master) ((uint64_t)AUTHORS + (uint64_t)(master))

struct copy_rig {
    struct wire_rig wire;
    struct book book;
    struct copy copy;
    uint32_t page;
    uint64_t proposals;
};

static void copy_rig_init(struct copy_rig *rig)
{
    struct page_id id = {.table = 1, .bucket = 3};
    wire_rig_init(&rig->wire, 1);
    book_init(&rig->book);
    copy_init(&rig->copy, 2, &rig->wire.net, &rig->book, &rig->wire.root);
    rig->page = book_page(&rig->book, &id);
    rig->proposals = 0;
}

static void copy_rig_release(struct copy_rig *rig)
{
    copy_release(&rig->copy);
    book_release(&rig->book);
    wire_rig_release(&rig->wire);
}

/* A version that `master` would propose on `base`, with its own `counter`. */
static uint32_t make_version(struct copy_rig *rig, int master, uint64_t counter, uint64_t base)
{
    uint32_t number = book_new_version(&rig->book);
    struct version *version = book_version(&rig->book, number);
    version->page = rig->page;
    version->author = master;
    version->lsn = counter * AUTHORS + (uint64_t)master;
    version->base = base;
    version->epoch = FIRST_EPOCH(master);
    version->proposal = ++rig->proposals;
    version->txn = rig->proposals;
    return number;
}

static uint64_t lsn(const struct copy_rig *rig, uint32_t version)
{
    return book_version(&rig->book, version)->lsn;
}

static struct packet from_master(int master, enum packet_kind kind, uint64_t epoch)
{
    return (struct packet){.kind = (uint8_t)kind,
                           .from = (int16_t)place_master(master),
                           .to = (int16_t)place_copy(2),
                           .master = (uint8_t)master,
                           .epoch = epoch};
}

static void give_page(struct copy_rig *rig, enum packet_kind kind, uint32_t version, uint64_t epoch)
{
    const struct version *asked = book_version(&rig->book, version);
    struct packet packet = from_master(asked->author, kind, epoch);
    packet.page = asked->page;
    packet.version = version;
    packet.proposal = asked->proposal;
    packet.base = asked->proposal;
    copy_receive(&rig->copy, &packet);
}

static struct packet propose(struct copy_rig *rig, uint32_t version, enum packet_kind expected)
{
    give_page(rig, PACKET_PROPOSE, version, FIRST_EPOCH(book_version(&rig->book, version)->author));
    return wire_rig_expect(&rig->wire, expected);
}

static void confirm(struct copy_rig *rig, uint32_t version)
{
    give_page(rig, PACKET_CONFIRM, version, FIRST_EPOCH(book_version(&rig->book, version)->author));
    (void)wire_rig_expect(&rig->wire, PACKET_NOTED);
}

static void cut(struct copy_rig *rig, int master, uint64_t epoch, uint64_t last, uint64_t before)
{
    struct packet packet = from_master(1 - master, PACKET_CUT, epoch);
    packet.master = (uint8_t)master;
    packet.number = last;
    packet.base = before;
    copy_receive(&rig->copy, &packet);
    (void)wire_rig_expect(&rig->wire, PACKET_CUT_DONE);
}

static uint32_t make_record(struct copy_rig *rig, int master, uint64_t place)
{
    uint32_t number = book_new_record(&rig->book);
    book_record(&rig->book, number)->master = master;
    book_record(&rig->book, number)->place = place;
    return number;
}

static struct packet commit(struct copy_rig *rig, int master, uint64_t epoch, uint32_t record,
                            enum packet_kind expected)
{
    struct packet packet = from_master(master, PACKET_COMMIT, epoch);
    packet.record = record;
    packet.number = book_record(&rig->book, record)->place;
    copy_receive(&rig->copy, &packet);
    return wire_rig_expect(&rig->wire, expected);
}

/* --- votes ---------------------------------------------------------------------------------- */

static void copy__free_page__votes_and_holds_the_claim(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t mine = make_version(&rig, 0, 1, 0);
    struct packet ack = propose(&rig, mine, PACKET_ACK);
    assert_int_equal(ack.proposal, 1);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.proposal, 1);
    assert_int_equal(copy_page(&rig.copy, rig.page)->version, 0);
    (void)propose(&rig, mine, PACKET_ACK); /* the same packet again is the same vote */
    copy_rig_release(&rig);
}

static void copy__claimed_page__is_busy_for_another_master(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t mine = make_version(&rig, 0, 1, 0);
    (void)propose(&rig, mine, PACKET_ACK);
    struct packet busy = propose(&rig, make_version(&rig, 1, 9, 0), PACKET_NAK_BUSY);
    assert_int_equal(busy.master, 0);
    assert_int_equal(busy.txn, 1);
    assert_int_equal(busy.number, lsn(&rig, mine));
    assert_false(busy.flag);
    copy_rig_release(&rig);
}

static void copy__claim_of_a_silent_master__busy_says_so(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    (void)propose(&rig, make_version(&rig, 0, 1, 0), PACKET_ACK);
    rig.wire.now += rig.wire.parameters[PARAM_SILENT_US] + 1;
    assert_true(propose(&rig, make_version(&rig, 1, 9, 0), PACKET_NAK_BUSY).flag);
    copy_rig_release(&rig);
}

static void copy__later_proposal_of_the_same_master__replaces_the_claim(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    (void)propose(&rig, make_version(&rig, 0, 1, 0), PACKET_ACK);
    (void)propose(&rig, make_version(&rig, 0, 2, 0), PACKET_ACK);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.proposal, 2);
    copy_rig_release(&rig);
}

/* The CONFIRM of the first was lost; the second says that four copies gave it, and is given up. */
static void copy__later_proposal_on_the_claimed_version__installs_it(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t first = make_version(&rig, 0, 1, 0);
    uint32_t second = make_version(&rig, 0, 2, lsn(&rig, first));
    (void)propose(&rig, first, PACKET_ACK);
    (void)propose(&rig, second, PACKET_ACK);
    give_page(&rig, PACKET_ABORT, second, FIRST_EPOCH(0));
    (void)wire_rig_expect(&rig.wire, PACKET_NOTED);
    struct packet stale = propose(&rig, make_version(&rig, 1, 9, 0), PACKET_NAK_STALE);
    assert_int_equal(stale.version, first);
    copy_rig_release(&rig);
}

static void copy__base_older_than_held__answers_with_the_newer_version(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t first = make_version(&rig, 0, 5, 0);
    confirm(&rig, first);
    struct packet stale = propose(&rig, make_version(&rig, 1, 9, 0), PACKET_NAK_STALE);
    assert_int_equal(stale.version, first);
    copy_rig_release(&rig);
}

static void copy__own_version_is_held_already__says_nothing(void **state)
{
    (void)state;
    struct copy_rig rig;
    struct packet packet;
    copy_rig_init(&rig);
    uint32_t mine = make_version(&rig, 0, 5, 0);
    confirm(&rig, mine);
    give_page(&rig, PACKET_PROPOSE, mine, FIRST_EPOCH(0));
    assert_false(wire_rig_next(&rig.wire, &packet));
    copy_rig_release(&rig);
}

static void copy__base_newer_than_held__votes(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t unseen = make_version(&rig, 0, 5, 0);
    (void)propose(&rig, make_version(&rig, 1, 6, lsn(&rig, unseen)), PACKET_ACK);
    copy_rig_release(&rig);
}

static void copy__abort__ends_only_its_own_claim(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t first = make_version(&rig, 0, 1, 0);
    uint32_t second = make_version(&rig, 0, 2, 0);
    (void)propose(&rig, first, PACKET_ACK);
    (void)propose(&rig, second, PACKET_ACK);
    give_page(&rig, PACKET_ABORT, first, FIRST_EPOCH(0));
    (void)wire_rig_expect(&rig.wire, PACKET_NOTED);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.proposal, 2);
    give_page(&rig, PACKET_ABORT, second, FIRST_EPOCH(0));
    (void)wire_rig_expect(&rig.wire, PACKET_NOTED);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.epoch, 0);
    copy_rig_release(&rig);
}

static void copy__abort_of_several__ends_the_claim_of_any_of_them(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    (void)make_version(&rig, 0, 1, 0); /* proposal 1, which it never saw */
    (void)propose(&rig, make_version(&rig, 0, 2, 0), PACKET_ACK);
    struct packet packet = from_master(0, PACKET_ABORT, FIRST_EPOCH(0));
    packet.page = rig.page;
    packet.base = 3;
    packet.proposal = 4;
    copy_receive(&rig.copy, &packet);
    (void)wire_rig_expect(&rig.wire, PACKET_NOTED);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.proposal, 2);
    packet.base = 1;
    copy_receive(&rig.copy, &packet);
    (void)wire_rig_expect(&rig.wire, PACKET_NOTED);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.epoch, 0);
    copy_rig_release(&rig);
}

static void copy__abort_of_several__leaves_the_claim_of_another_master(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    (void)make_version(&rig, 0, 1, 0);
    (void)propose(&rig, make_version(&rig, 1, 2, 0), PACKET_ACK);
    struct packet packet = from_master(0, PACKET_ABORT, FIRST_EPOCH(0));
    packet.page = rig.page;
    packet.base = 1;
    packet.proposal = 4;
    copy_receive(&rig.copy, &packet);
    (void)wire_rig_expect(&rig.wire, PACKET_NOTED);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.proposal, 2);
    copy_rig_release(&rig);
}

static void copy__confirm_of_another__ends_a_claim_whose_base_is_older_now(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    (void)propose(&rig, make_version(&rig, 0, 1, 0), PACKET_ACK);
    uint32_t other = make_version(&rig, 1, 4, 0);
    confirm(&rig, other);
    assert_int_equal(copy_page(&rig.copy, rig.page)->version, other);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.epoch, 0);
    copy_rig_release(&rig);
}

static void copy__older_version_comes_late__newer_stays(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t old = make_version(&rig, 0, 1, 0);
    uint32_t new = make_version(&rig, 1, 4, lsn(&rig, old));
    confirm(&rig, new);
    confirm(&rig, old);
    assert_int_equal(copy_page(&rig.copy, rig.page)->version, new);
    copy_rig_release(&rig);
}

/* --- epochs, cuts and floors ---------------------------------------------------------------- */

static void copy__older_epoch__is_fenced_with_the_newer_one(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    struct packet fence = from_master(1, PACKET_FENCE, 2 * AUTHORS + 1);
    fence.master = 0;
    copy_receive(&rig.copy, &fence);
    (void)wire_rig_expect(&rig.wire, PACKET_FENCE_ANSWER);
    struct packet fenced = propose(&rig, make_version(&rig, 0, 1, 0), PACKET_NAK_FENCED);
    assert_int_equal(fenced.epoch, 2 * AUTHORS + 1);
    assert_int_equal(fenced.number, FIRST_EPOCH(0));
    uint32_t record = make_record(&rig, 0, 1);
    (void)commit(&rig, 0, FIRST_EPOCH(0), record, PACKET_NAK_FENCED);
    assert_int_equal(rig.copy.log[0].count, 0);
    copy_rig_release(&rig);
}

static void copy__fenced_claim__stays_until_the_cut_and_leaves_a_floor(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t dead = make_version(&rig, 0, 7, 0);
    (void)propose(&rig, dead, PACKET_ACK);
    struct packet fence = from_master(1, PACKET_FENCE, 2 * AUTHORS + 1);
    fence.master = 0;
    copy_receive(&rig.copy, &fence);
    (void)wire_rig_expect(&rig.wire, PACKET_FENCE_ANSWER);
    (void)propose(&rig, make_version(&rig, 1, 3, 0), PACKET_NAK_BUSY);
    cut(&rig, 0, 2 * AUTHORS + 1, 0, 0);
    struct packet low = propose(&rig, make_version(&rig, 1, 3, 0), PACKET_NAK_LOW);
    assert_int_equal(low.number, lsn(&rig, dead));
    (void)propose(&rig, make_version(&rig, 1, 8, 0), PACKET_ACK);
    copy_rig_release(&rig);
}

static void copy__cut__drops_older_records_above_it(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    for (uint64_t place = 1; place <= 3; place++) {
        (void)commit(&rig, 0, FIRST_EPOCH(0), make_record(&rig, 0, place), PACKET_COMMITTED);
    }
    cut(&rig, 0, 2 * AUTHORS + 1, 2, 0);
    assert_int_equal(rig.copy.log[0].count, 2);
    copy_rig_release(&rig);
}

static void copy__older_cut__is_refused(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    cut(&rig, 0, 3 * AUTHORS, 5, 0);
    struct packet old = from_master(1, PACKET_CUT, 2 * AUTHORS + 1);
    old.master = 0;
    old.number = 9;
    copy_receive(&rig.copy, &old);
    (void)wire_rig_expect(&rig.wire, PACKET_NAK_FENCED);
    assert_int_equal(rig.copy.cut[0].last, 5);
    copy_rig_release(&rig);
}

/* --- logs ----------------------------------------------------------------------------------- */

static void copy__commit__installs_its_pages_and_counts_its_place(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t version = make_version(&rig, 0, 1, 0);
    uint32_t number = make_record(&rig, 0, 1);
    struct record *record = book_record(&rig.book, number);
    record->versions = mem_alloc(1, sizeof *record->versions);
    record->versions[0] = version;
    record->version_count = 1;
    (void)propose(&rig, version, PACKET_ACK);
    struct packet answer = commit(&rig, 0, FIRST_EPOCH(0), number, PACKET_COMMITTED);
    assert_int_equal(answer.number, 1);
    assert_int_equal(copy_page(&rig.copy, rig.page)->version, version);
    assert_int_equal(copy_page(&rig.copy, rig.page)->claim.epoch, 0);
    copy_rig_release(&rig);
}

static void copy__commit_with_a_gap__is_not_appended(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t third = make_record(&rig, 0, 3);
    struct packet answer = commit(&rig, 0, FIRST_EPOCH(0), third, PACKET_COMMITTED);
    assert_int_equal(answer.number, 0);
    assert_int_equal(answer.base, 0);
    copy_rig_release(&rig);
}

static void copy__void_record_at_the_end__does_not_count_for_the_new_epoch(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint64_t newer = 2 * AUTHORS;
    uint32_t first = make_record(&rig, 0, 1);
    (void)commit(&rig, 0, FIRST_EPOCH(0), first, PACKET_COMMITTED);
    (void)commit(&rig, 0, FIRST_EPOCH(0), make_record(&rig, 0, 2), PACKET_COMMITTED);
    struct packet answer = commit(&rig, 0, newer, first, PACKET_COMMITTED);
    assert_int_equal(answer.number, 1); /* not 2, which is the length */
    assert_int_equal(answer.base, 2);
    copy_rig_release(&rig);
}

static void copy__another_record_at_a_place__larger_stamp_stays(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    uint32_t old = make_record(&rig, 0, 1);
    uint32_t new = make_record(&rig, 0, 1);
    (void)commit(&rig, 0, FIRST_EPOCH(0), old, PACKET_COMMITTED);
    (void)commit(&rig, 0, FIRST_EPOCH(0), make_record(&rig, 0, 2), PACKET_COMMITTED);
    (void)commit(&rig, 0, 2 * AUTHORS, new, PACKET_COMMITTED);
    assert_int_equal(rig.copy.log[0].count, 1);
    assert_int_equal(rig.copy.log[0].entries[0].record, new);
    assert_int_equal(book_record(&rig.book, old)->holders, 0);
    copy_rig_release(&rig);
}

static struct item gossiped(uint32_t record, uint64_t stamp)
{
    return (struct item){.kind = ITEM_RECORD, .what = record, .place = 1, .stamp = stamp};
}

static void hear(struct copy_rig *rig, struct item item)
{
    struct packet packet = {.kind = PACKET_GOSSIP,
                            .from = (int16_t)place_copy(0),
                            .to = (int16_t)place_copy(2),
                            .bundle = net_new_bundle(&rig->wire.net)};
    bundle_add(net_bundle(&rig->wire.net, packet.bundle), item);
    copy_receive(&rig->copy, &packet);
    net_done(&rig->wire.net, &packet);
}

static void copy__gossip__obeys_the_fence(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    struct packet fence = from_master(0, PACKET_FENCE, 3 * AUTHORS);
    copy_receive(&rig.copy, &fence);
    (void)wire_rig_expect(&rig.wire, PACKET_FENCE_ANSWER);
    uint32_t record = make_record(&rig, 0, 1);
    hear(&rig, gossiped(record, FIRST_EPOCH(0)));
    assert_int_equal(rig.copy.log[0].count, 0);
    hear(&rig, gossiped(record, 3 * AUTHORS));
    assert_int_equal(rig.copy.log[0].count, 1);
    copy_rig_release(&rig);
}

static void copy__gossip_of_a_final_record__is_taken(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    cut(&rig, 0, 2 * AUTHORS + 1, 1, 0);
    hear(&rig, gossiped(make_record(&rig, 0, 1), FIRST_EPOCH(0)));
    assert_int_equal(rig.copy.log[0].count, 1);
    copy_rig_release(&rig);
}

/* Page 1 at number 9 and page 8 at number 9: were the two just mixed, they would cancel out. */
static void copy__gossip_with_one_that_has_no_pages__tells_it_all(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    struct packet ask = {.kind = PACKET_GOSSIP_ASK,
                         .from = (int16_t)place_copy(0),
                         .to = (int16_t)place_copy(2),
                         .number = rig.copy.page_hash};
    for (uint32_t page = 1; page <= 8; page += 7) {
        uint32_t version = make_version(&rig, 1, 1, 0);
        assert_int_equal(lsn(&rig, version), 1 ^ 8);
        book_version(&rig.book, version)->page = page;
        confirm(&rig, version);
    }
    struct packet answer;
    copy_receive(&rig.copy, &ask);
    assert_true(wire_rig_next(&rig.wire, &answer));
    const struct bundle *bundle = net_bundle(&rig.wire.net, answer.bundle);
    int versions = 0;
    for (int i = 0; i < bundle->count; i++) {
        versions += bundle->items[i].kind == ITEM_VERSION;
    }
    assert_int_equal(versions, 2);
    net_done(&rig.wire.net, &answer);
    copy_rig_release(&rig);
}

static void copy__slept_through_a_cut__doubts_what_may_be_void(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    (void)commit(&rig, 0, FIRST_EPOCH(0), make_record(&rig, 0, 1), PACKET_COMMITTED);
    cut(&rig, 0, 3 * AUTHORS, 1, 2 * AUTHORS); /* the cut of 2 * AUTHORS never came */
    assert_int_equal(rig.copy.log[0].doubt, 1);
    copy_rig_release(&rig);
}

static void copy__doubt_beyond_a_shorter_log__waits_for_the_record(void **state)
{
    (void)state;
    struct copy_rig rig;
    copy_rig_init(&rig);
    cut(&rig, 0, 3 * AUTHORS, 2, 2 * AUTHORS);
    struct packet packet = {.kind = PACKET_GOSSIP,
                            .from = (int16_t)place_copy(0),
                            .to = (int16_t)place_copy(2),
                            .bundle = net_new_bundle(&rig.wire.net)};
    struct bundle *bundle = net_bundle(&rig.wire.net, packet.bundle);
    bundle_add(bundle, (struct item){.kind = ITEM_CUT, .place = 2, .stamp = 3 * AUTHORS});
    struct item second = gossiped(make_record(&rig, 0, 2), 3 * AUTHORS);
    second.place = 2;
    rig.copy.log[0].doubt = 2;
    bundle_add(bundle, second);
    copy_receive(&rig.copy, &packet);
    net_done(&rig.wire.net, &packet);
    assert_int_equal(rig.copy.log[0].count, 0);
    assert_int_equal(rig.copy.log[0].doubt, 2);
    copy_rig_release(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copy__free_page__votes_and_holds_the_claim),
        cmocka_unit_test(copy__claimed_page__is_busy_for_another_master),
        cmocka_unit_test(copy__claim_of_a_silent_master__busy_says_so),
        cmocka_unit_test(copy__later_proposal_of_the_same_master__replaces_the_claim),
        cmocka_unit_test(copy__later_proposal_on_the_claimed_version__installs_it),
        cmocka_unit_test(copy__base_older_than_held__answers_with_the_newer_version),
        cmocka_unit_test(copy__own_version_is_held_already__says_nothing),
        cmocka_unit_test(copy__base_newer_than_held__votes),
        cmocka_unit_test(copy__abort__ends_only_its_own_claim),
        cmocka_unit_test(copy__abort_of_several__ends_the_claim_of_any_of_them),
        cmocka_unit_test(copy__abort_of_several__leaves_the_claim_of_another_master),
        cmocka_unit_test(copy__confirm_of_another__ends_a_claim_whose_base_is_older_now),
        cmocka_unit_test(copy__older_version_comes_late__newer_stays),
        cmocka_unit_test(copy__older_epoch__is_fenced_with_the_newer_one),
        cmocka_unit_test(copy__fenced_claim__stays_until_the_cut_and_leaves_a_floor),
        cmocka_unit_test(copy__cut__drops_older_records_above_it),
        cmocka_unit_test(copy__older_cut__is_refused),
        cmocka_unit_test(copy__commit__installs_its_pages_and_counts_its_place),
        cmocka_unit_test(copy__commit_with_a_gap__is_not_appended),
        cmocka_unit_test(copy__void_record_at_the_end__does_not_count_for_the_new_epoch),
        cmocka_unit_test(copy__another_record_at_a_place__larger_stamp_stays),
        cmocka_unit_test(copy__gossip__obeys_the_fence),
        cmocka_unit_test(copy__gossip_of_a_final_record__is_taken),
        cmocka_unit_test(copy__gossip_with_one_that_has_no_pages__tells_it_all),
        cmocka_unit_test(copy__slept_through_a_cut__doubts_what_may_be_void),
        cmocka_unit_test(copy__doubt_beyond_a_shorter_log__waits_for_the_record),
    };
    return cmocka_run_group_tests_name("cluster/copy", tests, NULL, NULL);
}
