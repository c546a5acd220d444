/* The stable words of commands. */
#include "model/command.h"

bool command_administers(command_kind_t kind) {
    return kind >= COMMAND_JUMP && kind <= COMMAND_HAND_OVER;
}

const char *command_kind_word(command_kind_t kind) {
    switch (kind) {
    case COMMAND_DRAFT:
        return "draft";
    case COMMAND_EDIT:
        return "edit";
    case COMMAND_PREPARE:
        return "prepare";
    case COMMAND_SUBMIT:
        return "submit";
    case COMMAND_APPROVE:
        return "approve";
    case COMMAND_REFUSE:
        return "refuse";
    case COMMAND_ACKNOWLEDGE:
        return "acknowledge";
    case COMMAND_RETURN:
        return "return";
    case COMMAND_DONE:
        return "done";
    case COMMAND_WITHDRAW:
        return "withdraw";
    case COMMAND_COMMENT:
        return "comment";
    case COMMAND_AGREE:
        return "agree";
    case COMMAND_ABSTAIN:
        return "abstain";
    case COMMAND_TRANSFER:
        return "transfer";
    case COMMAND_DELEGATE:
        return "delegate";
    case COMMAND_ADD_SIGNER:
        return "add_signer";
    case COMMAND_REMOVE_SIGNER:
        return "remove_signer";
    case COMMAND_TAKE_BACK:
        return "take_back";
    case COMMAND_ASK:
        return "ask";
    case COMMAND_ANSWER:
        return "answer";
    case COMMAND_CLAIM:
        return "claim";
    case COMMAND_UNCLAIM:
        return "unclaim";
    case COMMAND_URGE:
        return "urge";
    case COMMAND_ATTACH:
        return "attach";
    case COMMAND_OPEN:
        return "open";
    case COMMAND_CLOSE:
        return "close";
    case COMMAND_OPEN_AGAIN:
        return "open_again";
    case COMMAND_CHILD_ENDED:
        return "child_ended";
    case COMMAND_CHANGE:
        return "change";
    case COMMAND_READ:
        return "read";
    case COMMAND_COPY:
        return "copy";
    case COMMAND_FIRE:
        return "fire";
    case COMMAND_RECKON:
        return "reckon";
    case COMMAND_JUMP:
        return "jump";
    case COMMAND_COMPLETE:
        return "complete";
    case COMMAND_REASSIGN:
        return "reassign";
    case COMMAND_CANCEL:
        return "cancel";
    case COMMAND_SUSPEND:
        return "suspend";
    case COMMAND_RESUME:
        return "resume";
    case COMMAND_EXCEPTION:
        return "exception";
    case COMMAND_MIGRATE:
        return "migrate";
    case COMMAND_HAND_OVER:
        return "hand_over";
    case COMMAND_LOG:
        return "log";
    case COMMAND_WARN:
        return "warn";
    case COMMAND_ORDER:
        return "order";
    case COMMAND_REQUEST:
        return "request";
    case COMMAND_DEVIATE:
        return "deviate";
    case COMMAND_FILE_REPORT:
        return "file_report";
    }
    return "unknown";
}
