#pragma once
#include "host/weights/pickle.hpp"

namespace tlhost::engine {

/// The stack of a pickle with its marks, and its memo.  All of it holds indices of values.
/// Errors of all members: DataError where something is taken that is not there.
class PickleStack {
 public:
  void push(PickleIndex index) { stack_.push_back(index); }

  PickleIndex pop();
  PickleIndex top();
  /// The uppermost ones, in the order in which they were pushed.
  std::vector<PickleIndex> pop_some(std::size_t count);

  void mark() { marks_.push_back(stack_.size()); }

  /// All above the last mark, and the mark.
  std::vector<PickleIndex> pop_to_mark();
  /// The uppermost value, or the mark that lies above it.
  void drop();

  bool is_empty() const { return stack_.empty() && marks_.empty(); }

  /// Notes the uppermost value; `most` is the largest index that can be meant.
  void put(std::uint64_t index, std::uint64_t most);
  PickleIndex noted(std::uint64_t index) const;

  std::size_t memo_size() const { return memo_.size(); }

 private:
  std::vector<PickleIndex> stack_, memo_;
  std::vector<std::size_t> marks_;
};

}  // namespace tlhost::engine
