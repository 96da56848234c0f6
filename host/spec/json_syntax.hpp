#pragma once
#include "host/log/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tlhost::engine {

/// Text that is not JSON, as far as the parser came.
struct SyntaxFault {
  std::size_t offset =
      0;  ///< of the byte that cannot stand there; text.size(): the end came too early
  std::string code = "JSON-SYNTAX";
  std::string what = {};      ///< "" to find the words from the text at offset
  std::string expected = {};  ///< what could have stood there, or ""
};

/// The refusal: file:line:column, what is wrong, and the line with a caret below the place.
Refusal syntax_refusal(const std::string& file, std::string_view text, const SyntaxFault& fault);

}  // namespace tlhost::engine
