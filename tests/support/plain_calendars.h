/* Calendars for tests that need to work out due times in the head: UTC, all hours of Monday to Friday, no
 * holidays. Every calendar name means this one, but "missing", which gives calendar.unknown. A limit of 0 of
 * any kind is reached at once. */
#ifndef TESTS_SUPPORT_PLAIN_CALENDARS_H
#define TESTS_SUPPORT_PLAIN_CALENDARS_H

#include "model/limit.h"

calendars_t plain_calendars(void);

#endif
