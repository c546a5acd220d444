/* Random flows with conditions of many kinds over their form, and random records of them, for tests that
 * compare an explanation with a search by brute force. Constants lie near the values, so that changes lie
 * near too. */
#ifndef TESTS_UNIT_SERVER_RANDOM_FLOW_H
#define TESTS_UNIT_SERVER_RANDOM_FLOW_H

#include "unit/script/rules_try.h"

typedef struct flow_dice {
    uint64_t state;
    char *text;
    size_t used, size;
    bool fields; /* steps whose person a field names, too */
} flow_dice_t;

static inline uint64_t roll(flow_dice_t *d) {
    uint64_t z = (d->state += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix64 */
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Both included; where `high` is less, `low`. */
static inline int64_t between(flow_dice_t *d, int64_t low, int64_t high) {
    uint64_t more = high > low ? (uint64_t)(high - low) + 1 : 1;
    return low + (int64_t)(roll(d) % more);
}

__attribute__((format(printf, 2, 3))) static inline void say(flow_dice_t *d, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(d->text + d->used, d->size - d->used, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= d->size - d->used) fail_msg("a flow too long for the test");
    d->used += (size_t)n;
}

static const char FLOW_FORM[] =
    "  form = {\n"
    "    amount = money { currency = \"EUR\", required = true, min = amount \"0.01 EUR\" },\n"
    "    spent = money { currency = \"EUR\", required = true },\n"
    "    pieces = number { required = true }, boxes = number { required = true, min = 0, max = 400 },\n"
    "    rate = number { required = true },\n"
    "    day = date { required = true }, latest = date { required = true },\n"
    "    trip = date_range { required = true },\n"
    "    kind = choice { \"goods\", \"services\", \"software\", \"works\", required = true },\n"
    "    urgent = flag {}, code = text { required = true },\n"
    "    gift = money { currency = \"EUR\" }, extra = number {}, back = date {},\n"
    "    boss = person {}, unit = department {},\n"
    "    lines = rows { columns = { price = money { currency = \"EUR\", required = true }, count = number {} "
    "} },\n"
    "  },\n";

static inline const char *an_order(flow_dice_t *d) {
    static const char *const ORDERS[] = {">", ">=", "<", "<="};
    return ORDERS[between(d, 0, 3)];
}

static inline void say_amount(flow_dice_t *d, int64_t low, int64_t high) {
    int64_t cents = between(d, low, high);
    say(d, "amount \"%lld.%02lld EUR\"", (long long)(cents / 100), (long long)(cents % 100));
}

static inline void say_date(flow_dice_t *d) {
    char text[INSTANT_TEXT];
    say(d, "date \"%s\"", day_format((day_t)(20600 + between(d, -60, 60)), text));
}

static inline void money_condition(flow_dice_t *d) {
    static const char *const SIDES[] = {"r.amount",
                                        "r.amount * 3",
                                        "r.amount + r.spent",
                                        "r.amount - r.spent",
                                        "divide(r.amount, 3)",
                                        "r.amount * number \"1.19\"",
                                        "divide(r.amount, r.pieces)",
                                        "r.spent",
                                        "sum(r.lines, \"price\", amount \"0 EUR\")",
                                        "r.spent * r.boxes"};
    int64_t side = between(d, 0, 9), scale = side == 1 ? 3 : side == 2 ? 2 : 1;
    if (side == 4 || side == 6) {
        say(d, "%s %s ", SIDES[side], an_order(d));
        say_amount(d, side == 4 ? 250 : 20, side == 4 ? 450 : 400);
        return;
    }
    if (between(d, 0, 7) == 0) {
        say(d, "r.amount %s r.spent", between(d, 0, 1) ? an_order(d) : "==");
        return;
    }
    if (between(d, 0, 4) == 0) {
        say(d, "%s %s set.limit", SIDES[side], an_order(d));
        return;
    }
    say(d, "%s %s ", SIDES[side], between(d, 0, 9) == 0 ? "==" : an_order(d));
    if (side == 9)
        say_amount(d, 1000, 90000);
    else
        say_amount(d, side == 3 ? 0 : 800 * scale, side == 3 ? 400 : 1200 * scale);
}

static inline void number_condition(flow_dice_t *d) {
    long long k = between(d, 1, 150), m = between(d, 2, 9);
    switch (between(d, 0, 9)) {
    case 0:
        say(d, "r.pieces == %lld", k);
        break;
    case 1:
        say(d, "r.pieces * %lld == %lld", m, m * k);
        break;
    case 2:
        say(d, "r.pieces + r.boxes %s %lld", an_order(d), k + 40);
        break;
    case 3:
        say(d, "r.pieces * %lld + r.boxes == %lld", m, m * k);
        break;
    case 4:
        say(d, "r.pieces %% %lld == %lld", m, k % m);
        break;
    case 5:
        say(d, "r.rate %s number \"%lld.%02lld\"", an_order(d), k % 3, k % 100);
        break;
    case 6:
        say(d, "r.rate == number \"0.%lld\"", k % 9 + 1);
        break;
    case 7:
        say(d, "r.pieces %s r.boxes", between(d, 0, 1) ? an_order(d) : "==");
        break;
    case 8:
        say(d, "r.pieces - r.boxes %s set.gap", an_order(d));
        break;
    default:
        say(d, "r.boxes %s %lld", an_order(d), k);
    }
}

static inline void date_condition(flow_dice_t *d) {
    long long k = between(d, 0, 40);
    switch (between(d, 0, 9)) {
    case 0:
        say(d, "r.day.weekday >= %lld", k % 3 + 5);
        break;
    case 1:
        say(d, "r.day.month == %lld", k % 12 + 1);
        break;
    case 2:
        say(d, "r.day:days_until(r.latest) %s %lld", an_order(d), k);
        break;
    case 3:
        say(d, "r.latest - r.day == %lld", k);
        break;
    case 4:
        say(d, "r.day + %lld %s r.latest", k, an_order(d));
        break;
    case 5:
        say(d, "r.trip.days %s %lld", an_order(d), k + 1);
        break;
    case 6:
        say(d, "r.trip.to %s r.latest", an_order(d));
        break;
    case 7:
        say(d, "r.day.year >= %lld", 2026 + k % 2);
        break;
    case 8:
        say(d, "r.day == ");
        say_date(d);
        break;
    default:
        say(d, "r.day %s ", an_order(d));
        say_date(d);
    }
}

static const char *const HANDLES[] = {"wang.fang", "li.na", "wu.yan", "zhao.lei", "chen.jing"};
static const char *const UNITS[] = {"company", "finance", "treasury", "hr"};

/* Of what may be empty. */
static inline void empty_condition(flow_dice_t *d) {
    static const char *const FIELDS[] = {"gift", "extra", "back", "boss", "unit"};
    const char *field = FIELDS[between(d, 0, 4)];
    switch (between(d, 0, 5)) {
    case 0:
        say(d, "r.%s == nil", field);
        break;
    case 1:
        say(d, "r.gift and r.gift %s ", an_order(d));
        say_amount(d, 1, 150);
        break;
    case 2:
        say(d, "r.extra and r.extra %s %lld", an_order(d), (long long)between(d, 1, 150));
        break;
    case 3:
        say(d, "r.back and r.back %s ", an_order(d));
        say_date(d);
        break;
    case 4:
        say(d, "r.boss and r.boss.handle == \"%s\"", HANDLES[between(d, 0, 4)]);
        break;
    default:
        say(d, "r.unit and r.unit.key == \"%s\"", UNITS[between(d, 0, 3)]);
    }
}

static inline void other_condition(flow_dice_t *d) {
    static const char *const KINDS[] = {"goods", "services", "software", "works"};
    switch (between(d, 0, 5)) {
    case 0:
        say(d, "r.kind == \"%s\"", KINDS[between(d, 0, 3)]);
        break;
    case 1:
        say(d, "r.urgent");
        break;
    case 2:
        say(d, "r.code == \"C%lld\"", (long long)between(d, 1, 4));
        break;
    case 3:
    case 4:
        empty_condition(d);
        break;
    default:
        say(d, "#r.lines > %lld", (long long)between(d, 0, 3));
    }
}

static inline void condition(flow_dice_t *d, int depth) {
    int64_t what = between(d, 0, depth > 0 ? 9 : 6);
    if (what <= 2)
        money_condition(d);
    else if (what <= 4)
        number_condition(d);
    else if (what == 5)
        date_condition(d);
    else if (what == 6)
        other_condition(d);
    else {
        say(d, what == 9 ? "not (" : "((");
        condition(d, depth - 1);
        if (what != 9) {
            say(d, ") %s (", what == 7 ? "and" : "or");
            condition(d, depth - 1);
            say(d, ")");
        }
        say(d, ")");
    }
}

static inline void a_step(flow_dice_t *d, int number) {
    say(d, "      approve \"s%d\" { by = ", number);
    switch (between(d, 0, 5)) {
    case 0:
        condition(d, 0);
        say(d, " and post \"boss\" or head_of(r.department), within = workdays(1)");
        break;
    case 1:
        say(d, "post \"boss\", within = workdays((");
        condition(d, 0);
        say(d, ") and 1 or 2)");
        break;
    case 2:
        say(d, "%s \"boss\", within = workdays(1)", d->fields ? "field" : "post");
        break;
    default:
        say(d, "post \"boss\", within = workdays(1)");
    }
    if (between(d, 0, 3) != 0) {
        say(d, ",\n        when = ");
        condition(d, 2);
    }
    say(d, " },\n");
}

static inline void say_route(flow_dice_t *d, int steps) {
    int number = 0;
    if (between(d, 0, 4) == 0) {
        say(d, "    if ");
        condition(d, 1);
        say(d, " then return { approve \"short\" { by = post \"boss\", within = workdays(1) } } end\n");
    }
    say(d, "    return sequence {\n      approve \"first\" { by = head_of(r.department), within = "
           "workdays(1) },\n");
    for (int i = 0; i < steps; i++) {
        if (between(d, 0, 4) == 0) {
            say(d, "      any {\n");
            a_step(d, number++);
            a_step(d, number++);
            say(d, "      },\n");
        } else {
            a_step(d, number++);
        }
    }
    say(d, "    }\n  end,\n");
}

static inline void say_head(flow_dice_t *d) {
    d->used = 0;
    say(d, "flow \"random.flow\" {\n  title = \"Random\", owner = \"hr\", fallback = post \"boss\",\n%s",
        FLOW_FORM);
    say(d, "  settings = { limit = ");
    say_amount(d, 850, 1150);
    say(d, ", gap = %lld },\n", (long long)between(d, -30, 30));
}

/* One flow "random.flow" into `text`. */
static inline void random_flow(flow_dice_t *d) {
    int steps = (int)between(d, 1, 5);
    say_head(d);
    say(d, "  route = function(r, set)\n");
    say_route(d, steps);
    say(d, "}\n");
}

/* The same as an approval, after which it is carried out: what goes otherwise than planned is the boss's to
 * decide. */
static inline void random_flow_carried_out(flow_dice_t *d) {
    int steps = (int)between(d, 1, 5);
    say_head(d);
    say(d, "  deviation = { to = post \"boss\", within = workdays(1) },\n"
           "  stages = {\n  approval = function(r, set)\n");
    say_route(d, steps);
    say(d, "  execution = function(r, set)\n"
           "    return { act \"carry-out\" { by = post \"doer\", within = workdays(9) } }\n"
           "  end,\n  },\n}\n");
}

/* ---- records ---- */

enum { FIELDS_MOST = 24 };

static inline void put_value(try_t *t, const char *name, value_t value) {
    t->record.fields[t->record.field_count++] = (field_t){name, value};
}

static inline value_t euros(int64_t cents) {
    return (value_t){.kind = VALUE_MONEY, .u.money = {cents, "EUR", 2}};
}

static inline value_t whole(int64_t n) {
    return (value_t){.kind = VALUE_NUMBER, .u.number = {n, 0}};
}

static inline value_t hundredths(int64_t n) {
    decimal_t m = {n, 2};
    while (m.scale > 0 && m.mantissa % 10 == 0)
        m = (decimal_t){m.mantissa / 10, (uint8_t)(m.scale - 1)};
    return (value_t){.kind = VALUE_NUMBER, .u.number = m};
}

static inline value_t random_lines(flow_dice_t *d, arena_t *arena) {
    size_t count = (size_t)between(d, 0, 3);
    row_t *rows = arena_array(arena, count + 1, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        rows[i].count = 2;
        rows[i].cells = arena_array(arena, 2, sizeof *rows[i].cells);
        rows[i].cells[0] = euros(between(d, 300, 500));
        rows[i].cells[1] = whole(between(d, 1, 9));
    }
    return (value_t){.kind = VALUE_TABLE, .u.table = {rows, count}};
}

/* What may be empty is, as often as not. */
static inline void put_some(flow_dice_t *d, try_t *t, const char *name, value_t value) {
    if (between(d, 0, 1)) put_value(t, name, value);
}

/* Every field that has to be is filled; in the arena of the try. Of people and departments those of its
 * company. */
static inline void random_record(flow_dice_t *d, try_t *t) {
    static const char *const KINDS[] = {"goods", "services", "software", "works"};
    day_t from = (day_t)(20600 + between(d, -30, 30));
    value_t person = {.kind = VALUE_PERSON, .u.person = between(d, 1, 5)};
    value_t unit = {.kind = VALUE_DEPARTMENT, .u.text = UNITS[between(d, 0, 3)]};
    t->record.fields = arena_array(&t->arena, FIELDS_MOST, sizeof(field_t));
    t->record.field_count = 0;
    put_value(t, "amount", euros(between(d, 800, 1200)));
    put_some(d, t, "back", (value_t){.kind = VALUE_DATE, .u.date = (day_t)(20600 + between(d, -60, 60))});
    if (t->dir) put_some(d, t, "boss", person);
    put_value(t, "boxes", whole(between(d, 0, 150)));
    put_value(t, "code",
              (value_t){.kind = VALUE_TEXT,
                        .u.text = arena_printf(&t->arena, "C%lld", (long long)between(d, 1, 6))});
    put_value(t, "day", (value_t){.kind = VALUE_DATE, .u.date = (day_t)(20600 + between(d, -60, 60))});
    put_some(d, t, "extra", whole(between(d, 0, 150)));
    put_some(d, t, "gift", euros(between(d, 0, 150)));
    put_value(t, "kind", (value_t){.kind = VALUE_CHOICE, .u.text = KINDS[between(d, 0, 3)]});
    put_value(t, "latest", (value_t){.kind = VALUE_DATE, .u.date = (day_t)(20600 + between(d, -60, 60))});
    put_value(t, "lines", random_lines(d, &t->arena));
    put_value(t, "pieces", whole(between(d, 1, 150)));
    put_value(t, "rate", hundredths(between(d, 0, 300)));
    put_value(t, "spent", euros(between(d, 800, 1200)));
    put_value(t, "trip", (value_t){.kind = VALUE_RANGE, .u.range = {from, from + (day_t)between(d, 0, 40)}});
    if (t->dir) put_some(d, t, "unit", unit);
    if (between(d, 0, 1)) put_value(t, "urgent", (value_t){.kind = VALUE_FLAG, .u.flag = true});
}

#endif
