#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>
#include <tlhost/params.hpp>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

using tlhost::ConfigError;
using tlhost::Params;

namespace {

/// What a host would answer: one parameter of each type, named after it; all else is unknown.
struct Entry {
  bool flag = true;
  std::int64_t integer = -7;
  double real = 0.25;
  std::string text = std::string("a\0b", 3);
  std::vector<double> reals = {1.5, -2};
  std::vector<std::string> texts = {"", "two words"};
};

template <class T>
int answer(bool known, const T& value, T* out) {
  if (known) {
    *out = value;
  }
  return known ? 0 : 1;
}

tlhost_str borrowed(const std::string& text) { return {text.data(), text.size()}; }

Entry& entry(void* ctx) { return *static_cast<Entry*>(ctx); }

tlhost_params_view view_of(Entry& held) {
  tlhost_params_view view{};
  view.struct_size = sizeof view;
  view.ctx = &held;
  view.get_bool = [](void* ctx, const char* name, int* out) {
    return answer(std::strcmp(name, "flag") == 0, entry(ctx).flag ? 1 : 0, out);
  };
  view.get_int = [](void* ctx, const char* name, std::int64_t* out) {
    return answer(std::strcmp(name, "integer") == 0, entry(ctx).integer, out);
  };
  view.get_real = [](void* ctx, const char* name, double* out) {
    return answer(std::strcmp(name, "real") == 0, entry(ctx).real, out);
  };
  view.get_text = [](void* ctx, const char* name, tlhost_str* out) {
    return answer(std::strcmp(name, "text") == 0, borrowed(entry(ctx).text), out);
  };
  view.list_size = [](void* ctx, const char* name, std::size_t* out) {
    const bool reals = std::strcmp(name, "reals") == 0;
    return answer(reals || std::strcmp(name, "texts") == 0,
                  reals ? entry(ctx).reals.size() : entry(ctx).texts.size(),
                  out);
  };
  view.get_real_at = [](void* ctx, const char* name, std::size_t index, double* out) {
    const auto& reals = entry(ctx).reals;
    const bool known = std::strcmp(name, "reals") == 0 && index < reals.size();
    return answer(known, known ? reals[index] : 0, out);
  };
  view.get_text_at = [](void* ctx, const char* name, std::size_t index, tlhost_str* out) {
    const auto& texts = entry(ctx).texts;
    const bool known = std::strcmp(name, "texts") == 0 && index < texts.size();
    return answer(known, known ? borrowed(texts[index]) : tlhost_str{nullptr, 0}, out);
  };
  return view;
}

}  // namespace

TEST_CASE("parameters come through the C layer as they were set", "[sdk][params]") {
  Entry held;
  const tlhost_params_view view = view_of(held);
  const Params params(view);
  CHECK(params.flag("flag"));
  CHECK(params.integer("integer") == -7);
  CHECK(params.real("real") == 0.25);
  CHECK(params.text("text") == std::string("a\0b", 3));
  CHECK(params.reals("reals") == std::vector<double>{1.5, -2});
  CHECK(params.texts("texts") == std::vector<std::string>{"", "two words"});
}

TEST_CASE("empty lists and texts are values", "[sdk][params]") {
  Entry held;
  held.text.clear();
  held.reals.clear();
  held.texts.clear();
  held.flag = false;
  const tlhost_params_view view = view_of(held);
  const Params params(view);
  CHECK(params.text("text").empty());
  CHECK(params.reals("reals").empty());
  CHECK(params.texts("texts").empty());
  CHECK_FALSE(params.flag("flag"));
}

TEST_CASE("a name that is not declared with that type is refused", "[sdk][params]") {
  Entry held;
  const tlhost_params_view view = view_of(held);
  const Params params(view);
  CHECK_THROWS_AS(params.flag("integer"), ConfigError);
  CHECK_THROWS_WITH(params.flag("integer"), "parameter \"integer\" is not declared as a flag");
  CHECK_THROWS_WITH(params.integer("real"), "parameter \"real\" is not declared as an integer");
  CHECK_THROWS_WITH(params.real("integer"), "parameter \"integer\" is not declared as a real");
  CHECK_THROWS_WITH(params.text("missing"), "parameter \"missing\" is not declared as a text");
  CHECK_THROWS_WITH(params.reals("texts"),
                    "parameter \"texts\" is not declared as a list of reals");
  CHECK_THROWS_WITH(params.texts("reals"),
                    "parameter \"reals\" is not declared as a list of texts");
  CHECK_THROWS_AS(params.texts("missing"), ConfigError);
}
