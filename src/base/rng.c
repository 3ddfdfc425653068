/* SPDX-License-Identifier: MIT */
#include "base/rng.h"

#include "base/compiler.h"
#include "base/hash.h"

#include <assert.h>

/* Quantiles of the normal distribution at i/128, times 1024; the ends are at 0.05 and 99.95 %. */
#define NORMAL_STEPS 128
static const int32_t normal_quantiles[NORMAL_STEPS + 1] = {
    -3369, -2476, -2206, -2035, -1907, -1804, -1716, -1639, -1571, -1509, -1452, -1399, -1350,
    -1303, -1259, -1218, -1178, -1140, -1103, -1068, -1034, -1001, -970,  -939,  -908,  -879,
    -850,  -822,  -795,  -768,  -742,  -716,  -691,  -666,  -641,  -617,  -593,  -569,  -546,
    -523,  -501,  -478,  -456,  -434,  -412,  -390,  -369,  -347,  -326,  -305,  -284,  -264,
    -243,  -222,  -202,  -181,  -161,  -141,  -121,  -100,  -80,   -60,   -40,   -20,   0,
    20,    40,    60,    80,    100,   121,   141,   161,   181,   202,   222,   243,   264,
    284,   305,   326,   347,   369,   390,   412,   434,   456,   478,   501,   523,   546,
    569,   593,   617,   641,   666,   691,   716,   742,   768,   795,   822,   850,   879,
    908,   939,   970,   1001,  1034,  1068,  1103,  1140,  1178,  1218,  1259,  1303,  1350,
    1399,  1452,  1509,  1571,  1639,  1716,  1804,  1907,  2035,  2206,  2476,  3369,
};

/* e^(k/16) for k = -64 .. 64, times 65536. */
#define EXP_STEPS 64
static const int32_t exp_values[2 * EXP_STEPS + 1] = {
    1200,    1278,    1360,    1448,    1541,    1641,    1746,    1859,    1979,    2107,
    2243,    2387,    2541,    2705,    2879,    3065,    3263,    3473,    3697,    3936,
    4190,    4460,    4747,    5054,    5380,    5726,    6096,    6489,    6907,    7353,
    7827,    8332,    8869,    9441,    10050,   10698,   11388,   12123,   12905,   13737,
    14623,   15566,   16570,   17639,   18776,   19987,   21276,   22649,   24109,   25664,
    27319,   29081,   30957,   32954,   35079,   37341,   39750,   42313,   45042,   47947,
    51039,   54331,   57835,   61565,   65536,   69763,   74262,   79052,   84150,   89577,
    95354,   101504,  108051,  115019,  122437,  130334,  138740,  147688,  157213,  167352,
    178145,  189635,  201865,  214884,  228743,  243496,  259200,  275917,  293712,  312655,
    332819,  354284,  377134,  401457,  427348,  454910,  484249,  515481,  548726,  584116,
    621788,  661890,  704578,  750020,  798392,  849884,  904697,  963044,  1025156, 1091272,
    1161653, 1236574, 1316326, 1401221, 1491592, 1587792, 1690196, 1799204, 1915243, 2038765,
    2170254, 2310224, 2459220, 2617826, 2786662, 2966386, 3157701, 3361356, 3578144,
};

static uint64_t rotate(uint64_t value, int by)
{
    return value << by | value >> (64 - by);
}

void rng_init(struct rng *rng, uint64_t seed)
{
    /* splitmix64, which the generator's authors give for seeding it. */
    for (int i = 0; i < 4; i++) {
        seed += UINT64_C(0x9e3779b97f4a7c15);
        uint64_t mixed = seed;
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
        rng->state[i] = mixed ^ mixed >> 31;
    }
}

struct rng rng_fork(const struct rng *root, const char *name, int index)
{
    struct rng forked;
    uint64_t seed = hash_text(HASH_START, name);
    for (int i = 0; i < 4; i++) {
        seed = hash_u64(seed, root->state[i]);
    }
    rng_init(&forked, hash_u64(seed, (uint64_t)index));
    return forked;
}

uint64_t rng_next(struct rng *rng)
{
    uint64_t *state = rng->state;
    uint64_t result = rotate(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}

int64_t rng_below(struct rng *rng, int64_t below)
{
    assert(below > 0);
    /* Draws above the largest multiple of `below` are drawn again: each result is as likely. */
    uint64_t limit = UINT64_MAX - UINT64_MAX % (uint64_t)below;
    uint64_t draw = rng_next(rng);
    while (draw >= limit) {
        draw = rng_next(rng);
    }
    return (int64_t)(draw % (uint64_t)below);
}

int64_t rng_between(struct rng *rng, int64_t low, int64_t high)
{
    assert(low <= high);
    return low + rng_below(rng, high - low + 1);
}

bool rng_chance(struct rng *rng, int permille)
{
    return rng_below(rng, 1000) < permille;
}

/* A standard normal draw, times 1024. */
static int64_t draw_normal(struct rng *rng)
{
    int64_t at = (int64_t)(rng_next(rng) >> 44); /* 20 bits: 7 choose the step, 13 go between */
    int64_t step = at >> 13;
    int64_t part = at & 8191;
    int64_t low = normal_quantiles[step];
    int64_t high = normal_quantiles[step + 1];
    return low + (high - low) * part / 8192;
}

int64_t rng_normal(struct rng *rng, int64_t mean, int64_t deviation, int64_t min)
{
    int64_t value = mean + draw_normal(rng) * deviation / 1024;
    return value > min ? value : min;
}

/* e^(x/1024), times 65536; x is held within what the table covers. */
static int64_t exp_fixed(int64_t x)
{
    int64_t at = x + EXP_STEPS * 64;
    int64_t end = 2 * EXP_STEPS * 64 - 1;
    at = at < 0 ? 0 : at > end ? end : at;
    int64_t low = exp_values[at / 64];
    int64_t high = exp_values[at / 64 + 1];
    return low + (high - low) * (at % 64) / 64;
}

int64_t rng_lognormal(struct rng *rng, int64_t mean, int64_t deviation, int64_t min)
{
    assert(mean > 0);
    /* For deviation d and mean m, sigma^2 = ln(1 + d^2/m^2); below d = m/2 that is near enough
     * sigma = d/m, and the median m * e^(-sigma^2/2). */
    int64_t sigma = deviation * 1024 / mean;
    int64_t exponent = draw_normal(rng) * sigma / 1024 - sigma * sigma / 2048;
    int64_t value = mean * exp_fixed(exponent) / 65536;
    return value > min ? value : min;
}
