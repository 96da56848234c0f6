#pragma once
#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>

namespace tlhost::engine {

/// One spelling for each value: keys sorted bytewise, no spaces, integers as integers, reals by
/// shortest to_chars (1.0 is "1", so a real and the integer that equals it share a spelling; -0 is
/// "0"), UTF-8 as it is with only the escapes that JSON asks for.  Keys of the store are SHA-256
/// of this text.
/// Errors: std::invalid_argument for a number that is not finite and for text that is not UTF-8.
std::string canonical_json(const boost::json::value& value);

/// Shortest text that reads back as an equal double ("0.1", "1e+21"; -0 is "0"); "null" if not
/// finite.
std::string number_text(double value);

/// Appends `text` as a JSON string, quotes included, in the same spelling.
/// Errors: std::invalid_argument for text that is not UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace tlhost::engine
