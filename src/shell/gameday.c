/* SPDX-License-Identifier: MIT */
#include "shell/gameday.h"

#include "base/mem.h"
#include "base/text.h"
#include "shell/script.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LINES_MAX 400 /* of the file; a day is read in class */
#define NAMES_MAX 32       /* that are chosen */
#define WORD_MAX 128       /* bytes of a word of a head */

struct file_line {
    const char *text; /* behind its blanks; into the reader's copy */
    bool is_indented;
};

struct chosen {
    char name[NAME_SIZE_MAX];
    char word[NAME_SIZE_MAX];
};

/* The file that is drawn. */
struct reader {
    struct gameday *day; /* borrowed */
    const struct gameday_kind *kinds;
    struct rng *rng;
    char *copy; /* owned; its newlines are ends */
    struct file_line lines[FILE_LINES_MAX];
    int count;
    int number; /* of the line that is read, from 1 */
    struct chosen chosen[NAMES_MAX];
    int chosen_count;
};

/* The times of an at or an every; the block below it. */
struct head {
    const char *rest; /* the LINE behind it; "": a block follows */
    int block_from, block_to;
};

/* --- words ----------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *at)
{
    while (is_blank(*at)) {
        at++;
    }
    return at;
}

/* The next word, up to a comment; *at moves behind it. "": there is none. */
static const char *take_word(const char **at, char out[WORD_MAX])
{
    const char *from = skip_blanks(*at);
    size_t size = from[0] == '#' ? 0 : strcspn(from, " \t");
    (void)snprintf(out, WORD_MAX, "%.*s", (int)size, from);
    *at = skip_blanks(from + size);
    return out;
}

/* Is the next word this one? Then *at moves behind it. */
static bool take_this(const char **at, const char *word)
{
    char next[WORD_MAX];
    const char *behind = *at;
    if (strcmp(take_word(&behind, next), word) != 0) {
        return false;
    }
    *at = behind;
    return true;
}

static bool is_name(const char *word)
{
    size_t size = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return size > 0 && word[size] == '\0' && size < NAME_SIZE_MAX;
}

/* --- draws ----------------------------------------------------------------------------------- */

static struct chosen *find_chosen(struct reader *reader, const char *name)
{
    for (int i = 0; i < reader->chosen_count; i++) {
        if (strcmp(reader->chosen[i].name, name) == 0) {
            return &reader->chosen[i];
        }
    }
    return NULL;
}

/* The words of a kind; NULL: there is no such kind. */
static const char *find_kind(const struct reader *reader, const char *name)
{
    for (const struct gameday_kind *kind = reader->kinds; kind->name != NULL; kind++) {
        if (strcmp(kind->name, name) == 0) {
            return kind->words;
        }
    }
    return NULL;
}

/* Is a word of so many bytes among those of a list with blanks between them? */
static bool is_among(const char *word, size_t size, const char *list)
{
    for (const char *at = skip_blanks(list); *at != '\0'; at = skip_blanks(at)) {
        size_t length = strcspn(at, " \t");
        if (length == size && strncmp(at, word, size) == 0) {
            return true;
        }
        at += length;
    }
    return false;
}

/* One of the parts of `text` that `between` divides, without blanks around it; none of `but`. */
static bool draw_part(struct reader *reader, const char *text, char between, const char *but,
                      char out[WORD_MAX])
{
    const char *parts[GAMEDAY_GIVEN_MAX];
    size_t sizes[GAMEDAY_GIVEN_MAX];
    int count = 0;
    const char ends[2] = {between, '\0'};
    while (*text != '\0' && count < GAMEDAY_GIVEN_MAX) {
        const char *end = text + strcspn(text, ends);
        const char *from = skip_blanks(text);
        const char *last = end;
        while (last > from && is_blank(last[-1])) {
            last--;
        }
        size_t size = last > from ? (size_t)(last - from) : 0;
        if (size > 0 && size < WORD_MAX && !is_among(from, size, but)) {
            parts[count] = from;
            sizes[count++] = size;
        }
        text = *end == between ? end + 1 : end;
    }
    if (count == 0) {
        return false;
    }
    int64_t drawn = rng_below(reader->rng, count);
    (void)snprintf(out, WORD_MAX, "%.*s", (int)sizes[drawn], parts[drawn]);
    return true;
}

