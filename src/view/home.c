/* SPDX-License-Identifier: MIT */
#include "view/home.h"

#include "base/compiler.h"

#include <assert.h>

static const struct home_item items[] = {
    {
        .title = "Free play: the course pair",
        .facts = "two masters, nothing broken yet",
        .about = "type SQL to either master, kill an AZ, watch the client move",
        .command = "\\create masters=2",
    },
    {
        .title = "two masters, under load",
        .facts = "course",
        .about = "the course's own program inserts a row each half second, on alternating masters",
        .command = "\\create masters=2\n\\load course",
    },
    {
        .title = "three masters",
        .facts = "one in each AZ",
        .about = "a master and two storage copies in each of three AZs",
        .command = "\\create masters=3",
    },
    {
        .title = "three, under load",
        .facts = "bank",
        .about = "four programs move money between accounts; the total must stay what it is",
        .command = "\\create masters=3\n\\load bank driver=active_standby",
    },
    {
        .title = "four masters",
        .facts = "AZ d: no copies",
        .about = "the most there can be; the fourth AZ computes and stores nothing",
        .command = "\\create masters=4",
    },
};

int home_item_count(void)
{
    return COUNT_OF(items);
}

const struct home_item *home_item(int index)
{
    assert(index >= 0 && index < COUNT_OF(items));
    return &items[index];
}
