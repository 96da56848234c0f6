#pragma once
#include "host/log/problem.hpp"
#include "host/spec/experiment_spec.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// All that is wrong in one experiment file.
class Findings {
 public:
  /// file: as the user gave it.
  explicit Findings(std::string file) : file_(std::move(file)) {}

  void add(const Place& place, std::string code, std::string what, std::string fix = "");
  /// SPEC-NOT-YET: `thing` is in the grammar, but this version cannot do it.
  void add_not_yet(const Place& place, const std::string& thing, std::string fix = "");

  const std::string& file() const { return file_; }

  /// In the order of the file.
  std::vector<Problem> in_order() const;

 private:
  struct Finding {
    int line = 0, column = 0;
    Problem problem;
  };

  std::string file_;
  std::vector<Finding> findings_;
};

/// "file:line:column"
std::string place_text(const std::string& file, const Place& place);
/// "a, b, c"
std::string listed_words(const std::vector<std::string>& words);
/// "\"word\""; a long one is cut.
std::string quoted_word(const std::string& word);
/// The fix for a word that is not known: the nearest one, or else all of them; "" if they are too
/// many.
std::string fix_for_word(const std::string& word, const std::vector<std::string>& known);

}  // namespace tlhost::engine
