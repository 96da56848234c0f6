#pragma once
#include <cstdint>
#include <memory>

namespace tlhost::engine {

/// Counts the multiply-adds of all that this thread computes while it lives: those of convolutions,
/// linear layers and products of matrices, as papers do; norms, pooling and all that goes element
/// by element are left out. Threads: that which made it; one at a time.
class WorkCounter {
 public:
  WorkCounter();
  ~WorkCounter();
  WorkCounter(const WorkCounter&) = delete;
  WorkCounter& operator=(const WorkCounter&) = delete;

  std::int64_t multiply_adds() const;

 private:
  struct Listening;
  std::unique_ptr<Listening> listening_;
};

}  // namespace tlhost::engine
