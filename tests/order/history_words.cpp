// Every word of an effect, as one line.
#include "floor.hpp"
#include "history.hpp"
#include "order/target.hpp"

namespace bridge::order::testing {
namespace {

std::string words_of(const RequestId& id) {
  return std::to_string(id.ticket.value()) + "-" + std::to_string(id.attempt) + "/" +
         std::to_string(static_cast<int>(id.kind));
}

std::string words_of(const Report& report) {
  std::string words = std::to_string(report.ticket.value()) + "-" + std::to_string(report.number) + " " +
                      told_line(report) + " 37=" + report.order_id +
                      " 60=" + std::to_string(to_us(report.transact_time)) + (report.final ? " final" : "") +
                      (report.kept ? " kept" : "") + (report.poss_resend ? " 97=Y" : "") +
                      (report.watched ? " watched" : "") + " 526=" + report.secondary_cl_ord_id;
  if (report.terms) words += " 44=" + report.terms->price;
  if (report.quantities) words += " 6=" + report.quantities->avg_px;
  if (report.execution) words += " t=" + std::to_string(report.execution->trade_id);
  return words + " 58=" + report.text;
}

std::string words_of(const Request& request) {
  std::string words = words_of(id_of(request)) + " " + symbol_of(request) + " " + text_of(order_of(request));
  if (const auto* modify = std::get_if<SendModify>(&request))
    words += " " + modify->order_qty + "@" + modify->price;
  if (const auto* place = std::get_if<SendPlace>(&request)) {
    words += " " + place->terms.order_qty + "@" + place->terms.price;
  }
  return words;
}

}  // namespace

std::string words_of(const Effect& effect) {
  if (const auto* request = std::get_if<Request>(&effect)) {
    static constexpr const char* kKinds[] = {"cancel", "status", "place", "modify", "trades", "open", "all"};
    return std::string("> ") + kKinds[static_cast<std::size_t>(id_of(*request).kind)] + " " +
           words_of(*request);
  }
  if (const auto* tell = std::get_if<Tell>(&effect)) return words_of(tell->report);
  if (const auto* call = std::get_if<CallForAttention>(&effect)) {
    return "attention " + std::to_string(call->ticket.value()) + (call->contradicted ? " contradicted" : "");
  }
  if (const auto* forget = std::get_if<Forget>(&effect)) {
    return "forget " + std::to_string(forget->ticket.value()) +
           (forget->final_report ? " " + words_of(*forget->final_report) : "");
  }
  if (const auto* own = std::get_if<CancelOurselves>(&effect)) {
    return "cancel ourselves " + std::to_string(own->command.placed_by.value()) + " for " +
           std::to_string(own->command.mass_cancel.value());
  }
  return "doubt of the stream: " + std::get<DoubtStream>(effect).reason;
}

}  // namespace bridge::order::testing