static enum rc fail_name(const struct reader *reader, const char *name, struct err *err)
{
    struct buf kinds;
    buf_init(&kinds, 200);
    for (const struct gameday_kind *kind = reader->kinds; kind->name != NULL; kind++) {
        buf_addf(&kinds, ", {%s}", kind->name);
    }
    (void)err_set(err, RC_UNKNOWN,
                  "nothing is called {%.40s}: choose a b c as NAME makes a name; there are {a|b}%s",
                  name, kinds.data);
    buf_release(&kinds);
    return RC_UNKNOWN;
}

/* What stands in braces, without them. */
static enum rc draw_braces(struct reader *reader, const char *inside, struct buf *out,
                           struct err *err)
{
    char word[WORD_MAX];
    const struct chosen *chosen = find_chosen(reader, inside);
    if (chosen != NULL) {
        return buf_add(out, chosen->word, err);
    }
    if (strchr(inside, '|') != NULL) {
        return draw_part(reader, inside, '|', "", word)
                   ? buf_add(out, word, err)
                   : err_set(err, RC_USAGE, "{%.40s} has nothing to choose from", inside);
    }
    const char *words = find_kind(reader, inside);
    if (words == NULL) {
        return fail_name(reader, inside, err);
    }
    return draw_part(reader, words, ' ', "", word)
               ? buf_add(out, word, err)
               : err_set(err, RC_UNKNOWN, "there is no %.40s here to choose", inside);
}

/* A text with its draws made. Braces around a quote or a colon are none of ours: JSON has them. */
static enum rc draw_text(struct reader *reader, const char *text, struct buf *out, struct err *err)
{
    enum rc rc = RC_OK;
    for (const char *at = text; rc == RC_OK && *at != '\0';) {
        size_t size = at[0] == '{' ? strcspn(at + 1, "{}\"':") : 0;
        if (size > 0 && at[size + 1] == '}') {
            struct buf inside;
            buf_init(&inside, LINE_SIZE_MAX);
            buf_add_text(&inside, at + 1, size);
            rc = draw_braces(reader, inside.data, out, err);
            buf_release(&inside);
            at += size + 2;
        } else {
            rc = buf_add_bytes(out, at++, 1, err);
        }
    }
    return rc;
}

/* "5s" or "5s..9s", which is drawn to the millisecond. `after` says what it stands behind. */
static enum rc draw_time(struct reader *reader, const char **at, const char *after, sim_us *out,
                         struct err *err)
{
    char word[WORD_MAX];
    struct buf text;
    if (take_word(at, word)[0] == '\0') {
        return err_set(err, RC_USAGE, "after \"%s\" comes a time, such as 12.5s or 5s..9s", after);
    }
    buf_init(&text, WORD_MAX);
    enum rc rc = draw_text(reader, word, &text, err);
    char *between = rc == RC_OK ? strstr(text.data, "..") : NULL;
    sim_us low = 0;
    sim_us high = 0;
    if (between != NULL) {
        *between = '\0';
    }
    rc = rc == RC_OK ? span_parse(&low, text.data, err) : rc;
    *out = low;
    if (rc == RC_OK && between != NULL) {
        rc = span_parse(&high, between + 2, err);
        if (rc == RC_OK && high < low) {
            rc =
                err_set(err, RC_RANGE, "\"%s\" goes backwards: the earlier time comes first", word);
        }
        if (rc == RC_OK) {
            *out = low + rng_between(reader->rng, 0, (high - low) / US_PER_MS) * US_PER_MS;
        }
    }
    buf_release(&text);
    return rc;
}

/* --- what the lines of a file say ------------------------------------------------------------ */

static enum rc give(struct reader *reader, sim_us at, const char *text, struct err *err)
{
    struct gameday *day = reader->day;
    struct line line;
    struct buf drawn;
    if (day->count >= GAMEDAY_GIVEN_MAX) {
        return err_set(err, RC_FULL, "a game day gives at most %d lines", GAMEDAY_GIVEN_MAX);
    }
    buf_init(&drawn, LINE_SIZE_MAX);
    enum rc rc = draw_text(reader, text, &drawn, err);
    rc = rc == RC_OK ? line_parse(&line, drawn.data, err) : rc;
    char wants = rc == RC_OK ? line_wants(drawn.data) : '\0';
    if (wants != '\0' && wants != ';') {
        rc = err_set(err, RC_USAGE, "its text has no end: a line of a game day is one line");
    }
    if (rc == RC_OK && at < day->end) {
        mem_grow((void **)&day->lines, &day->room, day->count + 1, sizeof(*day->lines));
        day->lines[day->count] = (struct gameday_line){
            .at = at, .order = day->count, .number = reader->number, .text = mem_text(drawn.data)};
        day->count++;
    }
    buf_release(&drawn);
    return rc;
}

