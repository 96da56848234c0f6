#include "tests/support/catch.hpp"

#include <tlhost/context.hpp>
#include <tlhost/create.hpp>
#include <tlhost/object.hpp>
#include <tlhost/plugin.hpp>

#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// An error as the host receives it.
struct Received {
  int code = -1;
  std::string text;

  tlhost_error sink() {
    return {sizeof(tlhost_error), 0, this, [](void* ctx, std::int32_t code, tlhost_str text) {
              *static_cast<Received*>(ctx) = {code, std::string(text.data, text.size)};
            }};
  }
};

int guarded_code(Received& received, const std::function<void()>& body) {
  tlhost_error error = received.sink();
  return tlhost::detail::guarded(&error, body);
}

/// A host of which a component can ask: keeps what it heard.
struct Host {
  std::vector<std::string> log;
  double done = 0, total = 0;
  std::string scratch = "scratch folder";

  tlhost_host services() {
    tlhost_host host{};
    host.struct_size = sizeof host;
    host.ctx = this;
    host.log = [](void* ctx, int level, tlhost_str text) {
      static_cast<Host*>(ctx)->log.push_back(std::to_string(level) + " " +
                                             std::string(text.data, text.size));
    };
    host.cancelled = [](void* ctx) { return static_cast<Host*>(ctx)->log.empty() ? 0 : 1; };
    host.progress = [](void* ctx, double done, double total) {
      static_cast<Host*>(ctx)->done = done;
      static_cast<Host*>(ctx)->total = total;
    };
    host.scratch = [](void* ctx, tlhost_str* out) {
      const std::string& path = static_cast<Host*>(ctx)->scratch;
      *out = {path.data(), path.size()};
      return path.empty() ? 1 : 0;
    };
    return host;
  }
};

struct Interface : tlhost::Object {
  static constexpr const char* interface_id = "test.interface/1";
  virtual int number() const = 0;
};

struct Other {
  virtual ~Other() = default;
  long filler = 3;
};

/// Says what it was made from.  Interface is its second base: a pointer to one is not one to the
/// other.
class Widget final : public Other, public Interface {
 public:
  explicit Widget(const tlhost::Create& create)
      : classes_(static_cast<int>(create.model.classes * 100 + create.model.image_size * 10 +
                                  create.model.channels)) {
    create.context.log(tlhost::Level::warning, "made");
    ++alive();
  }

  ~Widget() override { --alive(); }

  int number() const override { return classes_; }

  static int& alive() {
    static int count = 0;
    return count;
  }

 private:
  int classes_ = 0;
};

struct Broken final : Interface {
  explicit Broken(const tlhost::Create&) { throw tlhost::DataError("no file"); }

  int number() const override { return 0; }
};

/// Calls a factory as the host does.
template <class T>
int create(Host& host, void** out, Received& received) {
  const tlhost_host services = host.services();
  const tlhost_params_view params{};
  const tlhost_model_request model{sizeof model, 0, 1, 7, 4};
  const tlhost_create_args args{sizeof args, 0, &services, &params, &model};
  tlhost_error error = received.sink();
  return tlhost::detail::Factory<Interface, T>::create(&args, out, &error);
}

/// Components as they arrive at a registrar.
struct Registered {
  std::vector<std::string> facts;
  int answer = TLHOST_OK;

  tlhost_registrar registrar() {
    return {sizeof(tlhost_registrar), 0, this, [](void* ctx, const tlhost_component* component) {
              auto& held = *static_cast<Registered*>(ctx);
              held.facts = {component->interface_id,
                            component->name,
                            component->summary,
                            std::to_string(component->flags),
                            std::to_string(component->n_params),
                            component->n_params > 0 ? component->params[0].name : ""};
              const bool whole = component->struct_size == sizeof(tlhost_component) &&
                                 component->param_stride == sizeof(tlhost_param) &&
                                 component->create != nullptr && component->destroy != nullptr;
              return whole ? held.answer : TLHOST_E_INTERNAL;
            }};
  }
};

}  // namespace

TLHOST_PLUGIN("org.example.unit", "1.2.3", "For this test", registrar) {
  registrar.add<Interface, Widget>("widget", "one", tlhost::Schema{}.flag("enabled", true), 1);
}

