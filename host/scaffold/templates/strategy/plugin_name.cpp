// Fine-tuning in two phases: first the new head alone on the frozen backbone, so that its random
// start does not disturb what the source has learnt; then all stages, the backbone slower.
// A strategy names phases and says what differs in them; the host trains, keeps the best epoch,
// saves and resumes.
#include <tlhost/plugin.hpp>
#include <tlhost/strategy.hpp>

#include <cstddef>
#include <cstdint>

namespace {

class PluginName final : public tlhost::Strategy {
 public:
  /// What an experiment file may say about this strategy.
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("head_epochs", 2)
        .at_least(1)
        .at_most(10000)
        .unit("epochs")
        .doc("of the first phase, in which the backbone is frozen")
        .real("backbone_lr", 0.1)
        .above(0)
        .unit("x lr")
        .doc("learning rate of the backbone in the second phase, times that of the head");
  }

  explicit PluginName(const tlhost::Create& create)
      : head_epochs_(static_cast<std::int32_t>(create.params.integer("head_epochs"))),
        backbone_lr_(create.params.real("backbone_lr")) {}

  /// Runs again from its first line after a kill, and finished phases come back from the store: so
  /// it depends on nothing but what the task says.
  void fit(tlhost::Task& task) override {
    const std::size_t head = task.network().size() - 1;
    if (task.source().pretrained) {  // from scratch there is nothing in the backbone to protect
      tlhost::Phase& first = task.phase("head");
      first.epochs = head_epochs_;
      for (std::size_t i = 0; i < head; ++i) {
        first.stage(i).trainable = false;
      }
      task.train(first);
    }
    tlhost::Phase& all = task.phase("all");  // epochs and the rest: "training" of the experiment
    if (task.source().pretrained) {
      for (std::size_t i = 0; i < head; ++i) {
        all.stage(i).lr = backbone_lr_;
      }
    }
    task.train(all);
  }

 private:
  std::int32_t head_epochs_ = 0;
  double backbone_lr_ = 0;
};

}  // namespace

TLHOST_PLUGIN("org.example.plugin_name", "0.1.0", "The strategy plugin_name", registrar) {
  registrar.add<tlhost::Strategy, PluginName>(
      "plugin_name", "the head first, then all stages", PluginName::schema());
}
