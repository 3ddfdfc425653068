/* SPDX-License-Identifier: MIT */
/*
 * data_files: the drivers, loads and schemas of data/ for a lab under test, read from
 * the top of the tree. A name with a slash is a path.
 */
#ifndef LIB_DATA_FILES_H
#define LIB_DATA_FILES_H

#include "lab/lab.h"

struct lab_files data_files(void);

#endif
