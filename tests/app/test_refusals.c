/* SPDX-License-Identifier: MIT */
/*
 * What is typed wrong at the prompt: each command of a looker answers it with one sentence, and
 * nothing is done, read or lost.
 */
#include "lib/test.h"

#include "app/app_state.h"
#include "base/mem.h"
#include "lib/data_files.h"

#include <stdio.h>

/* --- an app without a screen, and what it says ---------------------------------------------- */

struct told {
    struct app *app;
    struct buf said; /* lines that were not typed, each with its end */
    int begun;       /* journals */
    const char *run; /* what a file that is opened holds */
};

static void on_line(void *user, const struct transcript_line *line)
{
    struct told *told = user;
    if (line->kind != TRANSCRIPT_TYPED) {
        size_t size = strlen(line->text);
        bool is_ended = size > 0 && line->text[size - 1] == '\n';
        buf_addf(&told->said, "%s%s", line->text, is_ended ? "" : "\n");
    }
}

static void begin(void *user)
{
    ((struct told *)user)->begun++;
}

static enum rc read_run(void *user, const char *path, struct buf *text, struct err *err)
{
    const struct told *told = user;
    (void)path;
    return buf_add(text, told->run, err);
}

static int setup(void **state)
{
    static struct told told;
    struct err err = {0};
    told = (struct told){.run = "no run at all"};
    buf_init(&told.said, BUF_CAP_TEXT);
    const struct app_config config = {
        .seed = 7,
        .masters = 2,
        .files = data_files(),
        .is_plain = true,
        .listener = {.on_line = on_line, .user = &told},
        .keeper = {.begin = begin, .read = read_run, .user = &told},
    };
    *state = &told;
    return app_new(&told.app, &config, &err) != RC_OK;
}

static int teardown(void **state)
{
    struct told *told = *state;
    app_free(told->app);
    buf_release(&told->said);
    return 0;
}

static struct app_effects give(struct told *told, const char *line)
{
    struct app_effects effects;
    buf_clear(&told->said);
    app_update(told->app, &(struct app_msg){.kind = MSG_LINE, .text = line}, &effects);
    return effects;
}

static struct app_effects give_file(struct told *told, const char *text)
{
    struct app_effects effects;
    buf_clear(&told->said);
    app_update(told->app,
               &(struct app_msg){.kind = MSG_FILE, .name = "f", .text = text, .size = strlen(text)},
               &effects);
    return effects;
}

/* --- each command --------------------------------------------------------------------------- */

