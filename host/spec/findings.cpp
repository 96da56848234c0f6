#include "host/spec/findings.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#ifndef TLHOST_VERSION
#define TLHOST_VERSION "(unversioned)"
#endif

namespace tlhost::engine {

namespace {

constexpr std::size_t kLongestQuote = 60;    // bytes
constexpr std::size_t kMostListed = 40;      // words, in a fix
constexpr std::size_t kMostCompared = 2000;  // words, with one that is misspelt

}  // namespace

void Findings::add(const Place& place, std::string code, std::string what, std::string fix) {
  findings_.push_back({place.line,
                       place.column,
                       {.code = std::move(code),
                        .where = place_text(file_, place),
                        .what = std::move(what),
                        .at = place.pointer,
                        .fix = std::move(fix)}});
}

void Findings::add_not_yet(const Place& place, const std::string& thing, std::string fix) {
  add(place,
      "SPEC-NOT-YET",
      thing + " is part of format 1, but tlhost " TLHOST_VERSION " cannot do it yet",
      std::move(fix));
}

std::vector<Problem> Findings::in_order() const {
  std::vector<Finding> sorted = findings_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  std::vector<Problem> problems;
  for (Finding& finding : sorted) {
    problems.push_back(std::move(finding.problem));
  }
  return problems;
}

std::string place_text(const std::string& file, const Place& place) {
  return file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string listed_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

std::string quoted_word(const std::string& word) {
  if (word.size() <= kLongestQuote) {
    return "\"" + word + "\"";
  }
  std::size_t end = kLongestQuote;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xc0U) == 0x80) {
    --end;  // never within a character
  }
  return "\"" + word.substr(0, end) + "...\"";
}

std::string fix_for_word(const std::string& word, const std::vector<std::string>& known) {
  if (known.empty() || known.size() > kMostCompared) {
    return "";
  }
  const std::string nearest = nearest_word(word, known);
  if (!nearest.empty()) {
    return "did you mean \"" + nearest + "\"?";
  }
  return known.size() > kMostListed ? "" : "known here: " + listed_words(known);
}

}  // namespace tlhost::engine
