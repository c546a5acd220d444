/* What the checker asks of the engine: whether a form could be submitted, as far as its people go. The
 * checker and the engine do not know each other; this floor joins them. */
#ifndef CS_SERVER_CHECK_SUBMISSION_H
#define CS_SERVER_CHECK_SUBMISSION_H

#include "script/check.h"

/* For check_options_t. Keeps nothing, and may be used by several threads. */
extern const check_submission_t engine_submission;

#endif
