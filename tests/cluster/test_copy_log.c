/* SPDX-License-Identifier: MIT */
/* What a copy's log keeps, and how it goes on when it was away for longer than others keep. */
#include "lib/test.h"
#include "lib/wire_rig.h"

#include "cluster/copy_log.h"

#define EPOCH(round) ((uint64_t)(round)*AUTHORS)
#define PLACES 9

/* A copy with some commits of m1, all under its first epoch. */
struct log_rig {
    struct wire_rig wire;
    struct book book;
    struct copy copy;
    struct copy_log *log;
    uint32_t records[PLACES + 1]; /* by place */
};

static void put(struct log_rig *rig, uint64_t place, uint64_t epoch)
{
    rig->records[place] = book_new_record(&rig->book);
    book_record(&rig->book, rig->records[place])->place = place;
    copy_log_put(&rig->copy, 0, place,
                 (struct log_entry){.record = rig->records[place], .stamp = epoch});
}

static void log_rig_init(struct log_rig *rig, uint64_t places)
{
    *rig = (struct log_rig){0};
    wire_rig_init(&rig->wire, 1);
    book_init(&rig->book);
    copy_init(&rig->copy, 2, &rig->wire.net, &rig->book, &rig->wire.root);
    rig->log = &rig->copy.log[0];
    for (uint64_t place = 1; place <= places; place++) {
        put(rig, place, EPOCH(1));
    }
}

static void log_rig_release(struct log_rig *rig)
{
    copy_release(&rig->copy);
    book_release(&rig->book);
    wire_rig_release(&rig->wire);
}

static struct item base_of(uint64_t place, uint64_t epoch)
{
    return (struct item){.kind = ITEM_BASE, .place = place, .stamp = epoch};
}

/* --- forgetting ----------------------------------------------------------------------------- */

static void log__forgotten__goes_on_behind_the_base(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 6);
    copy_log_forget(&rig.copy, 0, 4);
    assert_int_equal(rig.log->base, 4);
    assert_int_equal(rig.log->count, 2);
    assert_int_equal(copy_log_end(rig.log), 6);
    assert_null(copy_log_at(rig.log, 4));
    assert_int_equal(copy_log_at(rig.log, 5)->record, rig.records[5]);
    put(&rig, 7, EPOCH(1));
    assert_int_equal(copy_log_at(rig.log, 7)->record, rig.records[7]);
    assert_null(copy_log_at(rig.log, 8));
    log_rig_release(&rig);
}

static void log__forgotten_place__takes_no_other_record(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 4);
    copy_log_forget(&rig.copy, 0, 4);
    put(&rig, 3, EPOCH(9));
    assert_int_equal(copy_log_end(rig.log), 4);
    assert_int_equal(rig.log->count, 0);
    put(&rig, 5, EPOCH(1));
    assert_int_equal(copy_log_at(rig.log, 5)->record, rig.records[5]);
    log_rig_release(&rig);
}

static void log__forget_beyond_its_end__forgets_what_it_has(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 3);
    copy_log_forget(&rig.copy, 0, 8);
    assert_int_equal(rig.log->base, 3);
    assert_int_equal(copy_log_end(rig.log), 3);
    copy_log_forget(&rig.copy, 0, 2);
    assert_int_equal(rig.log->base, 3);
    log_rig_release(&rig);
}

/* A cut that it slept through: what lies behind the cut it knows may be void. */
static void log__in_doubt__is_not_forgotten(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 6);
    copy_log_cut(&rig.copy, 0, (struct cut){.epoch = EPOCH(2), .last = 4});
    put(&rig, 5, EPOCH(2));
    put(&rig, 6, EPOCH(2));
    copy_log_cut(&rig.copy, 0, (struct cut){.epoch = EPOCH(4), .last = 6, .before = EPOCH(3)});
    assert_int_equal(rig.log->doubt, 5);
    copy_log_forget(&rig.copy, 0, 6);
    assert_int_equal(rig.log->base, 4);
    assert_int_equal(rig.log->count, 2);
    uint64_t vector[MASTERS_MAX] = {4};
    assert_true(copy_has(&rig.copy, vector));
    vector[0] = 5;
    assert_false(copy_has(&rig.copy, vector));
    log_rig_release(&rig);
}

