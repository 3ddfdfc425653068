/* SPDX-License-Identifier: MIT */
/* key_row: the last row of the screen: what is asked, or which keys work now, and do what. */
#include "app/app_state.h"

#include "shell/script.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

static void add_key_of(struct model *model, const char *key, size_t size, const char *word,
                       const char *line)
{
    if (model->key_count < MODEL_KEYS_MAX) {
        struct model_key *to = &model->keys[model->key_count++];
        (void)snprintf(to->key, sizeof(to->key), "%.*s", (int)size, key);
        (void)snprintf(to->word, sizeof(to->word), "%s", word);
        (void)snprintf(to->line, sizeof(to->line), "%s", line);
    }
}

static void add_key(struct model *model, const char *key, size_t size, const char *word)
{
    add_key_of(model, key, size, word, "");
}

/* What Enter does to the text at the prompt, first of all. */
static void add_keys_of_text(struct app *app)
{
    struct model *model = &app->model;
    char end[] = {line_wants(app->edit.text.data), '\0'};
    if (app->edit.is_offered) {
        add_key(model, "type", 4, "a new line");
        add_key(model, "Left", 4, "mend this");
    } else if (end[0] != '\0') {
        add_key(model, end[0] == '*' ? "*/" : end, 2, end[0] == ';' ? "ends it" : "ends the text");
        add_key(model, "Enter", 5, "goes on");
        add_key(model, "C-c", 3, "drop");
    }
    if (end[0] == '\0') {
        add_key(model, "Enter", 5, "run");
        add_key(model, "C-c", 3, "drop");
    }
    add_key(model, "Tab", 3, app->offers.size > 0 ? "the next" : "complete");
    add_key(model, "Up", 2, "before");
    add_key(model, "C-r", 3, "search");
}

static void fill_question(struct app *app)
{
    struct model *model = &app->model;
    (void)snprintf(model->question, sizeof(model->question), "%s", app->question.text);
    if (app->question.text[0] != '\0') {
        add_key_of(model, "y", 1, "yes", app->question.line);
        add_key(model, "n", 1, "no");
    }
}

/* Does the page that is open stand where the step of a lesson was? */
static bool covers_step(const struct app *app)
{
    struct layout layout = view_layout(app->columns, app->rows, &app->model, &app->ui);
    return app->model.lesson.is_on && app->ui.view == VIEW_CLUSTER && app->ui.side_is_open &&
           layout.kind != LAYOUT_FULL;
}

/* "1 2 3 answer": as many as there are to choose from. */
static void add_keys_of_quiz(struct model *model)
{
    char keys[2 * 9] = "";
    for (int i = 0; i < model->lesson.option_count && i < 9; i++) {
        keys[2 * i] = (char)('1' + i);
        keys[2 * i + 1] = i + 1 < model->lesson.option_count ? ' ' : '\0';
    }
    add_key(model, keys, strlen(keys), "answer");
}

/* What a key does, as far as that depends on what is shown. */
static const char *word_of(const struct app *app, const struct keys_binding *binding)
{
    if (app->is_paused && strcmp(binding->line, "\\pause") == 0) {
        return "run";
    }
    if (strcmp(binding->line, "\\close") == 0) {
        return covers_step(app)                    ? "back to the step"
               : (binding->where & KEYS_DATA) != 0 ? app_closed_next(app)
                                                   : binding->word;
    }
    return binding->word;
}

/* A key has one meaning in a place: the first row that has it there. */
static bool is_taken(const struct keys_binding *binding, unsigned where)
{
    const struct keys_binding *first = NULL;
    return keys_find(&first, where, binding->keys) == KEYS_FOUND && first != binding;
}

/* Does it do nothing now, or what Enter does, too? */
static bool is_idle(const struct app *app, const struct keys_binding *binding, unsigned where)
{
    if (binding->where == KEYS_LESSON && strcmp(binding->line, "\\next") == 0) {
        return !app->model.lesson.is_step_done || (where & KEYS_DONE) != 0;
    }
    return (where & KEYS_HELP) != 0 && strncmp(binding->line, "\\scroll", 7) == 0 &&
           app_page_fits(app);
}

