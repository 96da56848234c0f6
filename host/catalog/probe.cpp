#include "host/catalog/probe.hpp"

#include "host/catalog/facts_json.hpp"
#include "host/catalog/library.hpp"
#include "host/catalog/output_pipe.hpp"
#include "host/catalog/probe_words.hpp"
#include "host/process/child.hpp"
#include "host/process/surroundings.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstdio>
#include <iostream>
#include <optional>

// One child loads all plugins and sends what they say of themselves, and waits after each until it
// is heard, so that what was printed is known to be the plugin's.  Where it dies or hangs, the
// plugin that it was at is rejected and another child goes on behind it; so it does behind a plugin
// that changes the working folder, the limits or anything else that others depend on.  It is forked
// before this process has any thread, and this process never loads a plugin itself.

namespace tlhost::engine {
namespace {

using Clock = std::chrono::steady_clock;

/// The check that a code of Library's refusals stands for.
const char* step_of(const std::string& code) {
  return code == "PLUGIN-LOAD"         ? "loading"
         : code == "PLUGIN-DESCRIPTOR" ? "descriptor"
                                       : "components";
}

/// Loads a plugin and says what came of it.
boost::json::object answer_of(const std::string& file) {
  try {
    return {{"type", "plugin"}, {"facts", to_json(Library(file).facts())}};
  } catch (const Refusal& refusal) {
    const Problem& problem = refusal.problems().front();
    return {{"type", "rejected"},
            {"step", step_of(problem.code)},
            {"reason", problem.what},
            {"remedy", problem.fix}};
  } catch (const std::exception& error) {
    return {{"type", "rejected"},
            {"step", "loading"},
            {"reason", error.what()},
            {"remedy", "rebuild the plugin, or take the file away"}};
  }
}

/// The child's part.
int load_from(Channel& channel, const std::vector<std::string>& files, std::size_t first) {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);  // a plugin that crashes here leaves no file behind
  for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    signal(number, SIG_DFL);  // nobody speaks for it
  }
  const Surroundings before = surroundings();
  for (std::size_t i = first; i < files.size(); ++i) {
    boost::json::object answer = answer_of(files[i]);
    const bool spoilt = !what_changed(before, surroundings()).empty();
    answer["spoilt"] = spoilt;
    std::cout.flush();
    std::fflush(nullptr);
    if (!channel.send(answer) || !channel.receive() || spoilt) {
      break;
    }
  }
  return 0;
}

/// The supervisor's part: all children, one after the other.
class Probe {
 public:
  Probe(const std::vector<std::string>& files, std::chrono::milliseconds patience, Catalog& catalog)
      : files_(files), patience_(patience), catalog_(catalog) {}

  void run() {
    while (at_ < files_.size()) {
      follow();
    }
  }

 private:
  /// Reads one child to its end; it begins with the file at_.
  void follow() {
    OutputPipe pipe;
    Child child = Child::start(
        pipe.path(), [this](Channel& channel) { return load_from(channel, files_, at_); });
    answered_ = described_ = spoilt_ = false;
    printed_.clear();
    const std::optional<ChildExit> ended = watch(child, pipe);
    const bool all = answered_ && at_ + 1 == files_.size();
    const bool well = ended && ended->code == 0 && ended->signal == 0;
    if (well && spoilt_ && !all) {
      return;  // at_ is the next one already
    }
    if (!all || !well) {
      reject_current({ended.value_or(ChildExit{}), !ended, described_, printed_});
    }
    note_printed();
    ++at_;
  }

  /// Nothing: it hung and was killed.
  std::optional<ChildExit> watch(Child& child, OutputPipe& pipe) {
    deadline_ = Clock::now() + patience_;
    std::optional<ChildExit> ended;
    while (!ended && Clock::now() < deadline_) {
      wait(child, pipe);
      ended = child.poll();
      read_all(child, pipe);
    }
    if (!ended) {
      child.kill(SIGKILL);
      child.wait();
      read_all(child, pipe);
    }
    return ended;
  }

  /// Until there is something to read, the child has ended, or it is over.
  void wait(Child& child, const OutputPipe& pipe) const {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count() + 1;
    pollfd waits[2] = {{child.channel().descriptor(), POLLIN, 0}, {pipe.descriptor(), POLLIN, 0}};
    ::poll(waits, 2, static_cast<int>(left));
    if ((waits[0].revents & (POLLHUP | POLLERR)) != 0) {
      ::poll(nullptr, 0, 1);  // it has closed its end and is about to be gone: do not spin
    }
  }

  void read_all(Child& child, OutputPipe& pipe) {
    const std::vector<boost::json::value> messages = child.channel().drain();
    printed_ += pipe.take();  // the child has flushed before it answered
    for (const boost::json::value& message : messages) {
      take(message, child);
    }
  }

  void take(const boost::json::value& message, Child& child) {
    try {
      const auto text = [&message](const char* name) {
        return std::string(message.at(name).as_string());
      };
      spoilt_ = message.at("spoilt").as_bool();
      if (text("type") == "plugin") {
        catalog_.plugins.push_back(plugin_from_json(message.at("facts")));
        described_ = true;
      } else {
        catalog_.rejected.push_back({files_[at_], text("step"), text("reason"), text("remedy")});
      }
    } catch (const std::exception&) {
      return;  // a plugin wrote where it had no business; the child's end tells the rest
    }
    answered_ = true;
    if (at_ + 1 < files_.size()) {
      note_printed();
      ++at_;
      answered_ = described_ = false;
      deadline_ = Clock::now() + patience_;
    }
    child.channel().send({{"type", "next"}});
  }

  void note_printed() {
    if (!printed_.empty()) {
      catalog_.notes.push_back(files_[at_] + " said while it was loaded: " + printed_);
    }
    printed_.clear();
  }

  void reject_current(const ProbeEnd& end) {
    if (described_) {  // what it said of itself is worth nothing any more
      catalog_.plugins.pop_back();
    } else if (answered_) {
      catalog_.rejected.pop_back();
    }
    catalog_.rejected.push_back(refuse_end(end, patience_));
    catalog_.rejected.back().path = files_[at_];
  }

  const std::vector<std::string>& files_;
  const std::chrono::milliseconds patience_;
  Catalog& catalog_;
  std::size_t at_ = 0;      ///< the file that the child is at
  bool answered_ = false;   ///< it has said what came of it
  bool described_ = false;  ///< which was a description
  bool spoilt_ = false;     ///< the process is another than before, so it loads no further plugin
  std::string printed_;     ///< while it was at it
  Clock::time_point deadline_;
};

}  // namespace

void probe_plugins(const std::vector<std::string>& files,
                   std::chrono::milliseconds patience,
                   Catalog& catalog) {
  Probe(files, patience, catalog).run();
}

}  // namespace tlhost::engine
