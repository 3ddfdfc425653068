/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/hash.h"
#include "base/text.h"
#include "cluster/event.h"
#include "store/rows.h"

#include <ctype.h>

static const char *name_of(const void *user, uint32_t table)
{
    (void)user;
    return table == 3 ? "orders" : NULL;
}

static void assert_says(const struct event *event, const char *subject, const char *sentence)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    event_add_subject(&text, event);
    assert_string_equal(text.data, subject);
    buf_clear(&text);
    event_add_sentence(&text, event, name_of, NULL);
    assert_string_equal(text.data, sentence);
    buf_release(&text);
}

static void event__every_kind__has_a_complete_row(void **state)
{
    (void)state;
    static const char *const names[] = {
#define X(name, text) text,
        EVENT_KINDS(X)
#undef X
    };
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        const struct event_row *row = event_row((enum event_kind)kind);
        assert_non_null(row->name);
        assert_string_equal(row->name, names[kind]);
        assert_int_equal(event_find(row->name), kind);
        assert_non_null(row->say[0]);
        assert_non_null(row->meaning);
        assert_null(row->fields[EVENT_FIELDS_MAX - 1].name);
    }
    assert_int_equal(event_find("no_such_kind"), EVENT_KIND_COUNT);
}

/* Every form of every kind can be said of an event with all fields and of one with none: each
 * value in braces is known, each bracket closed, no blank doubled or left at an end. */
static void event__every_form__makes_a_sentence(void **state)
{
    (void)state;
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        const struct event_row *row = event_row((enum event_kind)kind);
        for (int form = 0; form < EVENT_FORMS_MAX && row->say[form] != NULL; form++) {
            struct event bare = {.kind = (enum event_kind)kind,
                                 .place = place_master(0),
                                 .other = PLACE_NONE,
                                 .code = form,
                                 .text = "word"};
            struct event full = bare;
            full.other = place_master(1);
            full.client = 2;
            full.page = (struct page_id){.table = 3, .bucket = 1};
            full.row = 7;
            full.count = 2;
            full.length = 2600;
            full.copies = 0x33;
            const struct event *both[] = {&bare, &full};
            for (int i = 0; i < 2; i++) {
                struct buf text;
                buf_init(&text, BUF_CAP_TEXT);
                event_add_sentence(&text, both[i], name_of, NULL);
                assert_true(text.size > 0);
                assert_null(strpbrk(text.data, "{}[]"));
                assert_null(strstr(text.data, "  "));
                assert_true(!isspace((unsigned char)text.data[text.size - 1]));
                buf_release(&text);
            }
        }
    }
}

/* What an event typically carries, at its longest; `text` is what its kind says. */
static struct event typical_event(enum event_kind kind, int form)
{
    static const struct {
        enum event_kind kind;
        const char *text;
    } texts[] = {
        {EVENT_MASTER_RECOVERING, "asks the copies to fence its old epoch"},
        {EVENT_FORWARDED, "CREATE TABLE course"},
        {EVENT_CLOSED, "ALTER TABLE course"},
        {EVENT_DDL_FAILED, "CREATE TABLE course"},
        {EVENT_DEFINED, "CREATE TABLE course"},
        {EVENT_RESOLVED, "reports"},
        {EVENT_PICKED, "active_standby"},
        {EVENT_DRIVER_SET, "active_standby"},
        {EVENT_DRIVER_FAILED, "round_robin"},
        {EVENT_LOAD_BEGUN, "counters"},
        {EVENT_LOAD_ENDED, "counters"},
    };
    struct event event = {.kind = kind,
                          .place = place_master(1),
                          .other = place_master(0),
                          .client = 12,
                          .page = {.table = 3, .bucket = 12},
                          .row = 1417,
                          .count = 14,
                          .code = form,
                          .length = 15400 * US_PER_MS,
                          .copies = 0x0c};
    /* A step of recovery has a text or a count, a check that failed an error or a length. */
    event.count = kind == EVENT_MASTER_RECOVERING ? 0 : event.count;
    event.length = kind == EVENT_CHECK_FAILED ? 0 : event.length;
    for (int i = 0; i < COUNT_OF(texts); i++) {
        if (texts[i].kind == kind) {
            event_set_text(&event, "", texts[i].text);
        }
    }
    return event;
}

