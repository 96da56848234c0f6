#include "host/weights/pickle_stack.hpp"

#include <tlhost/error.hpp>

#include <limits>

namespace tlhost::engine {
namespace {

constexpr PickleIndex kNothing = std::numeric_limits<PickleIndex>::max();

}  // namespace

PickleIndex PickleStack::pop() {
  const PickleIndex index = top();
  stack_.pop_back();
  return index;
}

PickleIndex PickleStack::top() {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) {
    throw DataError("a value is needed, but the stack is empty");
  }
  return stack_.back();
}

std::vector<PickleIndex> PickleStack::pop_some(std::size_t count) {
  std::vector<PickleIndex> items(count);
  for (std::size_t i = count; i > 0; --i) {
    items[i - 1] = pop();
  }
  return items;
}

std::vector<PickleIndex> PickleStack::pop_to_mark() {
  if (marks_.empty()) {
    throw DataError("a mark is needed, but there is none");
  }
  const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<PickleIndex> items(from, stack_.end());
  stack_.erase(from, stack_.end());
  marks_.pop_back();
  return items;
}

void PickleStack::drop() {
  if (!marks_.empty() && marks_.back() == stack_.size()) {
    marks_.pop_back();
  } else {
    pop();
  }
}

void PickleStack::put(std::uint64_t index, std::uint64_t most) {
  if (index > most) {
    throw DataError("memo index " + std::to_string(index) + " is out of order");
  }
  if (index >= memo_.size()) {
    memo_.resize(static_cast<std::size_t>(index) + 1, kNothing);
  }
  memo_[static_cast<std::size_t>(index)] = top();
}

PickleIndex PickleStack::noted(std::uint64_t index) const {
  if (index >= memo_.size() || memo_[static_cast<std::size_t>(index)] == kNothing) {
    throw DataError("memo index " + std::to_string(index) + " is not set");
  }
  return memo_[static_cast<std::size_t>(index)];
}

}  // namespace tlhost::engine
