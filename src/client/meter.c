/* SPDX-License-Identifier: MIT */
#include "client/meter.h"

#include "base/limits.h"

#include <string.h>

void meter_init(struct meter *meter)
{
    *meter = (struct meter){
        .wrote_to = -1,
        .outage_since = SIM_NEVER,
        .rerouted_at = SIM_NEVER,
    };
}

void meter_add_ok(struct meter *meter, sim_us now, sim_us took, int tries)
{
    meter->ok++;
    meter->tries[tries < METER_TRIES ? tries - 1 : METER_TRIES - 1]++;
    meter->ok_at[meter->next] = now;
    meter->took[meter->next] = took;
    meter->next = (meter->next + 1) % METER_KEPT;
    meter->kept += meter->kept < METER_KEPT ? 1 : 0;
}

void meter_add_write(struct meter *meter, int master)
{
    meter->writes++;
    meter->wrote_to = master;
}

/* The place of the `back`th latest answer; 1: the last. */
static int place_of(const struct meter *meter, int back)
{
    return (meter->next - back + METER_KEPT) % METER_KEPT;
}

int meter_ok_per_s(const struct meter *meter, sim_us now)
{
    int count = 0;
    while (count < meter->kept && meter->ok_at[place_of(meter, count + 1)] > now - US_PER_S) {
        count++;
    }
    return count;
}

sim_us meter_slowest(const struct meter *meter, sim_us now)
{
    sim_us longest = -1;
    for (int i = meter_ok_per_s(meter, now); i > 0; i--) {
        sim_us took = meter->took[place_of(meter, i)];
        longest = took > longest ? took : longest;
    }
    return longest;
}

sim_us meter_p99(const struct meter *meter)
{
    int count = meter->kept < METER_P99_OF ? meter->kept : METER_P99_OF;
    /* Of 100 at most one may pass it: that is the second longest. Of fewer, the longest. */
    sim_us longest = -1;
    sim_us second = -1;
    for (int i = 1; i <= count; i++) {
        sim_us took = meter->took[place_of(meter, i)];
        if (took > longest) {
            second = longest;
            longest = took;
        } else if (took > second) {
            second = took;
        }
    }
    return count == METER_P99_OF ? second : longest;
}

bool meter_begin_outage(struct meter *meter, sim_us since, sim_us now)
{
    if (meter_is_out(meter)) {
        return false;
    }
    meter->outage_since = since;
    meter->noticed_at = now;
    meter->rerouted_at = SIM_NEVER;
    return true;
}

void meter_reroute(struct meter *meter, sim_us now)
{
    if (meter_is_out(meter) && meter->rerouted_at == SIM_NEVER) {
        meter->rerouted_at = now;
    }
}

bool meter_end_outage(struct meter *meter, sim_us now)
{
    if (!meter_is_out(meter)) {
        return false;
    }
    sim_us rerouted = meter->rerouted_at == SIM_NEVER ? meter->noticed_at : meter->rerouted_at;
    meter->detect = meter->noticed_at - meter->outage_since;
    meter->reroute = rerouted - meter->noticed_at;
    meter->first_ok = now - rerouted;
    meter->outage = now - meter->outage_since;
    meter->longest = meter->outage > meter->longest ? meter->outage : meter->longest;
    meter->outage_since = SIM_NEVER;
    return true;
}

bool meter_is_out(const struct meter *meter)
{
    return meter->outage_since != SIM_NEVER;
}

/* Each number once, for saving and loading alike. */
static int list_numbers(struct meter *meter, int64_t *out[])
{
    int64_t *all[] = {
        &meter->ok,         &meter->failed,       &meter->unknown,     &meter->conflicts,
        &meter->retries,    &meter->outage_since, &meter->noticed_at,  &meter->rerouted_at,
        &meter->outage,     &meter->detect,       &meter->reroute,     &meter->first_ok,
        &meter->longest,    &meter->doubts,       &meter->resolved_ok, &meter->resolved_absent,
        &meter->unresolved, &meter->duplicates,   &meter->writes,
    };
    memcpy(out, all, sizeof(all));
    return COUNT_OF(all);
}

void meter_save(struct buf *out, const struct meter *meter)
{
    struct meter copy = *meter;
    int64_t *numbers[20];
    int count = list_numbers(&copy, numbers);
    for (int i = 0; i < count; i++) {
        pack_i64(out, *numbers[i]);
    }
    pack_items(out, copy.tries, METER_TRIES, sizeof(int64_t));
    pack_int(out, copy.wrote_to);
    pack_int(out, copy.last_error);
    pack_int(out, copy.kept);
    pack_int(out, copy.next);
    pack_items(out, copy.ok_at, copy.kept, sizeof(sim_us));
    pack_items(out, copy.took, copy.kept, sizeof(sim_us));
}

void meter_load(struct meter *meter, struct unpack *in)
{
    meter_init(meter);
    int64_t *numbers[20];
    int count = list_numbers(meter, numbers);
    for (int i = 0; i < count; i++) {
        *numbers[i] = unpack_i64(in);
    }
    unpack_items(in, meter->tries, METER_TRIES, sizeof(int64_t));
    meter->wrote_to = unpack_int(in, -1, MASTERS_MAX - 1);
    meter->last_error = unpack_int(in, 0, 9999);
    meter->kept = unpack_int(in, 0, METER_KEPT);
    meter->next = unpack_int(in, 0, METER_KEPT - 1);
    unpack_items(in, meter->ok_at, meter->kept, sizeof(sim_us));
    unpack_items(in, meter->took, meter->kept, sizeof(sim_us));
}
