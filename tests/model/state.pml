/* What there is: in the journal, in the lane's memory, on the wires, at the OMS and at the venue. */

#define kCancels 2      /* cancel c is ticket c and about order c: each its own */
#define kAttempts 2     /* cancels_max; 3 in order/blotter.hpp */
#define kMessages 5     /* room for what the OMS is told; more than it ever should be */
#define cancel_of(number) ((number) == 3 -> 1 : 0)
#define poss_resend(number) ((number) == 2)
#define message_of(report, c, again) ((report) * 4 + (c) * 2 + (again))     /* 35=8 or 9; again: with 97=Y */
#define report_of(message) ((message) / 4)
#define c_of(message) ((message) / 2 % 2)
#define again_of(message) ((message) % 2)

mtype = { None, Pending, Doubtful, Closed };             /* a ticket */
mtype = { Canceled, Rejected, TooLate };                 /* its final report; TooLate: the order is filled */
mtype = { Missing, Unclear };                            /* further replies to order.cancel: −2011; −1007 and the like */
mtype = { Open, Filled };                                /* an order; or Canceled */
mtype = { Up, Broken, Down };                            /* the link */
mtype = { Cancel, Status };                              /* a request that is awaited */

/* ---- what is durable, and the turn's transaction ---- */

typedef Journal {
  mtype ticket[kCancels];          /* a ticket's state, attempts … as its recorded events make them */
  byte attempts[kCancels];
  bool may_have_landed[kCancels];
  mtype final_report[kCancels];
  byte next_target;                /* both FIX numbers */
  byte next_sender;
  byte message[kMessages];         /* FIX messages sent, by number */
}
Journal disk;                      /* as of the last commit */
Journal turn;                      /* with what this turn has recorded; also the blotter, which follows from it */

hidden byte i;
inline copy_numbers(to, from) { to.next_target = from.next_target; to.next_sender = from.next_sender }
inline copy_rest(to, from) {
  for (i : 0 .. kCancels - 1) {
    to.ticket[i] = from.ticket[i];                   to.attempts[i] = from.attempts[i];
    to.may_have_landed[i] = from.may_have_landed[i]; to.final_report[i] = from.final_report[i]
  }
  for (i : 0 .. kMessages - 1) { to.message[i] = from.message[i] }
}

/* ---- what a kill takes with it ---- */

bool busy;                         /* something was taken in this turn */
bool link_up;                      /* Blotter::link_up_ */
mtype waiting[kCancels];           /* Ticket::waiting: None, Cancel or Status */
mtype staged[kCancels];            /* the frame that waits for the commit: None, Cancel or Status */
bool never_left[kCancels];         /* … and that found the link broken */
bool asked_late[kCancels];         /* the query that is awaited was asked after recv_window: last_ask >= landed_by */
bool due[kCancels];                /* act_at: ask again when recv_window is over */
bool owed[kCancels];               /* only of the mistakes that spread a turn's work over two */
byte written;                      /* the next number to be written on this FIX connection */

/* ---- the wires ---- */

chan to_lane = [kRequests] of { byte };                       /* 34 */
chan to_oms = [kMessages] of { byte, byte };                  /* 34, message */
bool logged_on;
mtype link = Down;
bool wire[kCancels];               /* an order.cancel that will be replied to */
bool stray[kCancels];              /* one of a link that is gone, or of an Unclear reply: it may land, unheard */
mtype reply[kCancels];             /* to order.cancel */
bool asked[kCancels];              /* an order.status */
mtype said[kCancels];              /* its reply. One that is no longer awaited is dropped where it is */
bool young[kCancels];              /* recv_window is not over since the latest order.cancel was signed */
bool killed;
byte faults = kFaults;             /* how many are still to come */

inline break_link(state) {         /* what was written may still arrive; what was replied will not */
  link = state;
  for (i : 0 .. kCancels - 1) {
    stray[i] = young[i] && (stray[i] || wire[i]);
    wire[i] = false; reply[i] = None; asked[i] = false; said[i] = None
  }
}

/* ---- the OMS's side, and the venue's ---- */

byte oms_expects = 1;
mtype answer[kCancels];            /* the final report it has got */
byte heard[kMessages];             /* the messages it has got, by number */
mtype book[kCancels];              /* the truth about each order */
bool fills[kCancels];              /* whether this order is one that trades, should nobody cancel it in time */

inline kill() {                    /* and what comes back: all as of the last commit */
  printf("LANE   IS KILLED\n");
  killed = true;
  copy_rest(turn, disk);
  copy_numbers(turn, disk);
  for (i : 0 .. kCancels - 1) {
    waiting[i] = None; staged[i] = None; never_left[i] = false; asked_late[i] = false; due[i] = false; owed[i] = false
  }
  busy = false;
  link_up = false;
  break_link(Down);
  logged_on = false;
  do :: nempty(to_lane) -> to_lane?_ :: empty(to_lane) -> break od
}
