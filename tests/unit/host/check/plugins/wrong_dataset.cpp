// A small dataset that is sound, but for the one thing that the environment variable
// TLHOST_TEST_WRONG names.
#include "wrong.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <fcntl.h>
#include <fenv.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using tlhost::test::wrong;
using tlhost::test::wrong_name;

void start_thread() {
  std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
}

/// What one must not do to the process, by name: "" does nothing.
void harm(const std::string& what) {
  if (what == "prints") {
    std::puts("hello");
  } else if (what == "thread") {
    start_thread();
  } else if (what == "file") {
    open("/dev/null", O_RDONLY);
  } else if (what == "locale") {
    std::setlocale(LC_ALL, "C.UTF-8");
  } else if (what == "folder") {
    (void)!chdir("/");
  } else if (what == "signal") {
    signal(SIGUSR1, SIG_IGN);
  } else if (what == "umask") {
    umask(0);
  } else if (what == "rounding") {
    fesetround(FE_UPWARD);
  } else if (what == "crash") {
    std::abort();
  } else if (what == "exit") {
    std::exit(3);
  }
}

/// The harm that "<when>_<what>" names.
void harm_when(const std::string& when) {
  const std::string variant = wrong_name();
  if (variant.rfind(when + "_", 0) == 0) {
    harm(variant.substr(when.size() + 1));
  }
}

struct AtLoad {
  AtLoad() { harm_when("load"); }
};

const AtLoad kAtLoad;

class Drawn final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    tlhost::Schema schema;
    schema.integer("samples", 16).at_least(wrong("bound") ? -1 : 4).at_most(64).unit("images");
    schema.doc(wrong("no_doc") ? "" : "of all classes together");
    schema.choice("shade", "dark", {"dark", "bright"}).doc("of the ground");
    if (wrong("no_range")) {
      schema.integer("whatever", 1).doc("a number of nothing");
    } else {
      schema.real("noise", 0).at_least(0).at_most(1).doc("part of the range");
    }
    return schema;
  }

  explicit Drawn(const tlhost::Create& create)
      : samples_(wrong("type") ? 4 : create.params.integer("samples")),
        shade_(create.params.text("shade")) {
    harm_when("create");
    if (wrong("no_range")) {
      create.params.integer("whatever");
    } else if (!wrong("unread")) {
      create.params.real("noise");
    }
    if (wrong("undeclared")) {
      create.params.integer("secret");
    }
    if (wrong("undeclared_hidden")) {
      try {
        create.params.integer("secret");
      } catch (const tlhost::Error&) {
      }
    }
    if (wrong("bound") && samples_ < 0) {
      throw std::runtime_error("negative");
    }
    if (wrong("type")) {
      check_type(create.params);
    }
    if (wrong("choice") && shade_ == "bright") {
      throw tlhost::Error("not today");
    }
    if (wrong("leak")) {
      static std::vector<std::string> kept;
      kept.emplace_back(8 << 10, 'x');
    }
  }

  void* query(const char* id) noexcept override {
    return wrong("query") && id != nullptr ? this : nullptr;
  }

  void index(tlhost::Context& context, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    harm_when("index");
    if (wrong("cancelled")) {
      (void)context.cancelled();
    }
    info.classes = {"a", wrong("class_twice") ? "a" : "b"};
    if (wrong("one_class")) {
      info.classes = {"a"};
    }
    if (wrong("empty_class")) {
      info.classes.push_back("c");
    }
    info.channels = wrong("channels") ? 2 : 1;
    info.group_is = wrong("group_is") ? "" : "none";
    info.own_pixels = true;
    info.licence = wrong("licence") ? "" : "CC0";
    info.citation = wrong("text") ? "\xff" : "none";
    if (wrong("skip")) {
      out.skip("a file", "");
    }
    for (std::int64_t i = 0; i < (wrong("no_records") ? 0 : samples_); ++i) {
      add(i, out.add());
    }
  }

  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    harm_when("image");
    out.height = out.width = 8;
    out.channels = wrong("channels") ? 2 : 1;
    out.bits = wrong("bits") ? 12 : 8;
    out.black = wrong("black") ? 255 : 0;
    const auto start = static_cast<std::uint8_t>(record.frame);
    out.bytes.assign(wrong("bytes") ? 63 : 64 * static_cast<std::size_t>(out.channels), start);
    if (wrong("impure")) {
      out.bytes[0] = static_cast<std::uint8_t>(++asked_);
    }
    if (wrong("order")) {  // the same record gives the same, once it was asked for
      std::uint8_t& known = known_[static_cast<std::size_t>(record.frame) % 64];
      known = known == 0 ? static_cast<std::uint8_t>(++asked_) : known;
      out.bytes[0] = known;
    }
    if (wrong("shared")) {
      draw_shared(start, out);
    }
  }

 private:
  /// Takes the SDK's refusal of a text for a number as its own fault.
  static void check_type(const tlhost::Params& params) {
    try {
      params.integer("samples");
    } catch (const tlhost::ConfigError&) {
      std::abort();
    }
  }

  void add(std::int64_t i, tlhost::Record& record) const {
    static int listed = 0;
    record.frame = i;
    record.id = "image_" + std::to_string(wrong("id_twice") ? i / 2 : i);
    if (wrong("id_changes")) {
      record.id += "_" + std::to_string(listed++);
    }
    if (wrong("id_absolute")) {
      record.id = "/data/" + record.id;
    }
    record.labels = {static_cast<std::int32_t>(wrong("one_class") ? 0 : i % 2)};
    if (wrong("label")) {
      record.labels[0] = static_cast<std::int32_t>(i % 3);
    }
    if (wrong("group")) {
      record.group = "all";
      record.split = i < 4 ? tlhost::Split::test : tlhost::Split::train;
    }
  }

  /// Draws on one sheet for all threads.
  void draw_shared(std::uint8_t start, tlhost::Image& out) const {
    std::memset(sheet_, start, sizeof sheet_);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    out.bytes.assign(std::begin(sheet_), std::end(sheet_));
  }

  std::int64_t samples_ = 0;
  std::string shade_;
  mutable int asked_ = 0;
  mutable std::uint8_t known_[64] = {};
  mutable std::uint8_t sheet_[64] = {};
};

}  // namespace

#ifdef EXPORTS_MORE
extern "C" __attribute__((visibility("default"))) int Another_symbol() { return 1; }
#endif

TLHOST_PLUGIN("org.example.wrong", "1.0.0", "One thing is wrong", registrar) {
  harm_when("list");
  registrar.add<tlhost::Dataset, Drawn>(
      "drawn", wrong("summary") ? "" : "drawn squares", Drawn::schema());
}
