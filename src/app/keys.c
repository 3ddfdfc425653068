/* SPDX-License-Identifier: MIT */
#include "app/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define LETTERS                                                                                    \
    (KEYS_PICTURE | KEYS_EVENTS | KEYS_TIMELINE | KEYS_METERS | KEYS_DATA |                        \
     KEYS_LANES)                                                     /* where letters are keys */
#define VIEWS (KEYS_TIMELINE | KEYS_METERS | KEYS_DATA | KEYS_LANES) /* but the cluster's */
#define PLAY (LETTERS | KEYS_EMPTY | KEYS_PROMPT)

static const struct keys_binding table[] = {
    {KEYS_HOME, "Enter", "\\go ask", "open", "Open what is chosen.", NULL},
    {KEYS_HOME, "Up", "\\choose -1", "Up Down choose", "Choose the one before.", NULL},
    {KEYS_HOME, "Down", "\\choose 1", NULL, "Choose the next one.", NULL},
    {KEYS_HOME, "l", "\\choose lessons", "lessons", "To the lessons.", NULL},
    {KEYS_HOME, "p", "\\choose play", "play", "To free play: labs to begin with.", NULL},
    {KEYS_HOME, "d", "\\choose demos", "demos", "To the demos, which play by themselves.", NULL},
    {KEYS_HOME, "r", "\\choose runs", "runs", "To your earlier runs.", NULL},

    {VIEWS, "Esc", "\\close", "map",
     "Back to the map of the cluster; what the view shows for a while goes before it.", NULL},
    {KEYS_TIMELINE, "Up", "\\choose -1", NULL, "Choose the branch above.", NULL},
    {KEYS_TIMELINE, "Down", "\\choose 1", NULL, "Choose the branch below.", NULL},
    {KEYS_TIMELINE, "Enter", "\\go", "go there", "Go to the chosen branch, at the same time.",
     NULL},
    {KEYS_TIMELINE, "C", "\\compare", "compare", "Compare with the chosen branch.", NULL},
    {KEYS_TIMELINE, "PgUp", "\\scroll -5", NULL, "Read back or on in what was compared.", NULL},
    {KEYS_TIMELINE, "PgDn", "\\scroll 5", NULL, NULL, NULL},
    {KEYS_TIMELINE, "Left", "\\goto prev", NULL, "To the fault, row of conflicts or mark before.",
     NULL},
    {KEYS_TIMELINE, "Right", "\\goto next", NULL, "To the next one that is known.", NULL},

    {KEYS_METERS, "Up", "\\choose -1", NULL, "Choose the client above.", NULL},
    {KEYS_METERS, "Down", "\\choose 1", NULL, "Choose the client below.", NULL},
    {KEYS_METERS, "Enter", "\\go", "speak as it", "Speak as the chosen client.", NULL},
    {KEYS_METERS, "i", "\\meters one", "one client", "The chosen client in full, or the plots.",
     NULL},
    {KEYS_METERS, "<", "\\meters span -", "< > span", "Less of the past in the plots, or more.",
     NULL},
    {KEYS_METERS, ">", "\\meters span +", NULL, NULL, NULL},
    {KEYS_METERS, "Left", "\\meters at -1", "look back", "Look at an instant of the past.", NULL},
    {KEYS_METERS, "Right", "\\meters at +1", NULL, NULL, NULL},
    {KEYS_METERS, "g", "\\meters go", NULL, "Go to the instant that is looked at.", NULL},

    {KEYS_DATA, "n", "\\scroll differs", "next difference", "To the next row that differs.", NULL},
    {KEYS_DATA, "T", "\\data next", "other table", "The next table.", NULL},
    {KEYS_DATA, "Up", "\\scroll -1", NULL, "Up and down the rows.", NULL},
    {KEYS_DATA, "Down", "\\scroll 1", NULL, NULL, NULL},
    {KEYS_DATA, "Left", "\\scroll left", NULL, "To columns that have no room.", NULL},
    {KEYS_DATA, "Right", "\\scroll right", NULL, NULL, NULL},
    {KEYS_DATA, "Home", "\\scroll start", NULL, "To the first rows, or to the last.", NULL},
    {KEYS_DATA, "End", "\\scroll end", NULL, NULL, NULL},
    {KEYS_QUIZ, "1", "\\answer 1", "answer", "Choose an answer of the quiz.", NULL},
    {KEYS_QUIZ, "2", "\\answer 2", NULL, NULL, NULL},
    {KEYS_QUIZ, "3", "\\answer 3", NULL, NULL, NULL},
    {KEYS_QUIZ, "4", "\\answer 4", NULL, NULL, NULL},
    {KEYS_QUIZ, "5", "\\answer 5", NULL, NULL, NULL},
    {KEYS_QUIZ, "6", "\\answer 6", NULL, NULL, NULL},
    {KEYS_DONE, "Enter", "\\next", "next step", "Go on: what this step asked for is done.", NULL},
    {KEYS_LESSON, "n", "\\next", "next step", "Go on to the next step of the lesson.", NULL},
    {KEYS_LESSON, "h", "\\hint", "hint", "The next hint for this step.", NULL},
    {KEYS_LESSON, "g", "\\goals", "goals", "The step in full: text, goals, what is missing.", NULL},
    {KEYS_LESSON, "s", "\\solution next", NULL,
     "The solution, a line at a time, on a branch of its own; S goes back to your work.", NULL},
    {KEYS_LESSON, "S", "\\solution back", NULL, NULL, NULL},
    {KEYS_LESSON, "r", "\\rewind", NULL, "Take back the line that broke a goal.", NULL},
    {KEYS_LESSON, "x", "\\reset", "start over", "Begin the lesson again; u takes that back.", NULL},
    {KEYS_LANES, "Up", "\\choose -1", "event", "Choose the event before.", NULL},
    {KEYS_LANES, "Down", "\\choose 1", NULL, "Choose the next event.", NULL},
    {KEYS_LANES, "Enter", "\\why", "why", "Why did the chosen event happen, in full.", NULL},
    {KEYS_LANES, "a", "\\view lanes all", "all packets",
     "Every packet, not only those of one event; l, only those again.", NULL},
    {KEYS_LANES, "PgUp", "\\scroll -5", NULL, "Read back or on in what was sent.", NULL},
    {KEYS_LANES, "PgDn", "\\scroll 5", NULL, NULL, NULL},

    {KEYS_EVENTS, "Up", "\\choose -1", "Up Down event", "Choose the event before.", NULL},
    {KEYS_EVENTS, "Down", "\\choose 1", NULL, "Choose the next event.", NULL},
    {KEYS_EVENTS, "PgUp", "\\choose -5", NULL, "Five events back, or on.", NULL},
    {KEYS_EVENTS, "PgDn", "\\choose 5", NULL, NULL, NULL},
    {KEYS_EVENTS, "End", "\\choose 10000", NULL, "The newest again.", NULL},
    {KEYS_EVENTS, "Enter", "\\why", "why", "Why did the chosen event happen?", NULL},
    {KEYS_EVENTS | KEYS_LANES, "f", "\\type \\find", "find", "Find an event by a text in it.",
     NULL},
    {KEYS_EVENTS | KEYS_LANES, "n", "\\find next", "n N next",
     "The one found before it; N, the one after.", NULL},
    {KEYS_EVENTS | KEYS_LANES, "N", "\\find previous", NULL, NULL, NULL},
    {KEYS_EVENTS, "F", "\\type \\filter", "filter",
     "Show events of some kinds or places only: m2, @1, faults, conflict, off.", NULL},

    {LETTERS | KEYS_EMPTY, "Space", "\\pause", "pause", "Pause, or run again.", NULL},
    {LETTERS, ".", "\\step", "step", "Pause, and let one more event happen.", NULL},
    {LETTERS, ",", "\\step -1", NULL, "Back to before the last event.", NULL},
    {LETTERS, "[", "\\goto prev", "[ ] marks",
     "To the fault or mark before; of conflicts or outages in a row, the first.", NULL},
    {LETTERS, "]", "\\goto next", NULL, "To the next one that is known.", NULL},
    {LETTERS, "u", "\\undo", "undo", "Take the last line back, whatever it did.", NULL},
    {LETTERS, "U", "\\redo", NULL, "Give the line that was undone again.", NULL},
    {LETTERS, "b", "\\branch", NULL, "Begin another future here; this one is kept.", NULL},
    {LETTERS, "B", "\\switch next", NULL, "To the next branch, at the same time.", NULL},
    {LETTERS, "t", "\\view timeline", "timeline", "The branches of the run, and their marks.",
     NULL},
    {LETTERS, "l", "\\view lanes", "lanes", "Who told whom about the chosen event, and why.", NULL},
    {LETTERS, "v", "\\view votes", "votes", "Which copies promised a page to whom.", NULL},
    {LETTERS, "m", "\\view meters", "meters", "The clients: what each counts, believes and does.",
     NULL},
    {LETTERS, "d", "\\view data", "data", "A table at every master, side by side.", NULL},
    {LETTERS, "w", "\\save", NULL,
     "Write the run to quartet.run, or the next such name that is free.", NULL},
    {LETTERS, "-", "\\speed -", "- + speed", "Slower by a step, down to 1/1000.", NULL},
    {LETTERS, "+", "\\speed +", NULL, "Faster by a step, up to 100.", NULL},
    {LETTERS, "0", "\\speed 1", NULL, "Real speed.", NULL},
    {LETTERS, "k a", "\\kill az a", "kill", "Kill an AZ: it falls silent.", "AZ"},
    {LETTERS, "k b", "\\kill az b", NULL, NULL, NULL},
    {LETTERS, "k c", "\\kill az c", NULL, NULL, NULL},
    {LETTERS, "k d", "\\kill az d", NULL, NULL, NULL},
    {LETTERS, "k 1", "\\kill m1", NULL, "Kill a master: it falls silent.", "master"},
    {LETTERS, "k 2", "\\kill m2", NULL, NULL, NULL},
    {LETTERS, "k 3", "\\kill m3", NULL, NULL, NULL},
    {LETTERS, "k 4", "\\kill m4", NULL, NULL, NULL},
    {LETTERS, "j a", "\\restore az a", "bring back", "Bring an AZ back.", "AZ"},
    {LETTERS, "j b", "\\restore az b", NULL, NULL, NULL},
    {LETTERS, "j c", "\\restore az c", NULL, NULL, NULL},
    {LETTERS, "j d", "\\restore az d", NULL, NULL, NULL},
    {LETTERS, "j 1", "\\restore m1", NULL, "Bring a master back.", "master"},
    {LETTERS, "j 2", "\\restore m2", NULL, NULL, NULL},
    {LETTERS, "j 3", "\\restore m3", NULL, NULL, NULL},
    {LETTERS, "j 4", "\\restore m4", NULL, NULL, NULL},
    {LETTERS, "/ 1 2", "\\link m1 m2", "cut", "Cut the link between two masters, or join it again.",
     "master"},
    {LETTERS, "/ 1 3", "\\link m1 m3", NULL, NULL, NULL},
    {LETTERS, "/ 1 4", "\\link m1 m4", NULL, NULL, NULL},
    {LETTERS, "/ 2 3", "\\link m2 m3", NULL, NULL, NULL},
    {LETTERS, "/ 2 4", "\\link m2 m4", NULL, NULL, NULL},
    {LETTERS, "/ 3 4", "\\link m3 m4", NULL, NULL, NULL},
    {LETTERS, "H", "\\heal", "heal", "Undo every fault.", NULL},
    {LETTERS, "e", "\\why", "why", "Why did the chosen event happen, or the last failure?", NULL},
    {LETTERS, "p", "\\view cluster", NULL, "The picture of the cluster.", NULL},
    {LETTERS, "h", "\\home", NULL, "To the first screen; the lab stands still until you are back.",
     NULL},
    {KEYS_PICTURE | KEYS_DATA, "Enter", "\\focus prompt", NULL, "Type SQL or a command.", NULL},
    {LETTERS | KEYS_EMPTY, ":", "\\palette", "commands",
     "Find a command by words; \\ and @ there go to the prompt.", NULL},

    {KEYS_EVENTS, "y", "\\copy event", NULL, "Copy the chosen event.", NULL},
    {LETTERS & ~KEYS_EVENTS, "y", "\\share", NULL,
     "The run up to here as one line: copied, to be sent.", NULL},
    {KEYS_HOME | LETTERS, "M", "\\mouse", NULL,
     "The mouse off, so that it marks text; and on again.", NULL},
    {KEYS_HOME | LETTERS, "q", "\\quit ask", "quit", "End; asks first, if anything was done.",
     NULL},
    {KEYS_HOME | LETTERS | KEYS_EMPTY, "?", "\\keys", "all keys", "All keys.", NULL},
    {LETTERS | KEYS_EMPTY, "Tab", "\\focus next", "next pane",
     "The next pane; with a text at the prompt, complete it.", NULL},
    {LETTERS | KEYS_EMPTY, "BackTab", "\\focus previous", NULL, "The pane before.", NULL},
    {KEYS_EMPTY | KEYS_PROMPT | KEYS_EVENTS, "Esc", "\\focus picture", "keys",
     "Leave the pane: letters become keys, until : or Enter.", NULL},
    {PLAY, "F1", "@1", NULL, "Speak as client 1, 2, 3 or 4.", NULL},
    {PLAY, "F2", "@2", NULL, NULL, NULL},
    {PLAY, "F3", "@3", NULL, NULL, NULL},
    {PLAY, "F4", "@4", NULL, NULL, NULL},
    {PLAY & ~(KEYS_TIMELINE | KEYS_LANES | KEYS_EVENTS), "PgUp", "\\scroll up", NULL,
     "Read what was said before, and on.", NULL},
    {PLAY & ~(KEYS_TIMELINE | KEYS_LANES | KEYS_EVENTS), "PgDn", "\\scroll down", NULL, NULL, NULL},

    {KEYS_EMPTY | KEYS_PICTURE | KEYS_EVENTS, "Left", "\\scroll left", NULL,
     "Read a wide result sideways.", NULL},
    {KEYS_EMPTY | KEYS_PICTURE | KEYS_EVENTS, "Right", "\\scroll right", NULL, NULL, NULL},

    {PLAY, "F5", "\\stage", NULL, "To the stage, or back to the demo there.", NULL},
    {KEYS_STAGE, "PgDn", "\\stage next", NULL, "Go on: what a remote control sends.", NULL},
    {KEYS_STAGE, "Enter", "\\stage next", NULL, NULL, NULL},
    {KEYS_STAGE, "Space", "\\stage next", NULL, NULL, NULL},
    {KEYS_STAGE, "Right", "\\stage next", NULL, NULL, NULL},
    {KEYS_STAGE, "Down", "\\stage next", NULL, NULL, NULL},
    {KEYS_STAGE, "n", "\\stage next", NULL, NULL, NULL},
    {KEYS_STAGE, "PgUp", "\\stage back", NULL, "Back, with the cluster as it was.", NULL},
    {KEYS_STAGE, "Left", "\\stage back", NULL, NULL, NULL},
    {KEYS_STAGE, "Up", "\\stage back", NULL, NULL, NULL},
    {KEYS_STAGE, "Backspace", "\\stage back", NULL, NULL, NULL},
    {KEYS_STAGE, "p", "\\stage back", NULL, NULL, NULL},
    {KEYS_STAGE, "r", "\\stage retry", NULL,
     "This step again; of what did not come or was refused, one more try.", NULL},
    {KEYS_STAGE, "s", "\\stage skip", NULL, "Go on without what is waited for.", NULL},
    {KEYS_STAGE, "g 1", "\\stage step 1", NULL, "To a step of the demo.", "step"},
    {KEYS_STAGE, "g 2", "\\stage step 2", NULL, NULL, NULL},
    {KEYS_STAGE, "g 3", "\\stage step 3", NULL, NULL, NULL},
    {KEYS_STAGE, "g 4", "\\stage step 4", NULL, NULL, NULL},
    {KEYS_STAGE, "g 5", "\\stage step 5", NULL, NULL, NULL},
    {KEYS_STAGE, "g 6", "\\stage step 6", NULL, NULL, NULL},
    {KEYS_STAGE, "g 7", "\\stage step 7", NULL, NULL, NULL},
    {KEYS_STAGE, "g 8", "\\stage step 8", NULL, NULL, NULL},
    {KEYS_STAGE, "g 9", "\\stage step 9", NULL, NULL, NULL},
    {KEYS_STAGE, "Home", "\\stage step 1", NULL, "To the first step.", NULL},
    {KEYS_STAGE, "b", "\\stage blank", NULL, "The screen dark, and light again.", NULL},
    {KEYS_STAGE, ".", "\\stage blank", NULL, NULL, NULL},
    {KEYS_STAGE, ",", "\\stage blank", NULL, NULL, NULL},
    {KEYS_STAGE, "F5", "\\stage", NULL, "The demo; in the lab, back to it.", NULL},
    {KEYS_STAGE, "Tab", "\\stage hands", NULL,
     "Take over, on a branch; F5 gives the demo back, where it was.", NULL},
    {KEYS_STAGE, "Esc", "\\stage hands", NULL, NULL, NULL},
    {KEYS_STAGE, "F", "\\stage hands", NULL, NULL, NULL},
    {KEYS_STAGE, "1", "\\stage room 1", NULL, "A hand more for an answer of the room: 1 is A.",
     NULL},
    {KEYS_STAGE, "2", "\\stage room 2", NULL, NULL, NULL},
    {KEYS_STAGE, "3", "\\stage room 3", NULL, NULL, NULL},
    {KEYS_STAGE, "4", "\\stage room 4", NULL, NULL, NULL},
    {KEYS_STAGE, "t", "\\stage card", NULL, "A card that shows whether everybody can read it.",
     NULL},
    {KEYS_STAGE, "?", "\\keys", NULL, "All keys.", NULL},
    {KEYS_STAGE, "q", "\\quit ask", NULL, "End; asks first.", NULL},

    {KEYS_ANSWER, "Esc", "\\focus picture", "keys",
     "Close an answer that came as a page: letters become keys.", NULL},
    {KEYS_ANSWER, "Enter", "\\close", "close", "Close it, and go on at the prompt.", NULL},
    {KEYS_HELP, "Esc", "\\close", "close", "Close the page.", NULL},
    {KEYS_HELP, "q", "\\close", NULL, NULL, NULL},
    {KEYS_HELP, "Enter", "\\close", NULL, NULL, NULL},
    {KEYS_HELP, "?", "\\close", NULL, NULL, NULL},
    {KEYS_HELP, "Up", "\\scroll -1", "back", "Read back or on, by a line or a page.", NULL},
    {KEYS_HELP, "Down", "\\scroll 1", "on", NULL, NULL},
    {KEYS_HELP, "PgUp", "\\scroll up", NULL, NULL, NULL},
    {KEYS_HELP, "PgDn", "\\scroll down", NULL, NULL, NULL},
    {KEYS_HELP, "Space", "\\scroll down", NULL, NULL, NULL},
    {KEYS_HELP, "Left", "\\scroll left", NULL, "Read a wide result sideways.", NULL},
    {KEYS_HELP, "Right", "\\scroll right", NULL, NULL, NULL},
    {0, NULL, NULL, NULL, NULL, NULL},
};