/* It slept through the cut that voided place 2, and has acknowledged place 5 since. */
static void log__doubted_place_put_right__what_stands_above_stays(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 4);
    copy_log_cut(&rig.copy, 0, (struct cut){.epoch = EPOCH(3), .last = 4, .before = EPOCH(2)});
    put(&rig, 5, EPOCH(3));
    assert_int_equal(rig.log->doubt, 1);
    uint32_t above = rig.records[5];
    uint32_t old = rig.records[2];
    put(&rig, 2, EPOCH(2));
    assert_int_equal(copy_log_at(rig.log, 2)->record, rig.records[2]);
    assert_int_equal(copy_log_end(rig.log), 5);
    assert_int_equal(copy_log_at(rig.log, 5)->record, above);
    assert_int_equal(book_record(&rig.book, above)->holders, 1 << 2);
    assert_int_equal(book_record(&rig.book, old)->holders, 0);
    log_rig_release(&rig);
}

static void log__cut_after_forgetting__doubts_nothing_forgotten(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 6);
    copy_log_forget(&rig.copy, 0, 5);
    copy_log_cut(&rig.copy, 0, (struct cut){.epoch = EPOCH(4), .last = 6, .before = EPOCH(3)});
    assert_int_equal(rig.log->doubt, 6);
    assert_int_equal(copy_log_end(rig.log), 6);
    log_rig_release(&rig);
}

static void log__last_held_under_an_epoch__is_never_before_the_base(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 6);
    assert_int_equal(copy_log_last_stamped(&rig.copy, 0, EPOCH(2)), 0);
    copy_log_forget(&rig.copy, 0, 4);
    assert_int_equal(copy_log_last_stamped(&rig.copy, 0, EPOCH(1)), 6);
    assert_int_equal(copy_log_last_stamped(&rig.copy, 0, EPOCH(2)), 4);
    put(&rig, 7, EPOCH(2));
    assert_int_equal(copy_log_last_stamped(&rig.copy, 0, EPOCH(2)), 7);
    log_rig_release(&rig);
}

/* --- taking over ---------------------------------------------------------------------------- */

static void log__base_of_another_far_ahead__is_taken_over_with_its_epoch(void **state)
{
    (void)state;
    struct log_rig rig;
    struct item base = base_of(7, EPOCH(3));
    log_rig_init(&rig, 2);
    assert_true(copy_log_jump(&rig.copy, &base));
    assert_int_equal(rig.log->base, 7);
    assert_int_equal(rig.log->count, 0);
    assert_int_equal(rig.copy.epoch[0], EPOCH(3));
    put(&rig, 8, EPOCH(3));
    assert_int_equal(copy_log_end(rig.log), 8);
    log_rig_release(&rig);
}

/*
 * A former life of the master may not count this copy among those that hold its records: the
 * places are another's, though the copy never saw the epoch under which they were written.
 */
static void log__after_taking_over__refuses_who_was_recovered_meanwhile(void **state)
{
    (void)state;
    struct log_rig rig;
    struct item base = base_of(7, EPOCH(3));
    log_rig_init(&rig, 2);
    assert_true(copy_log_jump(&rig.copy, &base));
    struct packet commit = {.kind = PACKET_COMMIT,
                            .from = (int16_t)place_master(0),
                            .to = (int16_t)place_copy(2),
                            .epoch = EPOCH(1),
                            .number = 3,
                            .record = rig.records[2]};
    copy_receive(&rig.copy, &commit);
    (void)wire_rig_expect(&rig.wire, PACKET_NAK_FENCED);
    log_rig_release(&rig);
}

static void log__base_of_what_it_holds__changes_nothing(void **state)
{
    (void)state;
    struct log_rig rig;
    struct item base = base_of(5, EPOCH(3));
    log_rig_init(&rig, 6);
    assert_false(copy_log_jump(&rig.copy, &base));
    assert_int_equal(rig.log->base, 0);
    assert_int_equal(rig.copy.epoch[0], 0);
    log_rig_release(&rig);
}

