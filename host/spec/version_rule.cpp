#include "host/spec/version_rule.hpp"

#include <algorithm>
#include <charconv>

namespace tlhost::engine {

namespace {

struct Word {
  std::string_view text;
  VersionBound::Order order;
};

// Those of two characters first, for they begin with those of one.
constexpr Word kWords[] = {{">=", VersionBound::Order::at_least},
                           {"<=", VersionBound::Order::at_most},
                           {">", VersionBound::Order::above},
                           {"<", VersionBound::Order::below},
                           {"=", VersionBound::Order::equal}};

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos
             ? std::string_view{}
             : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What stands before the separator is taken off the text; `more`: a separator stood there.
std::string_view take_part(std::string_view& text, char separator, bool& more) {
  const std::size_t end = text.find(separator);
  more = end != std::string_view::npos;
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(more ? end + 1 : text.size());
  return part;
}

std::optional<VersionBound> read_bound(std::string_view text) {
  for (const Word& word : kWords) {
    if (text.starts_with(word.text)) {
      const auto version = read_version(without_blanks(text.substr(word.text.size())));
      return version ? std::optional(VersionBound{word.order, *version}) : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Version> read_version(std::string_view text) {
  Version version;
  bool more = true;
  for (std::int64_t& number : version.numbers) {
    if (!more) {
      break;
    }
    const std::string_view digits = take_part(text, '.', more);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || digits.front() == '-') {
      return std::nullopt;
    }
  }
  return more ? std::nullopt : std::optional(version);
}

std::optional<VersionRule> read_version_rule(std::string_view text) {
  VersionRule rule;
  for (bool more = true; more;) {
    const auto bound = read_bound(without_blanks(take_part(text, ',', more)));
    if (!bound) {
      return std::nullopt;
    }
    rule.push_back(*bound);
  }
  return rule;
}

bool satisfies(const Version& version, const VersionRule& rule) {
  return std::all_of(rule.begin(), rule.end(), [&version](const VersionBound& bound) {
    switch (bound.order) {
      case VersionBound::Order::above:
        return version.numbers > bound.version.numbers;
      case VersionBound::Order::at_least:
        return version.numbers >= bound.version.numbers;
      case VersionBound::Order::below:
        return version.numbers < bound.version.numbers;
      case VersionBound::Order::at_most:
        return version.numbers <= bound.version.numbers;
      case VersionBound::Order::equal:
        break;
    }
    return version == bound.version;
  });
}

}  // namespace tlhost::engine
