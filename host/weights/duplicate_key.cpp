#include "host/weights/duplicate_key.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <set>
#include <vector>

namespace tlhost::engine {

namespace {

/// Hears the parser's events and remembers the keys of each open object.
struct KeyListener {
  using Error = boost::json::error_code;
  using Text = boost::json::string_view;
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  std::vector<std::set<std::string>> open;
  std::string key;
  std::optional<std::string> duplicate;

  bool on_object_begin(Error&) {
    open.emplace_back();
    return true;
  }

  bool on_object_end(std::size_t, Error&) {
    open.pop_back();
    return true;
  }

  bool on_key_part(Text text, std::size_t, Error&) {
    key.append(text.data(), text.size());
    return true;
  }

  bool on_key(Text text, std::size_t, Error& error) {
    key.append(text.data(), text.size());
    if (!open.back().insert(key).second) {
      duplicate = key;
      error = boost::json::error::syntax;  // any error stops the parser
      return false;
    }
    key.clear();
    return true;
  }

  bool on_document_begin(Error&) { return true; }

  bool on_document_end(Error&) { return true; }

  bool on_array_begin(Error&) { return true; }

  bool on_array_end(std::size_t, Error&) { return true; }

  bool on_string_part(Text, std::size_t, Error&) { return true; }

  bool on_string(Text, std::size_t, Error&) { return true; }

  bool on_number_part(Text, Error&) { return true; }

  bool on_int64(std::int64_t, Text, Error&) { return true; }

  bool on_uint64(std::uint64_t, Text, Error&) { return true; }

  bool on_double(double, Text, Error&) { return true; }

  bool on_bool(bool, Error&) { return true; }

  bool on_null(Error&) { return true; }

  bool on_comment_part(Text, Error&) { return true; }

  bool on_comment(Text, Error&) { return true; }
};

}  // namespace

std::optional<std::string> duplicate_key(std::string_view json) {
  boost::json::basic_parser<KeyListener> parser{boost::json::parse_options{}};
  boost::json::error_code error;
  parser.write_some(false, json.data(), json.size(), error);
  return parser.handler().duplicate;
}

}  // namespace tlhost::engine
