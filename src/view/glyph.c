/* SPDX-License-Identifier: MIT */
#include "view/glyph.h"

#include "base/compiler.h"

static const struct {
    uint32_t glyph;
    char ascii;
} forms[] = {
    {GLYPH_UP, '*'},       {GLYPH_DOWN, 'x'},      {GLYPH_SLOW, '~'},      {GLYPH_STILL, '='},
    {GLYPH_RECOVER, '%'},  {GLYPH_READ_ONLY, '+'}, {GLYPH_CUT, '/'},       {GLYPH_COPY, '#'},
    {GLYPH_MET, 'v'},      {GLYPH_OPEN, 'o'},      {GLYPH_EDGE, '|'},      {GLYPH_EDGE_DEAD, ':'},
    {GLYPH_RULE, '-'},     {GLYPH_DASH, '.'},      {GLYPH_HEAVY, '='},     {GLYPH_WIRE, '|'},
    {GLYPH_WIRE_NEW, ':'}, {GLYPH_RIGHT, '>'},     {GLYPH_LEFT, '<'},      {GLYPH_CARD, '>'},
    {GLYPH_BLOCK, '#'},    {GLYPH_BLOCK_TOP, '#'}, {GLYPH_BLOCK_LOW, '#'}, {GLYPH_CURSOR, '_'},
    {GLYPH_NONE, '-'},     {GLYPH_ELLIPSIS, '.'},  {GLYPH_PACKET, 'o'},    {0xb7, '.'},
    {GLYPH_FORK, '\\'},    {GLYPH_FORK_END, '\\'}, {GLYPH_BRANCH, '+'},    {GLYPH_CORNER, '+'},
    {GLYPH_EMPTY, 'o'},    {GLYPH_BAR_3, ':'},     {GLYPH_BAR_6, '+'},     {0x2191, '^'},
    {0x2193, 'v'},         {0x2190, '<'},          {0x2192, '>'},          {0x2582, '.'},
    {0x2585, '='},         {0x2587, '*'},          {GLYPH_BARRIER, '|'},
};

/* Dots of a braille character, as a sign that is as dense. */
static uint32_t braille_ascii(uint32_t dots)
{
    int count = 0;
    for (; dots != 0; dots >>= 1) {
        count += (int)(dots & 1);
    }
    return (uint32_t) " ..:::###"[count]; /* three signs are enough for a line */
}

uint32_t glyph_ascii(uint32_t c)
{
    if (c < 0x80) {
        return c;
    }
    if (c >= GLYPH_BRAILLE && c < GLYPH_BRAILLE + 256) {
        return braille_ascii(c - GLYPH_BRAILLE);
    }
    for (int i = 0; i < COUNT_OF(forms); i++) {
        if (forms[i].glyph == c) {
            return (uint32_t)forms[i].ascii;
        }
    }
    return '?';
}
