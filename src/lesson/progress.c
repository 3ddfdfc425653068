/* SPDX-License-Identifier: MIT */
#include "lesson/progress.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "quartet-progress "
#define VERSION "1"

void progress_init(struct progress *progress)
{
    *progress = (struct progress){0};
    buf_init(&progress->others, PROGRESS_OTHERS_MAX);
}

void progress_release(struct progress *progress)
{
    buf_release(&progress->others);
}

static struct progress_entry *find(struct progress *progress, const char *slug)
{
    for (int i = 0; i < progress->count; i++) {
        if (strcmp(progress->entries[i].slug, slug) == 0) {
            return &progress->entries[i];
        }
    }
    return NULL;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* The number behind " name=" in the line; 0: it is not there, or is none. */
static int number_of(const char *line, const char *name)
{
    const char *found = strstr(line, name);
    long value = found != NULL ? strtol(found + strlen(name), NULL, 10) : 0;
    return value > 0 && value < 1000000 ? (int)value : 0;
}

/* What stands behind " day=", if it looks like a day. */
static void read_day(const char *line, char *out, size_t room)
{
    const char *found = strstr(line, " day=");
    size_t size = found != NULL ? strspn(found + 5, "0123456789-") : 0;
    (void)snprintf(out, room, "%.*s", size < room ? (int)size : 0, found != NULL ? found + 5 : "");
}

/* "done SLUG ..." and "skip SLUG". False: it is neither. */
static bool read_entry(const char *line, struct progress_entry *out)
{
    char word[8];
    char slug[NAME_SIZE_MAX];
    size_t size = strcspn(line, " ");
    const char *rest = line + size + strspn(line + size, " ");
    size_t slug_size = strcspn(rest, " \t\r");
    if (size >= sizeof(word) || slug_size == 0 || slug_size >= sizeof(slug) ||
        (rest[slug_size] != ' ' && rest[slug_size] != '\0')) {
        return false;
    }
    (void)snprintf(word, sizeof(word), "%.*s", (int)size, line);
    *out = (struct progress_entry){
        .commands = number_of(rest, " cmds="),
        .par = number_of(rest, " par="),
        .hints = number_of(rest, " hints="),
    };
    (void)snprintf(out->slug, sizeof(out->slug), "%.*s", (int)slug_size, rest);
    read_day(rest, out->day, sizeof(out->day));
    out->state = strcmp(word, "done") == 0    ? PROGRESS_DONE
                 : strcmp(word, "skip") == 0  ? PROGRESS_SKIPPED
                 : strcmp(word, "begun") == 0 ? PROGRESS_BEGUN
                                              : PROGRESS_NONE;
    return out->state != PROGRESS_NONE;
}

static enum rc read_line(struct progress *progress, const char *line, struct err *err)
{
    struct progress_entry entry;
    size_t size = strlen(line);
    if (strncmp(line, "at ", 3) == 0 && strlen(line + 3) < sizeof(progress->at)) {
        (void)snprintf(progress->at, sizeof(progress->at), "%.127s", line + 3);
    } else if (read_entry(line, &entry) && find(progress, entry.slug) == NULL &&
               progress->count < PROGRESS_MAX) {
        progress->entries[progress->count++] = entry;
    } else if (size >= PROGRESS_OTHERS_MAX - progress->others.size) {
        return err_set(err, RC_FULL,
                       "with this line more than %d bytes are not understood, and the file is left "
                       "as it is: take out lines that Quartet did not write",
                       (int)PROGRESS_OTHERS_MAX);
    } else if (size > 0) {
        buf_addf(&progress->others, "%s\n", line);
    }
    return RC_OK;
}

static enum rc read_head(const char *name, const char *line, struct err *err)
{
    if (strncmp(line, HEAD, strlen(HEAD)) != 0) {
        return err_set(err, RC_USAGE, "%.200s:1: it begins with \"" HEAD VERSION "\"", name);
    }
    if (strcmp(line + strlen(HEAD), VERSION) != 0) {
        return err_set(err, RC_USAGE,
                       "%.200s:1: it was written by a later Quartet (format %.20s), and is "
                       "left as it is",
                       name, line + strlen(HEAD));
    }
    return RC_OK;
}

enum rc progress_read(struct progress *progress, const char *name, const char *text, size_t size,
                      struct err *err)
{
    if (size == 0) {
        return RC_OK; /* nothing was done yet */
    }
    if (size > PROGRESS_SIZE_MAX || text_find_bad(text, size) < size) {
        return err_set(err, RC_USAGE, "%.200s:1: this is no text of progress", name);
    }
    enum rc rc = RC_OK;
    int number = 0;
    struct buf line; /* as long as it may be: what is not understood is kept whole */
    buf_init(&line, PROGRESS_SIZE_MAX);
    for (size_t at = 0; rc == RC_OK && at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end != NULL ? (size_t)(end - text) - at : size - at;
        size_t kept = length;
        while (kept > 0 && text[at + kept - 1] == '\r') {
            kept--;
        }
        buf_clear(&line);
        rc = buf_add_bytes(&line, text + at, kept, err);
        at += length + 1;
        number++;
        if (rc == RC_OK && number == 1) {
            rc = read_head(name, line.data, err);
        } else if (rc == RC_OK && read_line(progress, line.data, err) != RC_OK) {
            rc = err_wrap(err, RC_FULL, "%.200s:%d", name, number);
        }
    }
    if (rc != RC_OK) {
        progress_release(progress);
        progress_init(progress);
    }
    buf_release(&line);
    return rc;
}

/* --- writing ---------------------------------------------------------------------------------- */

void progress_add_text(const struct progress *progress, struct buf *out)
{
    static const char *const words[] = {
        [PROGRESS_BEGUN] = "begun", [PROGRESS_SKIPPED] = "skip", [PROGRESS_DONE] = "done"};
    buf_addf(out, HEAD VERSION "\n");
    if (progress->at[0] != '\0') {
        buf_addf(out, "at %s\n", progress->at);
    }
    for (int i = 0; i < progress->count; i++) {
        const struct progress_entry *entry = &progress->entries[i];
        buf_addf(out, "%s %s", words[entry->state], entry->slug);
        if (entry->state == PROGRESS_DONE) {
            buf_addf(out, " cmds=%d par=%d hints=%d", entry->commands, entry->par, entry->hints);
            buf_addf(out, "%s%s", entry->day[0] != '\0' ? " day=" : "", entry->day);
        }
        buf_addf(out, "\n");
    }
    buf_addf(out, "%s", progress->others.data);
}

/* --- notes ------------------------------------------------------------------------------------ */

const struct progress_entry *progress_find(const struct progress *progress, const char *slug)
{
    for (int i = 0; i < progress->count; i++) {
        if (strcmp(progress->entries[i].slug, slug) == 0) {
            return &progress->entries[i];
        }
    }
    return NULL;
}

bool progress_note_at(struct progress *progress, const char *slug, const char *step)
{
    char at[sizeof(progress->at)];
    (void)snprintf(at, sizeof(at), "%.60s/%.60s", slug, step);
    if (strcmp(at, progress->at) == 0) {
        return false;
    }
    (void)snprintf(progress->at, sizeof(progress->at), "%s", at);
    return true;
}

/* Fewer commands are better; of as many, fewer hints. */
static bool is_better(const struct progress_entry *entry, const struct progress_entry *than)
{
    if (entry->state != than->state) {
        return entry->state > than->state;
    }
    return entry->state == PROGRESS_DONE &&
           (entry->commands < than->commands ||
            (entry->commands == than->commands && entry->hints < than->hints));
}

bool progress_note(struct progress *progress, const struct progress_entry *entry)
{
    struct progress_entry *known = find(progress, entry->slug);
    if (known == NULL && progress->count < PROGRESS_MAX) {
        progress->entries[progress->count++] = *entry;
        return true;
    }
    if (known == NULL || !is_better(entry, known)) {
        return false;
    }
    *known = *entry;
    return true;
}
