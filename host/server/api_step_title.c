/* What a step is called in both languages: as its rule says, and what the host added by what it is for, since
 * its name ("record.suspended", "deviation.2") says that in English alone. See api_parts.h. */
#include "server/api_guard.h"
#include "server/api_parts.h"
#include <string.h>

typedef struct titles {
    const char *en, *zh;
} titles_t;

static titles_t titles_of_added(const step_t *step) {
    switch (step->added) {
    case ADDED_SUSPENSION:
        return (titles_t){"Suspended", "挂起"};
    case ADDED_WARNING:
        return (titles_t){"Warning", "预警"};
    case ADDED_REQUEST:
        return (titles_t){"Information asked for", "信息征询"};
    case ADDED_CHECK:
        return (titles_t){"Check of the answer", "答复核查"};
    case ADDED_DEVIATION:
        return (titles_t){"Deviation", "偏差"};
    case ADDED_DEMAND:
        if (step->entry == ENTRY_REMEDY) return (titles_t){"Putting right", "责令整改"};
        if (step->entry == ENTRY_RESPONSE) return (titles_t){"Response plan", "风险应对方案"};
        break;
    default:
        break;
    }
    return (titles_t){NULL, NULL};
}

static titles_t titles_of(const step_t *step) {
    if (step->title_en != NULL || step->title_zh != NULL) return (titles_t){step->title_en, step->title_zh};
    if (step->kind == STEP_REVISE) return (titles_t){"Revise", "修改"};
    if (step->kind == STEP_ACKNOWLEDGE && step->added == ADDED_NOT) return (titles_t){"Take notice", "知悉"};
    return titles_of_added(step);
}

/* "deviation.2" is the second. */
static const char *numbered(shape_t *s, const step_t *step, const char *title) {
    const char *count = strrchr(step->name != NULL ? step->name : "", '.');
    bool several = step->added == ADDED_DEVIATION && count != NULL && count[1] >= '0' && count[1] <= '9';
    return several && title != NULL ? arena_printf(s->arena, "%s %s", title, count + 1) : title;
}

void shape_step_title(shape_t *s, json_t *o, const char *name, const step_t *step) {
    titles_t titles = step != NULL ? titles_of(step) : (titles_t){NULL, NULL};
    shape_words(s, o, name, step != NULL ? numbered(s, step, titles.en) : NULL,
                step != NULL ? numbered(s, step, titles.zh) : NULL);
}
