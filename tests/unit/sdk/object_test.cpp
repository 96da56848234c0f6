#include "tests/support/catch.hpp"

#include <tlhost/object.hpp>

#include <cstring>

namespace {

/// A kind of component, and an interface that came later.
struct Kind : tlhost::Object {
  virtual int number() const { return 1; }
};

struct Extra {
  static constexpr const char* interface_id = "test.extra/1";
  virtual int extra() const = 0;

 protected:
  ~Extra() = default;
};

/// Extra is its second base: a pointer to the object is none to it.
class Component final : public Kind, public Extra {
 public:
  int extra() const override { return 2; }

  void* query(const char* interface_id) noexcept override {
    return std::strcmp(interface_id, Extra::interface_id) == 0 ? static_cast<Extra*>(this)
                                                               : nullptr;
  }
};

}  // namespace

TEST_CASE("an object knows no further interface unless it says so", "[sdk][growth]") {
  Kind kind;
  CHECK(kind.query("test.extra/1") == nullptr);
  CHECK(kind.query("") == nullptr);
}

TEST_CASE("a further interface is found by its id, at its own address", "[sdk][growth]") {
  Component component;
  tlhost::Object& object = component;
  CHECK(object.query("test.extra/2") == nullptr);
  void* found = object.query(Extra::interface_id);
  REQUIRE(found != nullptr);
  CHECK(found != static_cast<void*>(&object));
  CHECK(static_cast<Extra*>(found)->extra() == 2);
}
