/* SPDX-License-Identifier: MIT */
/*
 * test: the includes cmocka wants, in the order it wants them. A test file
 * includes this first, then what it tests.
 *
 * Cases are named unit__circumstance__result, groups "layer/unit".
 */
#ifndef LIB_TEST_H
#define LIB_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#endif
