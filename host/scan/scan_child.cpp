#include "host/scan/scan_child.hpp"

#include "host/log/printable.hpp"
#include "host/process/child.hpp"
#include "host/process/refusal_message.hpp"

#include <optional>

namespace tlhost::engine {
namespace {

/// Where a child died: "" if it was not reading.
std::string reading_text(const ReadingNow* reading) {
  std::string text;
  if (reading != nullptr) {
    for (const std::string& what : reading->unfinished()) {
      text += (text.empty() ? ": it was reading " : " and ") + printable(what);
    }
  }
  return text;
}

}  // namespace

boost::json::object run_scan_child(const Scanning& scanning,
                                   const std::string& type,
                                   const std::function<int(Channel&)>& body,
                                   Log& log) {
  Child child = Child::start("", body);
  boost::json::object answer;
  std::optional<Refusal> refused;
  const ChildExit ended = child.listen([&](const boost::json::value& message) {
    const boost::json::object* fields = message.if_object();
    const std::string said(fields != nullptr ? fields->at("type").as_string() : "");
    if (said == type) {
      answer = *fields;
    } else if (said == "error") {
      refused = refusal_from_message(message);
    } else if (said == "progress") {
      log.status(std::string(fields->at("text").as_string()));
    } else if (said == "note") {
      log.info(std::string(fields->at("text").as_string()));
    } else if (said == "log") {
      const std::string text = scanning.what + ": " + std::string(fields->at("text").as_string());
      fields->at("level").as_int64() >= 2 ? log.warning(text) : log.debug(text);
    }
  });
  log.status("");
  if (refused || answer.empty()) {
    scanning.store.sweep();  // what it had begun, and could not take away itself
  }
  if (refused) {
    throw *refused;
  }
  if (answer.empty()) {
    throw Refusal(Exit::plugin,
                  {"PLUGIN-CRASHED",
                   scanning.what,
                   scanning.plugin + (ended.signal == 0 ? " ended with " : " ") + ended.text() +
                       " while " + scanning.doing + reading_text(scanning.reading),
                   scanning.pointer,
                   "report this to the plugin's author"});
  }
  return answer;
}

}  // namespace tlhost::engine
