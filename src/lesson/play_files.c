/* SPDX-License-Identifier: MIT */
/* play_files: the lesson files that were read, each kept as long as the lab. */
#include "base/hash.h"
#include "base/mem.h"
#include "lesson/play_state.h"

#include <stdio.h>
#include <string.h>

void lesson_name_translation(const char *word, const char *lang, char *out, size_t room)
{
    size_t size = strlen(word);
    bool is_file = size > 3 && strcmp(word + size - 3, ".md") == 0;
    (void)snprintf(out, room, "%.*s.%.3s%s", (int)(is_file ? size - 3 : size), word, lang,
                   is_file ? ".md" : "");
}

/* Both texts, the second "" if it is as the lesson's author wrote it. */
static enum rc parse(struct lesson *out, const char *word, const char *other,
                     const struct buf *text, const struct buf *translation, struct err *err)
{
    char name[310];
    (void)snprintf(name, sizeof(name), strchr(word, '.') != NULL ? "%.300s" : "%.300s.md", word);
    enum rc rc = lesson_parse(out, name, text->data, text->size, err);
    if (rc == RC_OK && translation->size > 0) {
        (void)snprintf(name, sizeof(name), strchr(word, '.') != NULL ? "%.300s" : "%.300s.md",
                       other);
        rc = lesson_translate(out, name, translation->data, translation->size, err);
    }
    if (rc != RC_OK) {
        lesson_release(out);
    }
    return rc;
}

static void keep(struct play *play, const struct play_file *file)
{
    void *files = play->files;
    mem_grow(&files, &play->file_room, play->file_count + 1, sizeof(*play->files));
    play->files = files;
    play->files[play->file_count] = mem_alloc(1, sizeof(*file));
    *play->files[play->file_count++] = *file;
}

static enum rc find(struct play *play, const struct play_file *asked, const char *other,
                    const struct buf *text, const struct buf *translation,
                    const struct play_file **out, struct err *err)
{
    struct play_file file = *asked;
    file.text_hash = hash_bytes(HASH_START, text->data, text->size);
    file.hash = hash_bytes(file.text_hash, translation->data, translation->size) | 1; /* 0: none */
    for (int i = 0; i < play->file_count; i++) {
        if (play->files[i]->hash == file.hash) {
            *out = play->files[i];
            return RC_OK;
        }
    }
    enum rc rc = parse(&file.lesson, file.name, other, text, translation, err);
    if (rc == RC_OK) {
        keep(play, &file);
        *out = play->files[play->file_count - 1];
    }
    return rc;
}

enum rc play_read_file(struct play *play, struct lab *lab, const char *word, const char *lang,
                       const struct play_file **out, struct err *err)
{
    struct play_file asked = {0};
    char other[320] = "";
    struct buf text, translation;
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    buf_init(&translation, 2 * LESSON_SIZE_MAX);
    (void)snprintf(asked.name, sizeof(asked.name), "%.299s", word);
    (void)snprintf(asked.lang, sizeof(asked.lang), "%s", lang);
    enum rc rc = lab_read_file(lab, "lessons", word, &text, err);
    if (rc == RC_OK && lang[0] != '\0') {
        lesson_name_translation(word, lang, other, sizeof(other));
        rc = lab_read_file(lab, "lessons", other, &translation, err);
    }
    rc = rc == RC_OK ? find(play, &asked, other, &text, &translation, out, err) : rc;
    buf_release(&text);
    buf_release(&translation);
    return rc;
}

enum rc play_read_demo(struct play *play, struct lab *lab, const char *word,
                       const struct play_file **out, struct err *err)
{
    struct play_file asked = {0};
    struct buf text, translation;
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    buf_init(&translation, 1);
    (void)snprintf(asked.name, sizeof(asked.name), "%.299s", word);
    enum rc rc = lab_read_file(lab, "demos", word, &text, err);
    rc = rc == RC_OK ? find(play, &asked, "", &text, &translation, out, err) : rc;
    buf_release(&text);
    buf_release(&translation);
    return rc;
}
