/* Money and decimals as rules see them: exact, comparable, and never mixed by accident. Money of two
 * currencies, money with a bare number and anything with an empty field are errors, not answers. What is
 * multiplied or divided is rounded half away from zero, money to its minor unit, numbers to nine digits. */
#include "script/objects.h"
#include "script/sandbox.h"
#include "script/words.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct money_object {
    object_t head;
    money_t money;
} money_object_t;

typedef struct decimal_object {
    object_t head;
    decimal_t number;
} decimal_object_t;

typedef __int128 wide_t;

enum { DECIMAL_DIGITS = 9 };

void money_push(lua_State *L, const money_t *m) {
    money_object_t *o = object_new(L, OBJECT_MONEY, sizeof *o, 0);
    o->money = *m;
}

const money_t *money_at(lua_State *L, int idx) {
    money_object_t *o = object_at(L, idx, OBJECT_MONEY);
    return o ? &o->money : NULL;
}

void decimal_push(lua_State *L, const decimal_t *n) {
    words_made(L, n, false);
    ruleset_t *rs = ruleset_of(L);
    if (n->scale == 0 && !rs->numbers_aloud) {
        lua_pushinteger(L, n->mantissa);
        return;
    }
    if (n->scale == 0) rs->said_aloud = true;
    decimal_object_t *o = object_new(L, OBJECT_NUMBER, sizeof *o, 0);
    o->number = *n;
}

/* A literal such as 0.1 is the nearest binary fraction; its shortest spelling that reads back the same is
 * what the author wrote. */
static bool decimal_of_float(double x, decimal_t *out) {
    char text[64];
    if (!isfinite(x)) return false;
    for (int digits = 1; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x) break;
    }
    if (strchr(text, 'e')) {
        (void)snprintf(text, sizeof text, "%.*f", DECIMAL_DIGITS, x);
        if (strtod(text, NULL) != x) return false;
    }
    diag_t ignored;
    diag_init(&ignored);
    bool fits = decimal_parse(text, out, &ignored) == 0;
    diag_clear(&ignored);
    return fits;
}

bool decimal_at(lua_State *L, int idx, decimal_t *out) {
    decimal_object_t *o = object_at(L, idx, OBJECT_NUMBER);
    if (o) {
        *out = o->number;
        return true;
    }
    if (lua_type(L, idx) != LUA_TNUMBER) return false;
    if (lua_isinteger(L, idx)) {
        *out = (decimal_t){.mantissa = lua_tointeger(L, idx)};
        return true;
    }
    return decimal_of_float(lua_tonumber(L, idx), out);
}

static int64_t power_of_ten(int exponent) {
    int64_t result = 1;
    while (exponent-- > 0)
        result *= 10;
    return result;
}

static wide_t divide_rounded(wide_t a, wide_t b) {
    wide_t quotient = a / b, rest = a % b;
    wide_t twice = rest < 0 ? -rest * 2 : rest * 2, size = b < 0 ? -b : b;
    if (twice >= size) quotient += ((a < 0) == (b < 0)) ? 1 : -1;
    return quotient;
}

static int64_t narrow(lua_State *L, wide_t v, const char *code) {
    if (v > INT64_MAX || v < -INT64_MAX) sandbox_fail(L, code, NULL);
    return (int64_t)v;
}

/* Pushes mantissa / 10^scale in its one form. */
static int push_scaled(lua_State *L, wide_t mantissa, int scale) {
    while (scale > DECIMAL_DIGITS) {
        int cut = scale - DECIMAL_DIGITS > 9 ? 9 : scale - DECIMAL_DIGITS;
        mantissa = divide_rounded(mantissa, power_of_ten(cut));
        scale -= cut;
    }
    while (scale > 0 && mantissa % 10 == 0) {
        mantissa /= 10;
        scale--;
    }
    decimal_t n = {.mantissa = narrow(L, mantissa, "number.overflow"), .scale = (uint8_t)scale};
    decimal_push(L, &n);
    return 1;
}

static int push_minor(lua_State *L, wide_t minor, const money_t *like) {
    money_t m = *like;
    m.minor = narrow(L, minor, "money.overflow");
    money_push(L, &m);
    return 1;
}

/* What stands on the other side of an operator is no number or amount. */
static int misfit(lua_State *L, const char *operation) {
    const char *empty = words_last_empty(L);
    if (empty && (lua_isnil(L, 1) || lua_isnil(L, 2)))
        sandbox_fail(L, "rule.empty_field", "field", empty, "word", operation, NULL);
    sandbox_fail(L, "rule.operands", "operation", operation, "left", object_word(L, 1), "right",
                 object_word(L, 2), NULL);
}

static void same_currency(lua_State *L, const money_t *a, const money_t *b) {
    if (strcmp(a->currency, b->currency) != 0)
        sandbox_fail(L, "money.currencies", "a", a->currency, "b", b->currency, NULL);
}

/* The answer of a comparison, told to whoever listens. */
static int money_answer(lua_State *L, const money_t *a, const money_t *b, bool held) {
    value_t x = {.kind = VALUE_MONEY, .u.money = *a}, y = {.kind = VALUE_MONEY, .u.money = *b};
    words_heard(L, &x, &y, held);
    lua_pushboolean(L, held);
    return 1;
}

