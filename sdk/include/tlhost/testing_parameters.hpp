#pragma once
// For the tests of a plugin, no ABI.
#include <tlhost/abi.h>
#include <tlhost/error.hpp>
#include <tlhost/schema.hpp>
#include <tlhost/testing_value.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace tlhost {
inline namespace v1 {
namespace testing {

/// What Create::params reads: the values, and the schema's defaults for the rest.
/// Bounds and choices are not looked at; the host does that, for every plugin alike.
/// Errors: ConfigError for a name that is not declared, or a required one without a value.
class Parameters {
 public:
  Parameters(const Schema& schema, const Values& values) {
    for (const tlhost_param& param : schema.list()) {
      const auto given = values.find(param.name);
      if (given == values.end() && param.default_json == nullptr) {
        throw ConfigError("parameter \"" + std::string(param.name) + "\" needs a value");
      }
      const Value value = given == values.end() ? detail::default_of(param) : given->second;
      known_.emplace(param.name, std::make_pair(param.type, value));
    }
    for (const auto& given : values) {
      if (known_.find(given.first) == known_.end()) {
        throw ConfigError("parameter \"" + given.first + "\" is not declared");
      }
    }
    view_.struct_size = sizeof view_;
    view_.ctx = this;
    view_.get_bool = &get_bool;
    view_.get_int = &get_int;
    view_.get_real = &get_real;
    view_.get_text = &get_text;
    view_.list_size = &list_size;
    view_.get_real_at = &get_real_at;
    view_.get_text_at = &get_text_at;
  }

  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;

  const tlhost_params_view& view() const { return view_; }

 private:
  /// 0 and the value, if the name is declared with a type between two.
  template <class Out, class Read>
  static int give(void* self,
                  const char* name,
                  std::pair<std::uint32_t, std::uint32_t> types,
                  Out* out,
                  Read read) {
    const auto& known = static_cast<const Parameters*>(self)->known_;
    const auto found = known.find(name);
    if (found == known.end() || found->second.first < types.first ||
        found->second.first > types.second) {
      return 1;
    }
    *out = read(found->second.second);
    return 0;
  }

  static int get_bool(void* self, const char* name, int* out) {
    return give(self, name, {TLHOST_T_BOOL, TLHOST_T_BOOL}, out, [](const Value& value) {
      return value.integer != 0 ? 1 : 0;
    });
  }

  static int get_int(void* self, const char* name, std::int64_t* out) {
    return give(self, name, {TLHOST_T_INT, TLHOST_T_INT}, out, [](const Value& value) {
      return value.integer;
    });
  }

  static int get_real(void* self, const char* name, double* out) {
    return give(self, name, {TLHOST_T_REAL, TLHOST_T_REAL}, out, [](const Value& value) {
      return value.real;
    });
  }

  static int get_text(void* self, const char* name, tlhost_str* out) {
    return give(self, name, {TLHOST_T_TEXT, TLHOST_T_CHOICE}, out, [](const Value& value) {
      return tlhost_str{value.text.data(), value.text.size()};
    });
  }

  static int list_size(void* self, const char* name, std::size_t* out) {
    return give(self, name, {TLHOST_T_REALS, TLHOST_T_REALS}, out, [](const Value& value) {
      return value.reals.size();
    });
  }

  static int get_real_at(void* self, const char* name, std::size_t index, double* out) {
    return give(self, name, {TLHOST_T_REALS, TLHOST_T_REALS}, out, [index](const Value& value) {
      return value.reals.at(index);
    });
  }

  static int get_text_at(void*, const char*, std::size_t, tlhost_str*) {
    return 1;  // no schema declares a list of texts yet
  }

  std::map<std::string, std::pair<std::uint32_t, Value>> known_;
  tlhost_params_view view_{};
};

}  // namespace testing
}  // namespace v1
}  // namespace tlhost
