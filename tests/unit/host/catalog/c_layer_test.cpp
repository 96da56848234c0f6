#include "host/catalog/c_layer.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/cut_struct.hpp"

#include <tlhost/abi_copy.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace tlhost::engine;
using tlhost::ConfigError;
using tlhost::test::CutStruct;

namespace {

/// A struct as a later SDK has it: junk where this host knows nothing.
template <class Struct>
struct Later {
  Struct known;
  std::uint64_t news[4] = {~0ULL, ~0ULL, ~0ULL, ~0ULL};
};

int enumerate(const tlhost_registrar*, tlhost_error*) { return TLHOST_OK; }

int create(const tlhost_create_args*, void**, tlhost_error*) { return TLHOST_OK; }

void destroy(void*) {}

tlhost_plugin descriptor() {
  tlhost_plugin plugin{};
  plugin.magic = TLHOST_PLUGIN_MAGIC;
  plugin.struct_size = sizeof plugin;
  plugin.id = "org.example.x";
  plugin.enumerate = &enumerate;
  return plugin;
}

tlhost_param parameter(const char* name) {
  tlhost_param param{};
  param.struct_size = sizeof param;
  param.type = TLHOST_T_INT;
  param.name = name;
  param.default_json = "1";
  return param;
}

tlhost_component component() {
  tlhost_component component{};
  component.struct_size = sizeof component;
  component.interface_id = "tlhost.dataset/1";
  component.name = "c";
  component.create = &create;
  component.destroy = &destroy;
  return component;
}

template <class Function>
std::string complaint_of(Function function) {
  try {
    function();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

std::string descriptor_complaint(std::uint32_t size) {
  tlhost_plugin plugin = descriptor();
  plugin.struct_size = size;
  return complaint_of([&] { read_descriptor(&plugin); });
}

std::string stride_complaint(std::uint32_t stride) {
  const std::vector<tlhost_param> params(100, parameter("p"));
  tlhost_component with = component();
  with.params = params.data();
  with.n_params = 1;
  with.param_stride = stride;
  return complaint_of([&] { read_parameters(with); });
}

}  // namespace

TEST_CASE("the fixture sees a byte that is read behind a struct", "[catalog][c_layer]") {
  const CutStruct<tlhost_plugin> cut(descriptor(), 16);
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGSEGV, SIG_DFL);  // not the test framework's
    std::_Exit(cut.get()->abi_tag == nullptr ? 1 : 2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGSEGV);
}

TEST_CASE("a descriptor is read as far as both sides know it", "[catalog][c_layer]") {
  const CutStruct<tlhost_plugin> exact(descriptor(), sizeof(tlhost_plugin));
  CHECK(read_descriptor(exact.get()).id == std::string("org.example.x"));
  Later<tlhost_plugin> later{descriptor()};
  later.known.struct_size = sizeof later;
  later.known.flags = ~0U;
  const tlhost_plugin read = read_descriptor(&later.known);
  CHECK(read.id == std::string("org.example.x"));
  CHECK(read.enumerate == &enumerate);
  CHECK(read.struct_size == sizeof(tlhost_plugin));
  CHECK(read.flags == 0);
}

TEST_CASE("a descriptor of no possible size is refused in words", "[catalog][c_layer]") {
  const std::string expected = " bytes; expected 96 to 4096, a multiple of 8";
  for (const std::uint32_t size : {0U, 8U, 88U, 97U, 100U, 4104U, 0xFFFFFFF8U, 0xFFFFFFFFU}) {
    CHECK(descriptor_complaint(size) ==
          "its descriptor is damaged: its struct_size is " + std::to_string(size) + expected);
  }
  // What is too short is not read, either.
  const CutStruct<tlhost_plugin> cut(descriptor(), 8);
  CHECK(complaint_of([&] { read_descriptor(cut.get()); }) ==
        "its descriptor is damaged: its struct_size is 8" + expected);
}

TEST_CASE("a descriptor without its beginning or its function is refused", "[catalog][c_layer]") {
  tlhost_plugin plugin = descriptor();
  plugin.magic = 0x32484C54;
  const std::string magic = "its descriptor is damaged: it does not begin with \"TLH1\"";
  CHECK(complaint_of([&] { read_descriptor(&plugin); }) == magic);
  CHECK(complaint_of([&] { read_descriptor(nullptr); }) == magic);
  plugin = descriptor();
  plugin.enumerate = nullptr;
  CHECK(complaint_of([&] { read_descriptor(&plugin); }) ==
        "its descriptor is damaged: it has no function enumerate");
}

TEST_CASE("a component is read as far as both sides know it", "[catalog][c_layer]") {
  const CutStruct<tlhost_component> exact(component(), sizeof(tlhost_component));
  CHECK(read_component(exact.get()).destroy == &destroy);
  Later<tlhost_component> later{component()};
  later.known.struct_size = sizeof later;
  later.known.flags = 0xFFFFFFFE | TLHOST_C_SEEDLESS;
  const tlhost_component read = read_component(&later.known);
  CHECK(read.name == std::string("c"));
  CHECK(read.flags == TLHOST_C_SEEDLESS);  // a flag from the future means nothing here
  CHECK(read.struct_size == sizeof(tlhost_component));
}

TEST_CASE("a component of no possible size is refused in words", "[catalog][c_layer]") {
  for (const std::uint32_t size : {0U, 56U, 65U, 4104U, 0xFFFFFFFFU}) {
    tlhost_component wrong = component();
    wrong.struct_size = size;
    CHECK(complaint_of([&] { read_component(&wrong); }) ==
          "the struct_size of a component is " + std::to_string(size) +
              " bytes; expected 64 to 4096, a multiple of 8");
  }
  CHECK(complaint_of([] { read_component(nullptr); }) == "a component is a null pointer");
}

TEST_CASE("parameters are read by the stride of the plugin's SDK", "[catalog][c_layer]") {
  Later<tlhost_param> later[] = {{parameter("first")}, {parameter("second")}};
  for (Later<tlhost_param>& one : later) {
    one.known.struct_size = sizeof one;
    one.known.flags = 0xFFFFFFF0 | TLHOST_P_MAX;
  }
  tlhost_component with = component();
  with.params = &later[0].known;
  with.n_params = 2;
  with.param_stride = sizeof later[0];
  const std::vector<tlhost_param> read = read_parameters(with);
  REQUIRE(read.size() == 2);
  CHECK(read[0].name == std::string("first"));
  CHECK(read[1].name == std::string("second"));
  CHECK(read[1].flags == TLHOST_P_MAX);
  const CutStruct<tlhost_param> exact(parameter("last"), sizeof(tlhost_param));
  with.params = exact.get();
  with.n_params = 1;
  with.param_stride = sizeof(tlhost_param);
  CHECK(read_parameters(with).front().name == std::string("last"));
  with.n_params = 0;
  with.params = nullptr;
  with.param_stride = 0;
  CHECK(read_parameters(with).empty());  // of nothing, the stride does not matter
}

TEST_CASE("parameters of no possible stride, size or number are refused in words",
          "[catalog][c_layer]") {
  for (const std::uint32_t stride : {0U, 1U, 64U, 73U, 4104U, 0xFFFFFFFFU}) {
    CHECK(stride_complaint(stride) == "the param_stride of component \"c\" is " +
                                          std::to_string(stride) +
                                          " bytes; expected 72 to 4096, a multiple of 8");
  }
  tlhost_param param = parameter("p");
  tlhost_component with = component();
  with.params = &param;
  with.n_params = 1;
  with.param_stride = sizeof param;
  for (const std::uint32_t size : {0U, 64U, 80U, 0xFFFFFFFFU}) {
    param.struct_size = size;
    CHECK(complaint_of([&] { read_parameters(with); }) ==
          "the struct_size of parameter 1 of component \"c\" is " + std::to_string(size) +
              " bytes; expected 72 to 72, a multiple of 8");
  }
  with.n_params = 0xFFFFFFFF;
  CHECK(complaint_of([&] { read_parameters(with); }) ==
        "the parameters of component \"c\" are 4294967295; expected 1024 at most");
  with.n_params = 1;
  with.params = nullptr;
  with.name = nullptr;
  CHECK(complaint_of([&] { read_parameters(with); }) ==
        "the parameters of component without a name are 1 at a null pointer");
}
