#include "host/scaffold/name.hpp"

#include "host/log/problem.hpp"
#include "host/scaffold/embedded.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace tlhost::engine {
namespace {

constexpr std::size_t kLongest = 32;

/// Lower case words that mean something in C++20, or as a target in CMake.
constexpr std::array kReserved = {"alignas",
                                  "alignof",
                                  "and",
                                  "and_eq",
                                  "asm",
                                  "auto",
                                  "bitand",
                                  "bitor",
                                  "bool",
                                  "break",
                                  "case",
                                  "catch",
                                  "char",
                                  "char8_t",
                                  "char16_t",
                                  "char32_t",
                                  "class",
                                  "compl",
                                  "concept",
                                  "const",
                                  "consteval",
                                  "constexpr",
                                  "constinit",
                                  "const_cast",
                                  "continue",
                                  "co_await",
                                  "co_return",
                                  "co_yield",
                                  "decltype",
                                  "default",
                                  "delete",
                                  "do",
                                  "double",
                                  "dynamic_cast",
                                  "else",
                                  "enum",
                                  "explicit",
                                  "export",
                                  "extern",
                                  "false",
                                  "final",
                                  "float",
                                  "for",
                                  "friend",
                                  "goto",
                                  "if",
                                  "import",
                                  "inline",
                                  "int",
                                  "long",
                                  "module",
                                  "mutable",
                                  "namespace",
                                  "new",
                                  "noexcept",
                                  "not",
                                  "not_eq",
                                  "nullptr",
                                  "operator",
                                  "or",
                                  "or_eq",
                                  "override",
                                  "private",
                                  "protected",
                                  "public",
                                  "register",
                                  "reinterpret_cast",
                                  "requires",
                                  "return",
                                  "short",
                                  "signed",
                                  "sizeof",
                                  "static",
                                  "static_assert",
                                  "static_cast",
                                  "struct",
                                  "switch",
                                  "template",
                                  "this",
                                  "thread_local",
                                  "throw",
                                  "true",
                                  "try",
                                  "typedef",
                                  "typeid",
                                  "typename",
                                  "union",
                                  "unsigned",
                                  "using",
                                  "virtual",
                                  "void",
                                  "volatile",
                                  "wchar_t",
                                  "while",
                                  "xor",
                                  "xor_eq",
                                  "std",
                                  "main",
                                  "all",
                                  "clean",
                                  "help",
                                  "install",
                                  "package",
                                  "test"};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The name that was perhaps meant: "Chest-Xray" is chest_xray; "" if nothing is left.
std::string mended(const std::string& name) {
  std::string result;
  for (char c : name) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (is_lower(c) || (is_digit(c) && !result.empty())) {
      result += c;
    } else if (!result.empty() && result.back() != '_') {
      result += '_';
    }
  }
  result.resize(std::min(result.size(), kLongest));
  while (!result.empty() && result.back() == '_') {
    result.pop_back();
  }
  return result;
}

/// What is wrong with how a name is spelt, or "".
std::string spelling(const std::string& name) {
  if (name.size() > kLongest) {
    return "has " + std::to_string(name.size()) + " characters; expected at most " +
           std::to_string(kLongest);
  }
  const bool right =
      !name.empty() && is_lower(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_lower(c) || is_digit(c) || c == '_';
      });
  if (!right) {
    return "expected a small letter, then small letters, digits and _";
  }
  return name.back() == '_' || name.find("__") != std::string::npos
             ? "expected no _ at the end and no two in a row"
             : "";
}

Refusal taken(const std::string& name, const std::string& what, const std::string& fix) {
  return Refusal(Exit::usage, Problem{"NEW-NAME-TAKEN", "\"" + name + "\"", what, "", fix});
}

}  // namespace

PluginKind plugin_kind(const std::string& word) {
  const std::array<PluginKind, 3> kinds = {
      {{"dataset", "datasets"}, {"model", "models"}, {"strategy", "strategies"}}};
  std::vector<std::string> words;
  for (const PluginKind& kind : kinds) {
    if (kind.word == word) {
      return kind;
    }
    words.push_back(kind.word);
    words.push_back(kind.folder);
  }
  std::string near = nearest_word(word, words);
  for (const PluginKind& kind : kinds) {
    near = near == kind.folder ? kind.word : near;
  }
  throw Refusal(Exit::usage,
                Problem{"NEW-KIND",
                        "\"" + word + "\"",
                        "no kind of plugin; expected dataset, model or strategy",
                        "",
                        near.empty() ? "" : "did you mean \"" + near + "\"?"});
}

void check_new_name(const PluginKind& kind, const std::string& name) {
  if (const std::string wrong = spelling(name); !wrong.empty()) {
    const std::string better = mended(name);
    throw Refusal(Exit::usage,
                  Problem{"NEW-NAME",
                          "\"" + name + "\"",
                          "not a name for a plugin: " + wrong,
                          "",
                          better.empty() ? "" : "call it " + better});
  }
  if (std::find(kReserved.begin(), kReserved.end(), std::string_view(name)) != kReserved.end()) {
    throw taken(name,
                "this word means something else in C++ or CMake",
                "say more in the name, such as my_" + name);
  }
  if (name.starts_with("tlhost")) {
    throw taken(name, "names that begin with tlhost are its own", "take another name");
  }
  const std::vector<std::string>& shipped = shipped_components();
  if (std::find(shipped.begin(), shipped.end(), kind.folder + "/" + name) != shipped.end()) {
    throw taken(name,
                "tlhost comes with a " + kind.word +
                    " of this name, and experiment files could not "
                    "tell the two apart",
                "take another name, such as my_" + name);
  }
}

std::string class_name(const std::string& name) {
  std::string result;
  bool start = true;
  for (const char c : name) {
    if (c != '_') {
      result += start && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    }
    start = c == '_';
  }
  return result;
}

}  // namespace tlhost::engine
