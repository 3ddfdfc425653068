/* SPDX-License-Identifier: MIT */
/*
 * kept: the drivers and loads of a lab. None is let go before the lab is, so a state can be
 * loaded whichever was made since, and one saved later can be loaded after it.
 */
#include "lab/lab_state.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* What the two kinds do each in its own way. */
struct kind {
    enum rc (*make)(struct kept *kept, const struct kept_file *file, struct err *err);
    void (*save)(struct buf *out, const struct kept *kept);
    enum rc (*restore)(struct kept *kept, struct unpack *in, struct err *err);
};

/* "../mine/calm.lua" is called "calm". */
static void read_name(char out[NAME_SIZE_MAX], const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash != NULL ? slash + 1 : file;
    size_t size = strlen(name);
    if (size > 4 && strcmp(name + size - 4, ".lua") == 0) {
        size -= 4;
    }
    (void)snprintf(out, NAME_SIZE_MAX, "%.*s", (int)size, name);
}

static enum rc make_driver(struct kept *kept, const struct kept_file *file, struct err *err)
{
    char name[NAME_SIZE_MAX];
    read_name(name, file->name);
    return driver_new(&kept->driver, name, file->source, file->size, file->rng, err);
}

static void save_driver(struct buf *out, const struct kept *kept)
{
    driver_save(out, kept->driver);
}

static enum rc restore_driver(struct kept *kept, struct unpack *in, struct err *err)
{
    return driver_load(kept->driver, in, err);
}

static enum rc make_load(struct kept *kept, const struct kept_file *file, struct err *err)
{
    return load_new(&kept->load, file->name, file->source, file->size, file->rng, err);
}

static void save_load(struct buf *out, const struct kept *kept)
{
    load_save(out, kept->load);
}

static enum rc restore_load(struct kept *kept, struct unpack *in, struct err *err)
{
    return load_load(kept->load, in, err);
}

static const struct kind driver_kind = {make_driver, save_driver, restore_driver};
static const struct kind load_kind = {make_load, save_load, restore_load};

/* --- finding and making --------------------------------------------------------------------- */

static bool is_of(const struct kept *kept, const struct kept_file *file)
{
    return memcmp(&kept->rng, &file->rng, sizeof(file->rng)) == 0 &&
           strcmp(kept->name, file->name) == 0 && strcmp(kept->source, file->source) == 0;
}

static enum rc make(const struct kind *kind, struct kept *kept, const struct kept_file *file,
                    struct err *err)
{
    *kept = (struct kept){.rng = file->rng};
    enum rc rc = kind->make(kept, file, err);
    if (rc != RC_OK) {
        return rc;
    }
    kept->name = mem_text(file->name);
    kept->source = mem_text(file->source);
    buf_init(&kept->begun, BUF_CAP_STATE);
    kind->save(&kept->begun, kept);
    return RC_OK;
}

enum rc kept_find(struct kept_list *list, const struct kept_file *file, int *index, struct err *err)
{
    const struct kind *kind = list->holds_loads ? &load_kind : &driver_kind;
    for (int i = 0; i < list->count; i++) {
        struct kept *kept = &list->items[i];
        if (is_of(kept, file)) {
            struct unpack in = unpack_start(kept->begun.data, kept->begun.size);
            *index = i;
            return kind->restore(kept, &in, err);
        }
    }
    mem_grow((void **)&list->items, &list->room, list->count + 1, sizeof(*list->items));
    enum rc rc = make(kind, &list->items[list->count], file, err);
    *index = list->count;
    list->count += rc == RC_OK ? 1 : 0;
    return rc;
}

void kept_release(struct kept_list *list)
{
    for (int i = 0; i < list->count; i++) {
        struct kept *kept = &list->items[i];
        driver_free(kept->driver);
        load_free(kept->load);
        mem_free(kept->name);
        mem_free(kept->source);
        buf_release(&kept->begun);
    }
    mem_free(list->items);
    *list = (struct kept_list){0};
}

/* --- save and load -------------------------------------------------------------------------- */

void kept_save(struct buf *out, const struct lab *lab)
{
    pack_int(out, lab->driver_turn);
    pack_int(out, lab->load_turn);
    for (int i = 0; i < clients_count(lab->clients); i++) {
        pack_int(out, lab->driver_of[i]);
        save_driver(out, &lab->drivers.items[lab->driver_of[i]]);
    }
    pack_int(out, lab->load.load);
    if (lab->load.load >= 0) {
        save_load(out, &lab->loads.items[lab->load.load]);
    }
}

enum rc kept_restore(struct lab *lab, struct unpack *in, struct err *err)
{
    enum rc rc = RC_OK;
    lab->driver_turn = unpack_int(in, 0, INT32_MAX);
    lab->load_turn = unpack_int(in, 0, INT32_MAX);
    for (int i = 0; rc == RC_OK && i < clients_count(lab->clients); i++) {
        lab->driver_of[i] = unpack_int(in, 0, lab->drivers.count - 1);
        struct kept *kept = &lab->drivers.items[lab->driver_of[i]];
        rc = restore_driver(kept, in, err);
        struct policy policy = driver_policy(kept->driver);
        clients_set_policy(lab->clients, i + 1, &policy);
    }
    int load = unpack_int(in, -1, lab->loads.count - 1);
    if (rc == RC_OK && load >= 0) {
        rc = restore_load(&lab->loads.items[load], in, err);
    }
    return rc;
}
