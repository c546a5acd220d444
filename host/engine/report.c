/* FILE_REPORT: a document that the host made of the record goes on record, by name, class and hash (policy
 * P2.5.3). The same one again is no news. */
#include "engine/acts.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include <string.h>

int do_file_report(deciding_t *x) {
    const document_t *given = x->in->command->document;
    const record_t *r = x->record;
    if (check_concerned(x)) return -1;
    if (!given) return diag_set(x->d, "acceptance.not_passed", "state", record_state_word(r->state), NULL);
    for (size_t i = 0; i < r->document_count; i++)
        if (document_same(&r->documents[i], given)) return 0;
    if (r->document_count >= RECORD_DOCUMENTS_MAX)
        return limit_reached(x, "limit.documents", RECORD_DOCUMENTS_MAX);
    event_t e = {.u.documented.document = *given};
    e.u.documented.document.by = x->in->command->actor.person;
    e.u.documented.document.at = x->at;
    return emit(x, EVENT_DOCUMENTED, &e);
}
