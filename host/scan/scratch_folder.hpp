#pragma once
#include "host/store/store.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace tlhost::engine {

/// A folder of one scan alone, in the store, gone after it.
class ScratchFolder {
 public:
  ScratchFolder(const Store& store, const std::string& dataset)
      : store_(store),
        draft_(store.begin(boost::json::value{{"kind", "scratch/1"}, {"scan of", dataset}})) {}

  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  ~ScratchFolder() { store_.discard(draft_); }

  const std::string& path() const { return draft_.folder; }

 private:
  const Store& store_;
  Draft draft_;
};

}  // namespace tlhost::engine
