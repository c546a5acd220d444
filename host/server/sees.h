/* Who may know of a record at all: reads and commands answer everybody else that there is none. */
#ifndef CS_SERVER_SEES_H
#define CS_SERVER_SEES_H

#include "model/command.h"
#include "model/directory.h"

/* Does the person hold the role of administrator then? */
bool sees_as_administrator(const directory_t *directory, int64_t person, instant_t now);
/* Is the person head or leader of the department or of one above it? */
bool sees_as_leader(const directory_t *directory, int64_t person, const char *department, instant_t now);
/* May the person read it? Its initiator, whoever holds or held a task of it or in whose name it is held,
 * those above its department, administrators; a draft that nobody was given a task of only its initiator
 * (A40). The store's owner, who may read everything, is not asked about. */
bool sees_record(const directory_t *directory, const record_t *record, int64_t person, instant_t now);
/* May the person learn from this command's answer that there is such a record? Whoever may read it; of what
 * is reported of the work, a colleague of whoever has an open task of it as well, who may report it (P2.3.2,
 * P2.4). */
bool sees_by_command(const directory_t *directory, const record_t *record, const command_t *command,
                     instant_t now);

#endif