static int number_answer(lua_State *L, const decimal_t *a, const decimal_t *b, bool held) {
    value_t x = {.kind = VALUE_NUMBER, .u.number = *a}, y = {.kind = VALUE_NUMBER, .u.number = *b};
    words_heard(L, &x, &y, held);
    lua_pushboolean(L, held);
    return 1;
}

static int money_order(lua_State *L, const char *operation, bool or_same) {
    const money_t *a = money_at(L, 1), *b = money_at(L, 2);
    if (!a || !b) misfit(L, operation);
    same_currency(L, a, b);
    return money_answer(L, a, b, a->minor < b->minor || (or_same && a->minor == b->minor));
}

static int money_lt(lua_State *L) {
    return money_order(L, "<", false);
}

static int money_le(lua_State *L) {
    return money_order(L, "<=", true);
}

/* Money of another currency is not equal, and not an error: == asks whether they are the same. */
static int money_eq(lua_State *L) {
    const money_t *a = money_at(L, 1), *b = money_at(L, 2);
    if (a && b) return money_answer(L, a, b, a->minor == b->minor && strcmp(a->currency, b->currency) == 0);
    lua_pushboolean(L, false);
    return 1;
}

static int money_sum(lua_State *L, const char *operation, int sign) {
    const money_t *a = money_at(L, 1), *b = money_at(L, 2);
    if (!a || !b) misfit(L, operation);
    same_currency(L, a, b);
    return push_minor(L, (wide_t)a->minor + (wide_t)sign * b->minor, a);
}

static int money_plus(lua_State *L) {
    return money_sum(L, "+", 1);
}

static int money_minus(lua_State *L) {
    return money_sum(L, "-", -1);
}

static int money_times(lua_State *L) {
    const money_t *m = money_at(L, 1);
    decimal_t n;
    if (!m) m = money_at(L, 2);
    if (!m || !decimal_at(L, money_at(L, 1) ? 2 : 1, &n)) misfit(L, "*");
    return push_minor(L, divide_rounded((wide_t)m->minor * n.mantissa, power_of_ten(n.scale)), m);
}

static int money_negate(lua_State *L) {
    const money_t *m = money_at(L, 1);
    return m ? push_minor(L, -(wide_t)m->minor, m) : misfit(L, "-");
}

static char *digits_text(char *out, size_t size, int64_t value, int digits) {
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t unit = (uint64_t)power_of_ten(digits);
    const char *sign = value < 0 ? "-" : "";
    if (digits == 0)
        (void)snprintf(out, size, "%s%llu", sign, (unsigned long long)magnitude);
    else
        (void)snprintf(out, size, "%s%llu.%0*llu", sign, (unsigned long long)(magnitude / unit), digits,
                       (unsigned long long)(magnitude % unit));
    return out;
}

static int money_tostring(lua_State *L) {
    const money_t *m = money_at(L, 1);
    char text[48];
    lua_pushfstring(L, "%s %s", digits_text(text, sizeof text, m->minor, m->digits), m->currency);
    return 1;
}

static int number_tostring(lua_State *L) {
    const decimal_object_t *o = object_at(L, 1, OBJECT_NUMBER);
    char text[48];
    lua_pushstring(L, digits_text(text, sizeof text, o->number.mantissa, o->number.scale));
    return 1;
}

static int money_index(lua_State *L) {
    const money_t *m = money_at(L, 1);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    if (strcmp(key, "currency") != 0)
        return words_unknown(L, "an amount of money", key, (const char *const[]){"currency"}, 1);
    lua_pushstring(L, m->currency);
    return 1;
}

static int number_index(lua_State *L) {
    return words_unknown(L, "a number", lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "", NULL, 0);
}

static void two_numbers(lua_State *L, const char *operation, decimal_t *a, decimal_t *b) {
    if (!decimal_at(L, 1, a) || !decimal_at(L, 2, b)) misfit(L, operation);
}

static int number_order(lua_State *L, const char *operation, bool or_same) {
    decimal_t a, b;
    two_numbers(L, operation, &a, &b);
    wide_t left = (wide_t)a.mantissa * power_of_ten(b.scale),
           right = (wide_t)b.mantissa * power_of_ten(a.scale);
    return number_answer(L, &a, &b, left < right || (or_same && left == right));
}

static int number_lt(lua_State *L) {
    return number_order(L, "<", false);
}

static int number_le(lua_State *L) {
    return number_order(L, "<=", true);
}

static int number_eq(lua_State *L) {
    decimal_object_t *a = object_at(L, 1, OBJECT_NUMBER), *b = object_at(L, 2, OBJECT_NUMBER);
    if (a && b)
        return number_answer(L, &a->number, &b->number,
                             a->number.mantissa == b->number.mantissa && a->number.scale == b->number.scale);
    lua_pushboolean(L, false);
    return 1;
}

