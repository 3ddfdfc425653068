/* SPDX-License-Identifier: MIT */
/* A copy that loses its disk: what it takes over from others, and what it does until then. */
#include "lib/test.h"
#include "lib/wire_rig.h"

#include "base/mem.h"
#include "cluster/copy.h"
#include "cluster/wiped.h"

#define FIRST_EPOCH(master) ((uint64_t)AUTHORS + (uint64_t)(master))
#define LOST 5 /* the copy whose disk is lost */

/* Six copies and nobody else. */
struct six {
    struct wire_rig wire;
    struct book book;
    struct copy copies[COPIES_MAX];
    uint32_t page;
    uint64_t proposals;
    struct packet last[PACKET_KIND_COUNT]; /* that came to a master */
    int counts[PACKET_KIND_COUNT];
};

static void six_init(struct six *six)
{
    struct page_id id = {.table = 1, .bucket = 3};
    *six = (struct six){0};
    wire_rig_init(&six->wire, 1);
    book_init(&six->book);
    for (int i = 0; i < COPIES_MAX; i++) {
        copy_init(&six->copies[i], i, &six->wire.net, &six->book, &six->wire.root);
    }
    six->page = book_page(&six->book, &id);
}

static void six_release(struct six *six)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        copy_release(&six->copies[i]);
    }
    book_release(&six->book);
    wire_rig_release(&six->wire);
}

/* Deliver all that is under way. */
static void deliver(struct six *six)
{
    struct packet packet;
    while (wire_rig_next(&six->wire, &packet)) {
        if (place_kind(packet.to) == PLACE_COPY) {
            copy_receive(&six->copies[place_index(packet.to)], &packet);
        } else {
            six->last[packet.kind] = packet;
            six->counts[packet.kind]++;
        }
        net_done(&six->wire.net, &packet);
    }
}

static void send(struct six *six, struct packet packet, int copy)
{
    packet.from = (int16_t)place_master(packet.master);
    packet.to = (int16_t)place_copy(copy);
    copy_receive(&six->copies[copy], &packet);
    deliver(six);
}

static uint32_t make_version(struct six *six, int master, uint64_t counter, uint64_t base)
{
    uint32_t number = book_new_version(&six->book);
    struct version *version = book_version(&six->book, number);
    version->page = six->page;
    version->author = master;
    version->lsn = counter * AUTHORS + (uint64_t)master;
    version->base = base;
    version->epoch = FIRST_EPOCH(master);
    version->proposal = ++six->proposals;
    version->txn = six->proposals;
    return number;
}

static uint64_t lsn(const struct six *six, uint32_t version)
{
    return book_version(&six->book, version)->lsn;
}

/* Proposed, confirmed or aborted at each of these copies. */
static void tell(struct six *six, enum packet_kind kind, uint32_t number, uint32_t copies)
{
    const struct version *version = book_version(&six->book, number);
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((copies >> i & 1) != 0) {
            send(six,
                 (struct packet){.kind = (uint8_t)kind,
                                 .master = (uint8_t)version->author,
                                 .epoch = version->epoch,
                                 .page = version->page,
                                 .version = number,
                                 .proposal = version->proposal,
                                 .base = version->proposal},
                 i);
        }
    }
}

static void hold(struct six *six, uint32_t record, uint64_t epoch, uint32_t copies)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((copies >> i & 1) != 0) {
            send(six,
                 (struct packet){.kind = PACKET_COMMIT,
                                 .epoch = epoch,
                                 .number = book_record(&six->book, record)->place,
                                 .record = record},
                 i);
        }
    }
}

static uint32_t commit(struct six *six, uint64_t place, uint64_t epoch, uint32_t copies)
{
    uint32_t number = book_new_record(&six->book);
    book_record(&six->book, number)->place = place;
    hold(six, number, epoch, copies);
    return number;
}

static void cut(struct six *six, uint64_t epoch, uint64_t last, uint32_t copies)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((copies >> i & 1) != 0) {
            send(six, (struct packet){.kind = PACKET_CUT, .epoch = epoch, .number = last}, i);
        }
    }
}

static void silence(struct six *six, uint32_t copies)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        six->wire.net.silent[place_copy(i)] = (copies >> i & 1) != 0;
    }
}

static void wipe(struct six *six)
{
    wiped_begin(&six->copies[LOST], 0);
    six->wire.now += WIPED_SILENT_US;
}