static void fill_keys_of_pane(struct app *app)
{
    unsigned where = app_keys_where(app);
    const struct keys_binding *help = NULL;
    bool is_bound = keys_find(&help, where, "?") == KEYS_FOUND;
    app->model.has_no_help =
        app->ui.palette_is_open || !is_bound || strcmp(help->line, "\\keys") != 0;
    if (app->ui.palette_is_open) {
        add_key(&app->model, "Enter", 5, "do it");
        add_key(&app->model, "Tab", 3, "into the line");
        add_key(&app->model, "Up Down", 7, "choose");
        add_key(&app->model, "Esc", 3, "close");
        return;
    }
    if (where == KEYS_PROMPT) {
        add_keys_of_text(app);
    }
    if (app->stage.is_by_hand) {
        add_key_of(&app->model, "F5", 2, "back to the demo", "\\stage");
    }
    for (const struct keys_binding *binding = keys_table(); binding->keys != NULL; binding++) {
        size_t size = strlen(binding->keys);
        bool has_sign = binding->word != NULL && strncmp(binding->word, binding->keys, size) == 0 &&
                        binding->word[size] == ' ';
        if ((binding->where & where) == 0 || binding->word == NULL || binding->keys[0] == '?' ||
            is_taken(binding, where) || is_idle(app, binding, where)) {
            continue;
        }
        if (strcmp(binding->line, "\\answer 1") == 0) {
            add_keys_of_quiz(&app->model);
        } else if (has_sign) { /* "- + speed": its own keys stand in the word */
            const char *last = strrchr(binding->word, ' ');
            add_key(&app->model, binding->word, (size_t)(last - binding->word), last + 1);
        } else {
            bool is_one = strchr(binding->keys, ' ') == NULL;
            add_key_of(&app->model, binding->keys, strcspn(binding->keys, " "),
                       word_of(app, binding), is_one ? binding->line : "");
        }
    }
    if ((where & KEYS_HELP) != 0 && app->ui.view != VIEW_HOME && app->ui.pane == PANE_PROMPT) {
        add_key(&app->model, "type", 4, "at the prompt");
    }
}

/* Is the key that of a master or an AZ which there is not? */
static bool is_absent(const struct model *model, char key)
{
    if ((key < '1' || key > '4') && key != 'd') { /* a, b and c have copies */
        return false;
    }
    for (int i = 0; i < model->room_count; i++) {
        if (model->rooms[i].master == key - '1' || model->rooms[i].az == key) {
            return false;
        }
    }
    return true;
}

/* "k   a b c AZ   1 2 3 master   Esc": what may follow the keys pressed so far. */
static void fill_continuations(struct app *app)
{
    struct model *model = &app->model;
    size_t size = strlen(app->pending);
    char keys[12] = "";
    const char *then = NULL;
    const char *word = "";
    add_key(model, app->pending, size, "");
    for (const struct keys_binding *binding = keys_table(); binding->keys != NULL; binding++) {
        then = binding->then != NULL ? binding->then : then;
        if (strncmp(binding->keys, app->pending, size) != 0 || binding->keys[size] != ' ') {
            continue;
        }
        char key = binding->keys[size + 1];
        if (then != word && keys[0] != '\0') {
            add_key(model, keys, strlen(keys), word);
            keys[0] = '\0';
        }
        word = then;
        size_t used = strlen(keys);
        if (strchr(keys, key) == NULL && !is_absent(model, key) && used + 3 < sizeof(keys)) {
            (void)snprintf(keys + used, sizeof(keys) - used, "%s%c", used > 0 ? " " : "", key);
        }
    }
    if (keys[0] != '\0') {
        add_key(model, keys, strlen(keys), word);
    }
    add_key(model, "Esc", 3, "");
}

void app_fill_key_row(struct app *app)
{
    app->model.key_count = 0;
    fill_question(app);
    if (app->pending[0] != '\0') {
        fill_continuations(app);
    } else if (app->question.text[0] == '\0') {
        fill_keys_of_pane(app);
    }
}
