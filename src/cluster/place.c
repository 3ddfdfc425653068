/* SPDX-License-Identifier: MIT */
#include "cluster/place.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static place_id place_of(int first, int index, int count)
{
    assert(index >= 0 && index < count);
    return first + index;
}

place_id place_az(int index)
{
    return place_of(FIRST_AZ, index, AZS_MAX + 1);
}

place_id place_master(int index)
{
    return place_of(FIRST_MASTER, index, MASTERS_MAX);
}

place_id place_copy(int index)
{
    return place_of(FIRST_COPY, index, COPIES_MAX);
}

place_id place_resolver(int index)
{
    return place_of(FIRST_RESOLVER, index, RESOLVERS_MAX);
}

place_id place_client(int index)
{
    return place_of(FIRST_CLIENT, index, CLIENTS_MAX);
}

const char *place_name(place_id place, char *out)
{
    int index = place_index(place);
    switch (place_kind(place)) {
    case PLACE_AZ:
        if (index == AZ_OFFICE) {
            (void)snprintf(out, PLACE_NAME_SIZE, "the office");
        } else {
            (void)snprintf(out, PLACE_NAME_SIZE, "AZ %c", 'a' + index);
        }
        break;
    case PLACE_MASTER:
        (void)snprintf(out, PLACE_NAME_SIZE, "m%d", index + 1);
        break;
    case PLACE_COPY:
        (void)snprintf(out, PLACE_NAME_SIZE, "%c%d", 'a' + index / 2, index % 2 + 1);
        break;
    case PLACE_RESOLVER:
        (void)snprintf(out, PLACE_NAME_SIZE, "resolver %c", 'a' + index);
        break;
    case PLACE_CLIENT:
        (void)snprintf(out, PLACE_NAME_SIZE, "@%d", index + 1);
        break;
    }
    return out;
}

/* A number of one or two digits and nothing behind it, from 1; 0: it is not one. */
static int parse_number(const char *text)
{
    int number = 0;
    int digits = 0;
    for (; *text >= '0' && *text <= '9' && digits < 3; text++, digits++) {
        number = number * 10 + (*text - '0');
    }
    return *text == '\0' ? number : 0;
}

static place_id parse_az_or_copy(const char *text)
{
    int az = text[0] - 'a';
    if (az < 0 || az >= AZS_MAX) {
        return PLACE_NONE;
    }
    if (text[1] == '\0') {
        return place_az(az);
    }
    int number = parse_number(text + 1);
    int copy = az * 2 + number - 1;
    return (number == 1 || number == 2) && copy < COPIES_MAX ? place_copy(copy) : PLACE_NONE;
}

static place_id parse_place(const char *text)
{
    int number = text[0] != '\0' ? parse_number(text + 1) : 0;
    if (strcmp(text, "office") == 0) {
        return place_az(AZ_OFFICE);
    }
    if (text[0] == 'm' && number >= 1 && number <= MASTERS_MAX) {
        return place_master(number - 1);
    }
    if (text[0] == '@' && number >= 1 && number <= CLIENTS_MAX) {
        return place_client(number - 1);
    }
    return parse_az_or_copy(text);
}

enum rc place_parse(place_id *out, const char *text, struct err *err)
{
    *out = parse_place(strncmp(text, "az ", 3) == 0 ? text + 3 : text);
    if (*out == PLACE_NONE) {
        return err_set(err, RC_UNKNOWN,
                       "there is no place \"%.40s\": a master is m1 to m%d, an AZ a to %c or "
                       "office, a storage copy a1 to c2, a client @1 to @%d",
                       text, MASTERS_MAX, 'a' + AZS_MAX - 1, CLIENTS_MAX);
    }
    return RC_OK;
}
