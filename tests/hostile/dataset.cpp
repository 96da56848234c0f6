// A dataset that misbehaves as its parameter says.
#include "tests/hostile/blobs.hpp"
#include "tests/hostile/deeds.hpp"
#include "tests/hostile/sdk_errors.hpp"

#include <atomic>
#include <new>

namespace {

using tlhost::hostile::Blobs;

/// What no machine gives.  The memory is never touched: where the system promises it, nobody pays.
void allocate_100_gigabytes() {
  constexpr std::size_t kBytes = std::size_t{100} << 30;
  ::operator delete(::operator new(kBytes));
  throw std::bad_alloc();
}

class Hostile final : public Blobs {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.text("deed", "none").doc("what it does, with where: index.throw");
  }

  explicit Hostile(const tlhost::Create& create)
      : Blobs(create), deed_(create.params.text("deed")) {
    act("constructor.");
  }

  void index(tlhost::Context& context, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    act("index.");
    if (deed_ == "no_records") {
      info.classes = {"dark", "bright"};
      info.group_is = "none";
      return;
    }
    Blobs::index(context, info, out);
    if (deed_ == "one_class") {
      info.classes = {"dark"};
    } else if (deed_ == "duplicate_ids") {
      out.add().id = "image7";
    } else if (deed_ == "label_out_of_range") {
      tlhost::Record& record = out.add();
      record.id = "odd";
      record.labels = {7};
    } else if (deed_ == "memory") {
      allocate_100_gigabytes();
    }
  }

  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    static std::atomic<int> calls{0};
    if (record.frame % 10 == 3) {
      act("image.");
    }
    Blobs::image(record, out);
    if (deed_ == "wrong_size") {
      out.bytes.pop_back();
    } else if (deed_ == "negative_size") {
      out.height = -16;
    } else if (deed_ == "huge_size") {
      out.height = out.width = 2'000'000'000;
    } else if (deed_ == "not_pure") {
      out.bytes[0] = static_cast<std::uint8_t>(++calls);
    }
  }

 private:
  void act(const std::string& where) const {
    if (deed_.rfind(where, 0) == 0) {
      const std::string deed = deed_.substr(where.size());
      tlhost::hostile::throw_by_name(deed);
      tlhost::hostile::end(deed);
      tlhost::hostile::change(deed);
    }
  }

  std::string deed_;
};

}  // namespace

TLHOST_PLUGIN("org.hostile.dataset", "1.0.0", "A dataset that misbehaves", registrar) {
  registrar.add<tlhost::Dataset, Hostile>(
      "hostile", "grey images, and one misdeed", Hostile::schema());
}
