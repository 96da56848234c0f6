#pragma once
#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// note: it works, and could be better, or is worth knowing.  problem: something does not work.
enum class State : std::uint8_t { ok, note, problem };

/// One line of what `tlhost doctor` found.
struct Finding {
  std::string topic;  ///< what it is about: "machine", "numbers", ...
  std::string name;   ///< one or two words
  std::string value;  ///< in words
  State state = State::ok;
  std::string remedy = {};       ///< what to do; "" if there is nothing to do
  boost::json::value fact = {};  ///< the same for a program
};

/// All that was found.
struct Diagnosis {
  std::vector<Finding> findings;
  bool plugins_unusable = false;  ///< of those that the user named

  void add(std::vector<Finding> more) {
    for (Finding& finding : more) {
      findings.push_back(std::move(finding));
    }
  }
};

}  // namespace tlhost::engine
