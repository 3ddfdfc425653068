/* SPDX-License-Identifier: MIT */
#include "lib/fixture_lesson.h"

#include "lib/fixture.h"

#include <stdio.h>

#define SET(field, text) snprintf(field, sizeof(field), "%s", text)

static void begin(struct model *model, struct ui *ui, int step, const char *title)
{
    struct model_lesson *lesson = &model->lesson;
    *lesson = (struct model_lesson){
        .is_on = true, .is_ready = true, .step = step, .step_count = 3, .commands = 2, .par = 2};
    ui->side_is_open = true;
    SET(model->title, "Lose an AZ, keep writing");
    SET(lesson->title, model->title);
    SET(lesson->step_title, title);
    model->next_time[0] = '\0';
    SET(model->next_word, "goes on when");
}

static void add_goal(struct model_lesson *lesson, enum goal_look look, const char *text,
                     const char *facts, const char *why)
{
    struct model_goal *goal = &lesson->goals[lesson->goal_count++];
    *goal = (struct model_goal){.look = look, .left_permille = -1};
    SET(goal->text, text);
    SET(goal->facts, facts);
    SET(goal->why, why);
}

void fixture_fill_lesson(struct model *model, struct ui *ui, int cols)
{
    struct model_lesson *lesson = &model->lesson;
    fixture_find("killed")->fill(model, ui, cols);
    begin(model, ui, 2, "Kill it");
    SET(lesson->text, "Press k then b, or type\n\\kill az b\nThen write one order as client 1.");
    add_goal(lesson, GOAL_LOOKS_MET, "The program loses its master", "at 5.700", "");
    add_goal(lesson, GOAL_LOOKS_OPEN, "It writes elsewhere within three seconds", "2.7 s left",
             "its last answer was error 2013, and nothing has been written since");
    lesson->goals[1].is_first = true;
    lesson->goals[1].left_permille = 900;
    add_goal(lesson, GOAL_LOOKS_HELD, "No acknowledged write is lost", "", "");
    lesson->goals_met = 1;
    lesson->hint_number = 2;
    lesson->hint_count = 3;
    lesson->has_more_hints = true;
    SET(lesson->hint, "Client 1 is on m3 already. Type the INSERT; it runs when you press Space.");
    SET(model->next, "It writes elsewhere within three seconds");
}

void fixture_fill_quiz(struct model *model, struct ui *ui, int cols)
{
    static const char *const options[] = {
        "Another master takes the place of m2, and its connections",
        "It is told at once that its connection is gone",
        "Nobody tells it: it must notice, and go elsewhere",
    };
    struct model_lesson *lesson = &model->lesson;
    fixture_find("healthy")->fill(model, ui, cols);
    begin(model, ui, 1, "Predict");
    SET(lesson->text,
        "m2 is in AZ b, with the storage copies b1 and b2. AZ b loses its power. What happens to "
        "client 1?");
    lesson->option_count = 3;
    lesson->asks = true;
    for (int i = 0; i < 3; i++) {
        SET(lesson->options[i].text, options[i]);
    }
    SET(model->next, "you have chosen an answer");
}

void fixture_fill_broken(struct model *model, struct ui *ui, int cols)
{
    struct model_lesson *lesson = &model->lesson;
    size_t size = 0;
    fixture_find("killed")->fill(model, ui, cols);
    begin(model, ui, 2, "Kill it");
    for (int i = 0; i < 8; i++) {
        size += (size_t)snprintf(lesson->text + size, sizeof(lesson->text) - size, "%s",
                                 "Four copies are left: just enough for a write, and one more "
                                 "loss would stop all writes.\n\n");
    }
    SET(lesson->said, "You said: m1 tells it. It was: nobody does, it has to notice");
    add_goal(lesson, GOAL_LOOKS_BROKEN, "No acknowledged write is lost", "",
             "broken at 5.700: m2 @2 loses page seats:0, row 9: m1 was first, at row 7");
    add_goal(lesson, GOAL_LOOKS_OPEN, "It writes elsewhere", "", "nothing has been written");
    lesson->goals[1].is_first = true;
    SET(lesson->caption, "The answer never came. The program only knows that nobody answers.");
    SET(model->next, "It writes elsewhere");
}

/* The solution is shown on a branch: its last line comes next, and the lesson is of a course. */
void fixture_fill_shown(struct model *model, struct ui *ui, int cols)
{
    struct model_lesson *lesson = &model->lesson;
    fixture_find("killed")->fill(model, ui, cols);
    begin(model, ui, 2, "Kill it");
    lesson->number = 9;
    lesson->lesson_count = 16;
    SET(lesson->text, "Type \\kill az b. Then write a booking as client 1, and again if you get an "
                      "error:\n\nINSERT INTO booking (guest) VALUES ('ada');");
    SET(lesson->walk, "the solution: s next, S back to your work\n"
                      "INSERT INTO booking (guest) VALUES ('ada');");
    add_goal(lesson, GOAL_LOOKS_MET, "The program leaves its dead master", "at 5.844", "");
    add_goal(lesson, GOAL_LOOKS_OPEN, "It writes elsewhere", "", "nothing has been written");
    lesson->goals[1].is_first = true;
    lesson->goals_met = 1;
    SET(model->next, "It writes elsewhere");
}

/* It is done, and another comes after it. */
void fixture_fill_ended(struct model *model, struct ui *ui, int cols)
{
    struct model_lesson *lesson = &model->lesson;
    fixture_find("healthy")->fill(model, ui, cols);
    begin(model, ui, 3, "What it cost");
    lesson->number = 9;
    lesson->lesson_count = 16;
    lesson->is_step_done = true;
    lesson->is_done = true;
    SET(lesson->next_title, "Did it commit?");
    SET(lesson->text, "Four copies are left: just enough for a write.");
    add_goal(lesson, GOAL_LOOKS_MET, "The bookings are counted", "at 9.100", "");
    lesson->goals_met = 1;
    SET(model->next, "");
}