static const struct {
    const char *line;
    const char *says; /* part of the one sentence */
} refusals[] = {
    {"\\pause now", "\"now\" is too much: \\pause stands alone"},
    {"\\run fast", "\"fast\" is not a length of time"},
    {"\\run -1s", "\"-1s\" is not a length of time"},
    {"\\run 9999999999999s", "\"9999999999999s\" is too long: at most 1000 hours"},
    {"\\run until", "\\run until wants an event, such as conflict()"},
    {"\\run until dawn()", "\"dawn()\" is no event: try conflict(), moved(), az_down()"},
    {"\\run for 5s", "\\run, \\run 5s or \\run until conflict()"},
    {"\\lessons all", "\"all\" is too much: \\lessons stands alone"},
    {"\\step 0", "\"0\" is no step: say how many, 1 to 1000 or -1 to go back"},
    {"\\step 1001", "\"1001\" is no step"},
    {"\\step 2 3", "\"3\" is no step"},
    {"\\step year", "\"year\" is no step"},
    {"\\speed fast", "\"fast\" is not a speed: write 1/10, 1 or 20"},
    {"\\speed 101", "the speed goes from 1/1000 to 100, not 101"},
    {"\\speed 1 2", "\"2\" is too much for \\speed"},
    {"\\edit", "\\edit needs more: \\edit driver [all]"},
    {"\\edit load", "write \\edit driver, or \\edit driver all for the driver of every client"},
    {"\\edit driver 2", "write \\edit driver, or \\edit driver all"},
    {"\\reload now", "\"now\" is too much: \\reload stands alone"},
    {"\\goto", "\\goto needs more: \\goto 12.5s | MARK | prev | next"},
    {"\\goto nowhere", "there is no mark \"nowhere\" on this branch"},
    {"\\goto 500s", "later times are not known yet"},
    {"\\undo 2", "\"2\" is too much: \\undo stands alone"},
    {"\\undo", "there is nothing to undo"},
    {"\\redo 2", "\"2\" is too much: \\redo stands alone"},
    {"\\redo", "there is nothing to redo"},
    {"\\branch \"a b\"", "a branch's name is one word of at most 63 letters"},
    {"\\branch main", "there is a branch \"main\""},
    {"\\branches all", "\"all\" is too much: \\branches stands alone"},
    {"\\switch", "\\switch needs more: \\switch NAME"},
    {"\\switch nowhere", "there is no branch \"nowhere\": \\branches lists them"},
    {"\\compare", "there is one branch only: \\branch NAME begins another"},
    {"\\compare main", "you are on branch main: it is compared with another"},
    {"\\wait banana", "\\wait:1:1: \"banana\" is neither a fact nor an event"},
    {"\\rewind", "no lesson is on; \\undo takes the last line back"},

    {"\\meters moon", "\\meters alone, or with span 10s"},
    {"\\meters span 3s", "\"3s\" is no span of the meters"},
    {"\\meters at 900s", "that is not yet past"},
    {"\\meters at +1x", "\\meters at takes a time such as 12.5s"},
    {"\\meters go", "no instant is looked at"},
    {"\\data nothing", "no master has a table \"nothing\""},
    {"\\data a b", "\"b\" is too much for \\data"},
    {"\\view", "\\view needs more"},
    {"\\view moon", "there is no view \"moon\""},
    {"\\view meters 1", "\\view meters takes no event: lanes and votes do"},
    {"\\view lanes 99999", "there is no event 99999 in memory"},
    {"\\stage next", "no demo is on: \\demo NAME begins one"},
    {"\\stage step", "\\stage step wants a number"},
    {"\\stage back now", "\\stage back stands alone"},
    {"\\stage moon", "\\stage has no \"moon\": there are next, back, again"},
    {"\\find", "\\find looks for words that an event says"},
    {"\\find the needle", "no event in memory says \"the needle\""},
    {"\\why never", "\"never\" is neither an event's number nor a kind"},
    {"\\why unit_doubled", "no event of kind unit_doubled is in memory"},
    {"\\why 999999", "there is no event 999999 in memory"},
    {"\\focus", "\\focus needs more: \\focus picture|events|prompt|side|next|previous"},
    {"\\focus moon", "there is no pane \"moon\""},
    {"\\choose", "\\choose needs more"},
    {"\\choose \"\"", "\\choose takes a number of lines from -10000 to 10000, not \"\""},
    {"\\scroll", "\\scroll needs more"},
    {"\\scroll 10001", "\\scroll takes a number of lines from -10000 to 10000, not \"10001\""},
    {"\\clear all", "\"all\" is too much: \\clear stands alone"},
    {"\\copy all", "\\copy takes result or event, not \"all\""},
    {"\\share x", "\"x\" is too much: \\share stands alone"},
    {"\\record", "\\record writes what a screen shows, and here is none: \\export transcript FILE"},
    {"\\record a.cast", "quartet demo NAME --record FILE.cast records a demo without a screen"},
    {"\\record a b c d", "\"d\" is too much for \\record: \\record FILE.cast [--cast 2|3] | off"},
    {"\\export m1 a.db", "no file can be written from here"},
    {"\\open quartet.1.AAAA", "there is more in it than one share line"},
    {"\\open quartet.7.AAAA", "of version 7, and this Quartet reads version 1"},
    {"\\mouse maybe", "\\mouse is on or off, not \"maybe\""},
    {"\\toggle @1", "\\toggle takes an AZ, a master or a copy, not \"@1\""},
    {"\\toggle xyzzy", "there is no place \"xyzzy\""},
    {"\\theme", "\\theme needs more: \\theme dark|light|contrast|mono|stage|ascii"},
    {"\\theme pink", "there is no theme \"pink\": there are dark, light, contrast, mono and stage"},
    {"\\link m1", "\\link needs more: \\link m1 m2"},
    {"\\link m1 a", "\\link is for two masters, such as m1 m2; see \\cut"},
    {"\\link x y", "there is no place \"x\""},

    {"\\i", "\\i needs more: \\i FILE"},
    {"\\i \"\"", "\\i takes the name of a file"},
    {"\\i a b", "\"b\" is too much for \\i: \\i FILE"},
    {"\\save a b", "\"b\" is too much for \\save"},
    {"\\save \"\"", "\\save wants the name of a file, or none for quartet.run"},
    {"\\save a", "no file can be written from here"},
    {"\\open", "\\open needs more"},
    {"\\open \"\"", "\\open wants the name of a run, or of a file"},
    {"\\open ./f", "./f: it is no run of Quartet"},
    {"\\open yesterday", "no run is kept: there is no state directory"},
    {"\\runs", "no run is kept"},
    {"\\home now", "\"now\" is too much: \\home stands alone"},
    {"\\home", "there is no first screen in plain mode"},
    {"\\play now", "\"now\" is too much: \\play stands alone"},
    {"\\go now", "\"now\" is too much: \\go stands alone"},
    {"\\quit now", "\"now\" is too much: \\quit stands alone"},

    {"\\filter commit m9", "no event is of \"m9\": there are m1, b1, az b, @2, the groups"},
    {"\\palette no such thing", "no command has to do with \"no such thing\""},
    {"\\type", "\\type needs more: \\type WORD..."},
    {"\\type \\find", "in plain mode nothing is typed for you: type it yourself"},

    {"\\help nothing", "there is no command or topic \"nothing\": topics are keys"},
    {"\\help a b", "\"b\" is too much for \\help"},
    {"\\keys all", "\"all\" is too much: \\keys stands alone"},
    {"\\close all", "\"all\" is too much: \\close stands alone"},

    {"\\", "a command's name must follow the backslash"},
    {"\\score", "\\score is not of the lab: in a shell it is quartet score; quartet --help"},
    {"\\hlep", "there is no command \\hlep; did you mean \\help?"},
    {"@9", "there is no client 9: there are 1 to 2; \\client add makes another"},
    {"@99 SELECT 1;", "clients are @1 to @64, not @99"},
    {"SELEC 1;", "ERROR 1064 (42000): You have an error in your SQL syntax near 'SELEC 1;'"},
};

