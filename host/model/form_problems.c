/* The problems of a form; see form_problems.h. */
#include "model/form_problems.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TOLD_MAX = 20 };

void form_problems_init(form_problems_t *p) {
    memset(p, 0, sizeof *p);
    diag_init(&p->all);
}

static void name_add(char *names, size_t size, const char *name) {
    size_t used = strlen(names);
    if (name && used + strlen(name) + 3 < size)
        snprintf(names + used, size - used, "%s%s", used ? ", " : "", name);
}

/* People know a field by its label. */
void form_problems_add(form_problems_t *p, const flow_t *flow, diag_t *found, const char *field) {
    const field_def_t *def = field && flow ? flow_field(flow, field) : NULL;
    const char *en = field, *zh = field;
    if (def && def->label_en) en = def->label_en;
    if (def && def->label_zh) zh = def->label_zh;
    if (field && !flow && diag_get(found, "label_en")) en = diag_get(found, "label_en");
    if (field && !flow && diag_get(found, "label_zh")) zh = diag_get(found, "label_zh");
    name_add(p->fields, sizeof p->fields, field);
    name_add(p->labels_en, sizeof p->labels_en, en);
    name_add(p->labels_zh, sizeof p->labels_zh, zh);
    if (p->count++ == 0)
        diag_copy(&p->all, found);
    else if (p->count <= TOLD_MAX)
        diag_append(&p->all, found);
    diag_clear(found);
}

int form_problems_end(form_problems_t *p, diag_t *d) {
    char count[24];
    if (p->count == 0) return 0;
    snprintf(count, sizeof count, "%" PRId64, p->count);
    diag_copy(d, &p->all);
    diag_clear(&p->all);
    return diag_wrap(d, "form.invalid", "count", count, "fields", p->fields, "labels_en", p->labels_en,
                     "labels_zh", p->labels_zh, NULL);
}