/* At 80 columns a sentence has 60, once the time has four digits before its point. */
static void event__every_sentence__fits_the_pane_of_80_columns(void **state)
{
    (void)state;
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        const struct event_row *row = event_row((enum event_kind)kind);
        bool has_error = false;
        for (const struct event_field *field = row->fields; field->name != NULL; field++) {
            has_error = has_error || field->kind == FIELD_ERROR;
        }
        for (int form = 0; form < EVENT_FORMS_MAX && row->say[form] != NULL; form++) {
            struct event event = typical_event((enum event_kind)kind, form);
            event.code = has_error ? SQL_CONFLICT : event.code;
            struct buf text;
            buf_init(&text, BUF_CAP_TEXT);
            event_add_sentence(&text, &event, name_of, NULL);
            if (text_width(text.data) > 60) {
                fail_msg("%s: %d columns: %s", row->name, text_width(text.data), text.data);
            }
            buf_release(&text);
        }
    }
}

static void event__sentences__are_those_of_the_screens(void **state)
{
    (void)state;
    struct event event = {
        .kind = EVENT_COMMITTED, .place = place_master(1), .client = 2, .count = 4, .length = 2600};
    assert_says(&event, "m2", "@2 committed, durable on 4 copies after 2.6 ms");
    event = (struct event){
        .kind = EVENT_AZ_DOWN, .place = place_az(1), .other = place_master(1), .copies = 0x0c};
    assert_says(&event, "AZ b", "goes dark: m2, b1 and b2 answer nobody");
    event = (struct event){.kind = EVENT_AZ_DOWN, .place = place_az(3), .other = place_master(3)};
    assert_says(&event, "AZ d", "goes dark: m4 answers nobody");
    event = (struct event){.kind = EVENT_APPLIED,
                           .place = place_master(0),
                           .other = place_master(2),
                           .count = 1,
                           .length = 24100};
    assert_says(&event, "m1", "shows the row that m3 committed 24 ms ago");
    event.count = 3;
    assert_says(&event, "m1", "shows the 3 rows that m3 committed 24 ms ago");
    event.count = 0;
    assert_says(&event, "m1", "shows the 0 rows that m3 committed 24 ms ago");
    event_set_text(&event, "CREATE TABLE ", "t");
    assert_says(&event, "m1", "shows the CREATE TABLE t that m3 committed 24 ms ago");
    event = (struct event){
        .kind = EVENT_DEFINED, .place = place_master(0), .client = 1, .text = "DROP TABLE t"};
    assert_says(&event, "m1", "@1 ran DROP TABLE t on every master");
    event = (struct event){
        .kind = EVENT_CONNECTED, .place = place_client(1), .other = place_master(2), .client = 2};
    assert_says(&event, "@2", "connects to m3");
    event = (struct event){.kind = EVENT_PICKED,
                           .place = place_client(1),
                           .other = place_master(2),
                           .client = 2,
                           .text = "round_robin"};
    assert_says(&event, "driver", "round_robin: @2 goes to m3");
    event = (struct event){.kind = EVENT_HEALED, .place = PLACE_NONE};
    assert_says(&event, "cluster", "is healed: every fault is undone; lost masters recover");
}

static void event__long_text__is_cut_at_a_character_and_says_so(void **state)
{
    (void)state;
    struct event event = {.kind = EVENT_COMMAND};
    event_set_text(&event, "", "123456789 123456789 123456789 123456789");
    assert_string_equal(event.text, "123456789 123456789 123456789 123456789");
    event_set_text(&event, "", "123456789 123456789 123456789 1234567890");
    assert_string_equal(event.text, "123456789 123456789 123456789 123456…");
    event_set_text(&event, "", "123456789 123456789 123456789 12345ä7890");
    assert_string_equal(event.text, "123456789 123456789 123456789 12345…");
}

static void event__conflict__says_who_won_which_page_which_rows(void **state)
{
    (void)state;
    struct event event = {.kind = EVENT_CONFLICT,
                          .place = place_master(1),
                          .other = place_master(0),
                          .client = 2,
                          .page = {.table = 3, .bucket = 1},
                          .row = 14,
                          .count = 9,
                          .code = CONFLICT_PHYSICAL};
    assert_says(&event, "m2", "@2 loses page orders:1, row 14: m1 was first, at row 9");
    event.count = 0;
    assert_says(&event, "m2", "@2 loses page orders:1, row 14: m1 was first");
    event.row = 0;
    assert_says(&event, "m2", "@2 loses page orders:1: m1 was first");
    event.row = 14;
    event.code = CONFLICT_LOGICAL;
    assert_says(&event, "m2", "@2 loses row 14 of orders to an uncommitted change of m1");
    event.code = CONFLICT_TIE;
    assert_says(&event, "m2", "@2 loses the tie for page orders:1 to m1");
    event.code = CONFLICT_LOCAL;
    assert_says(&event, "m2", "@2 is the victim of a deadlock at row 14 of orders");
}

