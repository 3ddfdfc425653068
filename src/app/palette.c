/* SPDX-License-Identifier: MIT */
#include "app/palette.h"

#include "app/keys.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* --- what there is ---------------------------------------------------------------------------- */

/* The key that does exactly this there, or NULL. `line` is without its backslash. */
static const char *key_of(const char *line, unsigned where)
{
    for (const struct keys_binding *binding = keys_table(); binding->keys != NULL; binding++) {
        if ((binding->where & where) != 0 && binding->line[0] == '\\' &&
            strcmp(binding->line + 1, line) == 0) {
            return binding->keys;
        }
    }
    return NULL;
}

static void add_item(struct palette_item *out, const struct palette_item *item, const char *line,
                     const struct palette_place *place)
{
    *out = *item;
    out->key = key_of(line, place->here);
    out->is_after_esc = out->key == NULL && place->after_esc != 0;
    out->key = out->is_after_esc ? key_of(line, place->after_esc) : out->key;
}

/* Is the line of a binding a command with its arguments, told once, and no plumbing of panes? */
static bool is_line(const struct keys_binding *binding)
{
    static const char *const plumbing[] = {"\\choose", "\\scroll", "\\focus", "\\type",
                                           "\\close",  "\\go",     "\\quit"};
    if (binding->line[0] != '\\' || strchr(binding->line, ' ') == NULL) {
        return false;
    }
    for (int i = 0; i < COUNT_OF(plumbing); i++) {
        if (strncmp(binding->line, plumbing[i], strlen(plumbing[i])) == 0) {
            return false;
        }
    }
    for (const struct keys_binding *row = keys_table(); row < binding; row++) {
        if (strcmp(row->line, binding->line) == 0) {
            return false;
        }
    }
    return true;
}

/* The note of a binding is its own, or that of the row above that has one. */
static const char *note_of(const struct keys_binding *binding)
{
    while (binding > keys_table() && binding->note == NULL) {
        binding--;
    }
    return binding->note;
}

/* Does it name a master or an AZ that there is not? */
static bool is_elsewhere(const struct palette_place *place, const char *line)
{
    for (const char *at = strchr(line, ' '); at != NULL; at = strchr(at + 1, ' ')) {
        char word[NAME_SIZE_MAX];
        size_t size = strcspn(at + 1, " ");
        bool is_master = size == 2 && at[1] == 'm' && at[2] >= '1' && at[2] <= '9';
        bool is_az = size == 1 && at[1] >= 'a' && at[1] <= 'z';
        (void)snprintf(word, sizeof(word), " %.*s ", (int)size, at + 1);
        if ((is_master || is_az) && strstr(place->names, word) == NULL) {
            return true;
        }
    }
    return false;
}

static int list_all(struct palette_item *out, const struct cmd *commands,
                    const struct palette_place *place)
{
    int count = 0;
    for (const struct cmd *cmd = commands; cmd->name != NULL && count < PALETTE_MAX; cmd++) {
        struct palette_item item = {.cmd = cmd, .about = cmd->help};
        add_item(&out[count++], &item, cmd->name, place);
    }
    for (const struct keys_binding *binding = keys_table();
         binding->keys != NULL && count < PALETTE_MAX; binding++) {
        if (is_line(binding) && !is_elsewhere(place, binding->line)) {
            struct palette_item item = {.about = note_of(binding)};
            (void)snprintf(item.line, sizeof(item.line), "%s", binding->line);
            add_item(&out[count++], &item, binding->line + 1, place);
        }
    }
    for (int i = 0; i < place->lesson_count && count < PALETTE_MAX; i++) {
        struct palette_item *item = &out[count++];
        *item = (struct palette_item){.about = place->lessons[i].title};
        (void)snprintf(item->line, sizeof(item->line), "\\lesson %.63s", place->lessons[i].name);
    }
    return count;
}

/* What people ask for in words that stand in no sentence of ours. */
static const struct {
    const char *name, *words;
} asked[] = {
    {"why", "who won who lost who moved because reason how come"},
    {"view votes", "who won who lost conflict winner"},
    {"view lanes", "messages packets sequence"},
    {"view meters", "who moved outage cost how long graph chart"},
    {"connections", "who moved who is where failover outage what did it cost lost doubled"},
    {"find", "search look for"},
    {"speed", "slower faster slow motion"},
    {"undo", "take back kill mistake"},
    {"goto", "rewind jump travel seek"},
    {"driver", "failover retry policy"},
    {"heal", "repair"},
    {"help", "score verify grade shell"},
};

