/* Why a task is not open that a command meant, where nobody's decision closed it (A3): the state of a record
 * says no more than when; its history says who closed it, and what for. */
#ifndef CS_SERVER_NOT_OPEN_H
#define CS_SERVER_NOT_OPEN_H

#include "server/work.h"

/* Tells it in the error task.not_open of the loaded record: cause and closer, or closed_for where no person
 * did it. Any other error, or one whose event lies too far back, stays as it is. */
void not_open_tell(work_t *w, diag_t *d);

#endif
