/* SPDX-License-Identifier: MIT */
/* fuzz_dialect: any text as SQL. What is not understood has a number and a sentence. */
#include "shell/dialect.h"

#include "base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *sql = mem_alloc(size + 1, 1);
    memcpy(sql, data, size);

    struct dialect_statement statement;
    struct err err = {0};
    int error = 0;
    dialect_init(&statement);
    enum rc rc = dialect_parse(&statement, sql, &error, &err);
    assert((rc == RC_OK) == (error == 0));
    if (rc == RC_OK) {
        assert(strlen(statement.sql.data) == statement.sql.size);
        assert(statement.kind != DIALECT_SQL || statement.sql.size > 0);
    } else {
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        assert(rc == RC_USAGE || rc == RC_REFUSED || rc == RC_RANGE || rc == RC_AMBIGUOUS ||
               rc == RC_FULL);
        assert(err.text[0] != '\0');
        dialect_add_error(&text, error, err.text);
        buf_release(&text);
    }
    dialect_release(&statement);
    mem_free(sql);
    return 0;
}