const struct keys_binding *keys_table(void)
{
    return table;
}

enum keys_match keys_find(const struct keys_binding **out, unsigned where, const char *typed)
{
    size_t size = strlen(typed);
    bool begins = false;
    for (const struct keys_binding *binding = table; binding->keys != NULL; binding++) {
        if ((binding->where & where) == 0 || strncmp(binding->keys, typed, size) != 0) {
            continue;
        }
        if (binding->keys[size] == '\0') {
            *out = binding;
            return KEYS_FOUND;
        }
        begins = begins || binding->keys[size] == ' ';
    }
    return begins ? KEYS_MORE : KEYS_NONE;
}

static const struct place {
    unsigned where;
    const char *heading;
} places[] = {
    {KEYS_PICTURE, "picture"},    {KEYS_EVENTS, "events"},       {KEYS_TIMELINE, "timeline"},
    {KEYS_METERS, "meters"},      {KEYS_DATA, "data"},           {KEYS_LANES, "lanes, votes"},
    {KEYS_LESSON, "in a lesson"}, {KEYS_QUIZ, "a quiz"},         {KEYS_DONE, "a step is done"},
    {KEYS_STAGE, "stage"},        {KEYS_EMPTY, "prompt, empty"}, {KEYS_PROMPT, "prompt, text"},
    {KEYS_HOME, "first screen"},  {KEYS_ANSWER, "an answer"},    {KEYS_HELP, "a page"},
};

