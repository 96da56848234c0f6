#include "host/describe/weights.hpp"

#include "host/catalog/component.hpp"
#include "host/catalog/parameter_facts.hpp"
#include "host/describe/number_text.hpp"
#include "host/log/columns.hpp"
#include "host/log/exception_text.hpp"
#include "host/log/printable.hpp"
#include "host/process/child.hpp"
#include "host/process/child_context.hpp"
#include "host/resolve/resolve.hpp"
#include "host/scan/wanted_tensors.hpp"
#include "host/weights/weights_file.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace tlhost::engine {
namespace {

/// As numpy and safetensors files in Python call it.
std::string dtype_word(const at::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
      return "float32";
    case at::kDouble:
      return "float64";
    case at::kHalf:
      return "float16";
    case at::kBFloat16:
      return "bfloat16";
    case at::kLong:
      return "int64";
    case at::kInt:
      return "int32";
    case at::kShort:
      return "int16";
    case at::kChar:
      return "int8";
    case at::kByte:
      return "uint8";
    case at::kBool:
      return "bool";
    default:
      return c10::toString(tensor.scalar_type());
  }
}

boost::json::object listing(const WeightsFile& file) {
  boost::json::array tensors;
  std::int64_t numbers = 0;
  for (const auto& [name, tensor] : file.tensors) {
    tensors.push_back({{"name", name},
                       {"dtype", dtype_word(tensor)},
                       {"shape", boost::json::value_from(tensor.sizes().vec())}});
    numbers += tensor.numel();
  }
  return {{"format", file.format},
          {"sha256", file.sha256},
          {"place", file.place},
          {"others", boost::json::value_from(file.others)},
          {"numbers", numbers},
          {"tensors", std::move(tensors)}};
}

boost::json::object mapping(const MatchedWeights& matched) {
  return {{"loaded", matched.tensors.size()},
          {"share", matched.share},
          {"library", matched.library},
          {"missing", boost::json::value_from(matched.missing)},
          {"mismatched", boost::json::value_from(matched.mismatched)},
          {"adapted", boost::json::value_from(matched.adapted)},
          {"unexpected", boost::json::value_from(matched.unexpected)}};
}

MatchedWeights match(const Component& component,
                     const WeightsWish& wish,
                     const WeightsFile& file,
                     ChildContext& context) {
  const Library library(component.library);
  const ModelRequest request{wish.channels, 2, wish.image_size};  // heads are never taken
  const Loaded<Model> model(create_object(
      library, library.entry(Kind::model, component.name), component.arguments, request, context));
  MatchedWeights matched;
  at_the_door(component.plugin + " models/" + component.name,
              [&] { matched = match_model(*model, file.tensors); });
  return matched;
}

/// The child's part: reads what nobody has checked, and runs the plugin's code.
int answer(const WeightsWish& wish, const std::optional<Component>& model, Channel& channel) {
  boost::json::object message{{"type", "weights"}};
  try {
    const WeightsFile file = read_weights_file(wish.file);
    message["file"] = listing(file);
    if (model) {
      ChildContext context(channel, "");
      message["model"] = mapping(match(*model, wish, file, context));
    }
  } catch (const DataError& error) {
    message["bad file"] = error.what();
  } catch (const std::exception& error) {
    message["bad model"] = text_of(error);
  }
  channel.send(message);
  return 0;
}

Refusal file_refusal(const std::string& file, const std::string& what) {
  return Refusal(Exit::bad_data, {"WEIGHTS-FILE", file, what, "", ""});
}

/// The value of a parameter as it was typed.
Argument::Value typed(const std::string& text) {
  boost::json::error_code error;
  const boost::json::value json = boost::json::parse(text, error);
  const bool plain = !error && (json.is_bool() || json.is_number());
  return plain ? value_from_json(json, ParameterType::text) : Argument::Value(text);
}

