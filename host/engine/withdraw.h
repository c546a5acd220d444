/* What keeps an initiator from withdrawing before the first decision (A42); asked of records that are shown,
 * too. */
#ifndef CS_ENGINE_WITHDRAW_H
#define CS_ENGINE_WITHDRAW_H

#include "model/record.h"

/* The first decision of others in the present round that stands; NULL: none. */
const task_t *withdraw_decision(const record_t *r);

#endif
