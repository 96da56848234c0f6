// The C++ structs that cross the boundary by reference, and the values of enums.  Fields keep their
// places; new ones come behind the last.  The numbers are those of libstdc++ on 64-bit Linux, which
// the ABI tag demands of a plugin.
#include "tests/support/torch_catch.hpp"

#include <tlhost/create.hpp>
#include <tlhost/image.hpp>
#include <tlhost/phase.hpp>
#include <tlhost/record.hpp>
#include <tlhost/stage.hpp>
#include <tlhost/target.hpp>
#include <tlhost/task.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

using namespace tlhost;

namespace {

#if defined(__GLIBCXX__) && _GLIBCXX_USE_CXX11_ABI && !defined(_GLIBCXX_DEBUG)
static_assert(sizeof(std::string) == 32 && sizeof(std::vector<int>) == 24, "libstdc++, 64 bits");

#define AT(STRUCT, FIELD, OFFSET) \
  static_assert(offsetof(STRUCT, FIELD) == (OFFSET), #STRUCT "." #FIELD " moved")

AT(Record, path, 0);
AT(Record, frame, 32);
AT(Record, id, 40);
AT(Record, labels, 72);
AT(Record, group, 96);
AT(Record, stratum, 128);
AT(Record, split, 160);
AT(Record, unknown, 168);
AT(Record, attributes, 192);

AT(DatasetInfo, root, 0);
AT(DatasetInfo, collection, 32);
AT(DatasetInfo, classes, 64);
AT(DatasetInfo, labelling, 88);
AT(DatasetInfo, channels, 92);
AT(DatasetInfo, group_is, 96);
AT(DatasetInfo, own_pixels, 128);
AT(DatasetInfo, version, 136);
AT(DatasetInfo, citation, 168);
AT(DatasetInfo, licence, 200);
AT(DatasetInfo, url, 232);

AT(Image, height, 0);
AT(Image, width, 4);
AT(Image, channels, 8);
AT(Image, bits, 12);
AT(Image, black, 16);
AT(Image, white, 24);
AT(Image, bytes, 32);

AT(Stage, name, 0);
AT(Stage, layout, 32);
AT(Stage, paths, 40);

AT(StagePolicy, trainable, 0);
AT(StagePolicy, lr, 8);
AT(StagePolicy, weight_decay, 16);

AT(PhaseResult, epochs, 0);
AT(PhaseResult, best_epoch, 4);
AT(PhaseResult, score, 8);
AT(PhaseResult, stopped_early, 16);
AT(PhaseResult, scores, 24);

AT(TargetInfo, name, 0);
AT(TargetInfo, labelling, 32);
AT(TargetInfo, classes, 40);
AT(TargetInfo, counts, 64);
AT(TargetInfo, train, 88);
AT(TargetInfo, validation, 96);
AT(TargetInfo, image_size, 104);
AT(TargetInfo, channels, 112);

AT(SourceInfo, name, 0);
AT(SourceInfo, pretrained, 32);
AT(SourceInfo, datasets, 40);
AT(SourceInfo, classes, 64);
#endif

/// An enum keeps its width, and its words their values.
#define BYTE(ENUM) \
  static_assert(sizeof(ENUM) == 1 && std::is_unsigned<std::underlying_type_t<ENUM>>::value, #ENUM)
#define IS(VALUE, NUMBER) static_assert(static_cast<int>(VALUE) == (NUMBER), #VALUE)

BYTE(Level);
IS(Level::debug, 0);
IS(Level::info, 1);
IS(Level::warning, 2);
BYTE(Split);
IS(Split::unspecified, 0);
IS(Split::train, 1);
IS(Split::validation, 2);
IS(Split::test, 3);
BYTE(Labelling);
IS(Labelling::multiclass, 0);
IS(Labelling::multilabel, 1);
IS(Labelling::ordinal, 2);
BYTE(Layout);
IS(Layout::map, 0);
IS(Layout::map_last, 1);
IS(Layout::tokens, 2);
IS(Layout::patches, 3);
IS(Layout::vector, 4);
BYTE(Part);
IS(Part::train, 0);
IS(Part::validation, 1);
BYTE(Scores);
IS(Scores::logits, 0);
IS(Scores::margins, 1);
IS(Scores::probabilities, 2);
BYTE(Optimizer);
IS(Optimizer::sgd, 0);
IS(Optimizer::adamw, 1);
BYTE(Schedule);
IS(Schedule::constant, 0);
IS(Schedule::cosine, 1);
IS(Schedule::one_cycle, 2);
BYTE(Keep);
IS(Keep::best, 0);
IS(Keep::last, 1);

/// A phase with its only abstract function written, to look at its fields.
struct AnyPhase final : Phase {
  StagePolicy& stage(std::size_t) override { return policy; }

  StagePolicy policy;
};

/// How far a field lies behind the beginning of a phase, which has a table of functions and so no
/// offsetof.
template <class Field>
std::ptrdiff_t place(const Phase& phase, const Field& field) {
  return reinterpret_cast<const char*>(&field) - reinterpret_cast<const char*>(&phase);
}

}  // namespace

TEST_CASE("the fields of a phase keep their places", "[sdk][growth]") {
  const AnyPhase any;
  const Phase& phase = any;
  CHECK(place(phase, phase.name) == 8);
  CHECK(place(phase, phase.epochs) == 40);
  CHECK(place(phase, phase.batch) == 44);
  CHECK(place(phase, phase.optimizer) == 48);
  CHECK(place(phase, phase.lr) == 56);
  CHECK(place(phase, phase.momentum) == 64);
  CHECK(place(phase, phase.weight_decay) == 72);
  CHECK(place(phase, phase.clip) == 80);
  CHECK(place(phase, phase.decay_vectors) == 88);
  CHECK(place(phase, phase.schedule) == 89);
  CHECK(place(phase, phase.warmup) == 96);
  CHECK(place(phase, phase.keep) == 104);
  CHECK(place(phase, phase.patience) == 108);
  CHECK(place(phase, phase.augment) == 112);
}
