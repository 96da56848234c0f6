#include "host/spec/source_chains.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace tlhost::engine {

namespace {

enum class Visit : std::uint8_t { never, on_path, done };

// Walks each chain once, from its end to its beginning.
class ChainWalk {
 public:
  explicit ChainWalk(std::vector<SourceSpec>& sources)
      : sources_(sources), visits_(sources.size(), Visit::never) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      index_.emplace(sources[i].name, i);
    }
  }

  // The cycle that the walk from `start` met for the first time, first source of the file first;
  // else empty.
  std::vector<std::size_t> walk(std::size_t start) {
    std::vector<std::size_t> path, cycle;
    std::optional<std::size_t> at = start;
    while (at && visits_[*at] == Visit::never) {
      visits_[*at] = Visit::on_path;
      path.push_back(*at);
      at = before(*at);
    }
    if (at && visits_[*at] == Visit::on_path) {
      cycle.assign(std::find(path.begin(), path.end(), *at), path.end());
      std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
    }
    for (auto source = path.rbegin(); source != path.rend(); ++source) {
      visits_[*source] = Visit::done;
      if (const std::optional<std::size_t> from = before(*source)) {
        sources_[*source].normalise = sources_[*from].normalise;
      }
    }
    return cycle;
  }

 private:
  std::optional<std::size_t> before(std::size_t source) const {
    const std::string& from = sources_[source].from;
    const auto found = from.empty() ? index_.end() : index_.find(from);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }

  std::vector<SourceSpec>& sources_;
  std::vector<Visit> visits_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace

void link_chains(const std::vector<JsonMember>& entries,
                 std::vector<SourceSpec>& sources,
                 Findings& findings) {
  ChainWalk chains(sources);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::vector<std::size_t> cycle = chains.walk(i);
    if (cycle.empty()) {
      continue;
    }
    std::string chain;
    for (const std::size_t source : cycle) {
      chain += quoted_word(sources[source].name) + " starts from ";
    }
    findings.add(entries[cycle.front()].value.find("from")->place,
                 "SPEC-CYCLE",
                 chain + quoted_word(sources[cycle.front()].name),
                 "let one of them start without \"from\"");
  }
}

}  // namespace tlhost::engine
