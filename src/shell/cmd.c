/* SPDX-License-Identifier: MIT */
#include "shell/cmd.h"

#include "base/nearest.h"

#include <stdbool.h>
#include <string.h>

#define COMMANDS_MAX 128 /* rows of one table */

/* The name in `table` most like `name`; NULL: none is near. */
static const char *nearest_of(const struct cmd *table, const char *name)
{
    const char *names[COMMANDS_MAX + 1] = {NULL};
    for (int i = 0; i < COMMANDS_MAX && table[i].name != NULL; i++) {
        names[i] = table[i].name;
    }
    return nearest_name(name, names);
}

static enum rc say_unknown(const struct cmd *table, const char *name, struct err *err)
{
    const char *nearest = nearest_of(table, name);
    if (nearest == NULL) {
        return err_set(err, RC_UNKNOWN, "there is no command \\%.40s; \\help lists what there is",
                       name);
    }
    return err_set(err, RC_UNKNOWN, "there is no command \\%.40s; did you mean \\%s?", name,
                   nearest);
}

static enum rc say_ambiguous(const struct cmd *table, const char *name, struct err *err)
{
    struct buf list;
    buf_init(&list, 200);
    for (const struct cmd *cmd = table; cmd->name != NULL; cmd++) {
        if (strncmp(cmd->name, name, strlen(name)) == 0) {
            buf_addf(&list, "%s\\%s", list.size > 0 ? ", " : "", cmd->name);
        }
    }
    enum rc rc = err_set(err, RC_AMBIGUOUS, "\\%.40s could be %s", name, list.data);
    buf_release(&list);
    return rc;
}

enum rc cmd_find(const struct cmd **out, const struct cmd *table, const char *name, struct err *err)
{
    *out = NULL;
    if (name[0] == '\0') {
        return err_set(err, RC_UNKNOWN, "after \\ comes a command; \\help lists what there is");
    }
    int matches = 0;
    for (const struct cmd *cmd = table; cmd->name != NULL; cmd++) {
        if (strcmp(cmd->name, name) == 0) {
            *out = cmd;
            return RC_OK;
        }
        if (strncmp(cmd->name, name, strlen(name)) == 0) {
            *out = cmd;
            matches++;
        }
    }
    if (matches == 1) {
        return RC_OK;
    }
    *out = NULL;
    return matches == 0 ? say_unknown(table, name, err) : say_ambiguous(table, name, err);
}

enum rc cmd_check(const struct cmd *cmd, const struct words *words, struct err *err)
{
    int args = words->count - 1;
    if (args < cmd->args_min) {
        return err_set(err, RC_USAGE, "\\%s needs more: \\%s %s", cmd->name, cmd->name, cmd->usage);
    }
    if (args > 0 && cmd->args_max == 0) {
        return err_set(err, RC_USAGE, "\"%.40s\" is too much: \\%s stands alone", words->word[1],
                       cmd->name);
    }
    if (args > cmd->args_max) {
        return err_set(err, RC_USAGE, "\"%.40s\" is too much for \\%s: \\%s %s",
                       words->word[cmd->args_max + 1], cmd->name, cmd->name, cmd->usage);
    }
    return RC_OK;
}

enum rc cmd_run(const struct cmd *cmd, void *context, const struct words *words, struct buf *reply,
                struct err *err)
{
    enum rc rc = cmd_check(cmd, words, err);
    return rc == RC_OK ? cmd->run(context, words, reply, err) : rc;
}

void cmd_add_help_one(struct buf *out, const struct cmd *cmd)
{
    buf_addf(out, "\\%s%s%s\n    %s\n", cmd->name, cmd->usage[0] != '\0' ? " " : "", cmd->usage,
             cmd->help);
}

void cmd_add_help(struct buf *out, const struct cmd *table)
{
    const char *group = "";
    for (const struct cmd *cmd = table; cmd->name != NULL; cmd++) {
        if (strcmp(group, cmd->group) != 0) {
            group = cmd->group;
            buf_addf(out, "%s\n", group);
        }
        buf_addf(out, "  \\%-11s %s\n", cmd->name, cmd->help);
    }
}
