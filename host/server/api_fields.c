/* Values of a form in a request, as texts for the writer to read by the flow's definition. A table comes as
 * an array of rows; a row is an array of cells in the order of the columns, or an object by column. */
#include "server/api_private.h"
#include <inttypes.h>
#include <string.h>

enum { DOCUMENT_NAME_MAX = 255, DOCUMENT_TYPE_MAX = 127 };

static int wrong(const char *field, const char *expected, diag_t *d) {
    return diag_set(d, "api.value", "field", field, "expected", expected, NULL);
}

/* A document: {"name", "size", "media_type", "blake2b"}; who added it, when and as what is the host's to say.
 */
static int read_document(const char *field, const json_t *from, value_t *out, diag_t *d) {
    static const char *const known[] = {"name", "size", "media_type", "blake2b"};
    const char *name = json_string_value(json_object_get(from, "name")),
               *type = json_string_value(json_object_get(from, "media_type")),
               *hash = json_string_value(json_object_get(from, "blake2b"));
    const json_t *size = json_object_get(from, "size");
    size_t given = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        given += json_object_get(from, known[i]) != NULL;
    *out = (value_t){.kind = VALUE_DOCUMENT,
                     .u.document = {.name = name, .media_type = type, .size = json_integer_value(size)}};
    bool plain =
        name != NULL && name[0] != '\0' && strlen(name) <= DOCUMENT_NAME_MAX && strchr(name, '/') == NULL;
    for (const char *c = name; plain && *c != '\0'; c++)
        plain = (unsigned char)*c >= ' ' && *c != 0x7f;
    if (given != json_object_size(from) || !plain || type == NULL || strchr(type, '/') == NULL ||
        strlen(type) > DOCUMENT_TYPE_MAX || !json_is_integer(size) || out->u.document.size < 0 ||
        hash == NULL || hash_from_hex(hash, &out->u.document.content) != 0)
        return wrong(field, "document", d);
    /* nothing can be read in it, whoever asked for it would be as wise as before (A21) */
    if (out->u.document.size == 0) return diag_set(d, "document.empty", "field", field, "name", name, NULL);
    return 0;
}

/* Text, whole number, flag, document or nothing. A number with a fraction is refused: as a double it may
 * already be another than its sender wrote. */
static int read_cell(const char *field, const json_t *from, arena_t *arena, value_t *out, diag_t *d) {
    out->kind = VALUE_TEXT;
    if (json_is_null(from)) {
        out->kind = VALUE_NONE;
        return 0;
    }
    if (json_is_object(from)) return read_document(field, from, out, d);
    if (json_is_string(from)) {
        out->u.text = json_string_value(from);
        if (strlen(out->u.text) != json_string_length(from)) return wrong(field, "text without NUL", d);
        return 0;
    }
    if (json_is_integer(from))
        out->u.text = arena_printf(arena, "%" PRId64, (int64_t)json_integer_value(from));
    else if (json_is_boolean(from))
        out->u.text = json_is_true(from) ? "yes" : "no";
    else if (json_is_real(from))
        return wrong(field, "number as text", d);
    else
        return wrong(field, "text", d);
    return out->u.text != NULL ? 0 : diag_memory(d);
}

static int read_row_array(const char *field, const json_t *from, arena_t *arena, row_t *out, diag_t *d) {
    out->count = json_array_size(from);
    if (out->count > VALUE_CELLS_MAX) return api_too_many(field, "fewer columns", VALUE_CELLS_MAX, d);
    out->cells = arena_array(arena, out->count + 1, sizeof *out->cells);
    if (out->cells == NULL) return diag_memory(d);
    for (size_t i = 0; i < out->count; i++)
        if (read_cell(field, json_array_get(from, i), arena, &out->cells[i], d) != 0) return -1;
    return 0;
}

/* Pairs of the column's name, as a VALUE_CHOICE, and the cell: see fields.h. */
static int read_row_object(const char *field, json_t *from, arena_t *arena, row_t *out, diag_t *d) {
    const char *column;
    json_t *cell;
    if (json_object_size(from) > VALUE_CELLS_MAX)
        return api_too_many(field, "fewer columns", VALUE_CELLS_MAX, d);
    out->cells = arena_array(arena, 2 * json_object_size(from) + 1, sizeof *out->cells);
    if (out->cells == NULL) return diag_memory(d);
    json_object_foreach(from, column, cell) {
        out->cells[out->count++] = (value_t){.kind = VALUE_CHOICE, .u.text = column};
        if (read_cell(field, cell, arena, &out->cells[out->count++], d) != 0) return -1;
    }
    return 0;
}

static int read_table(const char *field, const json_t *from, arena_t *arena, value_t *out, diag_t *d) {
    size_t count = json_array_size(from);
    if (count > VALUE_ROWS_MAX) return api_too_many(field, "fewer rows", VALUE_ROWS_MAX, d);
    out->kind = VALUE_TABLE;
    out->u.table.count = count;
    out->u.table.rows = arena_array(arena, count + 1, sizeof *out->u.table.rows);
    if (out->u.table.rows == NULL) return diag_memory(d);
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_array_get(from, i);
        int status = json_is_array(row)    ? read_row_array(field, row, arena, &out->u.table.rows[i], d)
                     : json_is_object(row) ? read_row_object(field, row, arena, &out->u.table.rows[i], d)
                                           : wrong(field, "row", d);
        if (status != 0) return -1;
    }
    return 0;
}

int api_fields(const json_t *object, arena_t *arena, field_t **out, size_t *count, diag_t *d) {
    const char *name;
    json_t *value;
    *out = NULL;
    *count = 0;
    if (object == NULL || json_is_null(object)) return 0;
    if (!json_is_object(object)) return wrong("fields", "object", d);
    if (json_object_size(object) > RECORD_FIELDS_MAX)
        return api_too_many("fields", "fewer fields", RECORD_FIELDS_MAX, d);
    field_t *fields = arena_array(arena, json_object_size(object) + 1, sizeof *fields);
    if (fields == NULL) return diag_memory(d);
    json_object_foreach((json_t *)object, name, value) {
        field_t *f = &fields[(*count)++];
        f->name = name;
        int status = json_is_array(value) ? read_table(name, value, arena, &f->value, d)
                                          : read_cell(name, value, arena, &f->value, d);
        if (status != 0) return -1;
    }
    *out = fields;
    return 0;
}
