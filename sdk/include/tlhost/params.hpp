#pragma once
#include <tlhost/abi.h>
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
  explicit Params(const tlhost_params_view& view) : view_(&view) {}

  bool flag(const char* name) const {
    int value = 0;
    check(view_->get_bool(view_->ctx, name, &value), name, "a flag");
    return value != 0;
  }

  std::int64_t integer(const char* name) const {
    std::int64_t value = 0;
    check(view_->get_int(view_->ctx, name, &value), name, "an integer");
    return value;
  }

  double real(const char* name) const {
    double value = 0;
    check(view_->get_real(view_->ctx, name, &value), name, "a real");
    return value;
  }

  /// Also choices, and paths, which are made absolute.
  std::string text(const char* name) const {
    tlhost_str value{nullptr, 0};
    check(view_->get_text(view_->ctx, name, &value), name, "a text");
    return std::string(value.data, value.size);
  }

  std::vector<double> reals(const char* name) const {
    std::vector<double> values(size(name, "a list of reals"));
    for (std::size_t i = 0; i < values.size(); ++i) {
      check(view_->get_real_at(view_->ctx, name, i, &values[i]), name, "a list of reals");
    }
    return values;
  }

  std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> values(size(name, "a list of texts"));
    for (std::size_t i = 0; i < values.size(); ++i) {
      tlhost_str value{nullptr, 0};
      check(view_->get_text_at(view_->ctx, name, i, &value), name, "a list of texts");
      values[i].assign(value.data, value.size);
    }
    return values;
  }

 private:
  static void check(int code, const char* name, const char* type) {
    if (code != 0) {
      throw ConfigError("parameter \"" + std::string(name) + "\" is not declared as " + type);
    }
  }

  std::size_t size(const char* name, const char* type) const {
    std::size_t count = 0;
    check(view_->list_size(view_->ctx, name, &count), name, type);
    return count;
  }

  const tlhost_params_view* view_;
};

}  // namespace v1
}  // namespace tlhost