#define CHOOSE_FORM "write choose a b c as NAME, or choose master but OTHER as NAME"

/* Words up to `end`, or to the end of the line, each as what its name stands for. */
static void take_words(struct reader *reader, const char **at, struct buf *out, const char *end)
{
    char word[WORD_MAX];
    const char *next = *at;
    while (take_word(&next, word)[0] != '\0' && strcmp(word, "as") != 0 && strcmp(word, end) != 0) {
        const struct chosen *chosen = find_chosen(reader, word);
        const char *kind = find_kind(reader, word);
        buf_addf(out, " %s", chosen != NULL ? chosen->word : kind != NULL ? kind : word);
        *at = next;
    }
}

static enum rc set_chosen(struct reader *reader, const char *name, const char *word,
                          struct err *err)
{
    struct chosen *to = find_chosen(reader, name);
    if (to == NULL && reader->chosen_count >= NAMES_MAX) {
        return err_set(err, RC_FULL, "at most %d names can be chosen", NAMES_MAX);
    }
    to = to != NULL ? to : &reader->chosen[reader->chosen_count++];
    (void)snprintf(to->name, sizeof(to->name), "%.*s", NAME_SIZE_MAX - 1, name);
    (void)snprintf(to->word, sizeof(to->word), "%.*s", NAME_SIZE_MAX - 1, word);
    return RC_OK;
}

/* "a b c but x as y", behind the word choose. */
static enum rc choose(struct reader *reader, const char *at, struct err *err)
{
    char name[WORD_MAX];
    char drawn[WORD_MAX];
    struct buf words;
    struct buf but;
    buf_init(&words, LINE_SIZE_MAX);
    buf_init(&but, LINE_SIZE_MAX);
    take_words(reader, &at, &words, "but");
    if (take_this(&at, "but")) {
        take_words(reader, &at, &but, "as");
    }
    enum rc rc = RC_OK;
    if (!take_this(&at, "as") || !is_name(take_word(&at, name)) || (*at != '\0' && *at != '#')) {
        rc = err_set(err, RC_USAGE, CHOOSE_FORM);
    } else if (!draw_part(reader, words.data, ' ', but.data, drawn)) {
        rc = err_set(err, RC_USAGE, "there is nothing to choose from: " CHOOSE_FORM);
    } else {
        rc = set_chosen(reader, name, drawn, err);
    }
    buf_release(&words);
    buf_release(&but);
    return rc;
}

/* The lines of a block, done once for the time `at`. */
static enum rc do_block(struct reader *reader, const struct head *head, sim_us at, struct err *err)
{
    enum rc rc = RC_OK;
    if (head->rest[0] != '\0') {
        return give(reader, at, head->rest, err);
    }
    for (int i = head->block_from; rc == RC_OK && i < head->block_to; i++) {
        const char *text = reader->lines[i].text;
        sim_us later = 0;
        reader->number = i + 1;
        if (text[0] == '\0' || text[0] == '#') {
            continue;
        }
        if (take_this(&text, "choose")) {
            rc = choose(reader, text, err);
            continue;
        }
        if (take_this(&text, "after")) {
            rc = draw_time(reader, &text, "after", &later, err);
            if (rc == RC_OK && text[0] == '\0') {
                rc = err_set(err, RC_USAGE, "after TIME comes the line to be given then");
            }
        }
        rc = rc == RC_OK ? give(reader, at + later, text, err) : rc;
    }
    return rc;
}

