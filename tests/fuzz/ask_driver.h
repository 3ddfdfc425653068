/* SPDX-License-Identifier: MIT */
/*
 * ask_driver: load a text as a driver and ask it all there is to ask. What loads answers within its
 * limits or fails with a sentence, and answers the same again from the state before.
 */
#ifndef FUZZ_ASK_DRIVER_H
#define FUZZ_ASK_DRIVER_H

#include <stddef.h>

void ask_driver(const char *source, size_t size);

#endif
