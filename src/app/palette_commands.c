/* SPDX-License-Identifier: MIT */
/* palette_commands: the palette as it is opened, typed into and obeyed. */
#include "app/app_state.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* The masters there are, and the AZs: three have copies, and each master is in one. */
static void list_places(const struct lab *lab, char *names, size_t size)
{
    struct cluster_view view;
    cluster_look(lab_cluster(lab), &view);
    (void)snprintf(names, size, " a b c ");
    for (int i = 0; i < MASTERS_MAX; i++) {
        size_t used = strlen(names);
        if (view.masters[i].state != MASTER_ABSENT) {
            (void)snprintf(names + used, size - used, "m%d %c ", i + 1, 'a' + view.masters[i].az);
        }
    }
}

/* Keys are looked for where they would be pressed; in plain mode there are none. */
static int find(const struct app *app, struct palette_item *items, const char *wanted)
{
    unsigned here = app_keys_where(app);
    struct palette_place place = {.lessons = app->lessons, .lesson_count = app->lesson_count};
    list_places(app->lab, place.names, sizeof(place.names));
    if (!app->config.is_plain) {
        place.here = here;
        place.after_esc = (here & (KEYS_EMPTY | KEYS_PROMPT)) != 0 ? app_keys_after_esc(app) : 0;
    }
    return palette_find(items, app->commands, &place, wanted);
}

static void open_palette(struct app *app, const char *wanted)
{
    app_close_page(app);
    app->ui.palette_is_open = true;
    (void)snprintf(app->palette.wanted, sizeof(app->palette.wanted), "%s", wanted);
    app->palette.choice = wanted[0] != '\0' ? 0 : -1;
}

void app_close_palette(struct app *app)
{
    app->ui.palette_is_open = false;
}

/* --- as text ---------------------------------------------------------------------------------- */

static void say_item(struct buf *out, const struct palette_item *item)
{
    if (item->cmd != NULL) {
        buf_addf(out, "\\%s%s%s", item->cmd->name, item->cmd->usage[0] != '\0' ? " " : "",
                 item->cmd->usage);
    } else {
        buf_addf(out, "%s", item->line);
    }
    buf_addf(out, "\n    %s\n", item->about);
}

static enum rc say_found(const struct app *app, const char *wanted, struct buf *reply,
                         struct err *err)
{
    struct palette_item *items = mem_alloc(PALETTE_MAX, sizeof(*items));
    int count = find(app, items, wanted);
    for (int i = 0; i < count; i++) {
        say_item(reply, &items[i]);
    }
    mem_free(items);
    return count > 0 ? RC_OK
                     : err_set(err, RC_UNKNOWN, "no command has to do with \"%.60s\"", wanted);
}

enum rc app_run_palette(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    char wanted[PALETTE_WANTED_SIZE] = "";
    for (int i = 1; i < words->count; i++) {
        size_t size = strlen(wanted);
        (void)snprintf(wanted + size, sizeof(wanted) - size, "%s%s", i > 1 ? " " : "",
                       words->word[i]);
    }
    if (app->config.is_plain) {
        return say_found(app, wanted, reply, err);
    }
    open_palette(app, wanted);
    return RC_OK;
}

/* --- keys ------------------------------------------------------------------------------------- */

/* Go on at the prompt with a text. */
static void leave_for_prompt(struct app *app, const char *text)
{
    app_close_palette(app);
    app->ui.pane = PANE_PROMPT;
    app->ui.view = app->ui.view == VIEW_HOME ? VIEW_CLUSTER : app->ui.view;
    (void)!edit_set(&app->edit, text, NULL); /* it is shorter than a line may be */
}

/* A command that wants more words is begun at the prompt, as any is if it is only to be seen. */
static void take_chosen(struct app *app, const struct palette_item *item, bool runs)
{
    char line[PALETTE_WANTED_SIZE + 4];
    bool wants_more = item->cmd != NULL && (item->cmd->args_min > 0 || !runs);
    (void)snprintf(line, sizeof(line), "%s%s%s", item->cmd != NULL ? "\\" : "",
                   item->cmd != NULL ? item->cmd->name : item->line, wants_more ? " " : "");
    if (!runs || wants_more) {
        leave_for_prompt(app, line);
        return;
    }
    app_close_palette(app);
    edit_remember(&app->edit, line);
    (void)app_do_line(app, line, ORIGIN_TYPED);
}

static void take(struct app *app, bool runs)
{
    struct palette_item *items = mem_alloc(PALETTE_MAX, sizeof(*items));
    int count = find(app, items, app->palette.wanted);
    if (count == 0) { /* SQL, perhaps */
        leave_for_prompt(app, app->palette.wanted);
    } else if (app->palette.choice < 0) {
        app_close_palette(app);
    } else {
        int choice = app->palette.choice < count ? app->palette.choice : count - 1;
        take_chosen(app, &items[choice], runs);
    }
    mem_free(items);
}

