/* SPDX-License-Identifier: MIT */
/*
 * compiler: the few attributes we use, each a plain word where it stands, and
 * nothing at all on a compiler that does not know them.
 */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#ifdef NDEBUG
#error "assertions are part of the program: build without NDEBUG"
#endif

#if defined(__GNUC__)
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define NO_RETURN __attribute__((noreturn))
#else
#define MUST_CHECK
#define PRINTF_LIKE(text, first)
#define NO_RETURN
#endif

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof((array)[0])))

#endif
