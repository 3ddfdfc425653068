/* SPDX-License-Identifier: MIT */
/*
 * The course's own demo on the real cluster: two masters, a row every half second on each in
 * turn. An AZ is killed, a master crashed, one hung: the writing goes on, and nothing is lost.
 */
#include "lib/test.h"

#include "lab/lab.h"

#include <stdio.h>

static enum rc read_data(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    (void)user;
    char path[200];
    char part[512];
    (void)snprintf(path, sizeof(path), "data/%s/%s.lua", kind, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return err_set(err, RC_UNKNOWN, "there is no %s", path);
    }
    size_t size = 0;
    enum rc rc = RC_OK;
    while (rc == RC_OK && (size = fread(part, 1, sizeof(part), file)) > 0) {
        rc = buf_add_bytes(out, part, size, err);
    }
    (void)fclose(file);
    return rc;
}

static void give(struct lab *lab, const char *line)
{
    struct buf reply;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    enum rc rc = lab_apply(lab, line, 1, &reply, &err);
    if (rc != RC_OK) {
        print_message("%s: %s\n", line, err.text);
    }
    assert_int_equal(rc, RC_OK);
    buf_release(&reply);
}

#define PROGRAM 3 /* @1 and @2 are the student's own; the load's program comes after them */

static struct lab *begin(const char *load)
{
    struct lab *lab = NULL;
    struct lab_config config = {
        .seed = 7,
        .masters = 2,
        .check = true,
        .files = {.read = read_data},
    };
    struct err err = {0};
    enum rc rc = lab_new(&lab, &config, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, RC_OK);
    give(lab, load);
    lab_advance(lab, 10 * US_PER_S + 1000);
    return lab;
}

static struct client_view look(const struct lab *lab)
{
    static struct clients_view view;
    clients_look(lab_clients(lab), &view);
    assert_int_equal(view.lost, 0);
    return view.clients[PROGRAM - 1];
}

/* Ten seconds of peace, the fault, twenty more; gives the longest outage of the program. */
static sim_us run_demo(const char *load, const char *fault, int ok_min)
{
    struct lab *lab = begin(load);
    int64_t before = look(lab).ok;
    assert_in_range(before, 18, 24);
    give(lab, fault);
    lab_advance(lab, 30 * US_PER_S);
    struct client_view view = look(lab);
    assert_in_range(view.ok - before, ok_min, 45);
    print_message("%s, %s: %d ok, %d failed, %d unknown, %d retries, longest outage %d us\n", load,
                  fault, (int)(view.ok - before), (int)view.failed, (int)view.unknown,
                  (int)view.retries, (int)view.longest_outage);
    lab_free(lab);
    return view.longest_outage;
}

static void course__round_robin__goes_on_but_asks_the_dead_again_and_again(void **state)
{
    (void)state;
    sim_us crash = run_demo("\\load course", "\\crash m2", 38);
    sim_us kill = run_demo("\\load course", "\\kill az b", 35);
    /* A hung master takes calls: each time the program waits for the whole read time-out. */
    sim_us hang = run_demo("\\load course", "\\hang m2", 7);
    assert_true(crash < 100 * US_PER_MS);
    assert_in_range(kill, 1 * US_PER_S, 3 * US_PER_S);
    assert_in_range(hang, 4900 * US_PER_MS, 6 * US_PER_S);
}

static void course__active_standby__moves_once(void **state)
{
    (void)state;
    static const char load[] = "\\load course driver=active_standby";
    sim_us crash = run_demo(load, "\\crash m1", 38);
    sim_us kill = run_demo(load, "\\kill az a", 38);
    sim_us hang = run_demo(load, "\\hang m1", 38);
    assert_true(crash < 100 * US_PER_MS);
    assert_in_range(kill, 1 * US_PER_S, 3 * US_PER_S);
    assert_in_range(hang, 1 * US_PER_S, 3 * US_PER_S);
}

static void course__goes_back_in_time__has_the_same_future(void **state)
{
    (void)state;
    struct lab *lab = begin("\\load course");
    give(lab, "\\kill az b");
    lab_advance(lab, 12 * US_PER_S);
    struct buf saved;
    struct err err = {0};
    buf_init(&saved, BUF_CAP_STATE);
    lab_save(lab, &saved);
    lab_advance(lab, 20 * US_PER_S);
    uint64_t digest = lab_digest(lab);
    give(lab, "\\driver active_standby"); /* what was done since is let go */
    lab_advance(lab, 23 * US_PER_S);
    assert_int_equal(lab_load(lab, saved.data, saved.size, &err), RC_OK);
    lab_advance(lab, 20 * US_PER_S);
    assert_true(lab_digest(lab) == digest);
    buf_release(&saved);
    lab_free(lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(course__round_robin__goes_on_but_asks_the_dead_again_and_again),
        cmocka_unit_test(course__active_standby__moves_once),
        cmocka_unit_test(course__goes_back_in_time__has_the_same_future),
    };
    return cmocka_run_group_tests_name("client/course", tests, NULL, NULL);
}
