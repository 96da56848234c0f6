#include "host/spec/json_tree.hpp"

#include "host/spec/json_syntax.hpp"
#include "host/spec/tree_handler.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <string_view>

namespace tlhost::engine {

JsonNode read_json(const std::string& text, Findings& findings) {
  if (text.size() > kJsonSize) {
    throw Refusal(
        Exit::usage,
        {.code = "JSON-SIZE", .where = findings.file(), .what = "the file is larger than 16 MiB"});
  }
  const std::size_t start = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  boost::json::parse_options options;
  options.max_depth = kJsonDepth;
  options.allow_comments = true;
  options.allow_trailing_commas = true;
  boost::json::basic_parser<TreeHandler> parser(options, std::string_view(text), findings);
  boost::json::error_code error;
  const std::size_t taken =
      parser.write_some(false, text.data() + start, text.size() - start, error);
  // Boost 1.81 counts wrongly when the text ends right after a comment.
  const std::size_t end = taken > text.size() - start ? text.size() : start + taken;
  if (error.failed()) {
    throw syntax_refusal(findings.file(), text, parser.handler().fault(error, end));
  }
  if (end < text.size()) {
    throw syntax_refusal(
        findings.file(), text, {.offset = end, .what = "a second value stands after the first"});
  }
  return parser.handler().take_root();
}

}  // namespace tlhost::engine
