// A plugin whose note is in order and whose static initialiser kills the process that loads it.
#include <tlhost/dataset.hpp>
#include <tlhost/plugin.hpp>

#include <cstdlib>

namespace {

struct Aborting {
  Aborting() { std::abort(); }
};

const Aborting kAborting;

class Nothing final : public tlhost::Dataset {
 public:
  explicit Nothing(const tlhost::Create&) {}

  void index(tlhost::Context&, tlhost::DatasetInfo&, tlhost::Records&) override {}
};

}  // namespace

TLHOST_PLUGIN("org.example.aborting", "1.0.0", "Aborts while it is loaded", registrar) {
  registrar.add<tlhost::Dataset, Nothing>("nothing", "no samples");
}
