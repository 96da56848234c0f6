#pragma once
#include "host/log/log.hpp"
#include "host/process/channel.hpp"
#include "host/process/reading_now.hpp"
#include "host/store/store.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <string>

namespace tlhost::engine {

/// What a scanning child is told about, and by whom.
struct Scanning {
  const Store& store;
  std::string what;    ///< "dataset skin"
  std::string plugin;  ///< its code runs in the child
  std::string doing;   ///< "listing or reading its records"
  std::string pointer;
  const ReadingNow* reading = nullptr;  ///< what it reads, where it tells
};

/// Runs a child of the scan to its end, and returns its message of type `type`.  What it reports
/// meanwhile goes to the log.
/// Errors: the child's Refusal; Refusal(plugin) PLUGIN-CRASHED if it ends without such a message.
boost::json::object run_scan_child(const Scanning& scanning,
                                   const std::string& type,
                                   const std::function<int(Channel&)>& body,
                                   Log& log);

}  // namespace tlhost::engine
