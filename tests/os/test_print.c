/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/mem.h"
#include "os/print.h"

#include <string.h>

#define BAD "\xef\xbf\xbd"

static FILE *new_file(void)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    return file;
}

static void assert_holds(FILE *file, const char *wanted)
{
    char text[20000] = "";
    rewind(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    assert_string_equal(text, wanted);
    (void)fclose(file);
}

static void print__text_of_a_stranger__steers_nothing(void **state)
{
    (void)state;
    FILE *file = new_file();
    print_text(file, "plain\n");
    print_text(file, "a\tb \033]0;title\a\n\xc2\x9b"
                     "6n \xe2\x80\xae \r\b é\n");
    print_to(file, "%s: %d\n", "\033[2J.run", 7);
    assert_holds(file, "plain\na\tb " BAD "]0;title" BAD "\n" BAD "6n " BAD " " BAD BAD " é\n" BAD
                       "[2J.run: 7\n");
}

static void print__longer_than_its_room__is_whole(void **state)
{
    (void)state;
    size_t size = 9000;
    char *text = mem_alloc(size + 1, 1);
    char *wanted = mem_alloc(3 * size + 10, 1);
    memset(text, 'x', size);
    (void)snprintf(wanted, 3 * size + 10, "%s.%s" BAD "!", text, text);
    FILE *file = new_file();
    print_to(file, "%s.", text);
    print_to(file, "%s\033!", text);
    assert_holds(file, wanted);
    mem_free(wanted);
    mem_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(print__text_of_a_stranger__steers_nothing),
        cmocka_unit_test(print__longer_than_its_room__is_whole),
    };
    return cmocka_run_group_tests_name("os/print", tests, NULL, NULL);
}
