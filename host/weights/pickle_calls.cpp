#include "host/weights/pickle_calls.hpp"

#include <tlhost/error.hpp>

#include <array>

namespace tlhost::engine {
namespace {

constexpr std::size_t kMaxDims = 64;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 58;  // so that bytes fit 64 bits

constexpr std::array<std::string_view, 4> kDicts{
    {"collections.OrderedDict", "builtins.dict", "__builtin__.dict", "collections.defaultdict"}};
/// Their first argument is the tensor that they wrap.
constexpr std::array<std::string_view, 6> kWrappers{{"torch._utils._rebuild_parameter",
                                                     "torch._utils._rebuild_parameter_with_state",
                                                     "torch.nn.parameter.Parameter",
                                                     "torch.nn.parameter.Buffer",
                                                     "torch.autograd.variable.Variable",
                                                     "torch.jit._pickle.restore_type_tag"}};

template <std::size_t size>
bool among(const std::array<std::string_view, size>& names, std::string_view name) {
  for (const std::string_view each : names) {
    if (each == name) {
      return true;
    }
  }
  return false;
}

std::int64_t whole(const Pickle& pickle, PickleIndex index, const char* what) {
  const PickleValue& value = pickle.at(index);
  if (value.kind != PickleKind::integer || value.number < 0) {
    throw DataError(std::string(what) + " of a tensor is no whole number from 0 to 2^63 - 1");
  }
  return value.number;
}

std::vector<std::int64_t> wholes(const Pickle& pickle, PickleIndex index, const char* what) {
  const PickleValue* value = &pickle.at(index);
  // torch.Size(...) of some versions is an object around the tuple.
  if (value->kind == PickleKind::object && value->text == "torch.Size" && value->arguments != 0 &&
      pickle.at(value->arguments).items.size() == 1) {
    value = &pickle.at(pickle.at(value->arguments).items[0]);
  }
  if ((value->kind != PickleKind::tuple && value->kind != PickleKind::list) ||
      value->items.size() > kMaxDims) {
    throw DataError(std::string(what) + " of a tensor is no list of at most 64 numbers");
  }
  std::vector<std::int64_t> numbers;
  for (const PickleIndex item : value->items) {
    numbers.push_back(whole(pickle, item, what));
  }
  return numbers;
}

void check_inside(const PickleTensor& tensor, const PickleStorage& storage) {
  bool overflow = false, empty = false;
  std::int64_t last = tensor.offset, numel = 1;
  for (std::size_t i = 0; i < tensor.sizes.size(); ++i) {
    const std::int64_t size = tensor.sizes[i];
    std::int64_t reach = 0;
    empty = empty || size == 0;
    if (size > 0) {
      overflow = overflow || __builtin_mul_overflow(numel, size, &numel) || numel > kMaxElements ||
                 __builtin_mul_overflow(size - 1, tensor.strides[i], &reach) ||
                 __builtin_add_overflow(last, reach, &last);
    }
  }
  if (overflow || (empty ? tensor.offset > storage.visible : last >= storage.visible)) {
    throw DataError("a tensor lies outside its storage \"" + std::string(storage.key) + "\" of " +
                    std::to_string(storage.visible) + " elements: its last element is number " +
                    (overflow ? "2^63 or more" : std::to_string(last)));
  }
}

PickleIndex rebuild_tensor(Pickle& pickle, const std::vector<PickleIndex>& arguments) {
  if (pickle.tensors.size() >= kMaxPickleTensors) {
    throw DataError("more than " + std::to_string(kMaxPickleTensors) + " tensors");
  }
  if (arguments.size() < 4) {
    throw DataError("a tensor is made from " + std::to_string(arguments.size()) +
                    " values; storage, offset, size and stride are needed");
  }
  const PickleValue& storage = pickle.at(arguments[0]);
  if (storage.kind != PickleKind::storage) {
    throw DataError("a tensor is made from something that is no storage");
  }
  PickleTensor tensor{.storage = static_cast<std::size_t>(storage.number),
                      .offset = whole(pickle, arguments[1], "the offset"),
                      .sizes = wholes(pickle, arguments[2], "the size"),
                      .strides = wholes(pickle, arguments[3], "the stride")};
  if (tensor.sizes.size() != tensor.strides.size()) {
    throw DataError("a tensor has " + std::to_string(tensor.sizes.size()) + " sizes and " +
                    std::to_string(tensor.strides.size()) + " strides");
  }
  const PickleStorage& place = pickle.storages[tensor.storage];
  check_inside(tensor, place);
  tensor.offset += place.offset;
  pickle.tensors.push_back(std::move(tensor));
  PickleValue value;
  value.kind = PickleKind::tensor;
  value.number = static_cast<std::int64_t>(pickle.tensors.size() - 1);
  return add_value(pickle, std::move(value));
}

/// A dict from the list of pairs with which Python 2 made an OrderedDict.
PickleIndex make_dict(Pickle& pickle, const std::vector<PickleIndex>& arguments) {
  PickleValue dict;
  dict.kind = PickleKind::dict;
  if (!arguments.empty()) {
    const PickleValue& pairs = pickle.at(arguments.back());
    for (const PickleIndex index : pairs.items) {
      const PickleValue& pair = pickle.at(index);
      if (pairs.kind != PickleKind::list || pair.items.size() != 2) {
        throw DataError("a dict is made from something that is no list of pairs");
      }
      dict.items.insert(dict.items.end(), pair.items.begin(), pair.items.end());
    }
    // One list can be used again and again.
    pickle.copied += dict.items.size();
    if (pickle.copied > kMaxInstructions) {
      throw DataError("dicts are made from more than " + std::to_string(kMaxInstructions) +
                      " pairs");
    }
  }
  return add_value(pickle, std::move(dict));
}

std::string_view text_of(const Pickle& pickle, PickleIndex index, PickleKind kind) {
  const PickleValue& value = pickle.at(index);
  if (value.kind != kind) {
    throw DataError("a storage has no type or no key");
  }
  return value.text;
}

}  // namespace

PickleIndex add_value(Pickle& pickle, PickleValue value) {
  pickle.values.push_back(std::move(value));
  return static_cast<PickleIndex>(pickle.values.size() - 1);
}

PickleIndex call_by_name(Pickle& pickle, PickleIndex function, PickleIndex arguments) {
  const PickleValue& called = pickle.at(function);
  const PickleValue& given = pickle.at(arguments);
  if (called.kind != PickleKind::global && called.kind != PickleKind::object) {
    throw DataError("something is called that is neither class nor function");
  }
  if (given.kind != PickleKind::tuple) {
    throw DataError("a call's arguments are no tuple");
  }
  if (called.kind == PickleKind::global) {
    if (called.text == "torch._utils._rebuild_tensor_v2" ||
        called.text == "torch._utils._rebuild_tensor") {
      return rebuild_tensor(pickle, given.items);
    }
    if (among(kDicts, called.text)) {
      return make_dict(
          pickle,
          called.text == "collections.defaultdict" ? std::vector<PickleIndex>{} : given.items);
    }
    if (among(kWrappers, called.text) && !given.items.empty() &&
        pickle.at(given.items[0]).kind == PickleKind::tensor) {
      return given.items[0];
    }
    // (function, class, arguments, attributes): a tensor that has attributes of its own
    if (called.text == "torch._tensor._rebuild_from_type_v2" && given.items.size() >= 3 &&
        pickle.at(given.items[0]).text != called.text) {
      return call_by_name(pickle, given.items[0], given.items[2]);
    }
  }
  PickleValue object;
  object.kind = PickleKind::object;
  object.text = called.text;
  object.arguments = arguments;
  return add_value(pickle, std::move(object));
}

PickleIndex persistent_value(Pickle& pickle, PickleIndex id) {
  const PickleValue& value = pickle.at(id);
  const auto& items = value.items;
  if (pickle.storages.size() >= kMaxPickleTensors) {
    throw DataError("more than " + std::to_string(kMaxPickleTensors) + " storages");
  }
  if (value.kind != PickleKind::tuple || items.empty()) {
    throw DataError("a persistent id is no tuple");
  }
  const std::string_view what = text_of(pickle, items[0], PickleKind::text);
  if (what == "module" && items.size() >= 2) {
    return items[1];
  }
  if (what != "storage" || items.size() < 5) {
    throw DataError("a persistent id is no storage");
  }
  PickleStorage storage{.key = text_of(pickle, items[2], PickleKind::text),
                        .type = text_of(pickle, items[1], PickleKind::global),
                        .numel = whole(pickle, items[4], "the storage")};
  storage.visible = storage.numel;
  if (items.size() > 5 && pickle.at(items[5]).kind == PickleKind::tuple) {
    const auto& view = pickle.at(items[5]).items;  // (key, offset, size), before PyTorch 0.4
    storage.offset = view.size() == 3 ? whole(pickle, view[1], "the view") : -1;
    storage.visible = view.size() == 3 ? whole(pickle, view[2], "the view") : 0;
    if (storage.offset < 0 || storage.offset > storage.numel ||
        storage.visible > storage.numel - storage.offset) {
      throw DataError("a view lies outside its storage \"" + std::string(storage.key) + "\"");
    }
  }
  pickle.storages.push_back(storage);
  PickleValue made;
  made.kind = PickleKind::storage;
  made.number = static_cast<std::int64_t>(pickle.storages.size() - 1);
  return add_value(pickle, std::move(made));
}

}  // namespace tlhost::engine
