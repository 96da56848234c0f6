#include "host/scaffold/commands.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

using namespace tlhost::engine;
using tlhost::test::TempFolder;
namespace fs = std::filesystem;

namespace {

/// A folder that looks like where tlhost is installed.
struct Installed {
  TempFolder prefix;

  Installed() {
    fs::create_directories(prefix / "bin");
    fs::create_directories(prefix / "lib/tlhost/plugins");
    std::ofstream(program()) << "";
  }

  std::string program() const { return prefix / "bin/tlhost"; }
};

NewProject project(const std::string& folder) { return {plugin_kind("model"), "net", folder}; }

}  // namespace

TEST_CASE("the commands build against, check and run with the program that wrote the project",
          "[scaffold]") {
  const Installed installed;
  const std::string& prefix = installed.prefix.path();
  CHECK(project_commands(project("net"), installed.program()) ==
        "# build, check, run the model net:\n"
        "cmake -S net -B net/build -DCMAKE_PREFIX_PATH=" +
            prefix + " && cmake --build net/build\n" + prefix +
            "/bin/tlhost check net/build/plugins/models/net.so\n" + prefix +
            "/bin/tlhost --plugins " + prefix +
            "/lib/tlhost/plugins --plugins net/build/plugins net/exp.json\n");
}

TEST_CASE("in a build folder the plugins are those that were built", "[scaffold]") {
  const std::string text = project_commands(project("net"), "/b/ci/bin/tlhost");
  CHECK(text.find("-DCMAKE_PREFIX_PATH=/b/ci ") != std::string::npos);
  CHECK(text.find("--plugins /b/ci/plugins --plugins") != std::string::npos);
}

TEST_CASE("a program that the shell finds is called by its name", "[scaffold]") {
  const Installed installed, other;
  const char* found = std::getenv("PATH");
  const std::string before = found == nullptr ? "" : found;
  setenv("PATH", (installed.prefix / "bin" + ":" + other.prefix / "bin").c_str(), 1);
  const std::string first = project_commands(project("net"), installed.program());
  const std::string second = project_commands(project("net"), other.program());
  setenv("PATH", before.c_str(), 1);
  CHECK(first.find("\ntlhost check net/") != std::string::npos);
  CHECK(second.find("\n" + other.program() + " check net/") != std::string::npos);
}

TEST_CASE("folders with spaces and quotes are one word of the shell", "[scaffold]") {
  const std::string text = project_commands(project("it's here"), "/b/bin/tlhost");
  CHECK(text.find("-S 'it'\\''s here' -B 'it'\\''s here/build' ") != std::string::npos);
}
