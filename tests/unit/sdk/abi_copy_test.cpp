// What a plugin does with the structs of a host that is older or newer than its SDK.
#include "tests/support/catch.hpp"
#include "tests/support/cut_struct.hpp"

#include <tlhost/factory.hpp>
#include <tlhost/object.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using tlhost::test::CutStruct;

namespace {

const std::string kOlder =
    ": it is older than the SDK of this plugin; update tlhost, or build the plugin with the SDK of "
    "this tlhost";

struct Interface : tlhost::Object {
  static constexpr const char* interface_id = "test.interface/1";
};

/// Keeps what it was made from.
struct Widget final : Interface {
  explicit Widget(const tlhost::Create& create)
      : classes(create.model.classes), image_size(create.model.image_size) {
    create.context.log(tlhost::Level::info, "made");
    number = create.params.integer("number");
  }

  std::int64_t classes = 0, image_size = 0, number = 0;
};

tlhost_host services(std::vector<std::string>& log) {
  tlhost_host host{};
  host.struct_size = sizeof host;
  host.ctx = &log;
  host.log = [](void* ctx, int, tlhost_str text) {
    static_cast<std::vector<std::string>*>(ctx)->emplace_back(text.data, text.size);
  };
  host.cancelled = [](void*) { return 1; };
  host.progress = [](void*, double, double) {};
  host.scratch = [](void*, tlhost_str* out) {
    *out = {"folder", 6};
    return 0;
  };
  return host;
}

tlhost_params_view parameters() {
  tlhost_params_view view{};
  view.struct_size = sizeof view;
  view.get_int = [](void*, const char*, std::int64_t* out) {
    *out = 7;
    return 0;
  };
  view.get_real = [](void*, const char*, double* out) {
    *out = 0.5;
    return 0;
  };
  return view;
}

/// What a factory says to what a host hands over.
struct Attempt {
  std::vector<std::string> log;
  int code = -1;
  std::string error;
  std::int64_t classes = 0, image_size = 0, number = 0;

  void create(const tlhost_create_args* args) {
    tlhost_error sink{sizeof sink, 0, this, [](void* ctx, std::int32_t, tlhost_str text) {
                        static_cast<Attempt*>(ctx)->error.assign(text.data, text.size);
                      }};
    void* object = nullptr;
    code = tlhost::detail::Factory<Interface, Widget>::create(args, &object, &sink);
    if (object != nullptr) {
      const auto& widget = *static_cast<Widget*>(static_cast<Interface*>(object));
      classes = widget.classes;
      image_size = widget.image_size;
      number = widget.number;
      tlhost::detail::Factory<Interface, Widget>::destroy(object);
    }
  }
};

}  // namespace

TEST_CASE("a service that an older host does not have is a clear error", "[sdk][growth]") {
  std::vector<std::string> log;
  const CutStruct<tlhost_host> older(services(log), offsetof(tlhost_host, cancelled));
  tlhost::detail::HostContext context(older.get());
  context.log(tlhost::Level::info, "this it has");
  CHECK(log == std::vector<std::string>{"this it has"});
  CHECK_FALSE(context.cancelled());
  CHECK_THROWS_WITH(context.progress(1, 2), "this tlhost does not offer progress" + kOlder);
  CHECK_THROWS_WITH(context.scratch(), "this tlhost does not offer a scratch folder" + kOlder);
  const CutStruct<tlhost_host> oldest(services(log), 16);
  tlhost::detail::HostContext mute(oldest.get());
  CHECK_THROWS_WITH(mute.log(tlhost::Level::info, ""), "this tlhost does not offer a log" + kOlder);
}

TEST_CASE("a newer host's longer structs are read as far as this SDK knows them", "[sdk][growth]") {
  std::vector<std::string> log;

  struct {
    tlhost_host known;
    std::uint64_t news[2] = {~0ULL, ~0ULL};
  } newer{services(log)};

  newer.known.struct_size = sizeof newer;
  tlhost::detail::HostContext context(&newer.known);
  CHECK(context.cancelled());
  CHECK(context.scratch() == "folder");
}

