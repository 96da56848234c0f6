#include "host/catalog/stage_list.hpp"
#include "host/check/model_trial.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/dropout.h>

#include <algorithm>
#include <map>
#include <set>

namespace tlhost::engine {
namespace {

/// All that must lie in a stage: leaf modules, parameters and buffers, each in words by its path.
std::map<std::string, std::string> parts_of(Model& model) {
  std::map<std::string, std::string> parts;
  const auto module = model.module();
  for (const auto& item : module->named_modules("", false)) {
    if (item.value()->children().empty()) {
      parts[item.key()] = "the module " + item.key();
    }
  }
  for (const auto& item : module->named_parameters()) {
    parts[item.key()] = "the parameter " + item.key();
  }
  for (const auto& item : module->named_buffers()) {
    parts[item.key()] = "the buffer " + item.key();
  }
  return parts;
}

bool same_stage(const Stage& a, const Stage& b) {
  return a.name == b.name && a.layout == b.layout && a.paths == b.paths;
}

Verdict lists_its_stages(const Subject& subject) {
  const Loaded<Model> model = make_bare_model(subject, subject.seed);
  const std::vector<Stage> stages = stages_of(*model), again = stages_of(*model);
  if (!std::equal(stages.begin(), stages.end(), again.begin(), again.end(), &same_stage)) {
    return failed("stages() lists other stages the second time");
  }
  if (stages.size() < 2) {
    return failed("there are " + std::to_string(stages.size()) +
                  " stages; expected the head and at least one before it");
  }
  if (stages.back().name != "head") {
    return failed("the last stage is called \"" + stages.back().name + "\"; expected \"head\"");
  }
  if (stages[stages.size() - 2].layout != Layout::vector) {
    return failed("the stage before the head, \"" + stages[stages.size() - 2].name +
                  "\", is not declared as Layout::vector");
  }
  return passed();
}

Verdict names_its_stages(const Subject& subject) {
  std::set<std::string> names;
  for (const Stage& stage : stages_of(*make_bare_model(subject, subject.seed))) {
    if (stage.name.empty() || !names.insert(stage.name).second) {
      return failed(stage.name.empty() ? "a stage has no name"
                                       : "two stages are called \"" + stage.name + "\"");
    }
  }
  return passed();
}

Verdict stages_partition(const Subject& subject) {
  const Loaded<Model> model = make_bare_model(subject, subject.seed);
  const std::vector<Stage> stages = stages_of(*model);
  std::vector<std::string> complaints;
  for (const auto& [path, words] : parts_of(*model)) {
    std::string owners;
    int count = 0;
    for (const Stage& stage : stages) {
      if (std::any_of(stage.paths.begin(), stage.paths.end(), [&path = path](const auto& prefix) {
            return covers(prefix, path);
          })) {
        owners += (count++ == 0 ? "" : " and ") + stage.name;
      }
    }
    if (count != 1) {
      complaints.push_back(words + " lies in " +
                           (count == 0 ? "no stage" : "the stages " + owners));
    }
  }
  return complaints.empty() ? passed() : failed(joined(complaints));
}

Verdict paths_exist(const Subject& subject) {
  const Loaded<Model> model = make_bare_model(subject, subject.seed);
  const std::map<std::string, std::string> parts = parts_of(*model);
  std::vector<std::string> complaints;
  for (const Stage& stage : stages_of(*model)) {
    for (const std::string& path : stage.paths) {
      if (std::none_of(parts.begin(), parts.end(), [&path](const auto& part) {
            return covers(path, part.first);
          })) {
        complaints.push_back("stage " + stage.name + " names \"" + path +
                             "\", and there is nothing of that path in the module");
      }
    }
  }
  return complaints.empty() ? passed() : failed(joined(complaints));
}

bool is_word(const std::string& part) {
  return !part.empty() && part.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
}

bool is_dotted_path(const std::string& name) {
  std::size_t from = 0;
  for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', from)) {
    if (!is_word(name.substr(from, dot - from))) {
      return false;
    }
    from = dot + 1;
  }
  return is_word(name.substr(from));
}

Verdict names_are_paths(const Subject& subject) {
  const Loaded<Model> model = make_bare_model(subject, subject.seed);
  std::vector<std::string> complaints;
  std::map<const void*, std::string> owners;
  const auto look = [&](const std::string& name, const at::Tensor& tensor) {
    if (!is_dotted_path(name)) {
      complaints.push_back("\"" + name + "\" is no dotted path of letters, digits and _");
    }
    const auto [owner, is_new] = owners.emplace(tensor.unsafeGetTensorImpl(), name);
    if (!is_new) {
      complaints.push_back(owner->second + " and " + name + " are one tensor");
    }
  };
  for (const auto& item : model->module()->named_parameters()) {
    look(item.key(), item.value());
  }
  for (const auto& item : model->module()->named_buffers()) {
    look(item.key(), item.value());
  }
  return complaints.empty() ? passed() : failed(joined(complaints));
}

Verdict parameters_are_float32(const Subject& subject) {
  const Loaded<Model> model = make_bare_model(subject, subject.seed);
  std::vector<std::string> complaints;
  for (const auto& item : model->module()->named_parameters()) {
    const at::Tensor& tensor = item.value();
    if (!tensor.defined() || tensor.scalar_type() != at::kFloat || !tensor.is_leaf() ||
        tensor.layout() != at::kStrided || !tensor.device().is_cpu()) {
      complaints.push_back(item.key() + " is not a plain float32 tensor on the CPU but " +
                           (tensor.defined() ? tensor.toString() : "undefined"));
    }
  }
  return complaints.empty() ? passed() : failed(joined(complaints));
}

/// Weight and bias of the head, undefined where there is none; complaints about more.
struct HeadTensors {
  at::Tensor weight, bias;
  std::string complaint;
};

HeadTensors head_tensors(const TriedModel& tried) {
  HeadTensors found;
  for (const NetworkTensor& entry : tried.network->tensors()) {
    if (entry.stage != tried.network->head()) {
      continue;
    }
    at::Tensor& place = entry.tensor.dim() == 2 ? found.weight : found.bias;
    const bool fits = entry.tensor.dim() == 1 || entry.tensor.dim() == 2;
    if (!entry.parameter || !fits || place.defined()) {
      found.complaint = "the head also holds " + entry.name + " " + shape_text(entry.tensor);
    }
    place = entry.tensor;
  }
  if (!found.weight.defined()) {
    found.complaint = "the head has no weight [classes, D]";
  }
  return found;
}

Verdict head_is_linear(const Subject& subject) {
  const TriedModel tried = make_model(subject, subject.seed);
  const HeadTensors head = head_tensors(tried);
  const std::string expected = "; expected dropout at most, then one linear layer";
  if (!head.complaint.empty()) {
    return failed(head.complaint + expected);
  }
  if (head.weight.size(0) != tried.request.classes) {
    return failed("the head's weight is " + shape_text(head.weight) + " for " +
                  std::to_string(tried.request.classes) + " classes");
  }
  const at::NoGradGuard no_grad;
  HostNetwork& network = *tried.network;
  const std::int64_t width = head.weight.size(1);
  const at::Tensor x = at::linspace(-1, 1, 4 * width).view({4, width});
  const at::Tensor linear = at::linear(x, head.weight, head.bias);
  const double gap =
      relative_difference(linear, network.forward(x.clone(), network.head(), network.size()));
  if (!(gap < 1e-4)) {
    return failed("in eval mode the head differs from x W^T + b by " + digits(gap) +
                  " of the largest score" + expected);
  }
  return head.bias.defined()
             ? passed()
             : warned("the head has no bias: strategies that solve for it are not applicable");
}

}  // namespace

std::vector<Test> model_stage_tests() {
  return {
      trial(
          "the stages end with one that returns vectors, and the head", "model", &lists_its_stages),
      trial("each stage has a name of its own", "model", &names_its_stages),
      trial("the stages partition the module: each leaf module, parameter and buffer lies in "
            "exactly one",
            "model",
            &stages_partition),
      trial("the paths of the stages are there", "model", &paths_exist),
      trial("parameters and buffers have dotted paths, each its own", "model", &names_are_paths),
      trial("all parameters are float32", "model", &parameters_are_float32),
      trial("the head is dropout at most and one linear layer", "model", &head_is_linear)};
}

}  // namespace tlhost::engine