static void log__base_within_what_it_doubts__ends_the_doubt(void **state)
{
    (void)state;
    struct log_rig rig;
    struct item base = base_of(6, EPOCH(4));
    log_rig_init(&rig, 6);
    copy_log_cut(&rig.copy, 0, (struct cut){.epoch = EPOCH(2), .last = 4});
    for (uint64_t place = 5; place <= 8; place++) {
        put(&rig, place, EPOCH(2));
    }
    copy_log_cut(&rig.copy, 0, (struct cut){.epoch = EPOCH(4), .last = 8, .before = EPOCH(3)});
    assert_true(copy_log_jump(&rig.copy, &base));
    assert_int_equal(rig.log->base, 6);
    assert_int_equal(copy_log_end(rig.log), 8);
    assert_int_equal(copy_log_at(rig.log, 7)->record, rig.records[7]);
    assert_int_equal(rig.log->doubt, 7);
    base = base_of(8, EPOCH(4));
    assert_true(copy_log_jump(&rig.copy, &base));
    assert_true(rig.log->doubt == UINT64_MAX);
    log_rig_release(&rig);
}

/* --- telling -------------------------------------------------------------------------------- */

static void log__asked_for_what_is_forgotten__tells_the_base_and_what_follows(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 6);
    copy_log_forget(&rig.copy, 0, 4);
    rig.copy.epoch[0] = EPOCH(1);
    uint32_t number = net_new_bundle(&rig.wire.net);
    const struct bundle *bundle = net_bundle(&rig.wire.net, number);
    copy_log_add_sure(&rig.copy, 0, 2, net_bundle(&rig.wire.net, number));
    assert_int_equal(bundle->count, 3);
    assert_int_equal(bundle->items[0].kind, ITEM_BASE);
    assert_int_equal(bundle->items[0].place, 4);
    assert_int_equal(bundle->items[0].stamp, EPOCH(1));
    assert_int_equal(bundle->items[1].place, 5);
    assert_int_equal(bundle->items[2].what, rig.records[6]);
    net_free_bundle(&rig.wire.net, number);
    number = net_new_bundle(&rig.wire.net);
    copy_log_add_sure(&rig.copy, 0, 5, net_bundle(&rig.wire.net, number));
    assert_int_equal(net_bundle(&rig.wire.net, number)->count, 2);
    net_free_bundle(&rig.wire.net, number);
    log_rig_release(&rig);
}

/* What it held when the missed cut came cannot have been void: it held nothing. */
static void log__cut_missed_while_empty__tells_what_came_later(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig, 0);
    copy_log_cut(&rig.copy, 0, (struct cut){EPOCH(3), 0, EPOCH(2)});
    put(&rig, 1, EPOCH(3));
    copy_log_cut(&rig.copy, 0, (struct cut){EPOCH(4), 1, EPOCH(3)});
    uint32_t number = net_new_bundle(&rig.wire.net);
    copy_log_add_sure(&rig.copy, 0, 1, net_bundle(&rig.wire.net, number));
    assert_int_equal(net_bundle(&rig.wire.net, number)->count, 1);
    net_free_bundle(&rig.wire.net, number);
    log_rig_release(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log__forgotten__goes_on_behind_the_base),
        cmocka_unit_test(log__forgotten_place__takes_no_other_record),
        cmocka_unit_test(log__forget_beyond_its_end__forgets_what_it_has),
        cmocka_unit_test(log__in_doubt__is_not_forgotten),
        cmocka_unit_test(log__doubted_place_put_right__what_stands_above_stays),
        cmocka_unit_test(log__cut_after_forgetting__doubts_nothing_forgotten),
        cmocka_unit_test(log__last_held_under_an_epoch__is_never_before_the_base),
        cmocka_unit_test(log__base_of_another_far_ahead__is_taken_over_with_its_epoch),
        cmocka_unit_test(log__after_taking_over__refuses_who_was_recovered_meanwhile),
        cmocka_unit_test(log__base_of_what_it_holds__changes_nothing),
        cmocka_unit_test(log__base_within_what_it_doubts__ends_the_doubt),
        cmocka_unit_test(log__asked_for_what_is_forgotten__tells_the_base_and_what_follows),
        cmocka_unit_test(log__cut_missed_while_empty__tells_what_came_later),
    };
    return cmocka_run_group_tests_name("cluster/copy_log", tests, NULL, NULL);
}