static bool is_asked_for(const char *name, const char *word)
{
    for (int i = 0; i < COUNT_OF(asked); i++) {
        if (strcmp(asked[i].name, name) == 0) {
            return text_find_any_case(asked[i].words, word) != NULL;
        }
    }
    return false;
}

/* --- how well it fits ------------------------------------------------------------------------- */

enum fit {
    FIT_NOT,
    FIT_LETTERS,
    FIT_SENTENCE,
    FIT_LINE,
    FIT_NAME,
    FIT_NAME_START,
    FIT_EXACT,
    FIT_WHOLE
};

static const char *name_of(const struct palette_item *item)
{
    return item->cmd != NULL ? item->cmd->name : item->line + 1;
}

static enum fit fit_word(const struct palette_item *item, const char *word)
{
    const char *name = name_of(item);
    const char *at = text_find_any_case(name, word);
    if (at != NULL) {
        bool is_all = at == name && strlen(name) == strlen(word);
        enum fit fit = is_all ? FIT_EXACT : at == name ? FIT_NAME_START : FIT_NAME;
        return item->cmd == NULL && fit != FIT_NAME ? FIT_LINE : fit;
    }
    if ((item->cmd != NULL && text_find_any_case(item->cmd->usage, word) != NULL) ||
        (item->key != NULL && strcmp(item->key, word) == 0)) {
        return FIT_LINE;
    }
    bool is_said = text_find_any_case(item->about, word) != NULL || is_asked_for(name, word) ||
                   (item->cmd != NULL && text_find_any_case(item->cmd->group, word) != NULL);
    return is_said ? FIT_SENTENCE : FIT_NOT;
}

/* The worst fit of all words, or that of the first if all fit: "kill az" is of \kill. */
static enum fit fit_words(const struct palette_item *item, const char *wanted)
{
    enum fit first = FIT_NOT;
    bool is_first = true;
    if (item->key != NULL && strcmp(item->key, wanted) == 0) {
        return FIT_EXACT;
    }
    const char *rest = wanted + strcspn(wanted, " ");
    if (item->line[0] != '\0' && rest[strspn(rest, " ")] != '\0' &&
        text_find_any_case(item->line, wanted) == item->line + 1) {
        return FIT_WHOLE; /* "kill az b" is that line, whatever \kill takes */
    }
    const char *at = wanted + strspn(wanted, " ");
    while (*at != '\0') {
        char word[PALETTE_WANTED_SIZE];
        size_t size = strcspn(at, " ");
        memcpy(word, at, size);
        word[size] = '\0';
        enum fit fit = fit_word(item, word);
        if (fit == FIT_NOT) {
            return FIT_NOT;
        }
        first = is_first ? fit : first;
        is_first = false;
        at += size + strspn(at + size, " ");
    }
    return is_first ? FIT_SENTENCE : first;
}

/* "brnch" has its letters in "branch", in this order. */
static enum fit fit_letters(const struct palette_item *item, const char *wanted)
{
    const char *name = name_of(item);
    for (const char *at = wanted; *at != '\0'; at++) {
        if (*at == ' ') {
            continue;
        }
        const char letter[] = {*at, '\0'};
        name = text_find_any_case(name, letter);
        if (name == NULL) {
            return FIT_NOT;
        }
        name++;
    }
    return FIT_LETTERS;
}

/* --- finding ---------------------------------------------------------------------------------- */

typedef enum fit (*fit_fn)(const struct palette_item *item, const char *wanted);

/* Keep those that fit, the best first; those that fit as well stay in their order. */
static int keep_fitting(struct palette_item *items, int count, const char *wanted, fit_fn fit)
{
    enum fit fits[PALETTE_MAX];
    int kept = 0;
    for (int i = 0; i < count; i++) {
        struct palette_item item = items[i];
        enum fit its = fit(&item, wanted);
        int place = its == FIT_NOT ? -1 : kept;
        for (; place > 0 && fits[place - 1] < its; place--) {
            items[place] = items[place - 1];
            fits[place] = fits[place - 1];
        }
        if (place >= 0) {
            items[place] = item;
            fits[place] = its;
            kept++;
        }
    }
    return kept;
}

int palette_find(struct palette_item *out, const struct cmd *commands,
                 const struct palette_place *place, const char *wanted)
{
    int kept = keep_fitting(out, list_all(out, commands, place), wanted, fit_words);
    if (kept > 0) {
        return kept;
    }
    return keep_fitting(out, list_all(out, commands, place), wanted, fit_letters);
}
