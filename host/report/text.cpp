#include "host/report/text.hpp"

#include "host/log/utf8.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace tlhost::engine {

namespace {

bool moves_text(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void append_bytes(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
}

std::string visible(std::string_view text, std::string_view kept) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const std::string_view bytes = text.substr(at, length == 0 ? 1 : length);
    const bool stays = kept.find(text[at]) != std::string_view::npos;
    if (!stays && (length == 0 || moves_text(utf8_code_point(text, at, length)))) {
      append_bytes(out, bytes);
    } else {
      out += bytes;
    }
    at += bytes.size();
  }
  return out;
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string visible_text(std::string_view text) { return visible(text, ""); }

std::string html_text(std::string_view text) { return escape_html(visible(text, "")); }

std::string html_lines(std::string_view text) { return escape_html(visible(text, "\n\t")); }

std::string csv_text(std::string_view text) {
  std::string shown = visible_text(text);
  if (!shown.empty() && std::string_view("=+-@").find(shown.front()) != std::string_view::npos) {
    shown.insert(0, 1, '\'');
  }
  if (shown.find_first_of(",\"") == std::string::npos && shown.find_first_of(' ') != 0) {
    return shown;
  }
  std::string quoted = "\"";
  for (const char c : shown) {
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  return quoted + "\"";
}

std::string fixed_text(double value, int decimals) {
  std::array<char, 400> buffer{};  // the longest double has 309 digits before the point
  const auto end = std::to_chars(
      buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
  return {buffer.data(), end.ptr};
}

std::string figure_text(double value) {
  int decimals = 3;
  std::string text = fixed_text(value, decimals);
  const auto rounded_away = [&] {
    const double unit = std::pow(10.0, -decimals) / 2;
    return (value > 0 && value < unit) || (value < 1 && value >= 1 - unit);
  };
  while (decimals < 9 && rounded_away()) {
    text = fixed_text(value, ++decimals);
  }
  return text;
}

std::size_t shown_width(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  }
  return width;
}

}  // namespace tlhost::engine
