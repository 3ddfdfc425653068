/* SPDX-License-Identifier: MIT */
/*
 * packet: what travels between two places, as one plain struct.
 *
 * A packet exists only between net_send() and its delivery. It refers to page
 * versions and commit records by their numbers in the book, to lists by the
 * number of a bundle, and to a client's texts by the number of a mail; it never
 * holds a pointer.
 */
#ifndef CLUSTER_PACKET_H
#define CLUSTER_PACKET_H

#include "base/limits.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

/* Which fields each kind uses, besides from, to, sent, cause, epoch and master. */
enum packet_kind {
    PACKET_NONE,
    /* A client and a master: conn; mail holds request or answer. */
    PACKET_CONNECT,
    PACKET_CONNECTED,
    PACKET_REFUSED,
    PACKET_REQUEST,
    PACKET_ANSWER,
    PACKET_CLOSE,
    PACKET_RESET,
    /* A master asks a copy. */
    PACKET_PROPOSE,    /* page, version, proposal */
    PACKET_CONFIRM,    /* page, version, proposal, ticket */
    PACKET_ABORT,      /* page, proposal, ticket; base: the first of some proposals, all aborted */
    PACKET_COMMIT,     /* number: the place in the log; record */
    PACKET_PAGE_READ,  /* page */
    PACKET_LOG_READ,   /* vector: the last place known of each log; number: how many at most */
    PACKET_READ_POINT, /* nothing */
    PACKET_HEARD,      /* master */
    PACKET_FENCE,      /* master, epoch, number: the last place known of its log */
    PACKET_CUT,        /* master, epoch, number: the last place; base: epoch of the cut before */
    PACKET_IMAGE_READ, /* ticket */
    /* A copy answers. */
    PACKET_ACK,          /* page, proposal */
    PACKET_NAK_STALE,    /* page, proposal, version: the newer one */
    PACKET_NAK_BUSY,     /* page, proposal, txn, master: who; flag: that one is silent */
    PACKET_NAK_LOW,      /* page, proposal, number: the floor */
    PACKET_NAK_FENCED,   /* master, epoch: the copy's */
    PACKET_NOTED,        /* ticket: a CONFIRM or ABORT is done */
    PACKET_COMMITTED,    /* number: last place held under this epoch; base: length of the log */
    PACKET_PAGE,         /* page, version */
    PACKET_LOG,          /* bundle: records and cuts */
    PACKET_POINT,        /* vector: lengths; bundle: last stamps */
    PACKET_HEARD_ANSWER, /* master, flag: silent; number: epoch of its cut */
    PACKET_FENCE_ANSWER, /* master, epoch, number: length; bundle: cut, records, pages */
    PACKET_CUT_DONE,     /* master, epoch */
    PACKET_IMAGE,        /* ticket: it has the image, and sends it from now on */
    /* Copies among themselves. */
    PACKET_GOSSIP_ASK, /* vector: places to begin at; number: hash of pages; bundle: cuts */
    PACKET_GOSSIP,     /* bundle: cuts, records, versions */
    PACKET_STATE_ASK,  /* ticket: one that lost its disk asks for all there is */
    PACKET_STATE,      /* ticket; bundle: bases, cuts, records, floors, versions, claims */
    /* A copy asks a master. */
    PACKET_CLAIM_ASK, /* master, epoch, page, proposal: is it under way? Else ABORT or CONFIRM */
    /* A master and a resolver. */
    PACKET_ESCALATE, /* page, proposal, txn; bundle: blockers */
    PACKET_VERDICT,  /* page, proposal, flag: yield */
    /* A master and its peers. */
    PACKET_REPL_PAGE,   /* page, version */
    PACKET_REPL_COMMIT, /* record */
    PACKET_RECOVERED,   /* master, epoch, number: the last place */
    /* A master that was given a definition, and the one that runs it: conn, ticket. */
    PACKET_DDL_ASK,     /* base: epoch of the one it was given to; 0: to none yet */
    PACKET_DDL_HERE,    /* flag: it has the definition */
    PACKET_DDL_AWAY,    /* it is not Online; txn: of what it was asked for */
    PACKET_DDL_FORWARD, /* mail: the request; base: epoch it is meant for; number: the client */
    PACKET_DDL_DONE,    /* mail: the answer */
    PACKET_DDL_NOTED,   /* the answer is here, or nobody waits for it */
    /* The one that runs it, and every other master: txn. */
    PACKET_DDL_LOCK,     /* bundle: header pages of the tables to be closed */
    PACKET_DDL_LOCKED,   /* epoch, number: the last place of its own log */
    PACKET_DDL_APPLY,    /* number: the place of the definition in the log of `master` */
    PACKET_DDL_APPLIED,  /* nothing */
    PACKET_DDL_UNLOCK,   /* bundle: the header pages as they are now */
    PACKET_DDL_UNLOCKED, /* nothing */
    PACKET_KIND_COUNT
};

/* An answer this old decides nothing. */
#define ANSWER_AGE_MAX_US (1500 * US_PER_MS)

struct packet {
    uint8_t kind;
    uint8_t master; /* the master it is about */
    bool flag;
    bool none[5]; /* no hole: states are saved by their words (plain.h) */
    int16_t from; /* place_id */
    int16_t to;
    uint32_t page; /* dense page number */
    sim_us sent;
    uint64_t cause; /* number of the event that led to it */
    uint64_t epoch;
    uint64_t proposal;
    uint64_t txn;
    uint64_t number;
    uint64_t base;
    uint32_t version; /* in the book */
    uint32_t record;  /* in the book */
    uint32_t ticket;  /* the sender's number for what is answered */
    uint32_t conn;
    uint32_t mail;   /* in the net; 0: none */
    uint32_t bundle; /* in the net; 0: none */
    uint64_t vector[MASTERS_MAX];
};

/* One line of a bundle. */
enum item_kind {
    ITEM_RECORD,
    ITEM_CUT,
    ITEM_BASE, /* up to `place` the records of a log are final and kept no more */
    ITEM_VERSION,
    ITEM_CLAIM, /* what: the version asked for; stamp: its epoch */
    ITEM_PAGE,
    ITEM_FLOOR, /* what: a page; stamp: its floor */
    ITEM_STAMP,
    ITEM_TXN
};

struct item {
    uint8_t kind;
    uint8_t master;
    uint16_t none;   /* no hole, as above */
    uint32_t what;   /* a record, a version or a page */
    uint64_t place;  /* in the log of `master`; of a cut: its last place */
    uint64_t stamp;  /* the epoch of a record or cut; of a base the sender's; a txn */
    uint64_t before; /* of a cut: the epoch of the cut before it; of a base: the doubt */
};

#endif
