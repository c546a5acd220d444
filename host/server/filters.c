/* Names that lists are asked for; see filters.h. */
#include "server/filters.h"
#include "base/near.h"
#include "model/directory_meant.h"
#include <string.h>

enum { FLOWS_MAX = 512 };

int filter_flow(reader_t *r, const char *flow, diag_t *d) {
    const char *names[FLOWS_MAX];
    size_t count = 0;
    const flow_t *one;
    if (flow == NULL) return 0;
    if (!hash_is_zero(&r->snapshot->ruleset)) {
        ruleset_t *rules = shelf_get(r->shelf, r->store, &r->snapshot->ruleset, d);
        if (rules == NULL) return -1;
        for (size_t i = 0; (one = ruleset_flow_at(rules, i)) != NULL; i++) {
            if (strcmp(one->name, flow) == 0) return 0;
            if (count < FLOWS_MAX) names[count++] = one->name;
        }
    }
    const char *near = nearest_name(flow, names, count);
    return diag_set(d, "flow.unknown", "flow", flow, "near", near != NULL ? near : "", NULL);
}

int filter_department(const directory_t *dir, const char *department, diag_t *d) {
    department_info_t info;
    if (department == NULL || directory_department(dir, department, &info)) return 0;
    bool meant = directory_department_meant(dir, department, &info);
    return diag_set(d, "filter.department", "department", department, "nearest", meant ? info.key : "",
                    "called_en", meant ? info.name_en : "", "called_zh", meant ? info.name_zh : "", NULL);
}