static void event__json__has_every_field_and_escapes(void **state)
{
    (void)state;
    struct event event = {.at = 1500,
                          .seq = 12,
                          .cause = 9,
                          .kind = EVENT_STATEMENT,
                          .place = place_master(0),
                          .client = 1,
                          .txn = 77,
                          .text = "SELECT \"a\\b\"\n\xc3\xa9\xc3"};
    struct buf json;
    buf_init(&json, BUF_CAP_TEXT);
    event_add_json(&json, &event, name_of, NULL);
    assert_string_equal(
        json.data,
        "{\"t_us\":1500,\"seq\":12,\"cause\":9,\"kind\":\"statement\",\"master\":\"m1\","
        "\"client\":1,\"txn\":77,\"rows\":0,"
        "\"sql\":\"SELECT \\\"a\\\\b\\\"\\u000a\xc3\xa9\xef\xbf\xbd\","
        "\"text\":\"m1 runs for @1: SELECT \\\"a\\\\b\\\"\\u000a\xc3\xa9\xef\xbf\xbd\"}");
    buf_release(&json);
}

static void event__json_without_values__has_null(void **state)
{
    (void)state;
    struct event event = {.kind = EVENT_AZ_DOWN, .place = place_az(3), .other = PLACE_NONE};
    struct buf json;
    buf_init(&json, BUF_CAP_TEXT);
    event_add_json(&json, &event, name_of, NULL);
    assert_string_equal(json.data,
                        "{\"t_us\":0,\"seq\":0,\"cause\":0,\"kind\":\"az_down\",\"az\":\"d\","
                        "\"master\":null,\"copies\":\"\",\"text\":\"AZ d goes dark\"}");
    buf_release(&json);
}

static void event__no_quorum__is_shown_as_1105(void **state)
{
    (void)state;
    struct event event = {
        .kind = EVENT_ANSWERED_ERROR, .place = place_master(0), .client = 1, .code = SQL_NO_QUORUM};
    assert_says(&event, "m1", "@1 gets error 1105: fewer than 4 copies answer");
}

static void event__page__names_table_index_and_bucket(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    struct page_id page = {.table = 3, .index = PAGE_INDEX_TABLE, .bucket = -1};
    event_add_page(&text, &page, name_of, NULL);
    buf_add_char(&text, ' ');
    page.index = 2;
    event_add_page(&text, &page, name_of, NULL);
    buf_add_char(&text, ' ');
    page = (struct page_id){.table = 9, .index = PAGE_INDEX_HEADER};
    event_add_page(&text, &page, name_of, NULL);
    assert_string_equal(text.data, "orders:-1 orders(index 2):-1 table 9:header");
    buf_release(&text);
}

static void event__save_and_load__gives_the_same_hash(void **state)
{
    (void)state;
    struct event event = {.at = 1,
                          .seq = 2,
                          .cause = 3,
                          .kind = EVENT_LOAD_ENDED,
                          .place = PLACE_NONE,
                          .other = place_client(63),
                          .client = 64,
                          .txn = UINT64_MAX,
                          .page = {.table = 7, .index = -1, .bucket = INT64_MIN},
                          .row = -5,
                          .count = 6,
                          .code = 7,
                          .length = 8,
                          .copies = 0x3f,
                          .text = "course"};
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    event_save(&saved, &event);
    struct unpack in = unpack_start(saved.data, saved.size);
    struct event loaded;
    event_load(&loaded, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_int_equal(in.at, saved.size);
    assert_int_equal(event_hash(HASH_START, &loaded), event_hash(HASH_START, &event));
    loaded.text[0] = 'C';
    assert_int_not_equal(event_hash(HASH_START, &loaded), event_hash(HASH_START, &event));
    buf_release(&saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(event__every_kind__has_a_complete_row),
        cmocka_unit_test(event__every_form__makes_a_sentence),
        cmocka_unit_test(event__every_sentence__fits_the_pane_of_80_columns),
        cmocka_unit_test(event__sentences__are_those_of_the_screens),
        cmocka_unit_test(event__long_text__is_cut_at_a_character_and_says_so),
        cmocka_unit_test(event__conflict__says_who_won_which_page_which_rows),
        cmocka_unit_test(event__json__has_every_field_and_escapes),
        cmocka_unit_test(event__json_without_values__has_null),
        cmocka_unit_test(event__no_quorum__is_shown_as_1105),
        cmocka_unit_test(event__page__names_table_index_and_bucket),
        cmocka_unit_test(event__save_and_load__gives_the_same_hash),
    };
    return cmocka_run_group_tests_name("cluster/event", tests, NULL, NULL);
}
