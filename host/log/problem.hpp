#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost::engine {

/// Exit codes of the program.  A death by signal is always a bug.
enum class Exit : int {
  done = 0,
  some_failed = 1,   ///< the grid finished, but some jobs failed
  usage = 2,         ///< the command line or the experiment file
  bad_data = 65,     ///< data or weights
  plugin = 69,       ///< a plugin that is needed cannot be used
  bug = 70,          ///< ours
  output = 73,       ///< output locked or not creatable
  disk = 74,         ///< full, or read and write errors
  interrupted = 75,  ///< on request, resumable
};

/// One thing that is wrong, in the words that the user sees.  docs/errors.md has a line for every
/// code.
struct Problem {
  std::string code;      ///< stable, e.g. "SPEC-UNKNOWN-KEY"
  std::string where;     ///< file:line:column, a path, or a component
  std::string what;      ///< what was found and what was expected
  std::string at = {};   ///< JSON pointer or a second place; may be empty
  std::string fix = {};  ///< what to do; may be empty
  bool operator==(const Problem&) const = default;
};

/// The experiment cannot go on: everything that is wrong, and the exit code that follows from it.
class Refusal : public std::runtime_error {
 public:
  Refusal(Exit exit, Problem problem);
  /// problems must not be empty.
  Refusal(Exit exit, std::vector<Problem> problems);

  Exit exit() const { return exit_; }

  const std::vector<Problem>& problems() const { return problems_; }

 private:
  Exit exit_;
  std::vector<Problem> problems_;
};

/// "error[CODE]: where: what", then "  at: ..." and "  fix: ..." lines where there is something to
/// say. Control bytes and what is not UTF-8 are shown as \xNN; a line break within a field indents
/// what follows; a field is cut at 1 kB.
std::string to_text(const Problem& problem);

/// The known word that is nearest to a misspelt one (edit distance without regard to case, at most
/// a third of its length; the first of equals), or "".
std::string nearest_word(const std::string& word, const std::vector<std::string>& known);

}  // namespace tlhost::engine
