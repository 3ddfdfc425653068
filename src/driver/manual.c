/* SPDX-License-Identifier: MIT */
/* manual: what a driver may define and what it is given, from the tables of driver/api.h. */
#include "base/compiler.h"
#include "driver/api.h"
#include "driver/driver.h"
#include "driver/lua_host.h"

/* What a driver may define, or a table that its functions are given. */
static const struct entry {
    const char *head;
    const char *text;
    void (*add)(struct buf *out); /* rows below it; NULL: none */
} entries[] = {
    {
        "pick(request, endpoints)",
        "  Where does this try go? Asked before each; the only one that must be there.\n"
        "  Answers a name, such as \"m2\", or nil: nowhere now, ask again in a while.\n"
        "  endpoints is a list: for _, endpoint in ipairs(endpoints) do ... end\n",
        NULL,
    },
    {
        "on_error(error, attempt)",
        "  A try has failed. Answers \"retry\" or \"report\", and for a retry perhaps how\n"
        "  many ms to wait before it, 0 to 60000; else the parameters retry.* decide.\n"
        "  Where it goes then, pick() is asked. Without on_error its class decides.\n",
        NULL,
    },
    {
        "on_unknown(unit)",
        "  A write was sent and no answer came: it may have been committed, or not.\n"
        "  Answers \"probe\" (look whether its key is there), \"retry\" or \"report\", and\n"
        "  perhaps a wait in ms. Without on_unknown, retry.on_unknown decides.\n",
        NULL,
    },
    {
        "on_tick(now_ms, endpoints)",
        "  Asked once a second. Answers nil, or what is to be done with endpoints:\n"
        "  {m2 = \"drain\", m3 = \"disable\", m4 = \"enable\"}\n",
        NULL,
    },
    {
        "parameters = {[\"retry.max\"] = 5, [\"retry.base\"] = \"50ms\"}",
        "  What the driver asks for, by the names of \\parameters client. What a person\n"
        "  sets by \\client 2 set counts for more. A length of time is a text.\n",
        NULL,
    },
    {"request: what is to be placed", "", api_add_request},
    {"endpoint: one master as this client knows it", "", api_add_endpoint},
    {"endpoint.state: what its checks, and what happened on the way, say of it", "",
     api_add_states},
    {"error: what a try failed with", "", api_add_error},
    {"error.class: what that means for the unit of work and for the host", "", api_add_classes},
    {"unit: one of which nobody knows whether it was committed", "", api_add_unknown},
};

void driver_add_manual(struct buf *out)
{
    buf_addf(out,
             "A driver is a Lua file that decides where a client's work goes. \\driver FILE is\n"
             "for all clients, \\client 2 driver FILE for one; \\edit driver changes it while\n"
             "the lab runs. \\why on \"picked\" or \"moved\" shows what it was told, and said.\n"
             "data/drivers/README.md goes from the first line to a good one.\n\n");
    for (int i = 0; i < COUNT_OF(entries); i++) {
        buf_addf(out, "%s\n%s", entries[i].head, entries[i].text);
        if (entries[i].add != NULL) {
            entries[i].add(out);
        }
        buf_addf(out, "\n");
    }
    buf_addf(out,
             "What there is of Lua 5.4: assert error ipairs pairs pcall select setmetatable\n"
             "  tonumber tostring type; math; string without patterns (find and replace take\n"
             "  plain text); table.concat insert remove sort unpack. pairs goes in the order\n"
             "  of the keys, and math.random draws from the run's seed, so that a run can be\n"
             "  played again. What a file keeps in its variables is saved with the run.\n"
             "  A call has %d steps and %d KB; a text has %d bytes. What goes wrong\n"
             "  is told with its line, and then a rule that does no harm decides instead.\n",
             LUA_STEPS_MAX, LUA_MEMORY_MAX / 1024, LUA_TEXT_MAX);
}
