#include "host/weights/pth_groups.hpp"

#include "host/log/utf8.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <set>

namespace tlhost::engine {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxSteps = 4'000'000, kMaxNamed = 100'000, kMaxNameBytes = 4096,
                      kShownOthers = 8;

/// Whether it is a name: no other keys hold tensors of a state_dict.
bool is_name(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      return false;
    }
    at += length;
  }
  return !text.empty() && text.size() <= kMaxNameBytes;
}

std::string joined(const std::string& place, const std::string& name) {
  std::string text = place.empty() ? name : place + "." + name;
  if (text.size() > kMaxNameBytes) {
    throw DataError("the name of a tensor has more than " + std::to_string(kMaxNameBytes) +
                    " bytes");
  }
  return text;
}

class Search {
 public:
  explicit Search(const Pickle& pickle) : pickle_(pickle), seen_(pickle.values.size(), false) {}

  std::vector<TensorGroup> run() {
    walk(pickle_.root, "", 0);
    return std::move(groups_);
  }

 private:
  void step(int depth) {
    if (depth > kMaxDepth) {
      throw DataError("containers stand more than " + std::to_string(kMaxDepth) +
                      " levels deep, as in no file of weights");
    }
    if (++steps_ > kMaxSteps) {
      throw DataError("more than " + std::to_string(kMaxSteps) + " places to look for tensors");
    }
  }

