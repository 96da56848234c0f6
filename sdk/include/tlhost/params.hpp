#pragma once
#include <tlhost/abi.h>
#include <tlhost/abi_copy.hpp>
#include <tlhost/error.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// Parameters of one entry of the experiment file: checked, defaults filled in.
/// Errors: ConfigError for a name that the schema does not declare with that type, so schema and
/// code cannot drift. Lifetime: valid in the constructor only; keep values, not the view.
class Params {
 public:
  explicit Params(const tlhost_params_view& view) : view_(detail::known_part(&view)) {}

  bool flag(const char* name) const {
    int value = 0;
    read(view_.get_bool, name, "a flag", &value);
    return value != 0;
  }

  std::int64_t integer(const char* name) const {
    std::int64_t value = 0;
    read(view_.get_int, name, "an integer", &value);
    return value;
  }

  double real(const char* name) const {
    double value = 0;
    read(view_.get_real, name, "a real", &value);
    return value;
  }

  /// Also choices, and paths, which are made absolute.
  std::string text(const char* name) const {
    tlhost_str value{nullptr, 0};
    read(view_.get_text, name, "a text", &value);
    return detail::text_of(value);
  }

  std::vector<double> reals(const char* name) const {
    std::vector<double> values(size(name, "a list of reals"));
    for (std::size_t i = 0; i < values.size(); ++i) {
      read(view_.get_real_at, name, "a list of reals", i, &values[i]);
    }
    return values;
  }

  std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> values(size(name, "a list of texts"));
    for (std::size_t i = 0; i < values.size(); ++i) {
      tlhost_str value{nullptr, 0};
      read(view_.get_text_at, name, "a list of texts", i, &value);
      values[i] = detail::text_of(value);
    }
    return values;
  }

 private:
  /// Asks the host by one of its functions.
  template <class Get, class... Rest>
  void read(Get get, const char* name, const char* type, Rest... rest) const {
    detail::offered(get != nullptr, "parameters of this type");
    if (get(view_.ctx, name, rest...) != 0) {
      throw ConfigError("parameter \"" + std::string(name) + "\" is not declared as " + type);
    }
  }

  std::size_t size(const char* name, const char* type) const {
    std::size_t count = 0;
    read(view_.list_size, name, type, &count);
    return count;
  }

  tlhost_params_view view_;
};

}  // namespace v1
}  // namespace tlhost
