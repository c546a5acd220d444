/* Whom or what somebody meant who gave a name where a key is asked for. Suggestions for errors, never taken
 * for an answer: names are not unique for ever. Looks at every row. */
#ifndef CS_MODEL_DIRECTORY_MEANT_H
#define CS_MODEL_DIRECTORY_MEANT_H

#include "model/directory.h"

/* The department that alone has that key but for capitals, or that name in either language; else the one
 * whose key is much like it. False: none, or several. */
bool directory_department_meant(const directory_t *dir, const char *text, department_info_t *out);
/* The person in service without an end who alone has that name, or such a part of it ("许晴" of "Xu Qing
 * 许晴"); else the one whose handle is much like it. */
bool directory_person_meant(const directory_t *dir, const char *text, person_info_t *out);

#endif
