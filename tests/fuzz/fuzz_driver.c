/* SPDX-License-Identifier: MIT */
/* fuzz_driver: any text as a driver. */
#include "fuzz/ask_driver.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ask_driver((const char *)data, size);
    return 0;
}
