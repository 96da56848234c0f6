#include "host/spec/tree_handler.hpp"

#include "host/spec/json_tree.hpp"

#include <charconv>
#include <system_error>
#include <utility>

namespace tlhost::engine {

namespace json = boost::json;

namespace {

// RFC 6901
std::string pointer_to(const std::string& parent, const std::string& key) {
  std::string pointer = parent + "/";
  for (const char c : key) {
    pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return pointer;
}

}  // namespace

// Where the value that the parser just reported starts.
Place TreeHandler::next_place() {
  cursor_.skip_to_token();
  Place place{.pointer = "", .line = cursor_.line(), .column = cursor_.column()};
  if (!frames_.empty()) {
    const Frame& frame = frames_.back();
    const std::string key =
        frame.node.kind == JsonKind::object ? frame.key : std::to_string(frame.node.items.size());
    place.pointer = pointer_to(frame.node.place.pointer, key);
  }
  return place;
}

bool TreeHandler::start(JsonNode& node, JsonKind kind, json::error_code& error) {
  if (++values_ > kJsonValues) {
    error = json::error::array_too_large;
    return false;
  }
  node.kind = kind;
  node.place = next_place();
  return true;
}

bool TreeHandler::attach(JsonNode node) {
  if (frames_.empty()) {
    root_ = std::move(node);
    return true;
  }
  Frame& frame = frames_.back();
  if (frame.node.kind == JsonKind::array) {
    frame.node.items.push_back(std::move(node));
  } else if (!frame.repeated) {
    frame.node.members.push_back({frame.key, frame.key_place, std::move(node)});
  }
  frame.expects_value = false;
  return true;
}

bool TreeHandler::open(JsonKind kind, json::error_code& error) {
  Frame frame;
  if (!start(frame.node, kind, error)) {
    return false;
  }
  cursor_.take_token();
  frames_.push_back(std::move(frame));
  return true;
}

bool TreeHandler::close() {
  cursor_.skip_to_token();
  cursor_.take_token();
  JsonNode node = std::move(frames_.back().node);
  frames_.pop_back();
  return attach(std::move(node));
}

bool TreeHandler::keep(json::string_view part) {
  string_.append(part.data(), part.size());
  return true;
}

bool TreeHandler::on_key(json::string_view part, std::size_t, json::error_code&) {
  keep(part);
  Frame& frame = frames_.back();
  frame.key = std::exchange(string_, {});
  frame.key_place = next_place();
  cursor_.take_token();
  frame.expects_value = true;
  const auto [first, is_new] = frame.keys.emplace(frame.key, frame.key_place);
  frame.repeated = !is_new;
  if (frame.repeated) {
    findings_.add(frame.key_place,
                  "JSON-DUPLICATE",
                  "the key " + quoted_word(frame.key) + " stands twice in one object, first at " +
                      place_text(findings_.file(), first->second),
                  "keep one of them");
  }
  if (frame.key.find('\0') != std::string::npos) {
    findings_.add(frame.key_place, "JSON-NUL", "a key holds the character NUL");
  }
  return true;
}

bool TreeHandler::on_string(json::string_view part, std::size_t, json::error_code& error) {
  keep(part);
  JsonNode node;
  if (!start(node, JsonKind::string, error)) {
    return false;
  }
  cursor_.take_token();
  node.text = std::exchange(string_, {});
  if (node.text.find('\0') != std::string::npos) {
    findings_.add(node.place, "JSON-NUL", "a string holds the character NUL");
    node.kind = JsonKind::broken;
  }
  return attach(std::move(node));
}

bool TreeHandler::number(json::error_code& error) {
  JsonNode node;
  if (!start(node, JsonKind::integer, error)) {
    return false;
  }
  node.text = cursor_.take_token();
  const char* const begin = node.text.data();
  const char* const end = begin + node.text.size();
  const bool is_real = node.text.find_first_of(".eE") != std::string::npos;
  const std::from_chars_result result =
      is_real ? std::from_chars(begin, end, node.real) : std::from_chars(begin, end, node.integer);
  if (result.ec != std::errc{} || result.ptr != end) {
    findings_.add(node.place,
                  "JSON-NUMBER",
                  std::string("no ") + (is_real ? "64-bit float" : "64-bit integer") +
                      " can hold the number " + quoted_word(node.text));
    node.kind = JsonKind::broken;
  } else if (is_real) {
    node.kind = JsonKind::real;
  }
  return attach(std::move(node));
}

bool TreeHandler::on_bool(bool value, json::error_code& error) {
  JsonNode node;
  node.boolean = value;
  if (!start(node, JsonKind::boolean, error)) {
    return false;
  }
  cursor_.take_token();
  return attach(std::move(node));
}

bool TreeHandler::on_null(json::error_code& error) {
  JsonNode node;
  if (!start(node, JsonKind::null, error)) {
    return false;
  }
  cursor_.take_token();
  return attach(std::move(node));
}

// What could have stood at `offset`, as far as the events tell.
std::string TreeHandler::expected_at(std::size_t offset) const {
  TextCursor next = cursor_;
  next.skip_to_token();
  if (next.offset() != offset) {
    return "";  // within a value, or its words would mislead
  }
  const std::string_view between = text_.substr(cursor_.offset(), offset - cursor_.offset());
  if (frames_.empty()) {
    return "one object, { ... }";
  }
  const Frame& frame = frames_.back();
  if (frame.expects_value) {
    return between.find(':') == std::string_view::npos ? "\":\" and a value" : "a value";
  }
  const bool is_object = frame.node.kind == JsonKind::object;
  const bool is_empty = is_object ? frame.keys.empty() : frame.node.items.empty();
  if (is_empty || between.find(',') != std::string_view::npos) {
    return is_object ? "a key in double quotes or \"}\"" : "a value or \"]\"";
  }
  return is_object ? "\",\" or \"}\"" : "\",\" or \"]\"";
}

SyntaxFault TreeHandler::fault(json::error_code error, std::size_t offset) const {
  SyntaxFault fault{.offset = offset};
  if (error == json::error::too_deep) {
    fault.code = "JSON-DEPTH";
    fault.what = "objects and lists stand more than " + std::to_string(kJsonDepth) + " levels deep";
  } else if (error == json::error::array_too_large) {
    fault.code = "JSON-SIZE";
    fault.what = "the file holds more than " + std::to_string(kJsonValues) + " values";
  } else if (error == json::error::exponent_overflow) {
    fault.code = "JSON-NUMBER";
    fault.what = "no 64-bit float can hold a number with this exponent";
  } else if (error == json::error::incomplete) {
    fault.offset = text_.size();
    if (!frames_.empty()) {
      const JsonNode& open = frames_.back().node;
      fault.what = std::string("the text ends before the ") +
                   (open.kind == JsonKind::object ? "object" : "list") + " that opens at " +
                   place_text(findings_.file(), open.place) + " is closed";
    }
  } else if (error == json::error::expected_hex_digit) {
    fault.what = "\\u needs four hexadecimal digits";
  } else if (error == json::error::illegal_leading_surrogate ||
             error == json::error::illegal_trailing_surrogate ||
             error == json::error::expected_utf16_escape) {
    fault.what = "half of a surrogate pair stands alone";
  } else {
    fault.expected = expected_at(offset);
  }
  return fault;
}

}  // namespace tlhost::engine
