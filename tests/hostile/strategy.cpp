// A strategy that misbehaves as its parameter says.
#include "tests/hostile/deeds.hpp"
#include "tests/hostile/sdk_errors.hpp"

#include <tlhost/plugin.hpp>
#include <tlhost/strategy.hpp>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cfenv>
#include <cmath>
#include <string>

namespace {

class Hostile final : public tlhost::Strategy {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.text("deed", "none").doc("what it does, with where: fit.throw");
  }

  explicit Hostile(const tlhost::Create& create) : deed_(create.params.text("deed")) {
    act("constructor.");
  }

  ~Hostile() override { act("destructor."); }

  void fit(tlhost::Task& task) override {
    act("fit.");
    task.train(task.phase("all"));
    spoil_network(task.network());
    spoil_numbers();
    act("after.");
    if (deed_ == "foreign_phase") {
      train_a_phase_of_its_own(task);
    }
  }

 private:
  void act(const std::string& where) const {
    if (deed_.rfind(where, 0) == 0) {
      const std::string deed = deed_.substr(where.size());
      tlhost::hostile::throw_by_name(deed);
      tlhost::hostile::end(deed);
      tlhost::hostile::change(deed);
    }
  }

  void spoil_network(tlhost::Network& network) const {
    const at::NoGradGuard no_grad;
    at::Tensor weight = network.tensor(network.names(0).at(0));
    if (deed_ == "nan_weights") {
      weight.fill_(std::nan(""));
    } else if (deed_ == "infinite_weights") {
      weight.fill_(INFINITY);
    } else if (deed_ == "no_such_tensor") {
      network.tensor("nowhere.weight");
    } else if (deed_ == "no_such_stage") {
      network.stage(1000);
    }
  }

  void spoil_numbers() const {
    if (deed_ == "threads") {
      at::set_num_threads(3);
    } else if (deed_ == "rounding") {
      std::fesetround(FE_UPWARD);
    } else if (deed_ == "traps") {
      feenableexcept(FE_DIVBYZERO);
    }
  }

  static void train_a_phase_of_its_own(tlhost::Task& task) {
    struct Mine final : tlhost::Phase {
      tlhost::StagePolicy& stage(std::size_t) override { return policy; }

      tlhost::StagePolicy policy;
    };

    Mine mine;
    task.train(mine);
  }

  std::string deed_;
};

}  // namespace

TLHOST_PLUGIN("org.hostile.strategy", "1.0.0", "A strategy that misbehaves", registrar) {
  registrar.add<tlhost::Strategy, Hostile>(
      "hostile", "trains, and does one misdeed", Hostile::schema());
}
