/* The order of writes of a cancel, from the OMS through the lane to the venue and back, for spin.
 *
 * bridge/README.md, "Life of a cancel", tells the same story in words; the names are those of the code. At any moment
 * the lane is killed, the link breaks, the FIX connection is cut or the venue's reply says nothing: kFaults times in
 * all. tests/README.md, "The order of writes", says how this is run, and what each planted MISTAKE breaks.
 *
 * Left out: FIX's own messages (Logon and ResendRequest are one step, log_on), a reset of numbers, in-doubt notices,
 * AvgPx, a journal that cannot write, a venue whose order.status lags behind or does not know an order of its own.
 * A reply that never comes is one that says nothing (Unclear). Nothing here counts time: recv_window is over when
 * `young` has become false, which may be at any moment. */

#ifndef kFaults
#define kFaults 2
#endif
#ifndef kRequests
#define kRequests 3     /* what the OMS sends: 34=1 cancel 0, 34=2 cancel 0 once more with 97=Y, 34=3 cancel 1 */
#endif
#ifndef MISTAKE
#define MISTAKE NoMistake
#endif
mtype = { NoMistake, NUMBER_BEFORE_JOURNAL, NUMBERS_APART, BYTES_BEFORE_COMMIT, NO_DUPLICATE_CHECK, STATUS_TOO_EARLY,
          CLOSED_BEFORE_REPORT, REPORT_BEFORE_CLOSED, DOUBT_IS_REFUSAL, RESTART_SENT_NOTHING };

/* A promise (bridge/invariants.md) that is broken is an assertion that fails, and spin's message carries its name.
 * Nothing sets these but FORGIVEN, which lets a story go on to what else comes of a mistake. */
bool I1_lost, I1_told_twice, I2_written_twice, I3_untrue, I4_unrecorded, I7_repeated, I14_gap, I14_reused;
#define promise(name, condition) assert((condition) || name)

#include "state.pml"
#include "blotter.pml"

/* ---- a turn: take in, commit, then let the bytes leave (bridge/lane/order_router.cpp) ---- */

#define has_event(c) (reply[c] != None || said[c] != None || (due[c] && !young[c]))
inline take_event(c) {
  if
  :: reply[c] != None -> cancel_answered(c)
  :: reply[c] == None && said[c] != None -> status_answered(c)
  :: else -> ask(c)                                              /* DeadlinePassed */
  fi
}

inline log_on(from) {              /* each side sees the other's number, and asks for what it has missed, or for more */
  printf("OMS    logs on; it expects 34=%d and asks from %d, the lane expects 34=%d\n", oms_expects, from,
         turn.next_target);
  promise(I14_reused, turn.next_sender >= oms_expects);
  do                               /* what was still under way on the old connection is lost */
  :: nempty(to_lane) -> to_lane?_
  :: empty(to_lane) && nempty(to_oms) -> to_oms?_, _
  :: empty(to_lane) && empty(to_oms) -> break
  od;
  for (i : turn.next_target .. kRequests) { to_lane!i }          /* those that it has sent before with 43=Y */
  written = from;
  logged_on = true
}

inline commit() {                  /* Journal::commit: one transaction */
  if
  :: MISTAKE == NUMBERS_APART ->
     d_step { copy_rest(disk, turn); printf("lane   commits all but the numbers\n") };
     d_step { copy_numbers(disk, turn); printf("lane   commits the numbers\n") }
  :: else -> d_step { copy_rest(disk, turn); copy_numbers(disk, turn); printf("lane   commits\n") }
  fi
}

inline write_upstream(c) {         /* Upstream::flush */
  if
  :: link != Up -> never_left[c] = true
  :: staged[c] == Cancel && link == Up ->
     printf("lane   writes order.cancel %d\n", c);
     promise(I4_unrecorded, disk.ticket[c] == turn.ticket[c] && disk.attempts[c] == turn.attempts[c]);
     promise(I2_written_twice, !wire[c] && !stray[c] && book[c] != Canceled);
     wire[c] = true
  :: staged[c] == Status && link == Up -> printf("lane   writes order.status %d\n", c); asked[c] = true
  fi;
  staged[c] = None
}

inline write_to_oms() {            /* Connection::flush: one message, new or asked for again */
  printf("lane   writes 34=%d to the OMS\n", written);
  promise(I4_unrecorded, written < disk.next_sender && disk.message[written] == turn.message[written]);
  to_oms!written, turn.message[written];
  written++
}

#define upstream_done (staged[0] == None && staged[1] == None)
inline flush() {                   /* OrderRouter::flush: a kill comes before it, after it, or between any two writes */
  do
  :: d_step { staged[0] != None -> write_upstream(0) }
  :: d_step { staged[0] == None && staged[1] != None -> write_upstream(1) }
  :: d_step { upstream_done && logged_on && written < turn.next_sender -> write_to_oms() }
  :: else -> break
  od
}

proctype Lane() {
  byte number;
  do
  :: {
       d_step { restarted(0); restarted(1) }                     /* OrderRouter::restore */
       do
       :: do                                                     /* Lane::take_in: a turn is one event or more */
          :: d_step { to_lane?number -> on_cancel(number); number = 0; busy = true }
          :: d_step { has_event(0) -> take_event(0); busy = true }
          :: d_step { has_event(1) -> take_event(1); busy = true }
          :: d_step { link == Broken -> link_down(); busy = true }
          :: d_step { link == Down -> link_back(); busy = true }
          :: d_step { !logged_on && !busy -> log_on(oms_expects); busy = true }
          :: d_step { !logged_on && !busy && oms_expects > 1 -> log_on(1); busy = true }
          :: d_step { owed[0] && !busy -> pay(0); busy = true }
          :: d_step { owed[1] && !busy -> pay(1); busy = true }
          :: busy -> busy = false; break
          od;
          if                                                     /* OrderRouter::end_turn */
          :: MISTAKE == BYTES_BEFORE_COMMIT -> flush(); commit()
          :: else -> commit(); flush()
          fi
       od
     } unless { killed }
     killed = false
  od
}

#include "world.pml"