/* It asks, the others answer, and half a second passes. */
static enum wiped_step ask(struct six *six)
{
    sim_us asked_at = six->wire.now;
    enum wiped_step step = wiped_on_due(&six->copies[LOST]);
    deliver(six);
    six->wire.now = asked_at + WIPED_ASK_AGAIN_US;
    return step;
}

/* The disk is lost, and filled up from those that are not silent. */
static void wipe_and_fill(struct six *six, uint32_t silent)
{
    wipe(six);
    silence(six, silent);
    assert_int_equal(ask(six), WIPED_ASKS);
    assert_int_equal(wiped_on_due(&six->copies[LOST]), WIPED_WHOLE);
    silence(six, 0);
    deliver(six);
}

static const struct copy_page *page_of_lost(const struct six *six)
{
    return copy_page(&six->copies[LOST], six->page);
}

/* --- until it is whole ---------------------------------------------------------------------- */

static void wiped__empty__answers_nobody(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    wipe(&six);
    tell(&six, PACKET_PROPOSE, make_version(&six, 0, 1, 0), 1 << LOST);
    (void)commit(&six, 1, FIRST_EPOCH(0), 1 << LOST);
    send(&six, (struct packet){.kind = PACKET_READ_POINT}, LOST);
    send(&six, (struct packet){.kind = PACKET_FENCE, .epoch = 2 * AUTHORS}, LOST);
    assert_int_equal(six.counts[PACKET_ACK] + six.counts[PACKET_COMMITTED], 0);
    assert_int_equal(six.counts[PACKET_POINT] + six.counts[PACKET_FENCE_ANSWER], 0);
    assert_int_equal(six.copies[LOST].epoch[0], 0);
    six_release(&six);
}

static void wiped__two_answers__stays_empty_and_drops_them(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    tell(&six, PACKET_CONFIRM, make_version(&six, 0, 5, 0), 0x3f);
    wipe(&six);
    silence(&six, 0x1c);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ask(&six), WIPED_ASKS);
    }
    assert_int_equal(six.copies[LOST].wiped.answered, 0x03);
    assert_int_equal(ask(&six), WIPED_LACKS); /* told once */
    for (int i = 0; i < 6; i++) {
        assert_int_equal(ask(&six), WIPED_ASKS);
    }
    assert_true(six.copies[LOST].wiped.is_empty);
    silence(&six, 0x18);
    assert_int_equal(ask(&six), WIPED_ASKS);
    assert_int_equal(ask(&six), WIPED_WHOLE);
    six_release(&six);
}

static void wiped__answers_from_another_that_is_empty__do_not_come(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    wiped_begin(&six.copies[0], 0);
    wipe(&six);
    (void)ask(&six);
    assert_int_equal(six.copies[LOST].wiped.answered, 0x1e);
    six_release(&six);
}

static void wiped__answers_older_than_the_round__do_not_count(void **state)
{
    (void)state;
    struct six six;
    struct packet packet;
    six_init(&six);
    wipe(&six);
    sim_us start = six.wire.now;
    assert_int_equal(wiped_on_due(&six.copies[LOST]), WIPED_ASKS);
    six.wire.now = start + ANSWER_AGE_MAX_US;
    (void)wiped_on_due(&six.copies[LOST]); /* the next round; its packets are behind those */
    for (int i = 0; i < COPIES_MAX - 1; i++) {
        assert_true(wire_rig_next(&six.wire, &packet));
        copy_receive(&six.copies[place_index(packet.to)], &packet);
        net_done(&six.wire.net, &packet);
    }
    while (wire_rig_next(&six.wire, &packet) && packet.kind != PACKET_STATE) {
        net_done(&six.wire.net, &packet);
    }
    copy_receive(&six.copies[LOST], &packet);
    net_done(&six.wire.net, &packet);
    assert_int_equal(six.copies[LOST].wiped.answered, 0);
    six_release(&six);
}