  /// The value of a key in a dict, the last one as in Python; nullptr: none.
  const PickleValue* member(const PickleValue& dict, std::string_view key) const {
    steps_ += dict.items.size() / 2;  // told by the next step()
    const PickleValue* found = nullptr;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const PickleValue& name = pickle_.at(dict.items[i]);
      if (name.kind == PickleKind::text && name.text == key) {
        found = &pickle_.at(dict.items[i + 1]);
      }
    }
    return found;
  }

  /// The attributes of an object that is a torch.nn.Module; nullptr for other objects.
  const PickleValue* attributes_of_module(const PickleValue& value) const {
    if (value.kind != PickleKind::object || value.state == 0) {
      return nullptr;
    }
    const PickleValue& state = pickle_.at(value.state);
    return state.kind == PickleKind::dict && member(state, "_parameters") != nullptr &&
                   member(state, "_modules") != nullptr
               ? &state
               : nullptr;
  }

  std::string key_text(PickleIndex index) const {
    const PickleValue& key = pickle_.at(index);
    return key.kind == PickleKind::integer ? std::to_string(key.number) : std::string(key.text);
  }

  /// Looks for groups; each container is looked at once, so circles end.
  void walk(PickleIndex index, const std::string& place, int depth) {
    const PickleValue& value = pickle_.at(index);
    const bool sequence = value.kind == PickleKind::list || value.kind == PickleKind::tuple;
    if ((!sequence && value.kind != PickleKind::dict && value.kind != PickleKind::object) ||
        seen_[index]) {
      return;
    }
    step(depth);
    seen_[index] = true;
    if (attributes_of_module(value) != nullptr) {
      TensorGroup group{place, {}};
      harvest(value, "", depth, group);
      keep(std::move(group));
    } else if (sequence) {
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        step(depth);
        walk(value.items[i], below(place, std::to_string(i)), depth + 1);
      }
    } else {
      walk_dict(value, place, depth);
    }
  }

  /// A place that only reads well: a long or odd key is shortened, not refused.
  static std::string below(const std::string& place, const std::string& key) {
    constexpr std::size_t kShown = 60;
    const std::string name = is_name(key) && key.size() <= kShown ? key : "?";
    return place.size() > kMaxNameBytes / 2 ? place : joined(place, name);
  }

  void walk_dict(const PickleValue& dict, const std::string& place, int depth) {
    TensorGroup group{place, {}};
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      step(depth);
      const PickleIndex item = dict.items[i + 1];
      if (pickle_.at(item).kind == PickleKind::tensor) {
        const PickleValue& key = pickle_.at(dict.items[i]);
        if (key.kind == PickleKind::text) {
          add(group, std::string(key.text), item);
        }
      } else {
        walk(item, below(place, key_text(dict.items[i])), depth + 1);
      }
    }
    keep(std::move(group));
  }

  void add(TensorGroup& group, const std::string& name, PickleIndex tensor) {
    if (!is_name(name)) {
      throw DataError("the name of a tensor in \"" + group.place +
                      "\" is no text of 1 to 4096 bytes");
    }
    if (++named_ > kMaxNamed) {
      throw DataError("more than " + std::to_string(kMaxNamed) + " names of tensors");
    }
    group.tensors.emplace_back(name, tensor);
  }

  void keep(TensorGroup group) {
    std::set<std::string_view> names;
    for (const auto& [name, tensor] : group.tensors) {
      if (!names.insert(name).second) {
        throw DataError("two tensors in \"" + group.place + "\" have the name \"" + name + "\"");
      }
    }
    if (!group.tensors.empty()) {
      groups_.push_back(std::move(group));
    }
  }

  /// Parameters, buffers and modules of a module, in the order of its state_dict.
  void harvest(const PickleValue& module,
               const std::string& prefix,
               int depth,
               TensorGroup& group) {
    step(depth);
    const PickleValue* attributes = attributes_of_module(module);
    if (attributes == nullptr) {
      return;
    }
    const std::set<std::string> passing = passing_buffers(*attributes);
    for (const char* kind : {"_parameters", "_buffers", "_modules"}) {
      const PickleValue* entries = member(*attributes, kind);
      if (entries == nullptr || entries->kind != PickleKind::dict) {
        continue;
      }
      for (std::size_t i = 0; i + 1 < entries->items.size(); i += 2) {
        step(depth);
        const std::string name = key_text(entries->items[i]);
        const PickleIndex item = entries->items[i + 1];
        if (std::string_view(kind) == "_modules") {
          harvest(pickle_.at(item), joined(prefix, name), depth + 1, group);
        } else if (pickle_.at(item).kind == PickleKind::tensor &&
                   (std::string_view(kind) == "_parameters" || passing.count(name) == 0)) {
          add(group, joined(prefix, name), item);
        }
      }
    }
  }

  /// Names of buffers that a state_dict leaves out: a set, which is an object around a list.
  std::set<std::string> passing_buffers(const PickleValue& attributes) const {
    std::set<std::string> names;
    const PickleValue* set = member(attributes, "_non_persistent_buffers_set");
    if (set != nullptr && set->kind == PickleKind::object && set->arguments != 0 &&
        pickle_.at(set->arguments).items.size() == 1) {
      set = &pickle_.at(pickle_.at(set->arguments).items[0]);
    }
    if (set != nullptr && set->kind == PickleKind::list) {
      for (const PickleIndex item : set->items) {
        names.insert(key_text(item));
      }
    }
    return names;
  }

  const Pickle& pickle_;
  std::vector<bool> seen_;
  mutable std::size_t steps_ = 0;
  std::size_t named_ = 0;
  std::vector<TensorGroup> groups_;
};

}  // namespace

std::vector<TensorGroup> find_tensor_groups(const Pickle& pickle) { return Search(pickle).run(); }

TensorGroup choose_group(std::vector<TensorGroup> groups, std::vector<std::string>& others) {
  if (groups.empty()) {
    throw DataError("holds no tensors with names; save the model's state_dict()");
  }
  const auto best = std::max_element(
      groups.begin(), groups.end(), [](const TensorGroup& a, const TensorGroup& b) {
        return a.tensors.size() < b.tensors.size();
      });
  for (auto it = groups.begin(); it != groups.end(); ++it) {
    if (it != best && others.size() < kShownOthers) {
      others.push_back("\"" + it->place + "\" (" + std::to_string(it->tensors.size()) +
                       (it->tensors.size() == 1 ? " tensor)" : " tensors)"));
    }
  }
  return std::move(*best);
}

}  // namespace tlhost::engine
