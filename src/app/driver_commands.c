/* SPDX-License-Identifier: MIT */
/* driver_commands: the driver of who speaks, in the person's editor and read anew. */
#include "app/app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A word as a line has it: in quotes if it must be. */
static void add_word(struct buf *out, const char *word)
{
    bool is_plain = word[0] != '\0' && strpbrk(word, " \t\"'\\") == NULL;
    buf_addf(out, is_plain ? "" : "\"");
    for (const char *at = word; *at != '\0'; at++) {
        buf_addf(out, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
    }
    buf_addf(out, is_plain ? "" : "\"");
}

/* Give the driver in a file to a client, or to all of them (0), by the line that does so. */
static enum rc give_driver(struct app *app, int client, const char *file)
{
    struct buf line;
    buf_init(&line, LINE_SIZE_MAX);
    if (client == 0) {
        buf_addf(&line, "\\driver ");
    } else {
        buf_addf(&line, "\\client %d driver ", client);
    }
    add_word(&line, file);
    enum rc rc = app_do_line(app, line.data, ORIGIN_KEY);
    buf_release(&line);
    return rc;
}

/* Whose driver is meant: that of who speaks; or where a load runs, and nobody was named, that of
 * the load, for it is what one sees work. */
static int whose_driver(const struct app *app, struct lab_driver_view *out)
{
    struct lab_load_view load;
    lab_look_load(app->lab, &load);
    lab_look_driver(app->lab, app->speaker, out);
    bool is_of_load =
        app->speaker >= load.first_client && app->speaker < load.first_client + load.clients;
    if (load.name[0] == '\0' || is_of_load || app->is_named || out->is_everyones) {
        return app->speaker;
    }
    lab_look_driver(app->lab, load.first_client, out);
    return load.first_client;
}

/* The file in which a driver of this client is edited that was refused; "": there is none. */
static const char *draft_of(const struct app *app, int client)
{
    const char *draft = history_draft(app->history);
    char *path = NULL;
    long number = strtol(draft, &path, 10);
    return number == client && path[0] == ' ' ? path + 1 : "";
}

static void keep_draft(struct app *app, const char *path)
{
    struct buf draft;
    buf_init(&draft, EDITED_SIZE_MAX);
    buf_addf(&draft, "%d %s", app->edited_by, path);
    history_keep_draft(app->history, strchr(path, '\n') == NULL ? draft.data : "");
    buf_release(&draft);
}

enum rc app_run_edit(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    bool is_of_all = words->count > 2;
    if (strcmp(words->word[1], "driver") != 0 ||
        (is_of_all && strcmp(words->word[2], "all") != 0)) {
        return err_set(err, RC_USAGE,
                       "write \\edit driver, or \\edit driver all for the driver of every client");
    }
    if (app->is_in_file) { /* an editor in the middle of a file would stop it */
        return err_set(err, RC_REFUSED, "\\edit is for the prompt, when no line waits");
    }
    enum rc rc = app_check_client(app, app->speaker, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct lab_driver_view view;
    int client = whose_driver(app, &view);
    const char *draft = draft_of(app, client);
    bool is_loads = client != app->speaker;
    app->edited_by = client;
    app->edited_for = is_of_all || is_loads || view.is_everyones ? 0 : client;
    app->effects->editing = (struct app_editing){
        .text = view.source,
        .size = strlen(view.source),
        .stem = view.name,
        .path = draft[0] != '\0' ? draft : view.file,
    };
    buf_addf(reply, "%s%s, the driver of ", view.name, view.is_own ? ", yours" : "");
    if (is_loads) {
        buf_addf(reply, "the load, and then of all clients; @%d \\edit driver opens that of @%d\n",
                 app->speaker, app->speaker);
    } else if (app->edited_for == 0) {
        buf_addf(reply, "all clients\n");
    } else {
        buf_addf(reply, "client %d; @N before \\edit opens another's\n", client);
    }
    return RC_OK;
}

void app_take_edited(struct app *app, const struct app_msg *msg)
{
    struct lab_driver_view view;
    if (app->edited_by > clients_count(lab_clients(app->lab))) {
        app_say(app, TRANSCRIPT_ERROR, "the client whose driver that was is gone");
        return;
    }
    lab_look_driver(app->lab, app->edited_by, &view);
    history_keep_draft(app->history, "");
    if (msg->size == strlen(view.source) && memcmp(msg->text, view.source, msg->size) == 0) {
        char text[200];
        (void)snprintf(text, sizeof(text),
                       "nothing was changed: the driver is as it was (%.40s, of client %d)",
                       view.name, app->edited_by);
        app_say(app, TRANSCRIPT_NOTE, text);
        return;
    }
    if (give_driver(app, app->edited_for, msg->name) != RC_OK) {
        keep_draft(app, msg->name);
        static const char *const note =
            "the driver before it stays in force; \\edit driver opens yours again";
        const struct transcript_line *last =
            transcript_at(&app->transcript, app->transcript.count - 1);
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        buf_addf(&text, "%s\n%s", last->text, note);
        app_say(app, TRANSCRIPT_NOTE, note);
        app_open_error(app, text.data, true);
        buf_release(&text);
    }
}

enum rc app_run_reload(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    struct lab_driver_view view;
    (void)words;
    (void)reply;
    enum rc rc = app_check_client(app, app->speaker, err);
    if (rc != RC_OK) {
        return rc;
    }
    int client = whose_driver(app, &view);
    /* Copied, for the line replaces what it is borrowed from. */
    char file[EDITED_SIZE_MAX];
    (void)snprintf(file, sizeof(file), "%s", view.file);
    bool is_of_all = view.is_everyones || client != app->speaker;
    (void)give_driver(app, is_of_all ? 0 : client, file);
    return RC_OK;
}

void app_complete_edit(const void *context, const struct words *words, int index,
                       cmd_offer_fn offer, void *to)
{
    (void)context;
    (void)words;
    if (index == 1) {
        offer(to, "driver");
    } else if (index == 2) {
        offer(to, "all");
    }
}