static void wiped__saved_and_loaded_while_it_asks__goes_on_alike(void **state)
{
    (void)state;
    struct six six;
    struct buf bytes;
    six_init(&six);
    uint32_t mine = make_version(&six, 0, 5, 0);
    uint32_t other = make_version(&six, 1, 6, 0);
    tell(&six, PACKET_PROPOSE, mine, 0x03);
    tell(&six, PACKET_PROPOSE, other, 0x0c);
    wipe(&six);
    assert_int_equal(ask(&six), WIPED_ASKS);
    buf_init(&bytes, BUF_CAP_STATE);
    copy_save(&bytes, &six.copies[LOST]);
    copy_release(&six.copies[LOST]);
    copy_init(&six.copies[LOST], LOST, &six.wire.net, &six.book, &six.wire.root);
    struct unpack in = unpack_start(bytes.data, bytes.size);
    copy_load(&six.copies[LOST], &in);
    assert_false(in.damaged);
    buf_release(&bytes);
    assert_int_equal(wiped_on_due(&six.copies[LOST]), WIPED_WHOLE);
    assert_int_equal(page_of_lost(&six)->claim.version, mine);
    assert_int_equal(six.copies[LOST].more_count, 1);
    assert_int_equal(six.copies[LOST].more[0].claim.version, other);
    six_release(&six);
}

/* --- what it takes over --------------------------------------------------------------------- */

static void wiped__three_answers__has_the_largest_of_each(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t old = make_version(&six, 0, 5, 0);
    uint32_t new = make_version(&six, 1, 6, lsn(&six, old));
    uint32_t cut_off = make_version(&six, 0, 9, lsn(&six, new));
    tell(&six, PACKET_CONFIRM, old, 0x3f);
    tell(&six, PACKET_PROPOSE, cut_off, 0x02);
    tell(&six, PACKET_CONFIRM, new, 0x01);
    cut(&six, 3 * AUTHORS, 0, 0x02); /* and leaves its floor at one copy */
    send(&six, (struct packet){.kind = PACKET_FENCE, .epoch = 4 * AUTHORS}, 2);
    wipe_and_fill(&six, 0x18);
    assert_int_equal(page_of_lost(&six)->version, new);
    assert_int_equal(page_of_lost(&six)->floor, lsn(&six, cut_off));
    assert_int_equal(page_of_lost(&six)->claim.epoch, 0);
    assert_int_equal(six.copies[LOST].cut[0].epoch, 3 * AUTHORS);
    assert_int_equal(six.copies[LOST].epoch[0], 4 * AUTHORS);
    six_release(&six);
}

/* Four held it: the lost one, and one of the three that answer. */
static void wiped__commit_that_one_of_three_holds__is_taken(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t first = commit(&six, 1, FIRST_EPOCH(0), 0x3f);
    uint32_t second = commit(&six, 2, FIRST_EPOCH(0), 0x39);
    wipe_and_fill(&six, 0x18);
    const struct copy_log *log = &six.copies[LOST].log[0];
    assert_int_equal(copy_log_end(log), 2);
    assert_int_equal(copy_log_at(log, 1)->record, first);
    assert_int_equal(copy_log_at(log, 2)->record, second);
    assert_int_equal(book_record(&six.book, second)->holders, 0x39);
    six_release(&six);
}

/* Four have said that they hold it, and the three that are whole will give it to the fourth. */
static void wiped__commit_of_three_and_the_empty_one__is_durable(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t record = commit(&six, 1, FIRST_EPOCH(0), 0x23);
    wipe(&six);
    assert_false(book_record(&six.book, record)->is_durable);
    hold(&six, record, FIRST_EPOCH(0), 0x04);
    assert_true(book_record(&six.book, record)->is_durable);
    six_release(&six);
}

static void wiped__commit_that_nobody_gave_back__is_held_no_more(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t record = commit(&six, 1, FIRST_EPOCH(0), 0x21);
    wipe_and_fill(&six, 0x11);
    assert_int_equal(book_record(&six.book, record)->holders, 0x01);
    hold(&six, record, FIRST_EPOCH(0), 0x06);
    assert_false(book_record(&six.book, record)->is_durable);
    hold(&six, record, FIRST_EPOCH(0), 0x08);
    assert_true(book_record(&six.book, record)->is_durable);
    six_release(&six);
}

static void wiped__record_that_a_cut_voided__is_not_taken_in_either_order(void **state)
{
    (void)state;
    for (int slept = 0; slept < 3; slept++) { /* the first to answer, or the last */
        struct six six;
        six_init(&six);
        uint32_t kept = commit(&six, 1, FIRST_EPOCH(0), 0x3f);
        (void)commit(&six, 2, FIRST_EPOCH(0), UINT32_C(1) << slept);
        cut(&six, 3 * AUTHORS, 1, 0x3f & ~(UINT32_C(1) << slept));
        uint32_t next = commit(&six, 2, 3 * AUTHORS, 0x38);
        wipe_and_fill(&six, 0x10);
        const struct copy_log *log = &six.copies[LOST].log[0];
        assert_int_equal(copy_log_end(log), 2);
        assert_int_equal(copy_log_at(log, 1)->record, kept);
        assert_int_equal(copy_log_at(log, 2)->record, next);
        six_release(&six);
    }
}

