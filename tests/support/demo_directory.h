/* A small company for tests, all of it made up. Who is who:
 *
 *   company                 head: company.director (Li Na), leader: company.director
 *   ├─ finance              head: finance.head (Wang Fang), leader: company.cfo (Zhao Lei)
 *   │  └─ finance.tax       head: finance.tax.head, which nobody has; no leader named
 *   ├─ sales                head: sales.head (Chen Wei); its calendar is "sales"
 *   └─ it                   no head named
 *
 *   role finance.administration: Liu Yang and Sun Li (in finance), Zhou Jie (everywhere); Ma Chao had it
 * until 2020-01-01. Budget FIN-01: Wang Fang; SAL-01: Chen Wei. The service account treasury belongs to Zhao
 * Lei. From 2026-08-03 until 2026-08-10 Zhou Jie stands in for Wang Fang.
 */
#ifndef TESTS_SUPPORT_DEMO_DIRECTORY_H
#define TESTS_SUPPORT_DEMO_DIRECTORY_H

#include "model/directory.h"

enum {
    DEMO_LI_NA = 1001,     /* li.na, company */
    DEMO_ZHAO_LEI = 1002,  /* zhao.lei, company */
    DEMO_WANG_FANG = 1003, /* wang.fang, finance */
    DEMO_LIU_YANG = 1004,  /* liu.yang, finance */
    DEMO_SUN_LI = 1005,    /* sun.li, finance */
    DEMO_ZHOU_JIE = 1006,  /* zhou.jie, finance.tax */
    DEMO_CHEN_WEI = 1007,  /* chen.wei, sales */
    DEMO_GAO_MIN = 1008,   /* gao.min, sales, no post: the usual initiator; Unix user 4008 */
    DEMO_MA_CHAO = 1009,   /* ma.chao, finance, left at 2025-01-01 */
    DEMO_XU_JING = 1010,   /* xu.jing, it */
    DEMO_TREASURY = 1011,  /* treasury, a service */
};

/* The caller owns one reference. */
directory_t *demo_directory(int64_t version);
/* The same before it is built, for tests that add to it. */
directory_builder_t *demo_directory_builder(void);

#endif
