/* Each operation that a command asks for, or a timer: the doors of this folder, opened by decide.c. */
#ifndef CS_ENGINE_ACTS_H
#define CS_ENGINE_ACTS_H

#include "engine/deciding.h"

int do_draft(deciding_t *x);
int do_copy(deciding_t *x); /* A45: copy_earlier.c */
int do_edit(deciding_t *x);
int do_prepare(deciding_t *x);
int do_submit(deciding_t *x);
int do_take_back(deciding_t *x); /* A27 */
int do_decision(deciding_t *x);  /* approve, refuse, agree, done, acknowledge, return */
int do_comment(deciding_t *x);   /* comment.c */
int do_open(deciding_t *x);
int do_close(deciding_t *x);
int do_open_again(deciding_t *x);
int do_child_ended(deciding_t *x);
int do_withdraw(deciding_t *x); /* A42 */
int do_log(deciding_t *x);
int do_warn(deciding_t *x);
int do_order(deciding_t *x);
int do_request(deciding_t *x);
int do_deviate(deciding_t *x);
int do_file_report(deciding_t *x);
int do_change(deciding_t *x);
int do_read(deciding_t *x);
int do_delegate(deciding_t *x);
int do_ask(deciding_t *x);
int do_claim(deciding_t *x);
int do_urge(deciding_t *x);
int do_administer(deciding_t *x);
int do_suspend(deciding_t *x);
int do_resume(deciding_t *x);
int do_jump(deciding_t *x); /* A50 */
int do_exception(deciding_t *x);
int do_migrate(deciding_t *x);
int do_hand_over(deciding_t *x); /* A16 */
int do_transfer(deciding_t *x);
int do_add_signer(deciding_t *x);
int do_remove_signer(deciding_t *x);
int do_fire(deciding_t *x);

#endif