static void refusals__each__one_sentence_and_nothing_done(void **state)
{
    struct told *told = *state;
    lab_settle(told->app->lab); /* as before each line that is given */
    uint64_t before = lab_digest(told->app->lab);
    sim_us now = lab_now(told->app->lab);
    for (int i = 0; i < COUNT_OF(refusals); i++) {
        struct app_effects effects = give(told, refusals[i].line);
        const char *end = strchr(told->said.data, '\n');
        if (strstr(told->said.data, refusals[i].says) == NULL || end == NULL || end[1] != '\0') {
            fail_msg("%s\nwanted: %s\nsaid:   %s", refusals[i].line, refusals[i].says,
                     told->said.data);
        }
        assert_false(effects.quit);
        assert_string_equal(effects.read_file, "");
        if (lab_digest(told->app->lab) != before || lab_now(told->app->lab) != now) {
            fail_msg("%s is refused, and yet the world has changed", refusals[i].line);
        }
    }
    assert_int_equal(told->begun, 0); /* the journal of this run goes on */
}

static void refusals__every_command__is_among_them(void **state)
{
    (void)state;
    for (const struct cmd *cmd = app_commands(); cmd->name != NULL; cmd++) {
        size_t size = strlen(cmd->name);
        bool is_there = false;
        for (int i = 0; i < COUNT_OF(refusals); i++) {
            const char *line = refusals[i].line;
            bool is_its = line[0] == '\\' && strncmp(line + 1, cmd->name, size) == 0;
            is_there = is_there || (is_its && (line[1 + size] == ' ' || line[1 + size] == '\0'));
        }
        if (!is_there) {
            fail_msg("\\%s is never typed wrong here", cmd->name);
        }
    }
}

/* --- files ---------------------------------------------------------------------------------- */

static void file__that_names_a_file__is_refused_there(void **state)
{
    struct told *told = *state;
    struct app_effects effects = give(told, "\\i f");
    assert_string_equal(effects.read_file, "f");
    effects = give_file(told, "\\speed 2\n\\i f\n\\speed 5\n\\speed 10\n");
    assert_string_equal(effects.read_file, "");
    assert_non_null(strstr(told->said.data, "a file cannot run another: \\i is for the prompt\n"
                                            "that was line 2 of f; the 2 lines after it were not "
                                            "run\n"));
}

static void file__bad_in_its_last_line__names_it(void **state)
{
    struct told *told = *state;
    (void)give_file(told, "\\speed 2\n\n\\speed 0\n");
    assert_string_equal(told->said.data, "2×\nthe speed goes from 1/1000 to 100, not 0\n"
                                         "that was line 3 of f\n");
}

static void file__no_text__is_refused_with_its_line(void **state)
{
    struct told *told = *state;
    (void)give_file(told, "\\speed 2\n\\speed \033[1m\n");
    assert_string_equal(told->said.data, "f: line 2: the byte 0x1b is no text: a script is UTF-8 "
                                         "without control characters\n");
}

/* --- what is too long ----------------------------------------------------------------------- */

static void statement__without_end__is_one_sentence_and_the_next_is_read(void **state)
{
    struct told *told = *state;
    struct buf all;
    buf_init(&all, BUF_CAP_TEXT);
    for (int i = 0; i < 20000; i++) {
        (void)give(told, "SELECT 1,");
        buf_addf(&all, "%s", told->said.data);
    }
    assert_string_equal(all.data, "a statement may have 65536 bytes here, and this one is longer: "
                                  "none of it is run; say it in parts\n");
    assert_true(app_is_in_statement(told->app));
    (void)give(told, "1; ");
    assert_false(app_is_in_statement(told->app));
    (void)give(told, "\\speed");
    assert_string_equal(told->said.data, "1×\n");
    buf_release(&all);
}

static void history__not_text__is_left_out(void **state)
{
    struct told *told = *state;
    app_set_history(told->app, "SELECT 1;\nSELECT \033[31m;\n\xff\xfe\nSELECT 2;\n");
    assert_int_equal(told->app->edit.history_count, 2);
    assert_string_equal(told->app->edit.history[1], "SELECT 2;");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(refusals__each__one_sentence_and_nothing_done),
        CASE(refusals__every_command__is_among_them),
        CASE(file__that_names_a_file__is_refused_there),
        CASE(file__bad_in_its_last_line__names_it),
        CASE(file__no_text__is_refused_with_its_line),
        CASE(statement__without_end__is_one_sentence_and_the_next_is_read),
        CASE(history__not_text__is_left_out),
    };
    return cmocka_run_group_tests_name("app/refusals", tests, NULL, NULL);
}
