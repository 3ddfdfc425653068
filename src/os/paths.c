/* SPDX-License-Identifier: MIT */
#include "os/paths.h"

#include "os/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where data may be, seen from the executable's directory; %s is the program's name. */
static const char *const data_places[] = {
    "data",            /* beside it */
    "../data",         /* build/quartet */
    "../../data",      /* build/release/quartet */
    "../share/%s",     /* PREFIX/bin */
    "../share/%s/data" /* the same, as some packagers do */
};

static bool join(char *out, const char *directory, const char *name)
{
    return (size_t)snprintf(out, PATH_MAX, "%s/%s", directory, name) < PATH_MAX;
}

static bool holds_data(const char *directory, const char *probe)
{
    char path[PATH_MAX];
    return join(path, directory, probe) && file_is_directory(path);
}

/* The directory the running program's file is in; false: the system does not tell. */
static bool find_executable_directory(char *out)
{
    ssize_t size = readlink("/proc/self/exe", out, PATH_MAX - 1);
    if (size <= 0) {
        return false;
    }
    out[size] = '\0';
    char *slash = strrchr(out, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    return true;
}

static void find_data(struct paths *out, const struct paths_options *options)
{
    char directory[PATH_MAX];
    if (!find_executable_directory(directory)) {
        return;
    }
    for (int i = 0; i < COUNT_OF(data_places); i++) {
        char place[256];
        char path[PATH_MAX];
        const char *mark = strstr(data_places[i], "%s");
        if (mark == NULL) {
            (void)snprintf(place, sizeof(place), "%s", data_places[i]);
        } else {
            (void)snprintf(place, sizeof(place), "%.*s%s%s", (int)(mark - data_places[i]),
                           data_places[i], options->program, mark + 2);
        }
        if (join(path, directory, place) && holds_data(path, options->probe) &&
            realpath(path, out->data) != NULL) {
            return;
        }
    }
    out->data[0] = '\0';
}

static enum rc state_place(char *out, const struct paths_options *options, struct err *err)
{
    const char *xdg = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    char above[PATH_MAX];
    bool fits = false;
    if (options->state != NULL) {
        fits = (size_t)snprintf(out, PATH_MAX, "%s", options->state) < PATH_MAX;
    } else if (xdg != NULL && xdg[0] == '/') {
        fits = join(out, xdg, options->program);
    } else if (home != NULL && home[0] == '/') {
        fits = join(above, home, ".local/state") && join(out, above, options->program);
    } else {
        return err_set(err, RC_ENV, "there is no home directory");
    }
    return fits ? RC_OK : err_set(err, RC_ENV, "the name of the state directory is too long");
}

/* Without a place the program runs, but what it does is gone with it: that must be said. */
static void find_state(struct paths *out, const struct paths_options *options)
{
    struct err err = {0};
    if (state_place(out->state, options, &err) == RC_OK &&
        file_make_directories(out->state, &err) == RC_OK && !file_can_write_in(out->state)) {
        (void)err_set(&err, RC_ENV, "%s: cannot be written", out->state);
    }
    if (err.rc != RC_OK) {
        out->state[0] = '\0';
        (void)err_set(&out->trouble, RC_ENV, "%.300s, so nothing is kept; --state DIR is a place",
                      err.text);
    }
}

void paths_claim_live(struct paths *paths)
{
    enum rc rc = RC_OK;
    char place[PATH_MAX];
    if (paths->state[0] == '\0') {
        return; /* that was said */
    }
    if (!join(place, paths->state, "live")) {
        rc = err_set(&paths->trouble, RC_ENV, "the name of the state directory is too long");
    } else {
        rc = file_claim_directory(place, &paths->trouble);
    }
    if (rc == RC_OK && realpath(place, paths->live) == NULL) { /* its files follow no link */
        rc = err_set(&paths->trouble, RC_ENV, "%.300s: %s", place, strerror(errno));
    }
    if (rc != RC_OK) {
        (void)err_wrap(&paths->trouble, rc,
                       "no m1.db to m4.db beside this session (--state DIR is another place)");
        paths->live[0] = '\0';
    }
}

enum rc paths_find(struct paths *out, const struct paths_options *options, struct err *err)
{
    *out = (struct paths){0};
    if (options->data == NULL) {
        find_data(out, options);
    } else if (!file_is_directory(options->data)) {
        return err_set(err, RC_ENV, "--data %s: there is no such directory", options->data);
    } else if ((size_t)snprintf(out->data, PATH_MAX, "%s", options->data) >= PATH_MAX) {
        return err_set(err, RC_ENV, "--data %.100s...: the name is too long", options->data);
    }
    find_state(out, options);
    return RC_OK;
}
