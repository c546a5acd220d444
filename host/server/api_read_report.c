/* report.acceptance: the report of an acceptance that has passed (P2.5.3), as a text. It says the same to
 * whoever may see the record: what any step hides is not in it. file_report puts its hash on record. */
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/report.h"

/* Does the record know this very document? */
static bool is_filed(const record_t *record, const document_t *document) {
    for (size_t i = 0; i < record->document_count; i++)
        if (document_same(&record->documents[i], document)) return true;
    return false;
}

static json_t *answer_of(reader_t *r, const record_t *record, const document_t *document, bytes_t html,
                         arena_t *arena, diag_t *d) {
    shape_t s = {.directory = r->snapshot->directory, .arena = arena, .store = r->store};
    json_t *root = shape_answer(&s);
    shape_id(&s, root, "record", record->id);
    shape_text(&s, root, "number", record->number);
    shape_text(&s, root, "name", document->name);
    shape_text(&s, root, "media_type", document->media_type);
    shape_hash(&s, root, "blake2b", &document->content);
    shape_int(&s, root, "size", document->size);
    shape_text(&s, root, "class", document_class_word(document->kept_as));
    shape_flag(&s, root, "filed", is_filed(record, document));
    shape_put(&s, root, "text", json_stringn((const char *)html.at, html.len));
    return shape_done(&s, root, d);
}

json_t *api_read_acceptance_report(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    record_t record;
    chain_t chain;
    const rules_t *rules;
    bytes_t html;
    document_t document;
    report_on_t on = {
        .record = &record, .directory = r->snapshot->directory, .calendars = &r->snapshot->working_time};
    json_t *answer = NULL;
    arena_init(&arena, 0);
    if (api_record(r, call, &arena, &record, &chain, d) == 0 &&
        api_flow(r, &record, &rules, &on.flow, d) == 0) {
        if (on.flow == NULL)
            diag_set(d, "flow.unknown", "flow", record.flow, NULL);
        else if (report_acceptance(&on, &arena, &html, &document, d) == 0)
            answer = answer_of(r, &record, &document, html, &arena, d);
    }
    arena_free(&arena);
    return answer;
}
