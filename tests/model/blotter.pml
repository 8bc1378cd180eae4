/* What the blotter decides about an event (order/blotter.cpp, order/answer.cpp). Events are recorded in `turn`; what
 * they lead to is put into buffers there: reports beside the numbers, frames in `staged`. Nothing in this file reaches
 * a wire. */

inline send(c, what, once_more) {  /* Engine::send: numbered, stored in the turn (fix/session/message_store.cpp) */
  assert(turn.next_sender < kMessages);
  turn.message[turn.next_sender] = message_of(what, c, once_more);
  turn.next_sender++
}

inline close(c, what) {            /* Blotter::close, OrderRouter::act(Tell): the report and the closing in one turn */
  printf("lane   closes ticket %d as %e\n", c, what);
  turn.final_report[c] = what;
  turn.attempts[c] = 0;            /* the ticket leaves the blotter */
  turn.may_have_landed[c] = false;
  due[c] = false;
  if
  :: MISTAKE == CLOSED_BEFORE_REPORT -> turn.ticket[c] = Closed; owed[c] = true
  :: MISTAKE == REPORT_BEFORE_CLOSED -> send(c, what, false); owed[c] = true
  :: else -> turn.ticket[c] = Closed; send(c, what, false)
  fi
}

inline send_cancel(c) {
  turn.attempts[c]++;
  turn.ticket[c] = Pending;
  turn.may_have_landed[c] = false;
  waiting[c] = Cancel;
  staged[c] = Cancel;
  young[c] = true                  /* signed now */
}

inline ask(c) {
  if
  :: link_up -> waiting[c] = Status; staged[c] = Status; asked_late[c] = !young[c]
  :: else                          /* LinkUp asks */
  fi;
  due[c] = false
}

inline doubt(c) { turn.ticket[c] = Doubtful; ask(c) }

inline on_cancel(number) {         /* OrderRouter::on_command, Blotter::on(Requested) */
  printf("lane   takes in 34=%d, cancel %d\n", number, cancel_of(number));
  promise(I14_gap, number == turn.next_target);
  turn.next_target++;
  if
  :: MISTAKE == NUMBER_BEFORE_JOURNAL -> disk.next_target = turn.next_target
  :: else
  fi;
  if
  :: turn.ticket[cancel_of(number)] == Closed && MISTAKE != NO_DUPLICATE_CHECK ->
     if
     :: poss_resend(number) -> send(cancel_of(number), turn.final_report[cancel_of(number)], true)
     :: else
     fi
  :: turn.ticket[cancel_of(number)] != None && MISTAKE != NO_DUPLICATE_CHECK     /* the answer is still to come */
  :: else ->
     if
     :: link_up -> send_cancel(cancel_of(number))
     :: else -> close(cancel_of(number), Rejected)                                /* "Not connected" */
     fi
  fi
}

inline cancel_answered(c) {
  printf("lane   takes in the reply to order.cancel %d: %e\n", c, reply[c]);
  waiting[c] = None;
  if
  :: reply[c] == Canceled -> close(c, Canceled)
  :: reply[c] == Rejected && !turn.may_have_landed[c] -> close(c, Rejected)
  :: reply[c] == Unclear && MISTAKE == DOUBT_IS_REFUSAL -> close(c, Rejected)
  :: reply[c] == Unclear && MISTAKE != DOUBT_IS_REFUSAL -> turn.may_have_landed[c] = true; doubt(c)
  :: else -> doubt(c)              /* Missing: also said of a filled order */
  fi;
  reply[c] = None
}

inline status_answered(c) {
  printf("lane   takes in the reply to order.status %d: %e\n", c, said[c]);
  waiting[c] = None;
  if
  :: said[c] == Canceled && turn.may_have_landed[c] -> close(c, Canceled)
  :: said[c] == Open && turn.may_have_landed[c] && !asked_late[c] && MISTAKE != STATUS_TOO_EARLY -> due[c] = true
  :: said[c] == Open && (!turn.may_have_landed[c] || asked_late[c] || MISTAKE == STATUS_TOO_EARLY) ->
     if
     :: turn.attempts[c] < kAttempts -> send_cancel(c)
     :: else -> close(c, Rejected)                                                /* "The order is still open" */
     fi
  :: else -> close(c, TooLate)
  fi;
  said[c] = None;
  asked_late[c] = false
}

inline request_lost(c) {           /* Link::take_never_left, Blotter::on(RequestLost) */
  if :: staged[c] != None -> never_left[c] = true; staged[c] = None :: else fi;
  if
  :: waiting[c] != Cancel
  :: waiting[c] == Cancel && never_left[c] && turn.attempts[c] == 1 -> close(c, Rejected)
  :: waiting[c] == Cancel && never_left[c] && turn.attempts[c] != 1 -> doubt(c)
  :: waiting[c] == Cancel && !never_left[c] -> turn.may_have_landed[c] = true; doubt(c)
  fi;
  waiting[c] = None;
  never_left[c] = false
}

inline link_down() {
  printf("lane   finds the link down\n");
  link = Down;
  link_up = false;
  request_lost(0);
  request_lost(1)
}

#define doubtful(c) (turn.ticket[c] == Doubtful && waiting[c] == None)
inline link_back() {
  printf("lane   is linked to the venue\n");
  link = Up;
  link_up = true;
  if :: doubtful(0) -> ask(0) :: else fi;
  if :: doubtful(1) -> ask(1) :: else fi
}

inline restarted(c) {              /* Blotter::on(Restarted): its cancel was journaled, so it may have been sent */
  if
  :: turn.ticket[c] == Pending ->
     turn.may_have_landed[c] = (MISTAKE != RESTART_SENT_NOTHING);
     turn.ticket[c] = Doubtful
  :: else
  fi
}

inline pay(c) {                    /* the second half of a close() that took two turns */
  owed[c] = false;
  if
  :: MISTAKE == CLOSED_BEFORE_REPORT -> send(c, turn.final_report[c], false)
  :: else -> turn.ticket[c] = Closed
  fi
}
