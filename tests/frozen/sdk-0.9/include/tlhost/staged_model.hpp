#pragma once
#include <tlhost/model.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// Plugin-side helper, no ABI: one row a stage, so that names, paths and forward cannot drift
/// apart.
class StagedModel : public Model {
 public:
  void stages(Stages& out) const override {
    for (const Row& row : rows_) {
      Stage& stage = out.add(row.name);
      stage.layout = row.layout;
      stage.paths = row.paths;
    }
  }

  at::Tensor forward(std::size_t stage, const at::Tensor& x) override {
    return rows_.at(stage).run(x);
  }

 protected:
  using Run = std::function<at::Tensor(const at::Tensor&)>;

  void stage(std::string name, Layout layout, std::vector<std::string> paths, Run run) {
    rows_.push_back({std::move(name), layout, std::move(paths), std::move(run)});
  }

 private:
  struct Row {
    std::string name;
    Layout layout = Layout::map;
    std::vector<std::string> paths;
    Run run;
  };

  std::vector<Row> rows_;
};

}  // namespace v1
}  // namespace tlhost
