#pragma once
#include <tlhost/abi.h>
#include <tlhost/error.hpp>
#include <tlhost/schema_text.hpp>

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// Declares parameters: name and default, then bounds, unit and a sentence for the one just named.
///     Schema{}.integer("epochs", 10).at_least(1).doc("passes over the data").real("lr",
///     1e-3).above(0)
/// Errors: ConfigError for a name that the experiment file reserves, or that is declared twice.
class Schema {
 public:
  Schema& flag(const char* name, bool value) {
    return declare(name, TLHOST_T_BOOL, value ? "true" : "false");
  }

  Schema& integer(const char* name, std::int64_t value) {
    return declare(name, TLHOST_T_INT, std::to_string(value));
  }

  Schema& real(const char* name, double value) {
    return declare(name, TLHOST_T_REAL, detail::number(value));
  }

  Schema& text(const char* name, const char* value) {
    return declare(name, TLHOST_T_TEXT, detail::quoted(value));
  }

  Schema& choice(const char* name, const char* value, std::initializer_list<const char*> allowed) {
    declare(name, TLHOST_T_CHOICE, detail::quoted(value));
    Entry& entry = entries_.back();
    entry.choices.assign(allowed);
    entry.choices.push_back(nullptr);
    return *this;
  }

  Schema& reals(const char* name, const std::vector<double>& value) {
    std::string json = "[";
    for (const double item : value) {
      json += (json.size() > 1 ? "," : "") + detail::number(item);
    }
    return declare(name, TLHOST_T_REALS, json + "]");
  }

  /// Required; relative to the experiment file.
  Schema& path(const char* name) {
    declare(name, TLHOST_T_PATH, "");
    entries_.back().param.flags |= TLHOST_P_REQUIRED;
    return *this;
  }

  Schema& at_least(double bound) { return minimum(bound, TLHOST_P_MIN); }

  Schema& above(double bound) { return minimum(bound, TLHOST_P_MIN | TLHOST_P_MIN_OPEN); }

  Schema& at_most(double bound) {
    last().param.max = bound;
    last().param.flags |= TLHOST_P_MAX;
    return *this;
  }

  Schema& unit(const char* text) {
    last().unit = text;
    return *this;
  }

  Schema& doc(const char* text) {
    last().doc = text;
    return *this;
  }

  /// The declarations for the C layer; pointers are valid as long as this schema lives unchanged.
  std::vector<tlhost_param> list() const {
    std::vector<tlhost_param> all;
    for (const Entry& entry : entries_) {
      tlhost_param param = entry.param;
      param.name = entry.name.c_str();
      param.default_json =
          (param.flags & TLHOST_P_REQUIRED) != 0 ? nullptr : entry.default_json.c_str();
      param.choices = entry.choices.empty() ? nullptr : entry.choices.data();
      param.unit = entry.unit.empty() ? nullptr : entry.unit.c_str();
      param.doc = entry.doc.empty() ? nullptr : entry.doc.c_str();
      all.push_back(param);
    }
    return all;
  }

 private:
  struct Entry {
    std::string name, default_json, unit, doc;
    std::vector<const char*> choices;
    tlhost_param param{};
  };

  Schema& declare(const char* name, std::uint32_t type, const std::string& default_json) {
    if (detail::reserved(name)) {
      throw ConfigError("parameter \"" + std::string(name) +
                        "\": the experiment file reserves this word");
    }
    for (const Entry& entry : entries_) {
      if (entry.name == name) {
        throw ConfigError("parameter \"" + std::string(name) + "\" is declared twice");
      }
    }
    Entry entry;
    entry.name = name;
    entry.default_json = default_json;
    entry.param.struct_size = sizeof(tlhost_param);
    entry.param.type = type;
    entries_.push_back(entry);
    return *this;
  }

  Entry& last() {
    if (entries_.empty()) {
      throw ConfigError("a bound, unit or doc comes before the first parameter");
    }
    return entries_.back();
  }

  Schema& minimum(double bound, std::uint32_t flags) {
    last().param.min = bound;
    last().param.flags |= flags;
    return *this;
  }

  std::deque<Entry> entries_;
};

}  // namespace v1
}  // namespace tlhost
