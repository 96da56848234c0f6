#include "host/export/model_card.hpp"

#include "host/data/view_json.hpp"

#include <tlhost/error.hpp>

#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

namespace tlhost::engine {
namespace {

constexpr std::int64_t kFormat = 1;

/// The members of a card, each of the type that is asked for.
class Members {
 public:
  explicit Members(const boost::json::value& json) {
    if (!json.is_object()) {
      throw DataError("the card of the model is no JSON object");
    }
    object_ = &json.as_object();
  }

  const boost::json::value& at(const char* name) const {
    const boost::json::value* found = object_->if_contains(name);
    if (found == nullptr) {
      throw DataError(std::string("the card of the model has no \"") + name + "\"");
    }
    return *found;
  }

  template <class Value>
  Value take(const char* name) const {
    auto value = boost::json::try_value_to<Value>(at(name));
    if (value.has_error()) {
      throw DataError(std::string("\"") + name + "\" of the model's card is of another type");
    }
    return std::move(*value);
  }

  std::string text(const char* name) const { return take<std::string>(name); }

  const boost::json::object& object(const char* name) const {
    if (!at(name).is_object()) {
      throw DataError(std::string("\"") + name + "\" of the model's card is no object");
    }
    return at(name).as_object();
  }

 private:
  const boost::json::object* object_ = nullptr;
};

}  // namespace

boost::json::object to_json(const ModelCard& card) {
  return {{"format", kFormat},
          {"plugin", card.plugin},
          {"model", card.model},
          {"source", card.source},
          {"parameters", card.parameters},
          {"channels", card.channels},
          {"view",
           {{"size", card.view.size}, {"fit", card.view.fit}, {"channels", card.view.channels}}},
          {"decoder", kDecoder},
          {"normalise",
           {{"mean", boost::json::value_from(card.normalise.mean)},
            {"std", boost::json::value_from(card.normalise.std)}}},
          {"precision", card.precision},
          {"classes", boost::json::value_from(card.classes)},
          {"labelling", card.labelling},
          {"scores", card.scores},
          {"linear_on", card.linear_on},
          {"experiment", card.experiment},
          {"cell", card.cell},
          {"fit", card.fit}};
}

ModelCard card_from_json(const boost::json::value& json) {
  const Members members(json);
  if (members.take<std::int64_t>("format") != kFormat) {
    throw DataError("the model's card has another format; expected " + std::to_string(kFormat) +
                    ": use the tlhost that wrote it, or a newer one");
  }
  ModelCard card;
  card.plugin = members.text("plugin");
  card.model = members.text("model");
  card.source = members.text("source");
  card.parameters = members.object("parameters");
  card.channels = members.take<std::int64_t>("channels");
  const Members view(members.at("view"));
  card.view = {
      view.take<std::int64_t>("size"), view.text("fit"), view.take<std::int64_t>("channels")};
  const Members normalise(members.at("normalise"));
  card.normalise = {normalise.take<std::vector<double>>("mean"),
                    normalise.take<std::vector<double>>("std")};
  card.precision = members.text("precision");
  card.classes = members.take<std::vector<std::string>>("classes");
  card.labelling = members.text("labelling");
  card.scores = members.text("scores");
  card.linear_on = members.text("linear_on");
  card.experiment = members.text("experiment");
  card.cell = members.text("cell");
  card.fit = members.text("fit");
  return card;
}

}  // namespace tlhost::engine
