/* The words of levels of risk, and of how severe a warning is. */
#include "model/risk.h"
#include <string.h>

static const char *const levels[] = {
    [RISK_NONE] = "none", [RISK_LOW] = "low", [RISK_MEDIUM] = "medium", [RISK_HIGH] = "high"};

const char *risk_word(risk_level_t level) {
    return (int)level >= RISK_NONE && (int)level <= RISK_LAST ? levels[level] : "unknown";
}

risk_level_t risk_from(const char *word) {
    for (int i = RISK_LOW; i <= RISK_LAST; i++)
        if (strcmp(levels[i], word) == 0) return (risk_level_t)i;
    return RISK_NONE;
}

static const char *const severities[] = {
    [SEVERITY_MINOR] = "minor", [SEVERITY_MAJOR] = "major", [SEVERITY_SEVERE] = "severe"};

const char *severity_word(severity_t severity) {
    return (int)severity >= SEVERITY_MINOR && (int)severity <= SEVERITY_LAST ? severities[severity]
                                                                             : "unknown";
}

severity_t severity_from(const char *word) {
    for (int i = SEVERITY_MINOR; i <= SEVERITY_LAST; i++)
        if (strcmp(severities[i], word) == 0) return (severity_t)i;
    return SEVERITY_NONE;
}
