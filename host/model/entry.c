/* The kinds of entries and their fields. */
#include "model/entry.h"
#include "model/flow.h"
#include <string.h>

enum { LINE = 200, PAGE = 10000 };

static const char *strategies[] = {"avoid", "reduce", "transfer", "accept", NULL};
static const char *strategies_en[] = {"Avoid", "Reduce", "Transfer", "Accept", NULL};
static const char *strategies_zh[] = {"规避", "降低", "转移", "接受", NULL};

#define TEXT(field, needed, most, en, zh)                                                                    \
    {                                                                                                        \
        .name = (field), .kind = VALUE_TEXT, .required = (needed), .label_en = (en), .label_zh = (zh),       \
        .max_length = (most)                                                                                 \
    }
#define OF(field, of, en, zh)                                                                                \
    { .name = (field), .kind = (of), .required = true, .label_en = (en), .label_zh = (zh) }

static const field_def_t work[] = {
    TEXT("time", true, LINE, "Time", "时间"),
    TEXT("place", true, LINE, "Place", "地点"),
    TEXT("participants", true, PAGE, "Participants", "参与人员"),
    TEXT("content", true, PAGE, "Content", "工作内容"),
    TEXT("problems", true, PAGE, "Problems", "存在问题"),
    TEXT("measures", true, PAGE, "Measures taken", "处理措施"),
};
static const field_def_t report[] = {
    TEXT("content", true, PAGE, "Report", "报告内容"),
    TEXT("problems", false, PAGE, "Problems", "存在问题"),
};
static const field_def_t inspection[] = {
    TEXT("time", true, LINE, "Time", "检查时间"),
    TEXT("place", true, LINE, "Place", "检查地点"),
    TEXT("findings", true, PAGE, "Findings", "检查情况"),
};
static const field_def_t response[] = {
    {.name = "strategy",
     .kind = VALUE_CHOICE,
     .required = true,
     .label_en = "Strategy",
     .label_zh = "应对策略",
     .choices = strategies,
     .choices_en = strategies_en,
     .choices_zh = strategies_zh},
    OF("department", VALUE_DEPARTMENT, "Department", "责任部门"),
    OF("person", VALUE_PERSON, "Person", "责任人"),
    TEXT("measures", true, PAGE, "Measures", "应对措施"),
    OF("planned", VALUE_RANGE, "From and until", "起止时间"),
};
static const field_def_t remedy[] = {
    TEXT("measures", true, PAGE, "Measures taken", "整改措施"),
    TEXT("result", true, PAGE, "Result", "整改结果"),
};

#define KIND_OF(word, list)                                                                                  \
    { word, list, sizeof(list) / sizeof *(list) }
static const struct {
    const char *word;
    const field_def_t *fields;
    size_t count;
} kinds[ENTRY_LAST + 1] = {
    [ENTRY_WORK] = KIND_OF("work", work),
    [ENTRY_REPORT] = KIND_OF("report", report),
    [ENTRY_INSPECTION] = KIND_OF("inspection", inspection),
    [ENTRY_RESPONSE] = KIND_OF("response", response),
    [ENTRY_REMEDY] = KIND_OF("remedy", remedy),
};

static bool known(entry_kind_t kind) {
    return (int)kind > ENTRY_NONE && (int)kind <= ENTRY_LAST;
}

const field_def_t *entry_fields(entry_kind_t kind, size_t *count) {
    *count = known(kind) ? kinds[kind].count : 0;
    return known(kind) ? kinds[kind].fields : NULL;
}

const field_def_t *entry_field(entry_kind_t kind, const char *name) {
    size_t count;
    const field_def_t *fields = entry_fields(kind, &count);
    for (size_t i = 0; name && i < count; i++)
        if (strcmp(fields[i].name, name) == 0) return &fields[i];
    return NULL;
}

const char *entry_word(entry_kind_t kind) {
    return known(kind) ? kinds[kind].word : "none";
}

entry_kind_t entry_from(const char *word) {
    for (int i = ENTRY_NONE + 1; i <= ENTRY_LAST; i++)
        if (strcmp(kinds[i].word, word) == 0) return (entry_kind_t)i;
    return ENTRY_NONE;
}
