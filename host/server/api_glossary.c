/* What the fields of a form and the settings of a flow are called: so that whoever shows an answer names
 * them, and the choices, in the reader's language. See api_parts.h. */
#include "server/api_guard.h"
#include "server/api_parts.h"
#include <string.h>

static const char *kind_word(value_kind_t kind) {
    static const char *const words[] = {"none",   "text",   "money",      "number",   "date",  "range",
                                        "choice", "person", "department", "document", "table", "flag"};
    return kind >= 0 && (size_t)kind < sizeof words / sizeof words[0] ? words[kind] : "none";
}

/* "choices": {"goods": {"en", "zh"}}, of those that are called something. */
static void put_choices(shape_t *s, json_t *o, const field_def_t *def) {
    const char *en, *zh;
    json_t *choices = shape_object(s);
    for (size_t i = 0; def->choices[i]; i++)
        if (field_choice_label(def, def->choices[i], &en, &zh))
            shape_words(s, choices, def->choices[i], en, zh);
    shape_put(s, o, "choices", choices);
}

void shape_definition(shape_t *s, json_t *o, const char *name, const field_def_t *def, value_kind_t kind) {
    shape_text(s, o, "name", name);
    shape_words(s, o, "label", def != NULL ? def->label_en : NULL, def != NULL ? def->label_zh : NULL);
    shape_text(s, o, "kind", kind_word(def != NULL ? def->kind : kind));
    if (def == NULL) return;
    if (def->choices != NULL && def->choices_en != NULL) put_choices(s, o, def);
    if (def->kind != VALUE_TABLE) return;
    json_t *columns = shape_array(s);
    for (size_t i = 0; i < def->column_count; i++) {
        json_t *column = shape_object(s);
        shape_definition(s, column, def->columns[i].name, &def->columns[i], def->columns[i].kind);
        if (!shape_shows_column(s, name, def->columns[i].name)) shape_flag(s, column, "hidden", true);
        shape_add(s, columns, column);
    }
    shape_put(s, o, "columns", columns);
}

void shape_glossary(shape_t *s, json_t *root, const flow_t *flow) {
    json_t *form = shape_array(s), *settings = shape_array(s);
    for (size_t i = 0; flow != NULL && i < flow->field_count; i++) {
        const field_def_t *def = &flow->fields[i];
        if (!shape_shows(s, def->name)) continue;
        json_t *o = shape_object(s);
        shape_definition(s, o, def->name, def, def->kind);
        shape_add(s, form, o);
    }
    for (size_t i = 0; flow != NULL && i < flow->setting_count; i++) {
        const setting_def_t *def = &flow->settings[i];
        json_t *o = shape_object(s);
        shape_text(s, o, "name", def->name);
        shape_words(s, o, "label", def->label_en, def->label_zh);
        shape_text(s, o, "kind", def->kind);
        shape_add(s, settings, o);
    }
    shape_put(s, root, "form", form);
    shape_put(s, root, "settings", settings);
}
