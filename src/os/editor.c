/* SPDX-License-Identifier: MIT */
#include "os/editor.h"

#include "base/compiler.h"
#include "os/file.h"
#include "os/terminal_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COPIES_OF_A_NAME_MAX 999
#define NOT_FOUND 127 /* as a shell says it */

/* --- the copy ------------------------------------------------------------------------------- */

static bool is_inside(const char *directory, const char *path)
{
    size_t size = strlen(directory);
    return strncmp(path, directory, size) == 0 && path[size] == '/' &&
           strchr(path + size + 1, '/') == NULL;
}

/* Is there no such file, or one that holds just this? */
static bool is_free(const struct editor_job *job, const char *path)
{
    struct buf held;
    buf_init(&held, BUF_CAP_TEXT);
    enum rc rc = file_read(&held, path, NULL);
    bool is_same = rc == RC_OK && held.size == job->size &&
                   (held.size == 0 || memcmp(held.data, job->text, held.size) == 0);
    buf_release(&held);
    return rc == RC_UNKNOWN || is_same;
}

static enum rc make_copy(const struct editor_job *job, const char *directory, char *path,
                         struct err *err)
{
    enum rc rc = file_make_directories(directory, err);
    for (int number = 1; rc == RC_OK && number <= COPIES_OF_A_NAME_MAX; number++) {
        char tail[16] = "";
        if (number > 1) {
            (void)snprintf(tail, sizeof(tail), "-%d", number);
        }
        if (snprintf(path, PATH_MAX, "%s/%s%s%s", directory, job->stem, tail, job->ending) >=
            PATH_MAX) {
            return err_set(err, RC_ENV, "the name of a copy in %.200s would be too long",
                           directory);
        }
        if (is_free(job, path)) {
            return file_write(path, job->text, job->size, err);
        }
    }
    return rc != RC_OK ? rc
                       : err_set(err, RC_ENV, "%.200s holds %d copies of %.60s: remove some",
                                 directory, COPIES_OF_A_NAME_MAX, job->stem);
}

/* --- the editor ----------------------------------------------------------------------------- */

static const char *choose_editor(void)
{
    static const char *const names[] = {"VISUAL", "EDITOR"};
    for (int i = 0; i < COUNT_OF(names); i++) {
        const char *editor = getenv(names[i]);
        if (editor != NULL && editor[0] != '\0') {
            return editor;
        }
    }
    return "vi";
}

/* In the child: $EDITOR may have options, so a shell reads it. */
static void become_editor(const char *editor, const char *path)
{
    char command[1024];
    if (!isatty(STDIN_FILENO)) { /* the lines that wait there are ours */
        int nothing = open("/dev/null", O_RDONLY);
        (void)dup2(nothing, STDIN_FILENO);
    }
    int size = snprintf(command, sizeof(command), "exec %s \"$1\"", editor);
    if (size < (int)sizeof(command)) { /* the shell may print $0: that is a name of ours */
        (void)execl("/bin/sh", "sh", "-c", command, "quartet", path, (char *)NULL);
    }
    _exit(NOT_FOUND);
}

static enum rc wait_for(pid_t child, const char *editor, struct err *err)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return err_set(err, RC_ENV, "the editor was lost: %s", strerror(errno));
        }
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND) {
        return err_set(err, RC_ENV, "\"%.80s\" could not be run: set EDITOR to your editor",
                       editor);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return err_set(err, RC_ENV, "\"%.80s\" failed: nothing was changed", editor);
    }
    return RC_OK;
}

static enum rc run_editor(const char *path, struct err *err)
{
    const char *editor = choose_editor();
    (void)fflush(stdout);
    terminal_state_lend();
    pid_t child = fork();
    if (child == 0) {
        become_editor(editor, path);
    }
    enum rc rc = child < 0
                     ? err_set(err, RC_ENV, "the editor could not be started: %s", strerror(errno))
                     : wait_for(child, editor, err);
    terminal_state_take_back();
    return rc;
}

enum rc editor_run(const struct editor_job *job, char path[static PATH_MAX], struct buf *out,
                   struct err *err)
{
    char directory[PATH_MAX];
    if (job->state[0] == '\0' || snprintf(directory, sizeof(directory), "%s/%s", job->state,
                                          job->folder) >= (int)sizeof(directory)) {
        return err_set(err, RC_ENV, "there is no directory for a copy: say where with --state DIR");
    }
    enum rc rc = RC_OK;
    if (is_inside(directory, job->path) && access(job->path, R_OK) == 0) {
        (void)snprintf(path, PATH_MAX, "%s", job->path);
    } else {
        rc = make_copy(job, directory, path, err);
    }
    rc = rc == RC_OK ? run_editor(path, err) : rc;
    return rc == RC_OK ? file_read(out, path, err) : rc;
}