/* The rows of a binding without a note belong to the row above: their keys stand beside its. */
static const struct keys_binding *add_group(struct buf *out, const struct keys_binding *binding)
{
    struct buf keys;
    buf_init(&keys, 200);
    const struct keys_binding *row = binding;
    do {
        const char *last = strrchr(row->keys, ' ');
        if (keys.size > 0 && last != NULL) {
            buf_addf(&keys, "%s", strstr(keys.data, last) == NULL ? last : "");
        } else {
            buf_addf(&keys, "%s%s", keys.size > 0 ? " " : "", row->keys);
        }
        row++;
    } while (row->keys != NULL && row->note == NULL);
    buf_addf(out, "  %-11s %s\n", keys.data, binding->note);
    buf_release(&keys);
    return row;
}

static void add_place(struct buf *out, const struct place *place, unsigned told)
{
    bool has_heading = false;
    const struct keys_binding *binding = table;
    while (binding->keys != NULL) {
        if ((binding->where & place->where) == 0 || (binding->where & told) != 0) {
            binding++;
            continue;
        }
        if (!has_heading) {
            buf_addf(out, "%s%s\n", out->size > 0 ? "\n" : "", place->heading);
            has_heading = true;
        }
        binding = add_group(out, binding);
    }
}

/* A key that works in several places is told in the first of them. */
void keys_add_help(struct buf *out, unsigned where)
{
    unsigned told = 0;
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < COUNT_OF(places); i++) {
            bool is_first = (places[i].where & where) != 0;
            if (is_first == (turn == 0)) {
                add_place(out, &places[i], told);
                told |= places[i].where;
            }
        }
    }
    buf_addf(out, "\nline editing\n"
                  "  Up Down     The lines before that begin so.\n"
                  "  C-r         Search them.\n"
                  "  C-a C-e     Start, end.\n"
                  "  C-w         Cut the word before.\n"
                  "  C-u C-k     Cut to the start, to the end.\n"
                  "  C-y         Put back what was cut.\n"
                  "\nanywhere\n"
                  "  a letter    On a page, but for its keys: as if it were closed.\n"
                  "  C-c         Cancel what waits; else drop the line.\n"
                  "  C-z         Stop the program; fg goes on.\n"
                  "  C-l         Draw the screen anew.\n"
                  "\nwhat the signs of the picture mean\n"
                  "  \\help picture\n"
                  "\nmouse\n"
                  "  a click     On an AZ, a master or a copy: kill it, or bring it back, after a "
                  "yes. On an event: why. On a client: speak as it. On the timeline: go there. On "
                  "a packet: its event. On a row of a table: what reads it is typed.\n"
                  "  the wheel   As Up and Down; at the prompt it reads back.\n");
}
