// The order of virtual functions of each interface: a plugin built with SDK 0.9 calls, and is
// called, by these numbers.  An interface that plugins implement is closed: its size is fixed, too.
// One that the host implements may get new functions at its end.
#include "tests/support/torch_catch.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/model.hpp>
#include <tlhost/strategy.hpp>
#include <tlhost/weight_names.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

using namespace tlhost;

namespace {

/// Where a virtual function stands in its class's table.  The Itanium C++ ABI keeps it in the
/// pointer to member: 1 + 8 * slot, or without the 1 on ARM.
template <class Function>
std::size_t slot(Function function) {
  static_assert(sizeof function == 2 * sizeof(std::uintptr_t), "a pointer to member has two words");
  std::uintptr_t words[2];
  std::memcpy(words, &function, sizeof words);
  REQUIRE(words[0] < 4096);  // else it is the address of a function that is not virtual
  return (words[0] & ~std::uintptr_t{1}) / sizeof(void*);
}

/// Its function stands behind the last one of the interface, so its slot is their number.
template <class Interface>
struct Behind : Interface {
  virtual void next() = 0;
};

template <class Interface>
std::size_t slots() {
  return slot(&Behind<Interface>::next);
}

/// A later SDK's mistake: a function before those that there were.
struct Inserted : Object {
  virtual void inserted() = 0;
  virtual void index(Context& context, DatasetInfo& info, Records& out) = 0;
};

}  // namespace

TEST_CASE("a function inserted into an interface moves those behind it", "[sdk][growth]") {
  CHECK(slot(&Inserted::index) == slot(&Dataset::index) + 1);  // so the tests below see it
  CHECK(slots<Inserted>() == 5);
}

TEST_CASE("interfaces that plugins implement are closed", "[sdk][growth]") {
  CHECK(slots<Object>() == 3);  // two destructors come first
  CHECK(slot(&Object::query) == 2);

  CHECK(Dataset::interface_id == std::string("tlhost.dataset/1"));
  CHECK(slot(&Dataset::index) == 3);
  CHECK(slot(&Dataset::image) == 4);
  CHECK(slots<Dataset>() == 5);

  CHECK(Model::interface_id == std::string("tlhost.model/1"));
  CHECK(slot(&Model::module) == 3);
  CHECK(slot(&Model::stages) == 4);
  CHECK(slot(&Model::forward) == 5);
  CHECK(slots<Model>() == 6);

  CHECK(WeightNames::interface_id == std::string("tlhost.model.weights/1"));
  CHECK(slot(&WeightNames::rename) == 0);
  CHECK(slot(&WeightNames::fit) == 1);
  CHECK(slots<WeightNames>() == 2);

  CHECK(Strategy::interface_id == std::string("tlhost.strategy/1"));
  CHECK(slot(&Strategy::fit) == 3);
  CHECK(slots<Strategy>() == 4);
}

TEST_CASE("a context is closed, because a task goes on behind it", "[sdk][growth]") {
  CHECK(slot(&Context::log) == 0);
  CHECK(slot(&Context::cancelled) == 1);
  CHECK(slot(&Context::progress) == 2);
  CHECK(slot(&Context::scratch) == 3);
  CHECK(slots<Context>() == 4);
}

TEST_CASE("interfaces that the host implements keep their order", "[sdk][growth]") {
  CHECK(slot(&Records::add) == 0);
  CHECK(slot(&Records::skip) == 1);

  CHECK(slot(&Stages::add) == 0);

  CHECK(slot(&Phase::stage) == 0);

  CHECK(slot(&Network::size) == 0);
  CHECK(slot(&Network::stage) == 1);
  CHECK(slot(&Network::find) == 2);
  CHECK(slot(&Network::names) == 3);
  CHECK(slot(&Network::tensor) == 4);
  CHECK(slot(&Network::state) == 5);
  CHECK(slot(&Network::load) == 6);

  CHECK(slot(&Task::target) == 4);  // behind those of Context
  CHECK(slot(&Task::source) == 5);
  CHECK(slot(&Task::network) == 6);
  CHECK(slot(&Task::phase) == 7);
  CHECK(slot(&Task::train) == 8);
  CHECK(slot(&Task::features) == 9);
  CHECK(slot(&Task::labels) == 10);
  CHECK(slot(&Task::scores) == 11);
  CHECK(slot(&Task::score) == 12);
  CHECK(slot(&Task::set_linear) == 13);
}
