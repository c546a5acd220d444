/* Values of form fields: their encoding and equality. The encoding is one byte for the kind, then the value
 * in its only spelling; a table is rows of values that are no tables themselves. */
#include "model/value.h"
#include "model/codec.h"
#include <string.h>

/* Years -9999 to 9999, as base/instant.h has them. */
enum { DAY_LEAST = -4371587, DAY_MOST = 2932896 };

static bool money_well_formed(const money_t *m) {
    for (int i = 0; i < 3; i++) {
        if (m->currency[i] < 'A' || m->currency[i] > 'Z') return false;
    }
    return m->currency[3] == '\0' && m->digits <= 4;
}

static bool decimal_canonical(const decimal_t *n) {
    return n->scale == 0 || (n->scale <= 9 && n->mantissa % 10 != 0);
}

static void put_text(const char *s, buf_t *out) {
    if (!s) out->failed = true;
    buf_text(out, s);
}

void document_encode(const document_t *doc, buf_t *out) {
    codec_put_name(out, doc->name);
    buf_text(out, doc->media_type);
    codec_put_hash(out, &doc->content);
    codec_put_range(out, doc->size, 0, INT64_MAX);
    codec_put_enum(out, (int)doc->kept_as, 0, DOCUMENT_ACCEPTANCE);
    if (doc->kept_as == 0) return; /* not in a record yet */
    buf_int(out, doc->by);
    codec_put_instant(out, doc->at);
}

static void table_encode(const value_t *v, buf_t *out) {
    codec_put_count(out, v->u.table.count, VALUE_ROWS_MAX);
    for (size_t i = 0; i < v->u.table.count && !out->failed; i++) {
        const row_t *row = &v->u.table.rows[i];
        codec_put_count(out, row->count, VALUE_CELLS_MAX);
        for (size_t j = 0; j < row->count && !out->failed; j++) {
            if (row->cells[j].kind == VALUE_TABLE) {
                out->failed = true;
            } else {
                value_encode(&row->cells[j], out);
            }
        }
    }
}

void value_encode(const value_t *v, buf_t *out) {
    codec_put_enum(out, (int)v->kind, VALUE_NONE, VALUE_FLAG);
    switch (v->kind) {
    case VALUE_NONE:
        break;
    case VALUE_TEXT:
    case VALUE_CHOICE:
    case VALUE_DEPARTMENT:
        put_text(v->u.text, out);
        break;
    case VALUE_MONEY:
        if (!money_well_formed(&v->u.money)) out->failed = true;
        buf_int(out, v->u.money.minor);
        buf_put(out, v->u.money.currency, 3);
        buf_u8(out, v->u.money.digits);
        break;
    case VALUE_NUMBER:
        if (!decimal_canonical(&v->u.number)) out->failed = true;
        buf_int(out, v->u.number.mantissa);
        buf_u8(out, v->u.number.scale);
        break;
    case VALUE_DATE:
        codec_put_range(out, v->u.date, DAY_LEAST, DAY_MOST);
        break;
    case VALUE_RANGE:
        codec_put_range(out, v->u.range.from, DAY_LEAST, DAY_MOST);
        codec_put_range(out, v->u.range.until, v->u.range.from, DAY_MOST);
        break;
    case VALUE_PERSON:
        buf_int(out, v->u.person);
        break;
    case VALUE_DOCUMENT:
        document_encode(&v->u.document, out);
        break;
    case VALUE_TABLE:
        table_encode(v, out);
        break;
    case VALUE_FLAG:
        buf_flag(out, v->u.flag);
        break;
    }
}

static void money_decode(cursor_t *in, money_t *m) {
    m->minor = cursor_int(in);
    for (int i = 0; i < 3; i++)
        m->currency[i] = (char)cursor_u8(in);
    m->digits = cursor_u8(in);
    if (!money_well_formed(m)) codec_fail(in);
}

void document_decode(cursor_t *in, document_t *doc) {
    doc->name = codec_get_name(in);
    doc->media_type = cursor_text(in);
    codec_get_hash(in, &doc->content);
    doc->size = codec_get_range(in, 0, INT64_MAX);
    doc->kept_as = (document_class_t)codec_get_enum(in, 0, DOCUMENT_ACCEPTANCE);
    if (doc->kept_as == 0) return;
    doc->by = cursor_int(in);
    doc->at = codec_get_instant(in);
}

static void decode_as(cursor_t *in, value_t *out, bool cell);

static void table_decode(cursor_t *in, value_t *out) {
    size_t rows = codec_get_count(in, VALUE_ROWS_MAX);
    out->u.table.rows = codec_array(in, rows, sizeof(row_t));
    out->u.table.count = rows;
    for (size_t i = 0; i < rows && !in->failed; i++) {
        row_t *row = &out->u.table.rows[i];
        row->count = codec_get_count(in, VALUE_CELLS_MAX);
        row->cells = codec_array(in, row->count, sizeof(value_t));
        for (size_t j = 0; j < row->count && !in->failed; j++)
            decode_as(in, &row->cells[j], true);
    }
}

