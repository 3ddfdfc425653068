/* SPDX-License-Identifier: MIT */
#include "app/queue.h"

#include "base/mem.h"
#include "shell/script.h"

#include <assert.h>
#include <stdio.h>

void queue_init(struct queue *queue)
{
    *queue = (struct queue){0};
}

void queue_release(struct queue *queue)
{
    (void)queue_drop(queue);
    mem_free(queue->lines);
    *queue = (struct queue){0};
}

void queue_add(struct queue *queue, const struct queue_line *line)
{
    if (queue->count == 0) {
        queue->first = 0;
    }
    mem_grow((void **)&queue->lines, &queue->room, queue->first + queue->count + 1,
             sizeof(*queue->lines));
    queue->lines[queue->first + queue->count++] = *line;
}

enum rc queue_add_file(struct queue *queue, const char *name, const char *data, size_t size,
                       struct err *err)
{
    struct script script = {0};
    int before = queue->count;
    enum rc rc = script_start(&script, data, size, err);
    while (rc == RC_OK) {
        sim_us at = -1;
        const char *text = NULL;
        rc = script_next(&script, &at, &text, err);
        if (rc != RC_OK || text == NULL) {
            break;
        }
        queue_add(queue, &(struct queue_line){
                             .text = mem_text(text), .at = at, .line_number = script.line_number});
    }
    if (rc != RC_OK) {
        while (queue->count > before) {
            mem_free(queue->lines[queue->first + --queue->count].text);
        }
        rc = err_wrap(err, rc, "%.200s", name);
    } else {
        (void)snprintf(queue->name, sizeof(queue->name), "%s", name);
    }
    script_release(&script);
    return rc;
}

const struct queue_line *queue_peek(const struct queue *queue)
{
    return queue->count > 0 ? &queue->lines[queue->first] : NULL;
}

struct queue_line queue_take(struct queue *queue)
{
    assert(queue->count > 0);
    queue->count--;
    return queue->lines[queue->first++];
}

int queue_drop(struct queue *queue)
{
    int dropped = queue->count;
    while (queue->count > 0) {
        mem_free(queue_take(queue).text);
    }
    return dropped;
}
