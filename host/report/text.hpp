#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tlhost::engine {

/// The text with every control or bidirectional character and every byte that is not UTF-8 shown as
/// \xNN, so that no name can move the cursor, end a line, or turn the text around.
std::string visible_text(std::string_view text);

/// visible_text with & < > " ' escaped: fit for HTML text and for attributes in quotes.
std::string html_text(std::string_view text);

/// As html_text, but line breaks and tabs stay: for <pre>.
std::string html_lines(std::string_view text);

/// One cell of a CSV file that holds text: visible, with a ' before a first = + - @ (spreadsheets
/// would compute it), in quotes where RFC 4180 asks for them.
std::string csv_text(std::string_view text);

/// For people: three decimals, more where fewer would say 0 or 1 and it is not ("0.9996").
std::string figure_text(double value);

/// With this many decimals.
std::string fixed_text(double value, int decimals);

/// How many columns a terminal needs: characters, as the names of an experiment are of width 1.
std::size_t shown_width(std::string_view text);

}  // namespace tlhost::engine