/* Is what stands behind the times a line, or does a block follow? */
static enum rc take_block(struct reader *reader, const char *text, struct head *head,
                          struct err *err)
{
    int at = reader->number;
    *head = (struct head){.rest = text[0] == '#' ? "" : text, .block_from = at, .block_to = at};
    while (head->block_to < reader->count && (reader->lines[head->block_to].is_indented ||
                                              reader->lines[head->block_to].text[0] == '\0')) {
        head->block_to++;
    }
    bool is_empty = true;
    for (int i = at; i < head->block_to; i++) {
        const char *line = reader->lines[i].text;
        is_empty = is_empty && (line[0] == '\0' || line[0] == '#');
    }
    if (head->rest[0] == '\0' && is_empty) {
        return err_set(err, RC_USAGE,
                       "a line to be given is missing, behind the time or indented below it");
    }
    if (head->rest[0] != '\0' && !is_empty) {
        return err_set(err, RC_USAGE,
                       "either a line stands behind the time, or lines are indented below it");
    }
    return RC_OK;
}

static enum rc do_at(struct reader *reader, const char *text, struct err *err)
{
    sim_us at = 0;
    struct head head;
    enum rc rc = draw_time(reader, &text, "at", &at, err);
    rc = rc == RC_OK ? take_block(reader, text, &head, err) : rc;
    return rc == RC_OK ? do_block(reader, &head, at, err) : rc;
}

static enum rc do_every(struct reader *reader, const char *text, struct err *err)
{
    const char *period_text = text;
    sim_us period = 0;
    sim_us at = 0;
    sim_us until = reader->day->end;
    int number = reader->number;
    struct head head;
    enum rc rc = draw_time(reader, &text, "every", &period, err);
    if (rc == RC_OK && take_this(&text, "from")) {
        rc = draw_time(reader, &text, "from", &at, err);
    }
    if (rc == RC_OK && take_this(&text, "until")) {
        rc = draw_time(reader, &text, "until", &until, err);
    }
    rc = rc == RC_OK ? take_block(reader, text, &head, err) : rc;
    if (rc == RC_OK && until == SIM_NEVER) {
        rc = err_set(err, RC_USAGE,
                     "it would never end: say every 5s until 60s, or stop at 60s for all");
    }
    if (rc == RC_OK && at >= until) {
        rc = err_set(err, RC_RANGE, "it would never be given: it begins when it has ended");
    }
    until = until < reader->day->end ? until : reader->day->end;
    for (int times = 0; rc == RC_OK && at < until; times++) {
        rc = times < GAMEDAY_GIVEN_MAX
                 ? do_block(reader, &head, at, err)
                 : err_set(err, RC_FULL, "a game day does nothing more than %d times",
                           GAMEDAY_GIVEN_MAX);
        reader->number = rc == RC_OK ? number : reader->number;
        const char *again = period_text;
        rc = rc == RC_OK ? draw_time(reader, &again, "every", &period, err) : rc;
        if (rc == RC_OK && period < US_PER_MS) {
            rc = err_set(err, RC_RANGE, "every wants 1ms at least");
        }
        at += period;
    }
    return rc;
}

#define STOP_FORM "write stop at 60s, or stop when EVENT, such as stop when conflict"

/* Behind the word stop. */
static enum rc do_stop(struct reader *reader, const char *text, struct err *err)
{
    struct gameday *day = reader->day;
    char word[WORD_MAX];
    char rest[WORD_MAX];
    enum rc rc = RC_OK;
    if (take_this(&text, "at")) {
        if (day->end != SIM_NEVER) {
            return err_set(err, RC_USAGE, "stop at is there twice");
        }
        rc = draw_time(reader, &text, "stop at", &day->end, err);
    } else if (take_this(&text, "when")) {
        if (day->stop_when[0] != '\0') {
            return err_set(err, RC_USAGE, "stop when is there twice");
        }
        (void)take_word(&text, word);
        size_t size = strcspn(word, "(");
        bool is_whole = strcmp(word + size, "") == 0 || strcmp(word + size, "()") == 0;
        word[size] = '\0';
        rc = is_whole && is_name(word) ? RC_OK : err_set(err, RC_USAGE, STOP_FORM);
        (void)snprintf(day->stop_when, sizeof(day->stop_when), "%.*s", NAME_SIZE_MAX - 1, word);
        day->stop_number = reader->number;
    } else {
        rc = err_set(err, RC_USAGE, STOP_FORM);
    }
    if (rc == RC_OK && take_word(&text, rest)[0] != '\0') {
        rc = err_set(err, RC_USAGE, "\"%.40s\" is too much: " STOP_FORM, rest);
    }
    return rc;
}