static void decode_as(cursor_t *in, value_t *out, bool cell) {
    memset(out, 0, sizeof *out);
    out->kind = (value_kind_t)codec_get_enum(in, VALUE_NONE, VALUE_FLAG);
    switch (out->kind) {
    case VALUE_NONE:
        break;
    case VALUE_TEXT:
    case VALUE_CHOICE:
    case VALUE_DEPARTMENT:
        out->u.text = codec_get_name(in);
        break;
    case VALUE_MONEY:
        money_decode(in, &out->u.money);
        break;
    case VALUE_NUMBER:
        out->u.number.mantissa = cursor_int(in);
        out->u.number.scale = cursor_u8(in);
        if (!decimal_canonical(&out->u.number)) codec_fail(in);
        break;
    case VALUE_DATE:
        out->u.date = (day_t)codec_get_range(in, DAY_LEAST, DAY_MOST);
        break;
    case VALUE_RANGE:
        out->u.range.from = (day_t)codec_get_range(in, DAY_LEAST, DAY_MOST);
        out->u.range.until = (day_t)codec_get_range(in, out->u.range.from, DAY_MOST);
        break;
    case VALUE_PERSON:
        out->u.person = cursor_int(in);
        break;
    case VALUE_DOCUMENT:
        document_decode(in, &out->u.document);
        break;
    case VALUE_TABLE:
        if (cell) codec_fail(in);
        table_decode(in, out);
        break;
    case VALUE_FLAG:
        out->u.flag = cursor_flag(in);
        break;
    }
    if (in->failed) memset(out, 0, sizeof *out);
}

void value_decode(cursor_t *in, value_t *out) {
    decode_as(in, out, false);
}

static bool text_equal(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool table_equal(const value_t *a, const value_t *b) {
    if (a->u.table.count != b->u.table.count) return false;
    for (size_t i = 0; i < a->u.table.count; i++) {
        const row_t *x = &a->u.table.rows[i], *y = &b->u.table.rows[i];
        if (x->count != y->count) return false;
        for (size_t j = 0; j < x->count; j++) {
            if (x->cells[j].kind == VALUE_TABLE || !value_equal(&x->cells[j], &y->cells[j])) return false;
        }
    }
    return true;
}

bool document_same(const document_t *a, const document_t *b) {
    return text_equal(a->name, b->name) && text_equal(a->media_type, b->media_type) &&
           hash_equal(&a->content, &b->content) && a->size == b->size;
}

bool value_equal(const value_t *a, const value_t *b) {
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case VALUE_NONE:
        return true;
    case VALUE_TEXT:
    case VALUE_CHOICE:
    case VALUE_DEPARTMENT:
        return text_equal(a->u.text, b->u.text);
    case VALUE_MONEY:
        return a->u.money.minor == b->u.money.minor && a->u.money.digits == b->u.money.digits &&
               memcmp(a->u.money.currency, b->u.money.currency, sizeof a->u.money.currency) == 0;
    case VALUE_NUMBER:
        return decimal_compare(&a->u.number, &b->u.number) == 0;
    case VALUE_DATE:
        return a->u.date == b->u.date;
    case VALUE_RANGE:
        return a->u.range.from == b->u.range.from && a->u.range.until == b->u.range.until;
    case VALUE_PERSON:
        return a->u.person == b->u.person;
    case VALUE_DOCUMENT:
        return document_same(&a->u.document, &b->u.document) && a->u.document.by == b->u.document.by &&
               a->u.document.at == b->u.document.at && a->u.document.kept_as == b->u.document.kept_as;
    case VALUE_TABLE:
        return table_equal(a, b);
    case VALUE_FLAG:
        return a->u.flag == b->u.flag;
    }
    return false;
}

const char *value_kind_word(value_kind_t kind) {
    static const char *const words[] = {
        [VALUE_NONE] = "none",         [VALUE_TEXT] = "text",     [VALUE_MONEY] = "money",
        [VALUE_NUMBER] = "number",     [VALUE_DATE] = "date",     [VALUE_RANGE] = "date_range",
        [VALUE_CHOICE] = "choice",     [VALUE_PERSON] = "person", [VALUE_DEPARTMENT] = "department",
        [VALUE_DOCUMENT] = "document", [VALUE_TABLE] = "table",   [VALUE_FLAG] = "flag",
    };
    return (int)kind >= VALUE_NONE && kind <= VALUE_FLAG ? words[kind] : "unknown";
}

const char *document_class_word(document_class_t kept_as) {
    static const char *const words[] = {"",          "initiation", "approval",
                                        "execution", "monitoring", "acceptance"};
    return kept_as >= 0 && (size_t)kept_as < sizeof words / sizeof *words ? words[kept_as] : "";
}
