/* Tasks of people who are no longer in service; see vacancies.h. */
#include "server/vacancies.h"
#include "base/log.h"
#include "server/work.h"
#include <string.h>

static const char LEFT[] = "vacancies.left"; /* a setting: "1" where something was left with who had it */
static const char SEEN[] = "vacancies.seen"; /* a setting: an instant; empty or none: nothing was looked at */

static int seen_until(host_t *h, instant_t *out, diag_t *d) {
    arena_t arena;
    const char *text;
    arena_init(&arena, 0);
    *out = INSTANT_NONE;
    int status = store_setting(h->store, SEEN, &arena, &text, d);
    if (status == 0 && text != NULL && text[0] != '\0' && instant_parse(text, out) != 0) *out = INSTANT_NONE;
    arena_free(&arena);
    return status;
}

int vacancies_owe(host_t *h, diag_t *d) {
    h->vacant_known = false;
    return store_setting_put(h->store, SEEN, "", d);
}

int vacancies_left(host_t *h, bool *out, diag_t *d) {
    arena_t arena;
    const char *text;
    arena_init(&arena, 0);
    int status = store_setting(h->store, LEFT, &arena, &text, d);
    *out = status == 0 && text != NULL && text[0] != '\0';
    arena_free(&arena);
    return status;
}

int vacancies_note_left(host_t *h, diag_t *d) {
    return store_setting_put(h->store, LEFT, "1", d);
}

int vacancies_owe_left(host_t *h, diag_t *d) {
    bool left;
    if (vacancies_left(h, &left, d) != 0) return -1;
    return left ? vacancies_owe(h, d) : 0;
}

/* All people are walked once for each directory and each look. */
int vacancies_next(host_t *h, instant_t *out, diag_t *d) {
    const directory_t *directory = h->snapshot->directory;
    if (!h->vacant_known || h->vacant_of != directory_version(directory)) {
        instant_t seen, next = INSTANT_MAX;
        person_info_t person;
        if (seen_until(h, &seen, d) != 0) return -1;
        for (size_t i = 0; i < directory_people(directory); i++)
            if (directory_person_at(directory, i, &person) && person.until != INSTANT_MAX &&
                person.until < next && (seen == INSTANT_NONE || person.until > seen))
                next = person.until;
        h->vacant_next = next == INSTANT_MAX ? INSTANT_NONE : next;
        h->vacant_of = directory_version(directory);
        h->vacant_known = true;
    }
    *out = h->vacant_next;
    return 0;
}

/* `left`: something stays where it is; `all`: everybody was looked at, so that nothing else does. */
static int settle(host_t *h, instant_t now, bool left, bool all, diag_t *d) {
    char text[INSTANT_TEXT];
    if (batch_begin(h, d) != 0) return -1;
    h->vacant_known = false;
    int status = store_setting_put(h->store, SEEN, instant_format(now, 0, true, text), d);
    if (status == 0 && (left || all)) status = store_setting_put(h->store, LEFT, left ? "1" : "", d);
    return batch_end(h, status, d);
}

/* What nobody can take stays where it is, until the directory changes; its incident, and the log, say so. */
static int mend_one(host_t *h, const actor_t *actor, int64_t person, arena_t *arena, leaver_tasks_t *out,
                    diag_t *d) {
    leaver_t l = {.person_id = person, .reason = VACANCIES_REASON, .actor = *actor};
    leaver_tasks_t moved;
    int status = leaver_tasks(h, &l, NULL, arena, &moved, d);
    for (size_t i = 0; i < moved.refused_count; i++)
        log_diag(LOG_LEVEL_WARN, "a task of somebody who is no longer in service could not be handed over",
                 moved.refused[i].why);
    if (status == 0) status = leaver_join(out, &moved, arena, d);
    leaver_done(&moved);
    return status;
}

int vacancies_mend(host_t *h, const actor_t *actor, arena_t *arena, leaver_tasks_t *out, diag_t *d) {
    instant_t seen, now = host_now(h);
    snapshot_t *snapshot = host_snapshot(h);
    person_info_t person;
    *out = (leaver_tasks_t){0};
    int status = seen_until(h, &seen, d);
    for (size_t i = 0; status == 0 && i < directory_people(snapshot->directory); i++) {
        if (!directory_person_at(snapshot->directory, i, &person) || person.until > now) continue;
        if (seen != INSTANT_NONE && person.until <= seen) continue;
        status = mend_one(h, actor, person.id, arena, out, d);
    }
    snapshot_unref(snapshot);
    return status == 0 ? settle(h, now, out->refused_count > 0, seen == INSTANT_NONE, d) : -1;
}
