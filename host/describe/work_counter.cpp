#include "host/describe/work_counter.hpp"

#include <ATen/core/Tensor.h>
#include <ATen/record_function.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <string_view>

namespace tlhost::engine {
namespace {

// Where the callbacks, which are plain functions, find the count of their thread.
constexpr auto kPlace = c10::DebugInfoKind::INFERENCE_CONTEXT;

struct Count final : c10::DebugInfoBase {
  std::int64_t multiply_adds = 0;
  int depth = 0;  ///< of counted operations, which may be made of others
};

/// A counted operation under way.
struct Counted final : at::ObserverContext {
  std::int64_t each = 0;   ///< multiply-adds of one number of its result
  std::int64_t fixed = 0;  ///< of all of it, where that is known before
};

Count* count_here() { return static_cast<Count*>(c10::ThreadLocalDebugInfo::get(kPlace)); }

/// Which argument's side is summed over, of operations that are products of matrices.
struct Product {
  std::string_view name;
  std::size_t argument;
  std::int64_t side;
};

constexpr Product kProducts[] = {{"aten::mm", 0, 1},
                                 {"aten::addmm", 1, 1},
                                 {"aten::bmm", 0, 2},
                                 {"aten::baddbmm", 1, 2},
                                 {"aten::mv", 0, 1},
                                 {"aten::addmv", 1, 1},
                                 {"aten::dot", 0, 0}};

/// convolution(input, weight, bias, stride, padding, dilation, transposed, ..)
std::unique_ptr<Counted> convolution(const at::RecordFunction& call) {
  constexpr std::size_t kTransposed = 6;
  const at::Tensor& weight = call.inputs()[1].toTensor();
  auto counted = std::make_unique<Counted>();
  const std::int64_t each = weight.size(0) == 0 ? 0 : weight.numel() / weight.size(0);
  if (call.inputs()[kTransposed].toBool()) {
    counted->fixed = call.inputs()[0].toTensor().numel() * each;
  } else {
    counted->each = each;
  }
  return counted;
}

std::unique_ptr<Counted> counted_of(const at::RecordFunction& call) {
  const std::string_view name = call.name();
  if (name == "aten::convolution") {
    return convolution(call);
  }
  for (const Product& product : kProducts) {
    if (name == product.name) {
      auto counted = std::make_unique<Counted>();
      counted->each = call.inputs()[product.argument].toTensor().size(product.side);
      return counted;
    }
  }
  return nullptr;
}

std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& call) {
  Count* count = count_here();
  std::unique_ptr<Counted> counted = count == nullptr ? nullptr : counted_of(call);
  if (counted != nullptr && count->depth++ > 0) {
    counted->each = counted->fixed = 0;  // the operation around it is counted
  }
  return counted;
}

void end(const at::RecordFunction& call, at::ObserverContext* context) {
  Count* count = count_here();
  if (context == nullptr || count == nullptr) {
    return;
  }
  const auto& counted = static_cast<const Counted&>(*context);
  --count->depth;
  const auto& results = call.outputs();
  const std::int64_t numbers =
      results.empty() || !results[0].isTensor() ? 0 : results[0].toTensor().numel();
  count->multiply_adds += counted.fixed + counted.each * numbers;
}

}  // namespace

struct WorkCounter::Listening {
  std::shared_ptr<Count> count = std::make_shared<Count>();
  c10::DebugInfoGuard place{kPlace, count};
  at::CallbackHandle handle = at::addThreadLocalCallback(at::RecordFunctionCallback(begin, end)
                                                             .needsInputs(true)
                                                             .needsOutputs(true)
                                                             .scopes({at::RecordScope::FUNCTION}));

  ~Listening() { at::removeCallback(handle); }
};

WorkCounter::WorkCounter() : listening_(std::make_unique<Listening>()) {}

WorkCounter::~WorkCounter() = default;

std::int64_t WorkCounter::multiply_adds() const { return listening_->count->multiply_adds; }

}  // namespace tlhost::engine
