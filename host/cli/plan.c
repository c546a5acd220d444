/* countersign plan: the route to expect, of a form that was not submitted yet, or of a record from where it
 * stands. */
#include "cli/print_private.h"
#include "cli/verbs.h"
#include <string.h>

int verb_plan(cli_t *cli, const verb_t *verb, json_t *request) {
    json_t *what = json_object_get(request, "what");
    /* flows are named "department.what"; neither a record's number nor its id has a dot in it */
    bool flow = strchr(print_text(request, "what"), '.') != NULL;
    if (json_object_set(request, flow ? "flow" : "record", what) != 0) {
        diag_t d = {0};
        diag_memory(&d);
        return cli_error(cli, &d);
    }
    json_object_del(request, "what");
    return verb_form(cli, verb, request);
}
