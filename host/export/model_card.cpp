#include "host/export/model_card.hpp"

#include "host/data/view_json.hpp"

#include <tlhost/error.hpp>

#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>

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

  bool has(const char* name) const { return object_->contains(name); }

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

void check_word(const char* name,
                const std::string& word,
                std::initializer_list<const char*> known) {
  if (std::find(known.begin(), known.end(), word) == known.end()) {
    throw DataError(std::string("\"") + name +
                    "\" of the model's card is a word that this tlhost does not know");
  }
}

View view_from(const Members& json) {
  View view{json.take<std::int64_t>("size"), json.text("fit"), json.take<std::int64_t>("channels")};
  if (json.has("window")) {
    const auto window = json.take<std::vector<double>>("window");
    if (window.size() != 2 || window[0] == window[1]) {
      throw DataError("\"window\" of the model's card is not two different numbers");
    }
    view.window = ShownRange{window[0], window[1]};
  }
  return view;
}

/// A card may come with a file from anywhere: what its readers rely on is checked here.
void check(const ModelCard& card) {
  const auto channels = static_cast<std::size_t>(card.channels);
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  const auto finite = [](double value) { return std::isfinite(value); };
  const std::vector<double>&mean = card.normalise.mean, &deviation = card.normalise.std;
  if (card.channels < 1 || mean.size() != channels || deviation.size() != channels ||
      !std::all_of(mean.begin(), mean.end(), finite) ||
      !std::all_of(deviation.begin(), deviation.end(), positive)) {
    throw DataError(
        "\"normalise\" of the model's card is not one mean and one deviation above 0 a channel");
  }
  if (card.view.size < 1 || (card.view.channels != 1 && card.view.channels != card.channels)) {
    throw DataError(
        "\"view\" of the model's card has another size or number of channels than a network's "
        "input");
  }
  if (card.classes.empty()) {
    throw DataError("\"classes\" of the model's card is empty");
  }
  check_word("precision", card.precision, {"fp32", "bf16"});
  check_word("scores", card.scores, {"logits", "margins", "probabilities"});
  check_word("labelling", card.labelling, {"multiclass", "ordinal", "multilabel"});
}

}  // namespace

boost::json::object to_json(const ModelCard& card) {
  boost::json::object view{
      {"size", card.view.size}, {"fit", card.view.fit}, {"channels", card.view.channels}};
  if (card.view.window) {
    view["window"] = {card.view.window->black, card.view.window->white};
  }
  return {{"format", kFormat},
          {"plugin", card.plugin},
          {"model", card.model},
          {"source", card.source},
          {"parameters", card.parameters},
          {"channels", card.channels},
          {"view", std::move(view)},
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
  card.view = view_from(Members(members.at("view")));
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
  check(card);
  return card;
}

}  // namespace tlhost::engine
