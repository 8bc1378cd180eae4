/* Everybody but the lane, and the judge. */

proctype Oms() {
  byte number, message;
end:
  do
  :: d_step {
       to_oms?number, message ->
       printf("OMS    gets 34=%d: cancel %d %e\n", number, c_of(message), report_of(message));
       promise(I14_gap, number <= oms_expects);
       if
       :: number < oms_expects ->              /* it has had this one: the same again, with 43=Y */
          promise(I14_reused, heard[number] == message)
       :: else ->
          oms_expects++;
          heard[number] = message;
          if
          :: again_of(message) -> promise(I7_repeated, answer[c_of(message)] == report_of(message))
          :: else ->
             promise(I1_told_twice, answer[c_of(message)] == None);
             promise(I3_untrue, (report_of(message) == Canceled) == (book[c_of(message)] == Canceled));
             promise(I3_untrue, (report_of(message) == TooLate) <= (book[c_of(message)] == Filled));
             answer[c_of(message)] = report_of(message)
          fi
       fi;
       number = 0; message = 0
     }
  od
}

inline gone(c, how) {                          /* nothing that is under way matters to this order any more */
  printf("venue  order %d: %e\n", c, how);
  book[c] = how;
  fills[c] = false;
  young[c] = false;
  stray[c] = false
}

proctype Venue(byte c) {                       /* the part of it that has order c */
end:
  do
  :: d_step { fills[c] && book[c] == Open -> gone(c, Filled) }
  :: d_step { young[c] -> printf("time   recv_window of cancel %d is over\n", c); young[c] = false; stray[c] = false }
  :: stray[c] -> stray[c] = false                                                /* it never arrives */
  :: d_step { stray[c] && book[c] == Open -> gone(c, Canceled) }
  :: d_step { wire[c] && !young[c] -> wire[c] = false; reply[c] = Rejected }     /* −1021 */
  :: d_step { wire[c] && book[c] != Open -> wire[c] = false; reply[c] = Missing }
  :: d_step { wire[c] && young[c] && book[c] == Open -> wire[c] = false; reply[c] = Canceled; gone(c, Canceled) }
  :: d_step {
       wire[c] && faults > 0 ->
       printf("venue  UNCLEAR REPLY to order.cancel %d\n", c);
       wire[c] = false; reply[c] = Unclear; stray[c] = young[c]; faults--
     }
  :: d_step { asked[c] -> asked[c] = false; said[c] = book[c] }
  od
}

proctype Faults() {
  do
  :: d_step { faults > 0 -> kill(); faults-- };
     !killed
  :: d_step { faults > 0 && link == Up -> printf("LINK   BREAKS\n"); break_link(Broken); faults-- }
  :: d_step { faults > 0 && logged_on -> printf("FIX    CONNECTION IS CUT\n"); logged_on = false; faults-- }
  :: faults = 0; break                         /* that was all */
  od
}

proctype Judge() {                             /* when nothing moves any more: that it comes to this is checked apart */
  byte c;
  timeout;
  for (c : 0 .. cancel_of(kRequests)) {
    promise(I1_lost, answer[c] != None);
    promise(I3_untrue, (answer[c] == Canceled) == (book[c] == Canceled))
  }
}

init {
  atomic {
    for (i : 0 .. kCancels - 1) {
      disk.ticket[i] = None; waiting[i] = None; staged[i] = None; reply[i] = None; said[i] = None;
      answer[i] = None; book[i] = Open
    }
#ifdef FORGIVEN
    FORGIVEN = true;
#endif
    if :: fills[0] = true :: fills[1] = true :: skip fi;
    disk.next_target = 1;
    disk.next_sender = 1;
    copy_rest(turn, disk);
    copy_numbers(turn, disk);
    written = 1;
    run Lane(); run Oms(); run Venue(0); run Venue(1); run Faults(); run Judge()
  }
}