TEST_CASE("no exception leaves the boundary; each kind has its code", "[sdk][plugin]") {
  Received received;
  CHECK(guarded_code(received, [] {}) == TLHOST_OK);
  CHECK(received.code == -1);  // not called
  const std::vector<std::pair<int, std::function<void()>>> kinds = {
      {TLHOST_E_CONFIG, [] { throw tlhost::ConfigError("edit"); }},
      {TLHOST_E_DATA, [] { throw tlhost::DataError("edit"); }},
      {TLHOST_E_RESOURCE, [] { throw tlhost::ResourceError("edit"); }},
      {TLHOST_E_NOT_APPLICABLE, [] { throw tlhost::NotApplicable("edit"); }},
      {TLHOST_E_INTERNAL, [] { throw tlhost::Error("edit"); }},
      {TLHOST_E_INTERNAL, [] { throw std::out_of_range("edit"); }}};
  for (const auto& [code, body] : kinds) {
    CHECK(guarded_code(received, body) == code);
    CHECK(received.code == code);
    CHECK(received.text == "edit");
  }
  CHECK(guarded_code(received, [] { throw 3; }) == TLHOST_E_INTERNAL);
  CHECK(received.text == "an exception that is not a std::exception");
}

TEST_CASE("a factory makes the interface from what the host asks for", "[sdk][plugin]") {
  Host host;
  Received received;
  void* object = nullptr;
  REQUIRE(create<Widget>(host, &object, received) == TLHOST_OK);
  CHECK(static_cast<Interface*>(object)->number() == 741);
  CHECK(host.log == std::vector<std::string>{"2 made"});
  CHECK(Widget::alive() == 1);
  tlhost::detail::Factory<Interface, Widget>::destroy(object);
  CHECK(Widget::alive() == 0);
}

TEST_CASE("a constructor that throws leaves no object", "[sdk][plugin]") {
  Host host;
  Received received;
  void* object = nullptr;
  CHECK(create<Broken>(host, &object, received) == TLHOST_E_DATA);
  CHECK(object == nullptr);
  CHECK(received.text == "no file");
}

TEST_CASE("the host's services arrive as a context", "[sdk][plugin]") {
  Host host;
  const tlhost_host services = host.services();
  tlhost::detail::HostContext context(&services);
  CHECK_FALSE(context.cancelled());
  context.log(tlhost::Level::debug, "a");
  context.log(tlhost::Level::info, "b");
  CHECK(host.log == std::vector<std::string>{"0 a", "1 b"});
  CHECK(context.cancelled());
  context.progress(2, 5);
  CHECK(host.done == 2);
  CHECK(host.total == 5);
  CHECK(context.scratch() == "scratch folder");
  host.scratch.clear();
  CHECK_THROWS_AS(context.scratch(), tlhost::ResourceError);
  CHECK_THROWS_WITH(context.scratch(), "there is no scratch folder here");
}

TEST_CASE("a component arrives at the registrar as it was added", "[sdk][plugin]") {
  Registered registered;
  const tlhost_registrar host = registered.registrar();
  tlhost::Registrar registrar(&host);
  registrar.add<Interface, Widget>("plain", "two");
  CHECK(registered.facts ==
        std::vector<std::string>{"test.interface/1", "plain", "two", "0", "0", ""});
  registered.answer = TLHOST_E_CONFIG;
  CHECK_THROWS_AS((registrar.add<Interface, Widget>("again", "x")), tlhost::ConfigError);
  CHECK_THROWS_WITH((registrar.add<Interface, Widget>("again", "x")),
                    "the host refuses component \"again\"");
}

TEST_CASE("the entry of a plugin enumerates its components", "[sdk][plugin]") {
  Registered registered;
  Received received;
  const tlhost_registrar host = registered.registrar();
  tlhost_error error = received.sink();
  REQUIRE(tlhost_plugin_v1.enumerate(&host, &error) == TLHOST_OK);
  CHECK(registered.facts ==
        std::vector<std::string>{"test.interface/1", "widget", "one", "1", "1", "enabled"});
  registered.answer = TLHOST_E_CONFIG;
  CHECK(tlhost_plugin_v1.enumerate(&host, &error) == TLHOST_E_CONFIG);
  CHECK(received.text == "the host refuses component \"widget\"");
}

TEST_CASE("descriptor and note of a plugin say the same", "[sdk][plugin]") {
  const tlhost_plugin& plugin = tlhost_plugin_v1;
  const tlhost::detail::ElfNote& note = tlhost_note_v1;
  CHECK(plugin.magic == TLHOST_PLUGIN_MAGIC);
  CHECK(plugin.struct_size == sizeof(tlhost_plugin));
  CHECK(plugin.id == std::string("org.example.unit"));
  CHECK(plugin.version == std::string("1.2.3"));
  CHECK(plugin.summary == std::string("For this test"));
  CHECK(note.owner == std::string("TLHOST"));
  CHECK(note.name_size == std::strlen(note.owner) + 1);
  CHECK(note.body_size == sizeof(tlhost_note));
  CHECK(note.type == TLHOST_NOTE_TYPE);
  CHECK(note.body.plugin_id == std::string(plugin.id));
  CHECK(note.body.plugin_version == std::string(plugin.version));
  CHECK(note.body.abi_tag == std::string(plugin.abi_tag));
  CHECK(note.body.sdk_major == plugin.sdk_major);
  CHECK(note.body.sdk_minor == plugin.sdk_minor);
}
