#pragma once
#include "host/scaffold/project.hpp"

#include <string>

namespace tlhost::engine {

/// How a new project is built, checked and run with the tlhost that wrote it: a shell script of
/// three commands, for stdout. program: the absolute path of that tlhost; plugins and SDK are
/// looked for around it.
std::string project_commands(const NewProject& project, const std::string& program);

/// The absolute path of this program, or "tlhost" if the system does not say.
std::string this_program();

}  // namespace tlhost::engine
