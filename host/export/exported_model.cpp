#include "host/export/exported_model.hpp"

#include "host/log/problem.hpp"
#include "host/weights/safetensors.hpp"

#include <tlhost/error.hpp>

#include <boost/json/parse.hpp>

namespace tlhost::engine {
namespace {

Refusal refusal(const std::string& path, const std::string& what) {
  return Refusal(Exit::bad_data,
                 {"PREDICT-MODEL",
                  path,
                  what,
                  "",
                  "name a file that `tlhost export --format safetensors` wrote"});
}

ModelCard card_of(const std::string& text) {
  boost::json::error_code error;
  const boost::json::value json = boost::json::parse(text, error);
  if (error) {
    throw DataError("its card is no JSON");
  }
  return card_from_json(json);
}

}  // namespace

ExportedModel read_exported(const std::string& path) {
  ExportedModel model;
  try {
    Safetensors stored = read_safetensors(path);
    const auto card = stored.metadata.find(kCardMetadata);
    if (card == stored.metadata.end()) {
      throw refusal(path, "it has no card: tlhost did not export it");
    }
    model.card = card_of(card->second);
    model.tensors = std::move(stored.tensors);
  } catch (const DataError& error) {
    throw refusal(path, error.what());
  }
  return model;
}

ExportedParts parts_of(const ExportedModel& model) {
  ExportedParts parts;
  for (const auto& [name, tensor] : model.tensors) {
    if (name == kLinearWeight) {
      parts.linear_weight = tensor;
    } else if (name == kLinearBias) {
      parts.linear_bias = tensor;
    } else {
      parts.network.emplace_back(name, tensor);
    }
  }
  return parts;
}

}  // namespace tlhost::engine
