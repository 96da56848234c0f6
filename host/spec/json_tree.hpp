#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"

#include <cstddef>
#include <string>

namespace tlhost::engine {

constexpr std::size_t kJsonSize = std::size_t{16} << 20U;  // bytes
constexpr std::size_t kJsonDepth = 32;
constexpr std::size_t kJsonValues = 1'000'000;

/// Reads JSON text with comments and trailing commas, in UTF-8 with or without a byte order mark.
/// Found wrong, and added to findings: equal keys in one object (JSON-DUPLICATE), numbers that
/// neither int64 nor double can hold (JSON-NUMBER), NUL in a string (JSON-NUL). Errors:
/// Refusal(usage) JSON-SYNTAX, JSON-SIZE (kJsonSize, kJsonValues), JSON-DEPTH, JSON-NUMBER (an
/// exponent beyond any reason).
JsonNode read_json(const std::string& text, Findings& findings);

}  // namespace tlhost::engine