/* One line that is not indented; the stops have been read before. */
static enum rc do_line(struct reader *reader, const char *text, struct err *err)
{
    static const struct {
        const char *word;
        enum rc (*run)(struct reader *reader, const char *text, struct err *err);
    } forms[] = {{"at", do_at}, {"every", do_every}, {"choose", choose}};
    for (int i = 0; i < COUNT_OF(forms); i++) {
        if (take_this(&text, forms[i].word)) {
            return forms[i].run(reader, text, err);
        }
    }
    return err_set(err, RC_USAGE,
                   "\"%.40s\": a line of a game day begins with at, every, choose or stop", text);
}

/* --- the file -------------------------------------------------------------------------------- */

static enum rc check_text(const char *source, size_t size, struct err *err)
{
    struct script script;
    enum rc rc = script_start(&script, source, size, err);
    script_release(&script);
    return rc;
}

/* The lines, each with its indentation taken off. */
static enum rc split(struct reader *reader, const char *source, struct err *err)
{
    reader->copy = mem_text(source);
    char *at = reader->copy;
    while (*at != '\0') {
        if (reader->count >= FILE_LINES_MAX) {
            return err_set(err, RC_FULL, "a game day has at most %d lines", FILE_LINES_MAX);
        }
        size_t size = strcspn(at, "\n");
        char *next = at + size + (at[size] == '\n' ? 1 : 0);
        at[size] = '\0';
        while (size > 0 && (is_blank(at[size - 1]) || at[size - 1] == '\r')) {
            at[--size] = '\0';
        }
        reader->lines[reader->count++] =
            (struct file_line){.text = skip_blanks(at), .is_indented = is_blank(at[0])};
        at = next;
    }
    return RC_OK;
}

/* How it stops is known before anything is drawn that lasts until then. */
static enum rc read_file(struct reader *reader, bool of_stops, struct err *err)
{
    enum rc rc = RC_OK;
    bool has_head = false;
    for (int i = 0; rc == RC_OK && i < reader->count; i++) {
        const struct file_line *line = &reader->lines[i];
        const char *text = line->text;
        reader->number = i + 1;
        if (text[0] == '\0' || text[0] == '#') {
            continue;
        }
        if (line->is_indented) {
            rc = has_head
                     ? RC_OK
                     : err_set(err, RC_USAGE, "it is indented, and no at or every stands above it");
            continue;
        }
        const char *behind = text;
        has_head = take_this(&behind, "at") || take_this(&behind, "every");
        bool is_stop = !has_head && take_this(&behind, "stop");
        if (is_stop == of_stops) {
            rc = is_stop ? do_stop(reader, behind, err) : do_line(reader, text, err);
        }
    }
    return rc == RC_OK ? rc : err_wrap(err, rc, "line %d", reader->number);
}

static int compare_lines(const void *a, const void *b)
{
    const struct gameday_line *one = a;
    const struct gameday_line *other = b;
    if (one->at != other->at) {
        return one->at < other->at ? -1 : 1;
    }
    return one->order < other->order ? -1 : one->order > other->order;
}

enum rc gameday_draw(struct gameday *out, const char *source, size_t size,
                     const struct gameday_kind *kinds, struct rng *rng, struct err *err)
{
    *out = (struct gameday){.end = SIM_NEVER};
    enum rc rc = check_text(source, size, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct reader *reader = mem_alloc(1, sizeof(*reader));
    *reader = (struct reader){.day = out, .kinds = kinds, .rng = rng};
    rc = split(reader, source + text_mark_size(source, size), err);
    rc = rc == RC_OK ? read_file(reader, true, err) : rc;
    rc = rc == RC_OK ? read_file(reader, false, err) : rc;
    if (rc == RC_OK && out->count == 0) {
        rc = err_set(err, RC_USAGE, "it gives no line: at 5s \\kill az b would be one");
    }
    if (rc == RC_OK) {
        qsort(out->lines, (size_t)out->count, sizeof(*out->lines), compare_lines);
    }
    mem_free(reader->copy);
    mem_free(reader);
    return rc;
}

void gameday_release(struct gameday *day)
{
    for (int i = 0; i < day->count; i++) {
        mem_free(day->lines[i].text);
    }
    mem_free(day->lines);
    *day = (struct gameday){0};
}