static int number_sum(lua_State *L, const char *operation, int sign) {
    decimal_t a, b;
    two_numbers(L, operation, &a, &b);
    int scale = a.scale > b.scale ? a.scale : b.scale;
    wide_t left = (wide_t)a.mantissa * power_of_ten(scale - a.scale);
    wide_t right = (wide_t)b.mantissa * power_of_ten(scale - b.scale);
    return push_scaled(L, left + sign * right, scale);
}

static int number_plus(lua_State *L) {
    return number_sum(L, "+", 1);
}

static int number_minus(lua_State *L) {
    return number_sum(L, "-", -1);
}

static int number_times(lua_State *L) {
    decimal_t a, b;
    if (money_at(L, 1) || money_at(L, 2)) return money_times(L);
    two_numbers(L, "*", &a, &b);
    return push_scaled(L, (wide_t)a.mantissa * b.mantissa, a.scale + b.scale);
}

/* Remainders are Lua's, of its own whole numbers. Only while somebody listens are whole numbers objects: then
 * the result is what it always is. */
static int number_remainder(lua_State *L, const char *operation, bool quotient) {
    decimal_t a, b;
    two_numbers(L, operation, &a, &b);
    if (!ruleset_of(L)->numbers_aloud || a.scale != 0 || b.scale != 0) misfit(L, operation);
    lua_pushinteger(L, (lua_Integer)a.mantissa);
    lua_pushinteger(L, (lua_Integer)b.mantissa);
    lua_arith(L, quotient ? LUA_OPIDIV : LUA_OPMOD);
    decimal_t result = {.mantissa = (int64_t)lua_tointeger(L, -1)};
    if (quotient)
        decimal_push(L, &result);
    else
        words_made(L, &result, true);
    return 1;
}

static int number_mod(lua_State *L) {
    return number_remainder(L, "%", false);
}

static int number_idiv(lua_State *L) {
    return number_remainder(L, "//", true);
}

static int number_negate(lua_State *L) {
    const decimal_object_t *o = object_at(L, 1, OBJECT_NUMBER);
    return push_scaled(L, -(wide_t)o->number.mantissa, o->number.scale);
}

/* divide(money, number) → money; divide(money, money) and divide(number, number) → number. */
int word_divide(lua_State *L) {
    const money_t *a = money_at(L, 1), *b = money_at(L, 2);
    decimal_t x = {0}, y = {0};
    lua_settop(L, 2);
    if (a && b) {
        same_currency(L, a, b);
        x.mantissa = a->minor;
        y.mantissa = b->minor;
    } else if ((!a && !decimal_at(L, 1, &x)) || b || !decimal_at(L, 2, &y)) {
        misfit(L, "divide");
    }
    if (y.mantissa == 0) sandbox_fail(L, "rule.division", NULL);
    if (a && !b)
        return push_minor(L, divide_rounded((wide_t)a->minor * power_of_ten(y.scale), y.mantissa), a);
    wide_t left = (wide_t)x.mantissa * power_of_ten(y.scale);
    if (left > INT64_MAX || left < -INT64_MAX) sandbox_fail(L, "number.overflow", NULL);
    return push_scaled(L, divide_rounded(left * power_of_ten(DECIMAL_DIGITS - x.scale), y.mantissa),
                       DECIMAL_DIGITS);
}

int word_amount(lua_State *L) {
    const char *text = argument_text(L, 1, "amount", "a text such as \"5000 EUR\"");
    money_t m;
    diag_t d;
    diag_init(&d);
    if (money_parse(text, NULL, &m, &d) != 0) sandbox_raise(L, &d);
    money_push(L, &m);
    return 1;
}

int word_decimal(lua_State *L) {
    decimal_t n;
    diag_t d;
    diag_init(&d);
    if (lua_type(L, 1) == LUA_TSTRING) {
        if (decimal_parse(lua_tostring(L, 1), &n, &d) != 0) sandbox_raise(L, &d);
    } else if (!decimal_at(L, 1, &n)) {
        argument_fail(L, 1, "number", "a text such as \"0.25\"");
    }
    decimal_push(L, &n);
    return 1;
}

void money_setup(lua_State *L) {
    static const luaL_Reg money_methods[] = {
        {"__add", money_plus},
        {"__sub", money_minus},
        {"__mul", money_times},
        {"__div", word_divide},
        {"__unm", money_negate},
        {"__eq", money_eq},
        {"__lt", money_lt},
        {"__le", money_le},
        {"__tostring", money_tostring},
        {"__index", money_index},
        {NULL, NULL},
    };
    static const luaL_Reg number_methods[] = {
        {"__add", number_plus},
        {"__sub", number_minus},
        {"__mul", number_times},
        {"__div", word_divide},
        {"__mod", number_mod},
        {"__idiv", number_idiv},
        {"__unm", number_negate},
        {"__eq", number_eq},
        {"__lt", number_lt},
        {"__le", number_le},
        {"__tostring", number_tostring},
        {"__index", number_index},
        {NULL, NULL},
    };
    object_kind_setup(L, OBJECT_MONEY, "an amount of money", money_methods);
    object_kind_setup(L, OBJECT_NUMBER, "a number", number_methods);
}
