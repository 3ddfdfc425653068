/* SPDX-License-Identifier: MIT */
#include "app/help.h"

#include "app/app_state.h"
#include "base/mem.h"
#include "base/text.h"
#include "driver/driver.h"
#include "lesson/demand.h"
#include "shell/dialect.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define HELP_COLUMNS 79 /* of a terminal of 80 */

/* --- topics ---------------------------------------------------------------------------------- */

static void add_events(struct buf *out)
{
    buf_addf(out,
             "The kinds of events, by the names that `quartet run --format json` gives them.\n");
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        const struct event_row *row = event_row((enum event_kind)kind);
        buf_addf(out, "  %-18s %s\n", row->name, row->meaning);
    }
}

static void add_model(struct buf *out)
{
    buf_addf(
        out,
        "What is AWS's, and what is ours. Rows are real: every master is a SQLite database, and "
        "SQL "
        "is run, not imitated.\n\n"
        "documented\n"
        "  By AWS, for Aurora multi-master:\n"
        "  -  Two to four masters, all of them writers; no reader endpoint.\n"
        "  -  One volume: six copies in three AZs. A write needs 4 of them, a read 3.\n"
        "  -  A conflict of two masters on one page, whatever the rows, is error 1213, a deadlock "
        "to "
        "the program: its whole transaction is rolled back.\n"
        "  -  No failover, for the others already write, and no load balancing: the client decides "
        "where it goes.\n"
        "  -  INSTANCE_RAW reads may be old by the lag. REGIONAL_RAW waits until it sees all that "
        "was "
        "committed before (each statement, or BEGIN). Neither is set within a transaction.\n"
        "  -  Generated ids step by 16.\n"
        "  -  One master runs DDL, which ends when all have it.\n"
        "  -  SERIALIZABLE does not exist. FOR UPDATE locks rows of its own master alone.\n\n"
        "second hand\n"
        "  From talks and papers about it:\n"
        "  -  Masters propose pages to the copies, and the votes decide; a resolver ends ties.\n"
        "  -  REPEATABLE READ by default, as InnoDB has it: the first SELECT of a transaction "
        "decides "
        "what its SELECTs show; its writes act on the latest rows.\n\n"
        "our own choice\n"
        "  Where nothing was said, or a lab needs it:\n"
        "  -  All times and their spread, the crash times, how a cut network behaves, and how the "
        "resolver chooses.\n"
        "  -  How a read point is found, of three copies, and error 1105 when it is not in time.\n"
        "  -  The level SESSION_TOKEN, which waits for what this client has seen at any master.\n"
        "  -  READ UNCOMMITTED shows what its own master has not committed; LOCK IN SHARE MODE "
        "locks "
        "as FOR UPDATE does; no gap locks, so phantoms may come.\n"
        "  -  A master that does not answer makes DDL fail, for it may be alive and write the "
        "table; "
        "one that is down, or silent for 10 s, gets it when it catches up.\n\n"
        "\\parameters shows every number; \\set changes it. \\why says of what it tells who said "
        "so.\n"
        "AWS retired the product on 28 February 2023. Quartet is not an AWS product.\n");
}