/// The model that was asked for, its parameters checked as an experiment's are.
std::optional<Component> model_of(const Catalog& catalog, const WeightsWish& wish) {
  if (wish.model.empty() && wish.parameters.empty()) {
    return std::nullopt;
  }
  ExperimentSpec spec;
  spec.file = "--model";
  ModelSpec& entry = spec.models.emplace_back();
  entry.name = entry.use.component = wish.model;
  for (std::size_t i = 0; i < wish.parameters.size(); i += 2) {
    const std::string& flag = wish.parameters[i];
    const bool pair = flag.compare(0, 2, "--") == 0 && i + 1 < wish.parameters.size();
    if (!pair || wish.model.empty()) {
      throw Refusal(Exit::usage,
                    {"USAGE",
                     "tlhost weights",
                     "\"" + flag + "\": expected --model NAME and then --PARAMETER VALUE",
                     "",
                     "tlhost describe models/NAME lists the parameters"});
    }
    entry.use.arguments.push_back({flag.substr(2), typed(wish.parameters[i + 1]), {}});
  }
  return resolve(spec, catalog).models.front();
}

boost::json::object look(const Catalog& catalog, const WeightsWish& wish) {
  const std::optional<Component> model = model_of(catalog, wish);
  Child child = Child::start("", [&](Channel& channel) { return answer(wish, model, channel); });
  boost::json::object seen;
  const ChildExit ended = child.listen([&seen](const boost::json::value& message) {
    if (message.at("type").as_string() == "weights") {
      seen = message.as_object();
    }
  });
  if (seen.empty()) {
    throw file_refusal(wish.file, "the process that read it ended with " + ended.text());
  }
  if (const auto* bad = seen.if_contains("bad file")) {
    throw file_refusal(wish.file, printable(bad->as_string()));
  }
  if (const auto* bad = seen.if_contains("bad model")) {
    throw Refusal(Exit::plugin,
                  {"DESCRIBE-MODEL", "models/" + wish.model, printable(bad->as_string()), "", ""});
  }
  return seen;
}

std::string text_of(const boost::json::object& object, const char* name) {
  return printable(object.at(name).as_string());
}

std::string file_text(const std::string& path, const boost::json::object& file) {
  std::string text = printable(path) + ": " + text_of(file, "format") + ", SHA-256 " +
                     text_of(file, "sha256") + "\n";
  const std::string place = text_of(file, "place");
  text += place.empty() ? "" : "the tensors of \"" + place + "\"\n";
  for (const boost::json::value& other : file.at("others").as_array()) {
    text += "left out: " + printable(other.as_string()) + "\n";
  }
  std::vector<std::vector<std::string>> rows;
  for (const boost::json::value& entry : file.at("tensors").as_array()) {
    const boost::json::object& tensor = entry.as_object();
    rows.push_back({text_of(tensor, "name"),
                    text_of(tensor, "dtype"),
                    shape_text(tensor.at("shape").as_array())});
  }
  return text + columns(rows) + std::to_string(rows.size()) + " tensors, " +
         whole(file.at("numbers")) + " numbers\n";
}

std::string model_text(const std::string& name, const boost::json::object& model) {
  const double share = 100 * model.at("share").to_number<double>();
  std::string text = "\n" + whole(model.at("loaded")) + " tensors fill " +
                     std::to_string(std::lround(share)) + " % of the backbone of models/" + name;
  const std::string library = text_of(model, "library");
  text += library.empty() ? "\n" : ", under the names of " + library + "\n";
  constexpr std::array<std::pair<const char*, const char*>, 4> kLists{
      {{"missing", "missing"},
       {"mismatched", "of another shape"},
       {"adapted", "fitted"},
       {"unexpected", "not used"}}};
  for (const auto& [list, words] : kLists) {
    for (const boost::json::value& item : model.at(list).as_array()) {
      text += std::string(words) + ": " + printable(item.as_string()) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string weights_text(const Catalog& catalog, const WeightsWish& wish) {
  const boost::json::object seen = look(catalog, wish);
  const auto* model = seen.if_contains("model");
  return file_text(wish.file, seen.at("file").as_object()) +
         (model == nullptr ? "" : model_text(wish.model, model->as_object()));
}

std::string weights_json(const Catalog& catalog, const WeightsWish& wish) {
  boost::json::object seen = look(catalog, wish);
  seen.erase("type");
  return boost::json::serialize(seen) + "\n";
}

}  // namespace tlhost::engine
