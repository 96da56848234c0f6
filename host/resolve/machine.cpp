#include "host/resolve/machine.hpp"

#include <utility>
#include <vector>

namespace tlhost::engine {
namespace {

class MachineCheck {
 public:
  MachineCheck(const ExperimentSpec& spec, const Processor& processor)
      : spec_(spec), processor_(processor) {}

  void check(const NumericRule& numeric, const Place& place) {
    if (numeric.device != "cpu") {
      add("NUMERIC-DEVICE",
          place,
          "device \"" + numeric.device +
              "\" is part of format 1, but this tlhost cannot use it yet",
          "write \"device\": \"cpu\"");
    }
    if (numeric.precision == "bf16" && !processor_.bf16) {
      add("NUMERIC-BF16",
          place,
          "precision \"bf16\" needs a processor with AVX512_BF16 or AMX; this one is " +
              processor_.name,
          "write \"precision\": \"fp32\", or run on such a machine");
    }
  }

  void finish() const {
    if (!problems_.empty()) {
      throw Refusal(Exit::usage, problems_);
    }
  }

 private:
  void add(const char* code, const Place& place, const std::string& what, const std::string& fix) {
    problems_.push_back(
        {code,
         spec_.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column),
         what,
         place.pointer,
         fix});
  }

  const ExperimentSpec& spec_;
  const Processor& processor_;
  std::vector<Problem> problems_;
};

}  // namespace

void refuse_what_the_machine_cannot(const Experiment& experiment, const Processor& processor) {
  MachineCheck check(experiment.spec, processor);
  for (const SourceSpec& source : experiment.spec.sources) {
    if (source.pretrain) {
      check.check(source.pretrain->numeric, source.place);
    }
  }
  for (const StrategySpec& strategy : experiment.spec.strategies) {
    check.check(strategy.numeric, strategy.place);
  }
  check.finish();
}

}  // namespace tlhost::engine
