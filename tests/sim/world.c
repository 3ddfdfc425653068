/* SPDX-License-Identifier: MIT */
#include "sim/world.h"

#include "lab/run_text.h"
#include "lib/lab_fixture.h"

#include <stdarg.h>
#include <stdio.h>

#define LINE_SIZE 512

const char *const world_names[WORLD_NAMES] = {"east", "west", "north", "cluster"};

/* The line that reads a file now: the last one given, or what the run begins with. */
static struct run_line *reader(struct world *world)
{
    int count = world_lines(world);
    return count > 0 ? run_line(&world->run, 0, count - 1) : &world->run.start;
}

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    struct world *world = user;
    size_t before = out->size;
    struct lab_files files = lab_fixture_files();
    enum rc rc = files.read(files.user, kind, name, out, err);
    if (rc == RC_OK && run_find_file(&world->run, reader(world), kind, name) == NULL) {
        rc = run_attach(&world->run, reader(world), kind, name, out->data + before,
                        out->size - before, err);
    }
    return rc;
}

bool world_open(struct world *world, const struct lab_config *config, struct err *err)
{
    struct lab_config own = *config;
    *world = (struct world){0};
    run_init(&world->run, config->seed, config->masters, lab_sqlite());
    own.check = true;
    own.files = (struct lab_files){.read = read_file, .user = world};
    return lab_new(&world->lab, &own, err) == RC_OK;
}

void world_close(struct world *world)
{
    lab_free(world->lab);
    run_release(&world->run);
}

sim_us world_now(const struct world *world)
{
    return lab_now(world->lab);
}

int world_lines(const struct world *world)
{
    return world->run.branches[0].count;
}

static struct run_place here_of(const struct world *world)
{
    return (struct run_place){
        .at = lab_now(world->lab), .lines = world_lines(world), .steps = lab_steps(world->lab)};
}

bool world_type(struct world *world, const char *line)
{
    struct buf reply;
    struct buf full;
    bool is_recorded = false;
    lab_settle(world->lab);
    buf_init(&reply, BUF_CAP_TEXT);
    buf_init(&full, BUF_CAP_TEXT);
    bool is_done = lab_read_line(line, 1, &full, &is_recorded, NULL) == RC_OK && is_recorded;
    if (is_done) {
        run_add_line(&world->run, lab_now(world->lab), full.data);
        is_done = lab_apply(world->lab, full.data, 1, &reply, NULL) == RC_OK;
        if (!is_done) {
            run_drop_line(&world->run);
        }
    }
    buf_release(&full);
    buf_release(&reply);
    return is_done;
}

bool world_typef(struct world *world, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    return world_type(world, line);
}

enum rc world_return(struct world *world, const struct buf *state, int lines, struct err *err)
{
    while (world_lines(world) > lines) {
        run_drop_line(&world->run);
    }
    enum rc rc = lab_load(world->lab, state->data, state->size, err);
    world->run.here = here_of(world);
    world->run.branches[0].end = world->run.here;
    return rc;
}

bool world_keep(struct world *world, const char *path, const char *text)
{
    struct buf out;
    (void)world_typef(world, "\\mark %s", text);
    struct run_place here = here_of(world);
    run_reach(&world->run, &here);
    buf_init(&out, RUN_SIZE_MAX);
    run_text_add(&out, &world->run);
    FILE *file = fopen(path, "w");
    bool is_kept = file != NULL && fwrite(out.data, 1, out.size, file) == out.size;
    is_kept = file != NULL && fclose(file) == 0 && is_kept;
    buf_release(&out);
    return is_kept;
}