TEST_CASE("a type of parameter that an older host does not read is a clear error",
          "[sdk][growth]") {
  const CutStruct<tlhost_params_view> older(parameters(), offsetof(tlhost_params_view, get_real));
  const tlhost::Params params(*older.get());
  CHECK(params.integer("number") == 7);
  const std::string text = "this tlhost does not offer parameters of this type" + kOlder;
  CHECK_THROWS_WITH(params.real("number"), text);
  CHECK_THROWS_WITH(params.text("number"), text);
  CHECK_THROWS_WITH(params.reals("number"), text);
  CHECK_THROWS_WITH(params.texts("number"), text);
  CHECK_THROWS_WITH(params.flag("number"), text);  // a null pointer inside the struct is no other
}

TEST_CASE("a factory never reads behind what the host hands over", "[sdk][growth]") {
  Attempt attempt;
  const tlhost_host whole_host = services(attempt.log);
  const CutStruct<tlhost_host> host(whole_host, sizeof whole_host);
  const CutStruct<tlhost_params_view> params(parameters(), offsetof(tlhost_params_view, get_text));
  tlhost_model_request request{};
  request.classes = 5;
  request.image_size = 64;
  const CutStruct<tlhost_model_request> model(request, sizeof request);
  const tlhost_create_args args{sizeof args, 0, host.get(), params.get(), model.get()};

  SECTION("whole arguments") {
    const CutStruct<tlhost_create_args> given(args, sizeof args);
    attempt.create(given.get());
    CHECK(attempt.code == TLHOST_OK);
    CHECK(attempt.log == std::vector<std::string>{"made"});
    CHECK(attempt.classes == 5);
    CHECK(attempt.number == 7);
  }
  SECTION("no word of a model") {
    const CutStruct<tlhost_create_args> given(args, offsetof(tlhost_create_args, model));
    attempt.create(given.get());
    CHECK(attempt.code == TLHOST_OK);
    CHECK(attempt.classes == tlhost::ModelRequest().classes);
    CHECK(attempt.image_size == tlhost::ModelRequest().image_size);
  }
  SECTION("half a model request") {
    const CutStruct<tlhost_model_request> half(request, offsetof(tlhost_model_request, image_size));
    tlhost_create_args with = args;
    with.model = half.get();
    attempt.create(&with);
    CHECK(attempt.code == TLHOST_E_INTERNAL);
    CHECK(attempt.error == "this tlhost does not offer a whole model request" + kOlder);
  }
  SECTION("no parameters") {
    const CutStruct<tlhost_create_args> given(args, offsetof(tlhost_create_args, params));
    attempt.create(given.get());
    CHECK(attempt.code == TLHOST_E_INTERNAL);
    CHECK(attempt.error == "this tlhost does not offer parameters of this type" + kOlder);
  }
  SECTION("nothing") {
    attempt.create(nullptr);
    CHECK(attempt.code == TLHOST_E_INTERNAL);
    CHECK(attempt.error == "this tlhost does not offer a log" + kOlder);
  }
}

TEST_CASE("a host without a way to say an error still gets the code", "[sdk][growth]") {
  tlhost_error error{};
  error.set = [](void*, std::int32_t, tlhost_str) { FAIL("it lies behind the struct"); };
  const CutStruct<tlhost_error> cut(error, offsetof(tlhost_error, set));
  const auto throws = [] { throw tlhost::DataError("lost"); };
  CHECK(tlhost::detail::guarded(cut.get(), throws) == TLHOST_E_DATA);
  CHECK(tlhost::detail::guarded(nullptr, throws) == TLHOST_E_DATA);
}

TEST_CASE("a registrar without its function is a clear error", "[sdk][growth]") {
  tlhost_registrar registrar{};
  registrar.add = [](void*, const tlhost_component*) -> int { return TLHOST_OK; };
  const CutStruct<tlhost_registrar> cut(registrar, offsetof(tlhost_registrar, add));
  tlhost::Registrar wrapped(cut.get());
  CHECK_THROWS_WITH((wrapped.add<Interface, Widget>("widget", "one")),
                    "this tlhost does not offer a registrar" + kOlder);
}