static void add_sql(struct buf *out)
{
    buf_addf(out,
             "A line is SQL unless it begins with \\ or @N. It ends at ; or \\G (one row a block). "
             "Until then -> begins its next row; \\c or C-c drops it, other commands go between.\n"
             "  @2 SELECT 1;     as client 2; F1 to F4 choose a client for what follows\n"
             "Beside SQLite's own SQL there is what a student of Aurora MySQL types:\n\n");
    (void)dialect_add_help(out, "");
    buf_addf(out,
             "\nWhere this differs from MySQL in silence\n"
             "  7 / 2 is 3; || joins texts; '1' = 1 is false: a text is no number. 'a' = 'A' is "
             "false, so a unique key may have both; LIKE knows no case.\n"
             "  A DECIMAL is not rounded, and 1.50 is shown as 1.5; 1.5 stays 1.5 in an INT; a "
             "DATE keeps the time that it is given. NOW() has no time zone.\n"
             "  IGNORE passes over rows whose keys are there and over NULLs; a value that does "
             "not fit its column is an error all the same. There are no warnings.\n"
             "  A column that ALTER TABLE adds NOT NULL without DEFAULT has DEFAULT 0 or '' from "
             "then on. An AUTO_INCREMENT column is a BIGINT, whatever integer it is called.\n"
             "  ORDER BY of an UPDATE chooses the rows of its LIMIT, not in which order they "
             "change. UPDATE t SET a = b, b = a swaps them: each value is made of the row as it "
             "was, where MySQL goes from left to right. DELAYED and LOW_PRIORITY say nothing.\n"
             "  A table's or an index's name stands for one, whatever its database or "
             "table: USE says only where new tables belong, and d.t is t, if it is one of d. A "
             "foreign key looks at the rows of this master: on another, the row that it "
             "refers to may go at the same time.\n"
             "Errors have MySQL's numbers and states\n"
             "  1213 (40001)  another master changed the page first, if only another row of it: do "
             "the transaction again\n"
             "  1036          DDL on the table is under way: wait until every master has it\n"
             "  1105          too few copies answer: a write takes 4, REGIONAL_RAW 3\n"
             "  1205          waited too long for a row of this master (eng.lock_wait, 50 s)\n"
             "  1264 1292 1366 1406  a value does not fit its column, as in MySQL's strict mode\n"
             "  2003 2006 2013  cannot connect; gone away; lost while it was being answered\n");
}

static void add_time(struct buf *out)
{
    buf_addf(
        out,
        "A run is a seed and timed lines, nothing else: whatever happened can be computed again. "
        "So you can stand anywhere in it.\n\n"
        "  u U          take the last line back, whatever it did; give it again\n"
        "  , .          one event back, one on\n"
        "  [ ]          the fault or \\mark before, or the first of conflicts or outages that "
        "follow each other within a second; the one after\n"
        "  \\goto 12.5s  any time up to where the branch has come; \\goto 0s is the start\n"
        "  \\run until conflict()   on, until one of \\help events happens\n\n"
        "Space goes on from where you stand: lines that lie ahead are given again, as they were. "
        "A line of your own there begins a branch (b2, b3, ...; \\branch NAME names one), and "
        "the other future is kept.\n\n"
        "  B            the next branch, at the same time; \\switch NAME, \\branches\n"
        "  \\view timeline         all of them over time, and what happened along them\n"
        "  \\compare NAME          two branches side by side: there as plots, over the same time "
        "and on the same scales, and as a table; Esc puts it away\n\n"
        "Each line is on the disk before it is done, and how far time went is kept each second. "
        "After a crash the first screen offers to go on, in the same state to the byte.\n\n"
        "  \\runs \\open  the runs that are kept; \\runs clean removes all but the newest\n"
        "  w \\save FILE  the run as a text file, with the drivers, loads and schemas it read; "
        "quartet replay FILE opens it, --format json prints its events\n"
        "  y \\share      the run up to here as one line for a message; quartet replay LINE and "
        "\\open LINE open it. What is too long goes as a file\n"
        "  \\record FILE.cast      what the screen shows, for asciinema, until \\record off; "
        "--cast 3 "
        "for its newer form\n"
        "  \\export m1 FILE.db     a master's rows for sqlite3; \\export events FILE, \\export "
        "transcript FILE\n\n"
        "The file: quartet run 1, then an entry a line: sqlite, seed, masters; at TIME @N LINE "
        "(a number after TIME: so many lines follow with a | before each); file KIND HASH NAME "
        "with its text after | once; until TIME HASH, the narrative's hash then; branch NAME "
        "PLACE and here PLACE, a place being branch, time, lines, things; # begins a comment.\n");
}

