#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"
#include "host/spec/json_syntax.hpp"
#include "host/spec/text_cursor.hpp"

#include <boost/json/error.hpp>
#include <boost/json/string_view.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// Builds the tree.  Boost's parser decides what is JSON and decodes strings, but says no
/// positions: the cursor follows its events from token to token.  This needs the whole text in one
/// write.
class TreeHandler {
 public:
  static constexpr std::size_t max_array_size = -1;
  static constexpr std::size_t max_object_size = -1;
  static constexpr std::size_t max_string_size = -1;
  static constexpr std::size_t max_key_size = -1;

  TreeHandler(std::string_view text, Findings& findings)
      : text_(text), cursor_(text), findings_(findings) {}

  bool on_document_begin(boost::json::error_code&) { return true; }

  bool on_document_end(boost::json::error_code&) { return true; }

  bool on_comment_part(boost::json::string_view, boost::json::error_code&) { return true; }

  bool on_comment(boost::json::string_view, boost::json::error_code&) { return true; }

  bool on_number_part(boost::json::string_view, boost::json::error_code&) { return true; }

  bool on_array_begin(boost::json::error_code& error) { return open(JsonKind::array, error); }

  bool on_object_begin(boost::json::error_code& error) { return open(JsonKind::object, error); }

  bool on_array_end(std::size_t, boost::json::error_code&) { return close(); }

  bool on_object_end(std::size_t, boost::json::error_code&) { return close(); }

  bool on_key_part(boost::json::string_view part, std::size_t, boost::json::error_code&) {
    return keep(part);
  }

  bool on_string_part(boost::json::string_view part, std::size_t, boost::json::error_code&) {
    return keep(part);
  }

  bool on_key(boost::json::string_view part, std::size_t, boost::json::error_code&);
  bool on_string(boost::json::string_view part, std::size_t, boost::json::error_code& error);

  bool on_int64(std::int64_t, boost::json::string_view, boost::json::error_code& error) {
    return number(error);
  }

  bool on_uint64(std::uint64_t, boost::json::string_view, boost::json::error_code& error) {
    return number(error);
  }

  bool on_double(double, boost::json::string_view, boost::json::error_code& error) {
    return number(error);
  }

  bool on_bool(bool value, boost::json::error_code& error);
  bool on_null(boost::json::error_code& error);

  JsonNode take_root() { return std::move(root_); }

  SyntaxFault fault(boost::json::error_code error, std::size_t offset) const;

 private:
  // An open array or object.
  struct Frame {
    JsonNode node;
    std::map<std::string, Place> keys;  // those seen, in which first place
    std::string key;                    // of the member whose value comes next
    Place key_place;
    bool expects_value = false;  // an object, after a key
    bool repeated = false;       // that key was there before
  };

  bool open(JsonKind kind, boost::json::error_code& error);
  bool close();
  bool keep(boost::json::string_view part);
  bool number(boost::json::error_code& error);
  bool start(JsonNode& node, JsonKind kind, boost::json::error_code& error);
  bool attach(JsonNode node);
  Place next_place();
  std::string expected_at(std::size_t offset) const;

  std::string_view text_;
  TextCursor cursor_;
  Findings& findings_;
  std::vector<Frame> frames_;
  JsonNode root_;
  std::string string_;  // the parts so far of a string or key
  std::size_t values_ = 0;
};

}  // namespace tlhost::engine
