/* Building answers; see api_shape.h. */
#include "server/api_shape.h"
#include "server/api_guard.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

json_t *shape_object(shape_t *s) {
    json_t *o = json_object();
    if (o == NULL) s->failed = true;
    return o;
}

json_t *shape_array(shape_t *s) {
    json_t *a = json_array();
    if (a == NULL) s->failed = true;
    return a;
}

void shape_put(shape_t *s, json_t *object, const char *name, json_t *value) {
    if (value == NULL || json_object_set_new_nocheck(object, name, value) != 0) s->failed = true;
}

void shape_add(shape_t *s, json_t *array, json_t *value) {
    if (value == NULL || json_array_append_new(array, value) != 0) s->failed = true;
}

void shape_text(shape_t *s, json_t *object, const char *name, const char *text) {
    shape_put(s, object, name, json_lossy(shape_is_name(name) ? text : shape_cut(s, text)));
}

void shape_shown(shape_t *s, json_t *object, const char *name, const char *text) {
    shape_put(s, object, name, json_lossy(text));
}

void shape_int(shape_t *s, json_t *object, const char *name, int64_t value) {
    shape_put(s, object, name, json_integer(value));
}

void shape_flag(shape_t *s, json_t *object, const char *name, bool value) {
    shape_put(s, object, name, json_boolean(value));
}

void shape_id(shape_t *s, json_t *object, const char *name, int64_t id) {
    shape_put(s, object, name, id == 0 ? json_null() : json_id(id));
}

void shape_instant(shape_t *s, json_t *object, const char *name, instant_t t) {
    shape_put(s, object, name, json_instant(t));
}

void shape_hash(shape_t *s, json_t *object, const char *name, const hash_t *hash) {
    char hex[HASH_HEX];
    shape_put(s, object, name, hash_is_zero(hash) ? json_null() : json_string(hash_hex(hash, hex)));
}

void shape_words(shape_t *s, json_t *object, const char *name, const char *en, const char *zh) {
    if (en == NULL && zh == NULL) {
        shape_put(s, object, name, json_null());
        return;
    }
    json_t *words = shape_object(s);
    if (!shape_is_name(name)) {
        en = shape_guarded(s, en);
        zh = shape_guarded(s, zh);
    }
    if (en != NULL) shape_shown(s, words, "en", en);
    if (zh != NULL) shape_shown(s, words, "zh", zh);
    shape_put(s, object, name, words);
}

json_t *shape_person_value(shape_t *s, int64_t id) {
    person_info_t person;
    if (id == 0) return json_null();
    json_t *o = shape_object(s);
    shape_id(s, o, "id", id);
    if (directory_person(s->directory, id, &person)) {
        shape_text(s, o, "handle", person.handle);
        shape_text(s, o, "name", person.name);
        if (person.kind == PERSON_SERVICE) shape_text(s, o, "kind", "service");
    }
    return o;
}

void shape_person(shape_t *s, json_t *object, const char *name, int64_t id) {
    shape_put(s, object, name, shape_person_value(s, id));
}

static json_t *document(shape_t *s, const document_t *doc) {
    json_t *o = shape_object(s);
    shape_text(s, o, "name", doc->name);
    shape_int(s, o, "size", doc->size);
    shape_text(s, o, "media_type", doc->media_type);
    shape_hash(s, o, "blake2b", &doc->content);
    shape_person(s, o, "by", doc->by);
    shape_instant(s, o, "at", doc->at);
    shape_text(s, o, "class", document_class_word(doc->kept_as));
    return o;
}

static json_t *cell(shape_t *s, const value_t *value) {
    if (value->kind == VALUE_NONE) return json_null();
    person_info_t person;
    if (value->kind == VALUE_DOCUMENT) return document(s, &value->u.document);
    if (value->kind == VALUE_PERSON && directory_person(s->directory, value->u.person, &person))
        return json_lossy(person.handle);
    const char *text = value_text(value, s->arena);
    if (text == NULL) s->failed = true;
    return json_lossy(text);
}

json_t *shape_value(shape_t *s, const value_t *value) {
    if (value == NULL) return json_null();
    if (value->kind != VALUE_TABLE) return cell(s, value);
    json_t *rows = shape_array(s);
    for (size_t i = 0; i < value->u.table.count; i++) {
        const row_t *row = &value->u.table.rows[i];
        json_t *cells = shape_array(s);
        for (size_t c = 0; c < row->count; c++)
            shape_add(s, cells, cell(s, &row->cells[c]));
        shape_add(s, rows, cells);
    }
    return rows;
}

json_t *shape_limit(shape_t *s, const limit_t *limit) {
    static const char *const words[] = {NULL, "workdays", "worktime", "elapsed", "day_time"};
    if (limit->kind <= LIMIT_NONE || limit->kind > LIMIT_DAY_TIME) return json_null();
    json_t *o = shape_object(s);
    shape_text(s, o, "kind", words[limit->kind]);
    if (limit->kind == LIMIT_WORKDAYS || limit->kind == LIMIT_DAY_TIME) shape_int(s, o, "days", limit->days);
    if (limit->kind == LIMIT_WORKDAYS) shape_flag(s, o, "same_time", limit->same_time);
    if (limit->kind == LIMIT_WORKTIME || limit->kind == LIMIT_ELAPSED)
        shape_int(s, o, "seconds", limit->ms / MS_SECOND);
    if (limit->kind == LIMIT_DAY_TIME) {
        char time[16];
        snprintf(time, sizeof time, "%02d:%02d", limit->minute / 60 % 24, limit->minute % 60);
        shape_text(s, o, "time", time);
    }
    return o;
}

json_t *shape_actor(shape_t *s, const actor_t *actor) {
    json_t *o = shape_object(s);
    shape_text(s, o, "kind", actor_kind_word(actor->kind));
    shape_person(s, o, "person", actor->person);
    if (actor->principal != 0) shape_person(s, o, "principal", actor->principal);
    shape_text(s, o, "auth", auth_kind_word(actor->auth));
    if (actor->uid >= 0) shape_int(s, o, "uid", actor->uid);
    return o;
}

json_t *shape_answer(shape_t *s) {
    json_t *root = shape_object(s);
    shape_flag(s, root, "ok", true);
    return root;
}

json_t *shape_done(shape_t *s, json_t *root, diag_t *d) {
    if (!s->failed) return root;
    json_decref(root);
    diag_memory(d);
    return NULL;
}
