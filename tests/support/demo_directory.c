/* Builds the company that demo_directory.h describes. */
#include "support/demo_directory.h"
#include <assert.h>

#define DAY_2020_01_01 (INT64_C(18262) * MS_DAY)
#define DAY_2025_01_01 (INT64_C(20089) * MS_DAY)
/* a week in which no other test plays */
#define DAY_2026_08_03 (INT64_C(20668) * MS_DAY)

static void department(directory_builder_t *b, const char *key, const char *parent, const char *zh,
                       const char *calendar, const char *head, const char *leader) {
    department_info_t info = {.key = key,
                              .parent = parent,
                              .name_en = key,
                              .name_zh = zh,
                              .calendar = calendar,
                              .head_post = head,
                              .leader_post = leader};
    int rc = directory_add_department(b, &info, NULL);
    assert(rc == 0);
    (void)rc;
}

static void person(directory_builder_t *b, int64_t id, const char *handle, const char *name,
                   const char *of_department) {
    person_info_t info = {.id = id,
                          .handle = handle,
                          .name = name,
                          .department = of_department,
                          .kind = PERSON_HUMAN,
                          .uid = id == DEMO_GAO_MIN ? 4008 : -1,
                          .from = INSTANT_NONE,
                          .until = id == DEMO_MA_CHAO ? DAY_2025_01_01 : INSTANT_MAX};
    if (id == DEMO_TREASURY) {
        info.kind = PERSON_SERVICE;
        info.owner = DEMO_ZHAO_LEI;
    }
    int rc = directory_add_person(b, &info, NULL);
    assert(rc == 0);
    (void)rc;
}

static void posts(directory_builder_t *b) {
    int rc = directory_add_post(b, "company.director", DEMO_LI_NA, INSTANT_NONE, INSTANT_MAX, NULL);
    rc |= directory_add_post(b, "company.cfo", DEMO_ZHAO_LEI, INSTANT_NONE, INSTANT_MAX, NULL);
    rc |= directory_add_post(b, "finance.head", DEMO_WANG_FANG, INSTANT_NONE, INSTANT_MAX, NULL);
    rc |= directory_add_post(b, "sales.head", DEMO_CHEN_WEI, INSTANT_NONE, INSTANT_MAX, NULL);
    assert(rc == 0);
    (void)rc;
}

static void roles(directory_builder_t *b) {
    const char *role = "finance.administration";
    int rc = directory_add_role(b, role, "finance", DEMO_LIU_YANG, INSTANT_NONE, INSTANT_MAX, NULL);
    rc |= directory_add_role(b, role, "finance", DEMO_SUN_LI, INSTANT_NONE, INSTANT_MAX, NULL);
    rc |= directory_add_role(b, role, NULL, DEMO_ZHOU_JIE, INSTANT_NONE, INSTANT_MAX, NULL);
    rc |= directory_add_role(b, role, "finance", DEMO_MA_CHAO, INSTANT_NONE, DAY_2020_01_01, NULL);
    rc |= directory_add_holder(b, "budget", "FIN-01", DEMO_WANG_FANG, INSTANT_NONE, INSTANT_MAX, NULL);
    rc |= directory_add_holder(b, "budget", "SAL-01", DEMO_CHEN_WEI, INSTANT_NONE, INSTANT_MAX, NULL);
    rc |= directory_add_attribute(b, "department:finance", "budget", "FIN-01", NULL);
    rc |= directory_add_attribute(b, "department:sales", "budget", "SAL-01", NULL);
    rc |= directory_add_attribute(b, "person:gao.min", "grade", "3", NULL);
    rc |= directory_add_stand_in(b, DEMO_WANG_FANG, DEMO_ZHOU_JIE, NULL, DAY_2026_08_03,
                                 DAY_2026_08_03 + INT64_C(7) * MS_DAY, NULL);
    assert(rc == 0);
    (void)rc;
}

directory_builder_t *demo_directory_builder(void) {
    directory_builder_t *b = directory_builder_new(NULL);
    assert(b);
    department(b, "company", NULL, "示例公司", NULL, "company.director", "company.director");
    department(b, "finance", "company", "财务部", NULL, "finance.head", "company.cfo");
    department(b, "finance.tax", "finance", "税务组", NULL, "finance.tax.head", NULL);
    department(b, "sales", "company", "销售部", "sales", "sales.head", NULL);
    department(b, "it", "company", "信息部", NULL, NULL, NULL);
    person(b, DEMO_LI_NA, "li.na", "李娜", "company");
    person(b, DEMO_ZHAO_LEI, "zhao.lei", "赵磊", "company");
    person(b, DEMO_WANG_FANG, "wang.fang", "王芳", "finance");
    person(b, DEMO_LIU_YANG, "liu.yang", "刘洋", "finance");
    person(b, DEMO_SUN_LI, "sun.li", "孙丽", "finance");
    person(b, DEMO_ZHOU_JIE, "zhou.jie", "周杰", "finance.tax");
    person(b, DEMO_CHEN_WEI, "chen.wei", "陈伟", "sales");
    person(b, DEMO_GAO_MIN, "gao.min", "高敏", "sales");
    person(b, DEMO_MA_CHAO, "ma.chao", "马超", "finance");
    person(b, DEMO_XU_JING, "xu.jing", "徐静", "it");
    person(b, DEMO_TREASURY, "treasury", "付款", "finance");
    posts(b);
    roles(b);
    return b;
}

directory_t *demo_directory(int64_t version) {
    directory_t *dir = directory_build(demo_directory_builder(), version, NULL);
    assert(dir);
    return dir;
}
