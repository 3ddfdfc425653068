/* SPDX-License-Identifier: MIT */
#include "os/data_files.h"

#include "os/file.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define KIND_LESSONS "lessons"
#define KIND_DEMOS "demos"

/* --- listing -------------------------------------------------------------------------------- */

struct offering {
    const char *kind;
    void (*offer)(void *to, const char *name);
    void *to;
};

/* What tells of the files beside it is none of them. Lessons and demos are texts. */
static bool is_data(const char *kind, const char *name)
{
    size_t size = strlen(name);
    bool is_text = size >= 3 && strcmp(name + size - 3, ".md") == 0;
    bool is_translation = is_text && strcspn(name, ".") + 3 < size; /* "same-page.de.md" */
    bool are_texts = strcmp(kind, KIND_LESSONS) == 0 || strcmp(kind, KIND_DEMOS) == 0;
    return are_texts ? is_text && !is_translation && strcmp(name, "README.md") != 0 : !is_text;
}

/* The list of the lessons is read by its name, and is none of them. */
static bool is_course(const char *kind, const char *name)
{
    return strcmp(kind, KIND_LESSONS) == 0 && strcmp(name, "course.md") == 0;
}

static void offer_stem(void *user, const char *name)
{
    const struct offering *offering = user;
    char stem[NAME_MAX + 1];
    if (!is_data(offering->kind, name) || is_course(offering->kind, name)) {
        return;
    }
    (void)snprintf(stem, sizeof(stem), "%.*s", (int)strcspn(name, "."), name);
    offering->offer(offering->to, stem);
}

/* Lessons lie beside the data, for whoever looks for them first. */
static bool folder_path(char *out, const struct data_files *files, const char *kind)
{
    if (strcmp(kind, KIND_LESSONS) == 0 && files->lessons != NULL) {
        return (size_t)snprintf(out, PATH_MAX, "%s", files->lessons) < PATH_MAX;
    }
    if (strcmp(kind, KIND_LESSONS) == 0 && files->directory[0] != '\0') {
        return (size_t)snprintf(out, PATH_MAX, "%s/../lessons", files->directory) < PATH_MAX;
    }
    return files->directory[0] != '\0' &&
           (size_t)snprintf(out, PATH_MAX, "%s/%s", files->directory, kind) < PATH_MAX;
}

void data_files_list(void *user, const char *kind, void (*offer)(void *to, const char *name),
                     void *to)
{
    const struct data_files *files = user;
    struct offering offering = {.kind = kind, .offer = offer, .to = to};
    char folder[PATH_MAX];
    if (folder_path(folder, files, kind)) {
        file_list(folder, offer_stem, &offering);
    }
}

/* --- reading -------------------------------------------------------------------------------- */

struct looking {
    const char *kind;
    const char *stem; /* borrowed */
    char found[NAME_MAX + 1];
};

static void match_stem(void *user, const char *name)
{
    struct looking *looking = user;
    size_t size = strcspn(name, ".");
    bool is_there = is_data(looking->kind, name) || is_course(looking->kind, name);
    if (looking->found[0] == '\0' && is_there && size == strlen(looking->stem) &&
        strncmp(name, looking->stem, size) == 0) {
        (void)snprintf(looking->found, sizeof(looking->found), "%s", name);
    }
}

static void add_name(void *to, const char *name)
{
    struct buf *names = to;
    buf_addf(names, "%s%s", names->size > 0 ? ", " : "", name);
}

static enum rc say_what_there_is(void *user, const char *kind, const char *name, struct err *err)
{
    struct buf names;
    buf_init(&names, 300);
    data_files_list(user, kind, add_name, &names);
    enum rc rc = names.size > 0
                     ? err_set(err, RC_UNKNOWN, "there is no \"%.60s\" in %s: there are %s", name,
                               kind, names.data)
                     : err_set(err, RC_UNKNOWN,
                               "there is no \"%.60s\": no %s were found; say where with --data DIR",
                               name, kind);
    buf_release(&names);
    return rc;
}

/* "same-page.de": a lesson in another language, which lies beside it. */
static bool is_translation(const char *kind, const char *name)
{
    size_t size = strcspn(name, ".");
    return strcmp(kind, KIND_LESSONS) == 0 && strchr(name, '/') == NULL && size > 0 &&
           name[size] == '.' && strlen(name + size) == 3 && strcmp(name + size, ".md") != 0;
}

enum rc data_files_read(void *user, const char *kind, const char *name, struct buf *out,
                        struct err *err)
{
    const struct data_files *files = user;
    char folder[PATH_MAX];
    if (is_translation(kind, name) && folder_path(folder, files, kind)) {
        char file[PATH_MAX + 80];
        (void)snprintf(file, sizeof(file), "%s/%.70s.md", folder, name);
        return file_read(out, file, err);
    }
    if (strpbrk(name, "./") != NULL) {
        return file_read(out, name, err);
    }
    struct looking looking = {.kind = kind, .stem = name};
    if (folder_path(folder, files, kind)) {
        file_list(folder, match_stem, &looking);
    }
    char path[PATH_MAX];
    if (looking.found[0] == '\0' ||
        (size_t)snprintf(path, sizeof(path), "%s/%s", folder, looking.found) >= sizeof(path)) {
        return say_what_there_is(user, kind, name, err);
    }
    return file_read(out, path, err);
}
