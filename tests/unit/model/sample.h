/* One event of each kind and one record, every member set to something of its own, so that a member that an
 * encoding forgets or mixes up with another shows. */
#ifndef TESTS_UNIT_MODEL_SAMPLE_H
#define TESTS_UNIT_MODEL_SAMPLE_H

#include "model/event.h"

enum { SAMPLE_EVENTS = 22 };

/* 0 to SAMPLE_EVENTS - 1; what they point to is static. */
event_t sample_event(int index);
record_t *sample_record(void);
extern step_t sample_step;

#endif
