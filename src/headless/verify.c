/* SPDX-License-Identifier: MIT */
#include "headless/verify.h"

#include "headless/exit_code.h"
#include "lesson/verify.h"
#include "os/data_files.h"
#include "os/file.h"
#include "os/print.h"
#include "view/headline.h"
#include "view/model_stage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct prover {
    const struct verify_files *asked;
    struct data_files files;
    int count; /* points printed */
    int status;
};

/* What is wrong most says the exit code. */
static void worsen(struct prover *prover, int status)
{
    prover->status = status > prover->status ? status : prover->status;
}

/* A TAP line may hold no '#' of its own. */
static void print_point(struct prover *prover, const char *slug, const struct verify_point *point)
{
    const struct verify_files *asked = prover->asked;
    print_to(stdout, "%sok %d - %s: %s\n", point->has_failed ? "not " : "", ++prover->count, slug,
             point->what);
    if (!point->has_failed) {
        return;
    }
    print_to(stdout, "# %s\n", point->why);
    if (point->tried > 1 || asked->seed_last > asked->seed_first) {
        print_to(stdout, "# with seed %" PRIu64 "\n", point->seed);
    }
    worsen(prover, point->kind == POINT_FORMAT ? EXIT_INPUT : EXIT_UNMET);
}

static void print_points(struct prover *prover, const char *name, struct verify *verify)
{
    const char *slash = strrchr(name, '/');
    for (int i = 0; i < verify->count; i++) {
        print_point(prover,
                    verify->slug[0] != '\0' ? verify->slug
                    : slash != NULL         ? slash + 1
                                            : name,
                    &verify->points[i]);
    }
    (void)fflush(stdout);
    verify_release(verify);
}

static struct verify_options options_for(struct prover *prover, const char *name,
                                         const struct buf *text)
{
    return (struct verify_options){
        .name = name,
        .text = text->data,
        .size = text->size,
        .is_headline = headline_fits,
        .is_said = stage_said_fits,
        .is_number = stage_number_fits,
        .files = {.read = data_files_read, .list = data_files_list, .user = &prover->files},
        .seed_first = prover->asked->seed_first,
        .seed_last = prover->asked->seed_last,
    };
}

static void prove_text(struct prover *prover, const char *name, const struct buf *text)
{
    struct verify verify;
    struct verify_options options = options_for(prover, name, text);
    verify_lesson(&verify, &options);
    print_points(prover, name, &verify);
}

/* Files beside it, "NAME.de.md", in each language that there may be. */
static void prove_translations(struct prover *prover, const char *word, const char *name,
                               const struct buf *text)
{
    for (int i = 0; i < 26 * 26; i++) {
        const char lang[] = {(char)('a' + i / 26), (char)('a' + i % 26), '\0'};
        char other[320];
        char file[330];
        struct buf translation;
        struct verify verify;
        buf_init(&translation, 2 * LESSON_SIZE_MAX);
        lesson_name_translation(word, lang, other, sizeof(other));
        (void)snprintf(file, sizeof(file), "%s%s", other, strcmp(word, name) == 0 ? "" : ".md");
        bool is_lesson = strcmp(lang, "md") == 0; /* "same-page.md" is no translation */
        if (!is_lesson &&
            data_files_read(&prover->files, "lessons", other, &translation, NULL) == RC_OK) {
            struct verify_options options = options_for(prover, name, text);
            struct verify_options others = options_for(prover, file, &translation);
            verify_translation(&verify, &options, &others);
            print_points(prover, file, &verify);
        }
        buf_release(&translation);
    }
}

/* A file, or a lesson that comes with the program. */
static void prove(void *user, const char *name)
{
    struct prover *prover = user;
    struct err err = {0};
    struct buf text;
    char file[200];
    bool is_path = strpbrk(name, "./") != NULL;
    (void)snprintf(file, sizeof(file), "%.180s%s", name, is_path ? "" : ".md");
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    enum rc rc = data_files_read(&prover->files, "lessons", name, &text, &err);
    if (rc == RC_UNKNOWN && data_files_read(&prover->files, "demos", name, &text, NULL) == RC_OK) {
        rc = RC_OK;
    }
    if (rc == RC_OK) {
        prove_text(prover, file, &text);
        prove_translations(prover, name, file, &text);
    } else {
        print_to(stdout, "not ok %d - %s: can be read\n# %s\n", ++prover->count, file, err.text);
        worsen(prover, rc == RC_ENV ? EXIT_ENVIRONMENT : EXIT_INPUT);
    }
    buf_release(&text);
}

int headless_verify(const struct verify_files *asked)
{
    struct prover prover = {.asked = asked,
                            .files = {.directory = asked->data_dir, .lessons = asked->lessons_dir}};
    print_to(stdout, "TAP version 13\n");
    for (int i = 0; i < asked->file_count; i++) {
        prove(&prover, asked->files[i]);
    }
    if (asked->file_count == 0) {
        data_files_list(&prover.files, "lessons", prove, &prover);
    }
    print_to(stdout, "1..%d\n", prover.count);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        print_to(stderr, "quartet: the output could not be written\n");
        return EXIT_ENVIRONMENT;
    }
    return prover.status;
}
