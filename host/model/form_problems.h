/* What is wrong with a form, gathered: people are told of everything at once, not of the first field that
 * somebody happened to look at. */
#ifndef CS_MODEL_FORM_PROBLEMS_H
#define CS_MODEL_FORM_PROBLEMS_H

#include "model/flow.h"

typedef struct form_problems {
    diag_t all; /* the first; the others are its causes, one after the other, up to a limit */
    int64_t count;
    char fields[256];                    /* "amount, budget" */
    char labels_en[384], labels_zh[384]; /* "Amount, Budget" */
} form_problems_t;

void form_problems_init(form_problems_t *p);
/* Takes the error in `found`, which is cleared, as one more problem. `field` NULL: of the form as a whole;
 * without a flow (NULL) it is called what the error says. */
void form_problems_add(form_problems_t *p, const flow_t *flow, diag_t *found, const char *field);
/* 0 when there are none; else -1 with form.invalid {count, fields, labels_en, labels_zh}, its causes one
 * after the other the problems. Forgets them. */
int form_problems_end(form_problems_t *p, diag_t *d);

#endif
