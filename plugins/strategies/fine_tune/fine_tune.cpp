// Fine-tuning: every stage goes on learning from the source's weights, the new head perhaps faster.
// From scratch the same lines are conventional training.
#include <tlhost/plugin.hpp>
#include <tlhost/strategy.hpp>

namespace {

class FineTune final : public tlhost::Strategy {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .real("head_lr", 1)
        .above(0)
        .unit("x lr")
        .doc("learning rate of the head, times that of the other stages");
  }

  explicit FineTune(const tlhost::Create& create) : head_lr_(create.params.real("head_lr")) {}

  void fit(tlhost::Task& task) override {
    tlhost::Phase& phase = task.phase("fine_tune");
    phase.stage(task.network().size() - 1).lr = head_lr_;
    task.train(phase);
  }

 private:
  double head_lr_ = 1;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.fine_tune", "0.1.0", "Fine-tuning of all stages", registrar) {
  registrar.add<tlhost::Strategy, FineTune>(
      "fine_tune", "trains all stages from the source's weights", FineTune::schema());
}
