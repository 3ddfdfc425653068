/* SPDX-License-Identifier: MIT */
#include "cluster/check_reads.h"

#include "cluster/plain.h"
#include "cluster/world.h"

void read_check_release(struct read_check *check)
{
    mem_free(check->sessions);
}

static struct read_truth *truth_of(struct read_check *check, const struct session *session)
{
    int slot = (int)conn_slot(session->conn);
    mem_grow((void **)&check->sessions, &check->room, slot + 1, sizeof *check->sessions);
    struct read_truth *truth = &check->sessions[slot];
    if (truth->conn != session->conn) {
        *truth = (struct read_truth){.conn = session->conn};
    }
    return truth;
}

void check_asked(struct cluster *cluster, const struct session *session, bool begins)
{
    struct read_check *check = check_reads(cluster);
    if (check != NULL && (begins || session->txn.state == TXN_NONE)) {
        memcpy(truth_of(check, session)->answered, check->answered, sizeof check->answered);
    }
}

void check_committed(struct cluster *cluster, const struct session *session,
                     const struct record *record)
{
    struct read_check *check = check_reads(cluster);
    if (check != NULL) {
        truth_of(check, session)->seen[record->master] = record->place;
    }
}

static bool covers(const uint64_t *vector, const uint64_t *wanted)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (vector[m] < wanted[m]) {
            return false;
        }
    }
    return true;
}

void check_read(struct cluster *cluster, const struct master *master, const struct session *session,
                const uint64_t *vector, bool is_shown)
{
    struct read_check *check = check_reads(cluster);
    if (check == NULL) {
        return;
    }
    struct read_truth *truth = truth_of(check, session);
    const struct mail *mail = net_mail(&cluster->net, session->request);
    bool is_regional = session->consistency == CONSISTENCY_REGIONAL_RAW;
    bool has_token = session->consistency == CONSISTENCY_SESSION_TOKEN;
    int reader = session->client + 1;
    if (!covers(vector, truth->seen)) {
        check_fail(cluster, "I8", "m%d shows @%d older rows than before", master->index + 1,
                   reader);
    }
    if (is_regional && !covers(vector, truth->answered)) {
        check_fail(cluster, "I9", "m%d shows @%d rows without a commit that was answered before",
                   master->index + 1, reader);
    }
    if (has_token && session->txn.state == TXN_NONE && !covers(vector, mail->request.seen)) {
        check_fail(cluster, "I8", "m%d shows @%d rows without what it has seen elsewhere",
                   master->index + 1, reader);
    }
    if (is_shown) {
        memcpy(truth->seen, vector, sizeof truth->seen);
    }
}

void read_check_save(struct buf *out, const struct read_check *check)
{
    plain_save(out, check->answered, sizeof check->answered);
    plain_save_array(out, check->sessions, check->room, sizeof *check->sessions);
}

void read_check_load(struct read_check *check, struct unpack *in)
{
    int count = 0;
    plain_load(check->answered, sizeof check->answered, in);
    if (check->room > 0) {
        memset(check->sessions, 0, (size_t)check->room * sizeof *check->sessions);
    }
    plain_load_array((void **)&check->sessions, &count, &check->room, sizeof *check->sessions, in);
}
