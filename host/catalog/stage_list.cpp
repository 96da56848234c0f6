#include "host/catalog/stage_list.hpp"

#include <algorithm>
#include <deque>

namespace tlhost::engine {
namespace {

class StageList final : public Stages {
 public:
  Stage& add(std::string_view name) override {
    stages.emplace_back();
    stages.back().name = std::string(name);
    return stages.back();
  }

  std::deque<Stage> stages;  // a reference stays valid
};

}  // namespace

std::vector<Stage> stages_of(const Model& model) {
  StageList list;
  model.stages(list);
  return {list.stages.begin(), list.stages.end()};
}

bool covers(const std::string& path, const std::string& name) {
  return name.rfind(path, 0) == 0 && (name.size() == path.size() || name[path.size()] == '.');
}

bool covers(const Stage& stage, const std::string& name) {
  return std::any_of(stage.paths.begin(), stage.paths.end(), [&name](const std::string& path) {
    return covers(path, name);
  });
}

}  // namespace tlhost::engine
