#pragma once
#include "host/cli/command.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tlhost::engine {

/// Declares the options that every verb has: where plugins are looked for, and how much is said.
void add_common(CLI::App& app, Command& command, std::vector<std::string>& plugins);

/// Declares the verbs beside the main job.  `behind` receives --plugins that stand behind a verb.
void add_verbs(CLI::App& app, Command& command, std::vector<std::string>& behind);

/// Every verb and long option, for what a misspelt word was meant to be.
std::vector<std::string> known_words(const CLI::App& app);

}  // namespace tlhost::engine