static void add_chaos(struct buf *out)
{
    buf_addf(
        out,
        "A game day is a file of lines that are given by themselves, and could be typed as well: "
        "commands that break and mend, \\set, \\mark and SQL. \\chaos NAME plays one, \\chaos "
        "stop ends it. What is drawn follows from the run's seed.\n\n"
        "  # a comment\n"
        "  at 5s \\kill az b            once, so long after the beginning\n"
        "  at 5s..9s \\heal             once, at a time that is drawn\n"
        "  every 2s from 5s until 30s \\crash m1\n"
        "                             again and again: from 5s on, before 30s; 2s..4s draws each "
        "wait; without from at once, without until to the end\n"
        "  at 5s                      what is indented below; of an every each time anew\n"
        "      choose a b c as lost\n"
        "      \\kill az {lost}\n"
        "      after 3s \\restore az {lost}\n"
        "                             so much later than the at or the every\n\n"
        "  choose m1 m2 as x          a draw, for all below that name it {x}\n"
        "  choose master but x as y   the same, but never x; several names may stand there\n"
        "  {a|b|c}                    in a line: one of these, anew wherever it stands\n"
        "  {master} {az} {copy} {client} {person}\n"
        "                             one of those that are there: an AZ with a master, a client "
        "of the load, or of yours; choose takes these words, too\n\n"
        "  stop at 60s                nothing is given from then on\n"
        "  stop when EVENT            nor once this has happened: conflict, unknown, unit_failed; "
        "\\help events lists them\n\n"
        "A line that is refused when its time comes is told, and the day goes on. At its end "
        "nothing is mended by itself: at 30s \\heal does that. \\why goes from a fault to the "
        "line that made it. A file of your own is named by its path: \\chaos ./mine.chaos.\n");
}

static void add_score(struct buf *out)
{
    buf_addf(
        out,
        "quartet score FILE.lua... [--seeds 1..20] [--load bank] [--chaos NAME,FILE,...]\n"
        "              [--masters 3] [--format text|json|csv] [--workers N]\n\n"
        "What becomes of drivers when things break. Each driver plays each game day of data/chaos "
        "(or those of --chaos) with each seed, in a lab of its own: the load, 2 s later the day, "
        "\\heal at its end, 3 s later \\load stop, and rest. Programs stand in the masters' AZs. "
        "Counted is from the day on; all programs together, all seeds together.\n\n"
        "  available   units of work that were done, of those that programs wanted done\n"
        "  outage      a program cannot write: since its first try that failed, until it can; "
        "the longest, and all together\n"
        "  detect reroute first OK\n"
        "              the parts of an outage, on average: until it noticed, until it had a "
        "connection elsewhere, until the first answer there\n"
        "  p50 p99     half of the units, 99 of 100, were done in less\n"
        "  conflicts   error 1213, for each 1000 units that ended\n"
        "  failed      given up, and nothing of it is there; unknown: nobody knows\n"
        "  lost        acknowledged, and not there; doubled: one unit, there twice; stale: a "
        "read missed what somebody had been told is there (stale_own in csv and json: what the "
        "reader itself had)\n\n"
        "Below stands the worst run and two lines that play it again: one for its numbers, one "
        "for its events. The same seeds give the same bytes, however many workers share the work "
        "(as many as there are processors, if not said). Status 0, 2 for what is asked wrongly, "
        "3 if the system fails, 4 if a worker died. A run takes about a tenth of a second.\n");
}

static void add_grade(struct buf *out)
{
    buf_addf(out,
             "quartet verify [FILE...] [--seeds 1..10] [--lessons DIR]\n"
             "  Proves lessons, and looks at their words; what it proves says lessons/README.md.\n"
             "quartet verify --report [--state DIR]\n"
             "  What your own notes say of the course, as Markdown: done, when, with how many "
             "commands and hints.\n"
             "quartet grade FILE.run... [--format text|csv]\n"
             "  Plays runs again, each as \\save writes it, and says what was really achieved: of "
             "each lesson the best of all branches, but those on which a solution was shown. "
             "Status 1: a run does not play as it was recorded; 2: it is none; 3: it cannot be "
             "read.\n");
}

static void add_checks(struct buf *out)
{
    buf_addf(out,
             "A check is what a goal of a lesson demands; \\wait in its lines takes one, too.\n\n");
    demand_add_grammar(out);
    buf_addf(out, "\n");
    facts_add_list(out);
    buf_addf(out, "\nEvents and their fields:\n\n");
    demand_add_events(out);
}

