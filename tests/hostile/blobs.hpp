#pragma once
#include <tlhost/dataset.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace tlhost::hostile {

/// A small dataset without a fault: 40 grey images of 16 x 16, dark or bright.
class Blobs : public Dataset {
 public:
  explicit Blobs(const Create&) {}

  void index(Context&, DatasetInfo& info, Records& out) override {
    info.classes = {"dark", "bright"};
    info.channels = 1;
    info.group_is = "none";
    info.own_pixels = true;
    for (std::int64_t i = 0; i < 40; ++i) {
      Record& record = out.add();
      record.id = "image" + std::to_string(i);
      record.frame = i;
      record.labels = {static_cast<std::int32_t>(i % 2)};
    }
  }

  void image(const Record& record, Image& out) const override {
    constexpr std::int32_t kSide = 16;
    out.height = out.width = kSide;
    out.channels = 1;
    out.bytes.resize(kSide * kSide);
    for (std::size_t i = 0; i < out.bytes.size(); ++i) {
      const auto noise = (static_cast<std::size_t>(record.frame) * 31 + i * 7) % 50;
      out.bytes[i] = static_cast<std::uint8_t>(noise + (record.labels.at(0) == 1 ? 150 : 30));
    }
  }
};

}  // namespace tlhost::hostile
