#include "host/log/problem.hpp"

#include "host/log/printable.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tlhost::engine {

namespace {

constexpr std::size_t kLongestWord = 256;  // bytes; nothing that long is a misspelling

std::string joined(const std::vector<Problem>& problems) {
  if (problems.empty()) {
    throw std::logic_error("a Refusal needs at least one problem");
  }
  std::string text;
  for (const Problem& problem : problems) {
    text += (text.empty() ? "" : "\n") + to_text(problem);
  }
  return text;
}

std::string lower_case(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower;
}

// Letters added, left out, replaced, or swapped with their neighbour.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

Refusal::Refusal(Exit exit, Problem problem)
    : Refusal(exit, std::vector<Problem>{std::move(problem)}) {}

Refusal::Refusal(Exit exit, std::vector<Problem> problems)
    : std::runtime_error(joined(problems)), exit_(exit), problems_(std::move(problems)) {}

std::string to_text(const Problem& problem) {
  std::string text = "error[" + problem.code + "]: ";
  if (!problem.where.empty()) {
    text += printable(problem.where) + ": ";
  }
  text += printable(problem.what);
  if (!problem.at.empty()) {
    text += "\n  at: " + printable(problem.at);
  }
  if (!problem.fix.empty()) {
    text += "\n  fix: " + printable(problem.fix);
  }
  return text;
}

std::string nearest_word(const std::string& word, const std::vector<std::string>& known) {
  if (word.size() > kLongestWord) {
    return "";
  }
  const std::string wanted = lower_case(word);
  std::string nearest;
  std::size_t allowed = word.size() / 3 + 1;  // the distance must stay below this
  for (const std::string& candidate : known) {
    if (std::max(candidate.size(), word.size()) - std::min(candidate.size(), word.size()) >=
        allowed) {
      continue;
    }
    const std::size_t distance = edit_distance(wanted, lower_case(candidate));
    if (distance < allowed) {
      nearest = candidate;
      allowed = distance;
    }
  }
  return nearest;
}

}  // namespace tlhost::engine