static void add_terminal(struct buf *out)
{
    buf_addf(
        out,
        "Colours\n"
        "  \\theme dark, light, contrast (7 to 1 and more), mono, stage (for a projector). "
        "--theme NAME begins with one; else a screen that says it is light (COLORFGBG) gets "
        "light, and NO_COLOR or no colours mono. With 8 or 16 colours there are no grounds: "
        "edges, dashes and brackets say the same.\n"
        "Signs\n"
        "  \\theme ascii does without special signs, and back. It begins so with --ascii, in a "
        "locale that is not UTF-8 or has wide signs, and on the Linux console. TERM=dumb, or "
        "--plain, is the program without a screen: all of it, in sentences.\n"
        "Mouse\n"
        "  A click on an AZ, a master or a copy kills it, or brings it back, after a yes. On an "
        "event: why. On a client: speak as it. On the timeline: go there. On a key of the last "
        "row: what it does. The wheel is Up and Down; at the prompt it reads back. M, or \\mouse "
        "off, leaves the mouse to the terminal; Shift does so for once, to mark text.\n"
        "Clipboard\n"
        "  \\copy and \\share send a text to the terminal as OSC 52. kitty, "
        "foot, WezTerm, Alacritty and Windows Terminal take it; iTerm2 after a setting, xterm "
        "with allowWindowOps; macOS Terminal and older GNOME Terminals do not. tmux hands it on "
        "after set -g set-clipboard on. Else mark the text with the mouse, or \\save.\n"
        "A paste of several lines is done line by line, as if typed at the prompt.\n");
}

static void add_picture(struct buf *out)
{
    buf_addf(out, "Above the rooms stand the clients, each at the master that it talks to.\n"
                  "  @2        It has a connection there.\n"
                  "  @2?       It doubts that master: a check or an answer did not come, or it is "
                  "DOWN for it.\n"
                  "  × below   That master has failed it; it has not chosen where to go next.\n"
                  "  ╌╌▸       It moves from one master to another; @2 faint is where it was.\n"
                  "  +2        So many more stand there.\n\n"
                  "What the list of clients says of one:\n"
                  "  waits     For an answer that does not come, for a connection, or before it "
                  "tries again.\n"
                  "  retries   It asks the master that has failed it once more.\n"
                  "  moves     It goes from that master to another.\n\n"
                  "In a room and between two:\n"
                  "  back      In so many seconds the master starts again by itself.\n"
                  "  lag       The oldest of what others committed and it does not show yet.\n"
                  "  ╌╌╌       Between two masters: one of them is down. ╱╱╱: the link is cut.\n");
}

static void add_keys(struct buf *out)
{
    keys_add_help(out, 0);
}

static const struct topic {
    const char *name;
    void (*add)(struct buf *out);
} topics[] = {
    {"keys", add_keys},   {"picture", add_picture},      {"events", add_events},
    {"sql", add_sql},     {"model", add_model},          {"time", add_time},
    {"chaos", add_chaos}, {"driver", driver_add_manual}, {"score", add_score},
    {"grade", add_grade}, {"checks", add_checks},        {"terminal", add_terminal},
};

/* --- finding --------------------------------------------------------------------------------- */

/* "keys, events and sql". */
static void add_topics(struct buf *out)
{
    for (int i = 0; i < COUNT_OF(topics); i++) {
        bool is_last = i + 1 == COUNT_OF(topics);
        buf_addf(out, "%s%s", i == 0 ? "" : is_last ? " and " : ", ", topics[i].name);
    }
}

static void add_overview(struct buf *out, const struct cmd *commands)
{
    struct buf text;
    buf_init(&text, 1000);
    buf_addf(&text, "Type SQL, or a command that begins with \\. Tab completes it.\n"
                    "  \\help COMMAND explains one; \\help ");
    add_topics(&text);
    buf_addf(&text, " tell more.\n");
    text_add_wrapped(out, text.data, HELP_COLUMNS);
    buf_release(&text);
    buf_addf(out, "\n");
    cmd_add_help(out, commands);
}

static bool has_help(const struct cmd *commands, const char *topic)
{
    const struct cmd *cmd = NULL;
    for (int i = 0; i < COUNT_OF(topics); i++) {
        if (strcmp(topics[i].name, topic) == 0) {
            return true;
        }
    }
    return cmd_find(&cmd, commands, topic, NULL) == RC_OK && strcmp(cmd->name, topic) == 0;
}

/* "drivers" is "driver", and "sample" would be "samples". */
static bool find_other_number(const struct cmd *commands, const char *topic, char *out, size_t room)
{
    size_t size = strlen(topic);
    bool is_many = size > 1 && topic[size - 1] == 's';
    (void)snprintf(out, room, "%.*s%s", (int)(size - (is_many ? 1 : 0)), topic, is_many ? "" : "s");
    return has_help(commands, out);
}

