// Two strategies that use all that an SDK offers to strategies: several phases with stage policies,
// names, weights, scores; features and a linear result.  Built against today's headers and against
// frozen ones.
#include <tlhost/plugin.hpp>
#include <tlhost/strategy.hpp>
#include <tlhost/tensors.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using tlhost::Part;

/// First the head alone, then everything, more slowly; the better of the two on validation stays.
class Steps final : public tlhost::Strategy {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .real("slower", 0.5)
        .above(0)
        .at_most(1)
        .unit("x lr")
        .doc("learning rate of the backbone");
  }

  explicit Steps(const tlhost::Create& create) : slower_(create.params.real("slower")) {}

  void fit(tlhost::Task& task) override {
    tlhost::Network& network = task.network();
    const std::size_t head = network.find("head");
    if (head + 1 != network.size() || network.names(head).empty()) {
      throw tlhost::NotApplicable("the model has no head of its own");
    }
    tlhost::Phase& first = task.phase("head");
    for (std::size_t i = 0; i < head; ++i) {
      first.stage(i).trainable = false;
    }
    first.optimizer = tlhost::Optimizer::adamw;
    first.schedule = tlhost::Schedule::cosine;
    first.warmup = 0.25;
    first.keep = tlhost::Keep::last;
    first.patience = 0;
    first.clip = 1;
    const tlhost::PhaseResult& result = task.train(first);
    const double before = score(task);
    tlhost::NamedTensors kept = network.state();
    for (auto& tensor : kept) {
      tensor.second = tensor.second.clone();
    }
    tlhost::Phase& second = task.phase("all");
    second.augment = false;
    second.stage(0).lr = slower_;
    second.stage(0).weight_decay = 0;
    task.train(second);
    if (score(task) < before) {
      network.load(kept);
    }
    const at::Tensor weight = network.tensor(network.names(head).front());
    task.log(tlhost::Level::info,
             task.source().name + " to " + task.target().name + ": " +
                 std::to_string(result.epochs) + " epochs, " + std::to_string(weight.numel()) +
                 " weights in " + network.stage(head).name);
  }

 private:
  static double score(tlhost::Task& task) {
    return task.target().validation > 0 ? task.score(task.scores(Part::validation)) : 0;
  }

  double slower_ = 0;
};

/// The nearest class mean, as a linear classifier on the features before the head.
class NearestMean final : public tlhost::Strategy {
 public:
  explicit NearestMean(const tlhost::Create&) {}

  void fit(tlhost::Task& task) override {
    const std::size_t stage = task.network().size() - 2;
    const at::Tensor x = task.features(Part::train, stage);
    const at::Tensor y = task.labels(Part::train);
    const auto classes = static_cast<std::int64_t>(task.target().classes.size());
    const at::Tensor weight = x.new_zeros({classes, x.size(1)});
    for (std::int64_t k = 0; k < classes; ++k) {
      weight.select(0, k).copy_(x.index_select(0, y.eq(k).nonzero().squeeze(1)).mean(0));
    }
    task.set_linear(stage, weight, weight.square().sum(1).mul(-0.5), tlhost::Scores::margins);
    task.progress(1, 1);
  }
};

}  // namespace

TLHOST_PLUGIN("org.example.sample_steps", "1.0.0", "Two small strategies", registrar) {
  registrar.add<tlhost::Strategy, Steps>(
      "sample_steps", "the head, then everything", Steps::schema());
  registrar.add<tlhost::Strategy, NearestMean>(
      "sample_nearest", "the nearest class mean", tlhost::Schema(), TLHOST_C_SEEDLESS);
}
