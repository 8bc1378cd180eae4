// The queries that the journal and its readers have in common. They are for this room's .cpp files.
#pragma once

namespace bridge::journal {

// The events of the open tickets, among which are what is kept (order/event.hpp, session_of_kept). Of the
// events without a ticket those since the start before the oldest open ticket of a request come along: they
// say by which settings that ticket was decided, and whether the link was up. All is read by index, so a
// million closed tickets cost nothing.
inline constexpr const char* kReadOpenEvents =
    "WITH open(ticket) AS (SELECT ticket FROM tickets WHERE closed_us IS NULL),"
    " first(id) AS (SELECT min(id) FROM events WHERE ticket IN open"
    "               AND kind NOT IN ('limits_set', 'position_kept')),"
    " start(id) AS (SELECT id FROM events WHERE ticket IS NULL AND kind = 'restarted'"
    "               AND id < (SELECT id FROM first) ORDER BY id DESC LIMIT 1),"
    " since(id) AS (SELECT id FROM events WHERE ticket IS NULL AND kind <> 'restarted'"
    "               AND id < (SELECT id FROM start) ORDER BY id DESC LIMIT 1)"
    " SELECT id, at_us, ticket, kind, body FROM events WHERE ticket IN open"
    " UNION ALL"
    " SELECT id, at_us, ticket, kind, body FROM events WHERE ticket IS NULL AND EXISTS (SELECT 1 FROM first "
    "WHERE id IS NOT NULL)"
    "   AND id >= ifnull((SELECT id FROM since), 0)"
    " ORDER BY id";

// The ids of tickets, the newest first, from a place on. ClOrdID(11) of a 35=H names an order: its ticket has
// none.
inline constexpr const char* kReadIds =
    "SELECT opened_us, ticket, session, cl_ord_id FROM tickets WHERE cl_ord_id <> ''"
    " AND (opened_us, ticket) < (?, ?) ORDER BY opened_us DESC, ticket DESC LIMIT ?";

}  // namespace bridge::journal