static enum rc say_no_topic(const struct cmd *commands, const char *topic, struct err *err)
{
    char near[NAME_SIZE_MAX];
    topic += topic[0] == '\\' ? 1 : 0;
    if (find_other_number(commands, topic, near, sizeof(near))) {
        return err_set(err, RC_UNKNOWN,
                       "there is no command or topic \"%.40s\": \\help %s is there", topic, near);
    }
    struct buf names;
    buf_init(&names, 500);
    add_topics(&names);
    enum rc rc = err_set(err, RC_UNKNOWN,
                         "there is no command or topic \"%.40s\": topics are %s; \\help lists the "
                         "commands, \\help SELECT tells of SQL",
                         topic, names.data);
    buf_release(&names);
    return rc;
}

static enum rc add_help(const struct cmd *commands, const char *topic, struct buf *out,
                        struct err *err)
{
    if (topic[0] == '\0') {
        add_overview(out, commands);
        return RC_OK;
    }
    for (int i = 0; i < COUNT_OF(topics); i++) {
        if (strcmp(topics[i].name, topic) == 0) {
            const struct cmd *of_that_name = NULL;
            if (cmd_find(&of_that_name, commands, topic, NULL) == RC_OK &&
                strcmp(of_that_name->name, topic) == 0) {
                cmd_add_help_one(out, of_that_name);
                buf_addf(out, "\n");
            }
            topics[i].add(out);
            return RC_OK;
        }
    }
    const struct cmd *cmd = NULL;
    bool is_sql = false;
    if (cmd_find(&cmd, commands, topic[0] == '\\' ? topic + 1 : topic, NULL) == RC_OK) {
        cmd_add_help_one(out, cmd);
    } else {
        is_sql = dialect_add_help(out, topic);
    }
    if (cmd == NULL && !is_sql) {
        return say_no_topic(commands, topic, err);
    }
    return RC_OK;
}

enum rc app_add_help(const struct cmd *commands, const char *topic, struct buf *out,
                     struct err *err)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    enum rc rc = add_help(commands, topic, &text, err);
    text_add_wrapped(out, text.data, HELP_COLUMNS);
    buf_release(&text);
    return rc;
}

/* Rows of one group may stand in both tables: sort them by group, in the order groups appear. */
static int add_rows(struct cmd *out, int count, const struct cmd *from)
{
    for (; from->name != NULL; from++) {
        int at = count;
        for (int i = 0; i < count; i++) {
            if (strcmp(out[i].group, from->group) == 0) {
                at = i + 1;
            }
        }
        memmove(out + at + 1, out + at, (size_t)(count - at) * sizeof(*out));
        out[at] = *from;
        count++;
    }
    return count;
}

void app_join_commands(struct cmd *out)
{
    int count = add_rows(out, 0, lab_commands());
    count = add_rows(out, count, app_commands());
    assert(count < COMMANDS_MAX);
    out[count] = (struct cmd){.name = NULL};
}

enum rc app_find_command(const struct cmd **out, const struct app *app, const char *name,
                         struct err *err)
{
    static const char *const of_the_shell[] = {"score", "verify", "grade", "learn", "replay"};
    enum rc rc = cmd_find(out, app->commands, name, err);
    for (int i = 0; rc == RC_UNKNOWN && i < COUNT_OF(of_the_shell); i++) {
        if (strcmp(name, of_the_shell[i]) == 0) {
            return err_set(err, rc,
                           "\\%s is not of the lab: in a shell it is quartet %s; quartet --help",
                           name, name);
        }
    }
    return rc;
}

bool app_is_lab_command(const struct cmd *cmd)
{
    for (const struct cmd *row = lab_commands(); row->name != NULL; row++) {
        if (strcmp(row->name, cmd->name) == 0) {
            return true;
        }
    }
    return false;
}

enum rc help_add(struct buf *out, const char *topic, struct err *err)
{
    struct cmd *commands = mem_alloc(COMMANDS_MAX, sizeof(*commands));
    app_join_commands(commands);
    enum rc rc = app_add_help(commands, topic, out, err);
    mem_free(commands);
    return rc;
}

bool help_has_lookers(const char *name)
{
    const struct cmd *cmd = NULL;
    enum rc rc = cmd_find(&cmd, app_commands(), name, NULL);
    return rc == RC_OK || rc == RC_AMBIGUOUS;
}