/* What follows a record that gave way is void, as in a log that held it. */
static void wiped__log_that_gave_way__is_not_taken_beyond_that_place(void **state)
{
    (void)state;
    for (int slept = 0; slept < 3; slept++) {
        struct six six;
        six_init(&six);
        uint32_t one = UINT32_C(1) << slept;
        (void)commit(&six, 1, FIRST_EPOCH(0), one);
        (void)commit(&six, 2, FIRST_EPOCH(0), one);
        uint32_t adopted = commit(&six, 1, 3 * AUTHORS, 0x3f & ~one);
        wipe_and_fill(&six, 0x18);
        assert_int_equal(copy_log_end(&six.copies[LOST].log[0]), 1);
        assert_int_equal(copy_log_at(&six.copies[LOST].log[0], 1)->record, adopted);
        six_release(&six);
    }
}

static void wiped__base_of_one__is_its_base(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    for (uint64_t place = 1; place <= 4; place++) {
        (void)commit(&six, place, FIRST_EPOCH(0), place <= 2 ? 0x3f : 0x3a);
    }
    six.copies[1].log[0].base = 3;
    six.copies[1].log[0].entries[0] = six.copies[1].log[0].entries[3];
    six.copies[1].log[0].count = 1;
    wipe_and_fill(&six, 0x18);
    assert_int_equal(six.copies[LOST].log[0].base, 3);
    assert_int_equal(copy_log_end(&six.copies[LOST].log[0]), 4);
    six_release(&six);
}

/* --- claims --------------------------------------------------------------------------------- */

static void wiped__one_claim__stands_for_who_was_asked(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t mine = make_version(&six, 0, 5, 0);
    tell(&six, PACKET_PROPOSE, mine, 0x34);
    wipe_and_fill(&six, 0x18);
    six.counts[PACKET_ACK] = 0;
    tell(&six, PACKET_PROPOSE, make_version(&six, 1, 6, 0), 1 << LOST);
    assert_int_equal(six.counts[PACKET_ACK], 0);
    assert_int_equal(six.counts[PACKET_NAK_BUSY], 1);
    tell(&six, PACKET_PROPOSE, mine, 1 << LOST);
    assert_int_equal(six.counts[PACKET_ACK], 1);
    six_release(&six);
}

static void wiped__two_claims__busy_to_all_until_one_ends(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t first = make_version(&six, 0, 5, 0);
    uint32_t second = make_version(&six, 1, 6, 0);
    tell(&six, PACKET_PROPOSE, first, 0x21);
    tell(&six, PACKET_PROPOSE, second, 0x06);
    wipe_and_fill(&six, 0x18);
    six.counts[PACKET_ACK] = 0;
    tell(&six, PACKET_PROPOSE, first, 1 << LOST);
    assert_int_equal(six.last[PACKET_NAK_BUSY].version, second);
    tell(&six, PACKET_PROPOSE, second, 1 << LOST);
    assert_int_equal(six.last[PACKET_NAK_BUSY].version, first);
    tell(&six, PACKET_PROPOSE, make_version(&six, 2, 7, 0), 1 << LOST);
    assert_int_equal(six.counts[PACKET_NAK_BUSY], 3);
    assert_int_equal(six.counts[PACKET_ACK], 0);
    tell(&six, PACKET_ABORT, first, 1 << LOST);
    assert_int_equal(six.copies[LOST].more_count, 0);
    tell(&six, PACKET_PROPOSE, second, 1 << LOST);
    assert_int_equal(six.counts[PACKET_ACK], 1);
    six_release(&six);
}

static void wiped__two_claims__both_end_with_a_newer_version(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t first = make_version(&six, 0, 5, 0);
    tell(&six, PACKET_PROPOSE, first, 0x21);
    tell(&six, PACKET_PROPOSE, make_version(&six, 1, 6, 0), 0x06);
    wipe_and_fill(&six, 0x18);
    tell(&six, PACKET_CONFIRM, first, 1 << LOST);
    assert_int_equal(page_of_lost(&six)->claim.epoch, 0);
    assert_int_equal(six.copies[LOST].more_count, 0);
    six_release(&six);
}

