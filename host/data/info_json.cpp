#include "host/data/info_json.hpp"

#include "host/data/record_fields.hpp"
#include "host/data/utf8.hpp"

#include <tlhost/error.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace tlhost::engine {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 11> kKeys = {"collection",
                                                    "classes",
                                                    "labelling",
                                                    "channels",
                                                    "group_is",
                                                    "own_pixels",
                                                    "version",
                                                    "citation",
                                                    "licence",
                                                    "url",
                                                    "skipped"};
constexpr std::array<std::string_view, 3> kLabellings = {"multiclass", "multilabel", "ordinal"};

/// The dataset's own words: they go into keys and reports, so they must be text.
std::string checked(const std::string& text, std::string_view key) {
  if (!is_utf8(text)) {
    throw DataError("the dataset's '" + std::string(key) + "' is not UTF-8: '" +
                    show_as_utf8(text) + "'");
  }
  return text;
}

[[noreturn]] void refuse(std::string_view key, const std::string& expected) {
  throw DataError("info.json: '" + std::string(key) + "': expected " + expected);
}

const json::value& member(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) {
    throw DataError("info.json: '" + std::string(key) + "' is missing");
  }
  return *value;
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value& value = member(object, key);
  if (!value.is_string()) {
    refuse(key, "a text");
  }
  return std::string(value.get_string());
}

const json::array& list_of(const json::object& object, std::string_view key) {
  const json::value& value = member(object, key);
  if (!value.is_array()) {
    refuse(key, "a list");
  }
  return value.get_array();
}

json::object parse_object(const std::string& text) {
  json::parser parser;
  json::error_code error;
  const std::size_t taken = parser.write_some(text, error);
  if (!error && text.find_first_not_of(" \n\r\t", taken) != std::string::npos) {
    error = json::error::extra_data;
  }
  if (error) {
    throw DataError("info.json: byte " + text_of_number(taken) + ": " + error.message() +
                    "; expected one JSON object");
  }
  const json::value value = parser.release();
  if (!value.is_object()) {
    throw DataError("info.json: expected one JSON object");
  }
  return value.get_object();
}

void refuse_unknown_keys(const json::object& object) {
  for (const auto& item : object) {
    const std::string_view key(item.key().data(), item.key().size());
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
      throw DataError("info.json: '" + std::string(key) + "' is not a key of it");
    }
  }
}

std::vector<std::string> read_classes(const json::object& object) {
  std::vector<std::string> classes;
  for (const json::value& name : list_of(object, "classes")) {
    if (!name.is_string()) {
      refuse("classes", "a list of texts");
    }
    classes.emplace_back(name.get_string());
  }
  return classes;
}

SkippedItem read_item(const json::value& value) {
  const std::size_t keys = value.is_object() ? value.get_object().size() : 0;
  if (keys != 2 && keys != 4) {
    refuse("skipped", "a list of {what, why} and {what, why, class, split}");
  }
  const json::object& object = value.get_object();
  SkippedItem item{text_of(object, "what"), text_of(object, "why")};
  if (keys == 4) {
    const auto split = split_of_word(text_of(object, "split"));
    if (!split) {
      refuse("split", "unspecified, train, validation or test");
    }
    item.label = text_of(object, "class");
    item.split = *split;
    item.sample = true;
  }
  return item;
}

std::vector<SkippedItem> read_skipped(const json::object& object) {
  std::vector<SkippedItem> skipped;
  for (const json::value& item : list_of(object, "skipped")) {
    skipped.push_back(read_item(item));
  }
  return skipped;
}

Labelling read_labelling(const json::object& object) {
  const auto word = std::find(kLabellings.begin(), kLabellings.end(), text_of(object, "labelling"));
  if (word == kLabellings.end()) {
    refuse("labelling", "multiclass, multilabel or ordinal");
  }
  return static_cast<Labelling>(word - kLabellings.begin());
}

std::int32_t read_channels(const json::object& object) {
  const json::value& value = member(object, "channels");
  if (!value.is_int64() || (value.get_int64() != 1 && value.get_int64() != 3)) {
    refuse("channels", "1 or 3");
  }
  return static_cast<std::int32_t>(value.get_int64());
}

bool read_own_pixels(const json::object& object) {
  const json::value& value = member(object, "own_pixels");
  if (!value.is_bool()) {
    refuse("own_pixels", "true or false");
  }
  return value.get_bool();
}

}  // namespace

std::string_view word_of(Labelling labelling) {
  return kLabellings.at(static_cast<std::size_t>(labelling));
}

std::string info_to_json(const RecordTable& table) {
  const DatasetInfo& info = table.info;
  json::array classes;
  for (const std::string& name : info.classes) {
    classes.emplace_back(checked(name, "classes"));
  }
  json::array skipped;
  for (const SkippedItem& item : table.skipped) {
    json::object entry{{"what", show_as_utf8(item.what)}, {"why", show_as_utf8(item.why)}};
    if (item.sample) {
      entry["class"] = checked(item.label, "classes");
      entry["split"] = word_of(item.split);
    }
    skipped.emplace_back(std::move(entry));
  }
  const json::object object{{"collection", checked(info.collection, "collection")},
                            {"classes", std::move(classes)},
                            {"labelling", word_of(info.labelling)},
                            {"channels", info.channels},
                            {"group_is", checked(info.group_is, "group_is")},
                            {"own_pixels", info.own_pixels},
                            {"version", checked(info.version, "version")},
                            {"citation", checked(info.citation, "citation")},
                            {"licence", checked(info.licence, "licence")},
                            {"url", checked(info.url, "url")},
                            {"skipped", std::move(skipped)}};
  return json::serialize(object) + "\n";
}

RecordTable info_from_json(const std::string& text) {
  const json::object object = parse_object(text);
  refuse_unknown_keys(object);
  RecordTable table;
  table.info.collection = text_of(object, "collection");
  table.info.classes = read_classes(object);
  table.info.labelling = read_labelling(object);
  table.info.channels = read_channels(object);
  table.info.group_is = text_of(object, "group_is");
  table.info.own_pixels = read_own_pixels(object);
  table.info.version = text_of(object, "version");
  table.info.citation = text_of(object, "citation");
  table.info.licence = text_of(object, "licence");
  table.info.url = text_of(object, "url");
  table.skipped = read_skipped(object);
  return table;
}

}  // namespace tlhost::engine
