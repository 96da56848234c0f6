#include "host/store/file_ops.hpp"
#include "host/weights/pth.hpp"
#include "host/weights/storage_types.hpp"

#include <ATen/ATen.h>
#include <zlib.h>

#include <array>
#include <set>
#include <stdexcept>

namespace tlhost::engine {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::uint64_t kFull32 = 0xffffffff, kFull16 = 0xffff;

std::string little(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i, value >>= 8) {
    bytes += static_cast<char>(value & 255);
  }
  return bytes;
}

// ---- the pickle: only what Python's reader of weights_only=True knows

std::string text(const std::string& value) { return "X" + little(value.size(), 4) + value; }

std::string number(std::int64_t value) {
  return value <= 0x7fffffff ? "J" + little(static_cast<std::uint64_t>(value), 4)
                             : "\x8a\x08" + little(static_cast<std::uint64_t>(value), 8);
}

std::string tuple(at::IntArrayRef values) {
  std::string bytes = "(";
  for (const std::int64_t value : values) {
    bytes += number(value);
  }
  return bytes + "t";
}

std::string pickle_of(const NamedTensors& tensors) {
  std::string bytes =
      "\x80\x02"
      "ccollections\nOrderedDict\n)R(";
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const at::Tensor& tensor = tensors[i].second;
    std::int64_t stride = 1;
    std::vector<std::int64_t> strides(static_cast<std::size_t>(tensor.dim()), 1);
    for (std::size_t d = strides.size(); d > 0; --d) {
      strides[d - 1] = stride;
      stride *= std::max<std::int64_t>(tensor.size(static_cast<std::int64_t>(d - 1)), 1);
    }
    bytes += text(tensors[i].first) + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") +
             "ctorch\n" + storage_name(tensor.scalar_type()) + "\n" + text(std::to_string(i)) +
             text("cpu") + number(tensor.numel()) + "tQ" + number(0) + tuple(tensor.sizes()) +
             tuple(strides) +
             "\x89"
             "ccollections\nOrderedDict\n)RtR";
  }
  return bytes + "u.";
}

// ---- the archive

class ZipWriter {
 public:
  explicit ZipWriter(AtomicFile& file) : file_(file) {}

  void add(const std::string& name, std::string_view data) {
    const auto crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size());
    const bool wide = data.size() >= kFull32;
    const std::string sizes = wide ? little(kFull32, 4) + little(kFull32, 4)
                                   : little(data.size(), 4) + little(data.size(), 4);
    // 1 January 1980, the first day that the format knows.
    const std::string common = little(0, 4) + little(0x0021U << 16, 4) + little(crc, 4);
    const std::string full = little(data.size(), 8);
    std::string extra = wide ? little(1, 2) + little(16, 2) + full + full : "";
    const std::uint64_t begin = at_ + 30 + name.size() + extra.size() + 4;
    const std::uint64_t gap = (kAlignment - begin % kAlignment) % kAlignment;
    extra += "FB" + little(gap, 2) + std::string(gap, 'Z');
    const std::uint64_t local = at_;
    append("PK\x03\x04" + little(45, 2) + common + sizes + little(name.size(), 2) +
           little(extra.size(), 2) + name + extra);
    append(data);
    std::string more = wide ? full + full : "";
    more += local >= kFull32 ? little(local, 8) : "";
    const std::string field = more.empty() ? "" : little(1, 2) + little(more.size(), 2) + more;
    directory_ += "PK\x01\x02" + little(45, 2) + little(45, 2) + common + sizes +
                  little(name.size(), 2) + little(field.size(), 2) + little(0, 10) +
                  little(std::min(local, kFull32), 4) + name + field;
    ++entries_;
  }

  void finish() {
    const std::uint64_t begin = at_, size = directory_.size();
    append(directory_);
    const std::uint64_t end = at_;
    append("PK\x06\x06" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) +
           little(entries_, 8) + little(entries_, 8) + little(size, 8) + little(begin, 8));
    append("PK\x06\x07" + little(0, 4) + little(end, 8) + little(1, 4));
    const std::string few = little(std::min(entries_, kFull16), 2);
    append("PK\x05\x06" + little(0, 4) + few + few + little(std::min(size, kFull32), 4) +
           little(std::min(begin, kFull32), 4) + little(0, 2));
  }

 private:
  void append(std::string_view bytes) {
    file_.append(bytes);
    at_ += bytes.size();
  }

  AtomicFile& file_;
  std::uint64_t at_ = 0, entries_ = 0;
  std::string directory_;
};

void check(const NamedTensors& tensors) {
  std::set<std::string> names;
  for (const auto& [name, tensor] : tensors) {
    if (name.empty() || !names.insert(name).second) {
      throw std::invalid_argument("the name \"" + name + "\" is empty or given twice");
    }
    if (!tensor.defined() || !tensor.device().is_cpu() || tensor.layout() != at::kStrided) {
      throw std::invalid_argument("tensor \"" + name + "\" is no dense tensor on the CPU");
    }
    if (storage_name(tensor.scalar_type()).empty()) {
      throw std::invalid_argument("tensor \"" + name +
                                  "\" has a dtype that a .pth file cannot hold");
    }
  }
}

}  // namespace

void write_pth(const std::string& path, const NamedTensors& tensors) {
  check(tensors);
  AtomicFile file(path);
  ZipWriter zip(file);
  zip.add("archive/data.pkl", pickle_of(tensors));
  zip.add("archive/byteorder", "little");
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const at::Tensor tensor = tensors[i].second.detach().resolve_neg().contiguous();
    const std::string_view data =
        tensor.numel() == 0
            ? std::string_view()
            : std::string_view(static_cast<const char*>(tensor.data_ptr()), tensor.nbytes());
    zip.add("archive/data/" + std::to_string(i), data);
  }
  zip.add("archive/version", "3\n");
  zip.finish();
  file.commit();
}

}  // namespace tlhost::engine