static void wiped__two_claims__the_one_cut_off_leaves_a_floor(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t first = make_version(&six, 0, 5, 0);
    uint32_t second = make_version(&six, 1, 6, 0);
    tell(&six, PACKET_PROPOSE, second, 0x01);
    tell(&six, PACKET_PROPOSE, first, 0x26);
    wipe_and_fill(&six, 0x18);
    assert_int_equal(six.copies[LOST].more_count, 1);
    cut(&six, 3 * AUTHORS, 0, 1 << LOST);
    assert_int_equal(six.copies[LOST].more_count, 0);
    assert_int_equal(page_of_lost(&six)->claim.version, second);
    assert_int_equal(page_of_lost(&six)->floor, lsn(&six, first));
    six_release(&six);
}

static void wiped__claim_of_a_master_cut_off_elsewhere__is_a_floor(void **state)
{
    (void)state;
    for (int cut_at = 0; cut_at < 2; cut_at++) { /* before it hears of the claim, or after */
        struct six six;
        six_init(&six);
        uint32_t mine = make_version(&six, 0, 5, 0);
        tell(&six, PACKET_PROPOSE, mine, UINT32_C(1) << (1 - cut_at));
        cut(&six, 3 * AUTHORS, 0, UINT32_C(1) << cut_at);
        wipe_and_fill(&six, 0x18);
        assert_int_equal(page_of_lost(&six)->claim.epoch, 0);
        assert_int_equal(page_of_lost(&six)->floor, lsn(&six, mine));
        six_release(&six);
    }
}

/* It asks at once, and each second as long as one stands. */
static void wiped__claim_taken_over__its_master_is_asked(void **state)
{
    (void)state;
    struct six six;
    six_init(&six);
    uint32_t mine = make_version(&six, 1, 5, 0);
    tell(&six, PACKET_PROPOSE, mine, 0x21);
    wipe_and_fill(&six, 0x18);
    assert_int_equal(six.counts[PACKET_CLAIM_ASK], 1);
    assert_int_equal(six.last[PACKET_CLAIM_ASK].to, place_master(1));
    assert_int_equal(six.last[PACKET_CLAIM_ASK].proposal, book_version(&six.book, mine)->proposal);
    copy_gossip(&six.copies[LOST]);
    deliver(&six);
    assert_int_equal(six.counts[PACKET_CLAIM_ASK], 2);
    tell(&six, PACKET_ABORT, mine, 1 << LOST);
    copy_gossip(&six.copies[LOST]);
    deliver(&six);
    assert_int_equal(six.counts[PACKET_CLAIM_ASK], 2);
    assert_false(six.copies[LOST].has_taken_claims);
    six_release(&six);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wiped__empty__answers_nobody),
        cmocka_unit_test(wiped__two_answers__stays_empty_and_drops_them),
        cmocka_unit_test(wiped__answers_from_another_that_is_empty__do_not_come),
        cmocka_unit_test(wiped__answers_older_than_the_round__do_not_count),
        cmocka_unit_test(wiped__saved_and_loaded_while_it_asks__goes_on_alike),
        cmocka_unit_test(wiped__three_answers__has_the_largest_of_each),
        cmocka_unit_test(wiped__commit_that_one_of_three_holds__is_taken),
        cmocka_unit_test(wiped__commit_of_three_and_the_empty_one__is_durable),
        cmocka_unit_test(wiped__commit_that_nobody_gave_back__is_held_no_more),
        cmocka_unit_test(wiped__record_that_a_cut_voided__is_not_taken_in_either_order),
        cmocka_unit_test(wiped__log_that_gave_way__is_not_taken_beyond_that_place),
        cmocka_unit_test(wiped__base_of_one__is_its_base),
        cmocka_unit_test(wiped__one_claim__stands_for_who_was_asked),
        cmocka_unit_test(wiped__two_claims__busy_to_all_until_one_ends),
        cmocka_unit_test(wiped__two_claims__both_end_with_a_newer_version),
        cmocka_unit_test(wiped__two_claims__the_one_cut_off_leaves_a_floor),
        cmocka_unit_test(wiped__claim_of_a_master_cut_off_elsewhere__is_a_floor),
        cmocka_unit_test(wiped__claim_taken_over__its_master_is_asked),
    };
    return cmocka_run_group_tests_name("cluster/wiped", tests, NULL, NULL);
}