static void choose(struct app *app, int step)
{
    struct palette_item *items = mem_alloc(PALETTE_MAX, sizeof(*items));
    int count = find(app, items, app->palette.wanted);
    int choice = app->palette.choice + step;
    app->palette.choice = choice >= count ? count - 1 : choice < 0 && count > 0 ? 0 : choice;
    mem_free(items);
}

static void add_letter(struct app *app, key_code key)
{
    struct buf letter;
    buf_init(&letter, 8);
    text_encode(&letter, key);
    size_t size = strlen(app->palette.wanted);
    if (size + letter.size < sizeof(app->palette.wanted)) {
        memcpy(app->palette.wanted + size, letter.data, letter.size + 1);
        app->palette.choice = 0;
    }
    buf_release(&letter);
}

static void drop_letters(struct app *app, key_code key)
{
    char *wanted = app->palette.wanted;
    size_t size = strlen(wanted);
    while (key == KEY_CONTROL + 'w' && size > 0 && wanted[size - 1] == ' ') {
        size--;
    }
    do {
        size -= size > 0 ? 1 : 0;
        bool is_inside = ((unsigned char)wanted[size] & 0xc0) == 0x80;
        bool goes_on = key == KEY_CONTROL + 'u' ||
                       (key == KEY_CONTROL + 'w' && size > 0 && wanted[size - 1] != ' ');
        if (!is_inside && !goes_on) {
            break;
        }
    } while (size > 0);
    wanted[size] = '\0';
    app->palette.choice = size > 0 ? 0 : -1;
}

/* A line of the person's own begins here, or goes on. */
static bool begins_line(const struct app *app, key_code key)
{
    return app->palette.wanted[0] == '\0' && (key == '\\' || key == '@' || key == ':');
}

bool app_palette_key(struct app *app, key_code key)
{
    const char letter[] = {(char)key, '\0'};
    if (begins_line(app, key)) {
        leave_for_prompt(app, key == ':' ? "" : letter);
    } else if (key == KEY_ENTER || key == KEY_TAB) {
        take(app, key == KEY_ENTER);
    } else if (key == KEY_UP || key == KEY_CONTROL + 'p') {
        choose(app, -1);
    } else if (key == KEY_DOWN || key == KEY_CONTROL + 'n') {
        choose(app, 1);
    } else if (key == KEY_PAGE_UP || key == KEY_PAGE_DOWN) {
        choose(app, key == KEY_PAGE_UP ? -10 : 10);
    } else if (key == KEY_BACKSPACE && app->palette.wanted[0] == '\0') {
        app_close_palette(app);
    } else if (key == KEY_BACKSPACE || key == KEY_CONTROL + 'u' || key == KEY_CONTROL + 'w') {
        drop_letters(app, key);
    } else if (key == KEY_ESC || key == KEY_CONTROL + 'c' || key == KEY_CONTROL + 'd') {
        app_close_palette(app);
    } else if (key >= ' ' && key != 0x7f && key < KEY_NAMED) {
        add_letter(app, key);
    } else {
        return false;
    }
    return true;
}

/* --- as it is drawn --------------------------------------------------------------------------- */

void app_fill_palette(const struct app *app, struct model_palette *out)
{
    struct palette_item *items = mem_alloc(PALETTE_MAX, sizeof(*items));
    (void)snprintf(out->wanted, sizeof(out->wanted), "%s", app->palette.wanted);
    out->all = find(app, items, "");
    out->found = find(app, items, app->palette.wanted);
    out->count = out->found < PALETTE_ITEMS_MAX ? out->found : PALETTE_ITEMS_MAX;
    int last = app->palette.choice;
    int first = last >= PALETTE_ITEMS_MAX ? last - PALETTE_ITEMS_MAX + 1 : 0;
    for (int i = 0; i < out->count; i++) {
        const struct palette_item *from = &items[first + i];
        struct model_palette_item *item = &out->items[i];
        struct buf line;
        buf_init(&line, BUF_CAP_TEXT);
        buf_addf(&line, "%s%s", from->cmd != NULL ? "\\" : "",
                 from->cmd != NULL ? from->cmd->name : from->line);
        (void)snprintf(item->line, sizeof(item->line), "%.47s", line.data);
        (void)snprintf(item->usage, sizeof(item->usage), "%s",
                       from->cmd != NULL ? from->cmd->usage : "");
        (void)snprintf(item->about, sizeof(item->about), "%s", from->about);
        (void)snprintf(item->key, sizeof(item->key), "%s%s",
                       from->key != NULL && from->is_after_esc ? "Esc " : "",
                       from->key != NULL ? from->key : "");
        item->is_chosen = first + i == app->palette.choice;
        buf_release(&line);
    }
    mem_free(items);
}
